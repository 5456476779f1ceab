package paloalto

import (
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// filters makes one filter of each virtual system's security rules, and one for
// what is sent to the firewall itself in each zone that IKE ends in: PAN-OS takes
// that as traffic inside the zone of the interface that has the address.
func (s *surroundings) filters() []*ipsec.Filter {
	var out []*ipsec.Filter
	for _, v := range s.vsys {
		book := &rulebook{lightBook: lightBook{s: s}, v: v}
		f := &ipsec.Filter{Name: "the security policy", At: s.firstRule(v), Hooks: ipsec.Transit, Stateful: true, Rules: book}
		if len(s.vsys) > 1 {
			f.Name += " of " + v.name
			f.In = s.interfacesOf(v)
			f.Out = f.In
		}
		f.Default, f.DefaultAt = s.standard(v, interzone, ipsec.Deny)
		out = append(out, f)
		for _, zone := range s.zoneNames(v) {
			if !s.endsIKE(zone) {
				continue
			}
			b := &ipsec.Filter{
				Name: f.Name + " for the firewall itself", At: f.At, Hooks: ipsec.ToBox, Stateful: true, In: ipsec.Places{zone},
				Rules: &boxRules{book: book, zone: zone}, Unsure: s.elsewhere(zone),
			}
			b.Default, b.DefaultAt = s.standard(v, intrazone, ipsec.Permit)
			out = append(out, b)
		}
	}
	if len(s.vsys) > 1 {
		out = append(out, s.between()...)
	}
	return out
}

// firstRule is where the security rules of a virtual system begin.
func (s *surroundings) firstRule(v *vsys) ipsec.Span {
	for _, base := range v.bases {
		if rows := base.node.path("security", "rules").rows(); rows.n > 0 {
			return rows.read(0).at
		}
	}
	return ipsec.Span{}
}

// interfacesOf returns the interfaces of a virtual system: those of its zones and
// those that it imports.
func (s *surroundings) interfacesOf(v *vsys) ipsec.Places {
	out := ipsec.Places{}
	for _, m := range s.v.members(v.node, "import", "network", "interface") {
		out = append(out, m.text)
	}
	return append(out, s.zoneNames(v)...)
}

// between stands for what passes from one virtual system to another: both have a
// say, by their external zones, which is not followed.
func (s *surroundings) between() []*ipsec.Filter {
	var out []*ipsec.Filter
	for _, from := range s.vsys {
		for _, to := range s.vsys {
			if from != to {
				out = append(out, &ipsec.Filter{
					Name: "the security policy between " + from.name + " and " + to.name, Hooks: ipsec.Transit, Stateful: true,
					In: s.interfacesOf(from), Out: s.interfacesOf(to), Default: ipsec.Deny,
					Unsure: "traffic between virtual systems is not followed",
				})
			}
		}
	}
	return out
}

// endsIKE reports whether a tunnel's IKE ends on an interface of the zone.
func (s *surroundings) endsIKE(zone string) bool {
	return slices.ContainsFunc(s.c.dev.Tunnels, func(t *ipsec.Tunnel) bool {
		i := s.out.InterfaceNamed(t.Interface)
		return i != nil && slices.Contains(i.Zones, zone)
	})
}

// elsewhere says why traffic to the firewall may come from another zone: IKE ends
// on a loopback interface there. "" when it does not.
func (s *surroundings) elsewhere(zone string) string {
	for _, t := range s.c.dev.Tunnels {
		i := s.out.InterfaceNamed(t.Interface)
		if i != nil && strings.HasPrefix(i.Name, "loopback") && slices.Contains(i.Zones, zone) {
			return "the packets to " + i.Name + " come in by another interface, which may be in another zone"
		}
	}
	return ""
}

// standard is what one of the two default rules does. The file shows one only when
// it is overridden.
func (s *surroundings) standard(v *vsys, name string, action ipsec.Action) (ipsec.Action, ipsec.Span) {
	for i := len(v.bases) - 1; i >= 0; i-- {
		n := v.bases[i].node.path("default-security-rules", "rules", name)
		if a := s.v.leaf(n, "action"); a.known() {
			if a.is("allow") {
				return ipsec.Permit, a.at
			}
			return ipsec.Deny, a.at
		}
	}
	return action, ipsec.Span{}
}

// Names of the two default rules.
const (
	intrazone = "intrazone-default"
	interzone = "interzone-default"
)
