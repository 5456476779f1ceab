package fortigate

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// virtualIP is a firewall vip: what comes for the outer address goes to the inner
// one. Policies name it as their destination.
type virtualIP struct {
	name         string
	at           ipsec.Span
	outer, inner ipsec.AddrSet
	ports        bool // it forwards some ports only
	iface        string
	udp          ipsec.PortRange // the ports of UDP that it forwards, where it forwards some only
}

func readVIP(o *object) virtualIP {
	v := virtualIP{name: o.name, at: o.head, iface: o.text("extintf"), ports: o.text("portforward") == "enable", outer: ipsec.UnknownSet(o.name, "virtual IP "+o.name+" has an outer address that the file does not tell"),
		inner: ipsec.UnknownSet(o.name, "virtual IP "+o.name+" has an inner address that the file does not tell")}
	if set, ok := addressRange(o.text("extip")); ok {
		v.outer = set
	}
	if p, ok := portRange(o.text("extport")); ok && o.text("protocol") == "udp" {
		v.udp = p
	}
	if o.text("type") == "server-load-balance" {
		return v // several servers
	}
	if set, ok := addressRange(o.text("mappedip")); ok {
		v.inner = set
	}
	return v
}

// addressRange reads an address, a range a-b or a prefix. 0.0.0.0 stands for the
// address of the interface, which is not told here.
func addressRange(text string) (ipsec.AddrSet, bool) {
	var b ipsec.AddrBuilder
	first, last, isRange := strings.Cut(text, "-")
	if !isRange {
		p, ok := parsePrefix([]string{text})
		if !ok || p.Addr().IsUnspecified() {
			return ipsec.AddrSet{}, false
		}
		b.AddPrefix(p)
		return b.Set(), true
	}
	from, err1 := netip.ParseAddr(first)
	to, err2 := netip.ParseAddr(last)
	if err1 != nil || err2 != nil || from.IsUnspecified() {
		return ipsec.AddrSet{}, false
	}
	b.AddRange(from, to)
	return b.Set(), true
}

// forwardedIKE is what virtual IPs take of the packets of IKE before they reach the
// device: those that forward UDP 500 or 4500 of an address and that a policy uses.
// nil when there is none.
func (s *surroundings) forwardedIKE() *ipsec.Filter {
	var rules []ipsec.FilterRule
	for _, v := range collect(s.v, readVIP, "firewall", "vip") {
		takes := func(port uint16) bool { return v.udp.Low <= port && port <= v.udp.High }
		if !v.ports || !v.outer.Exact() || !takes(500) && !takes(4500) || !s.uses(v.name) {
			continue
		}
		r := ipsec.FilterRule{
			Name: "virtual IP " + v.name, At: v.at, Action: ipsec.Deny, Source: ipsec.Anywhere(), Destination: v.outer,
			Services: []ipsec.Service{{Protocol: ipsec.ProtoUDP, Destination: ipsec.Ports{v.udp}}},
		}
		if v.iface != "" && v.iface != "any" {
			r.In = ipsec.Places{v.iface}
		}
		rules = append(rules, r)
	}
	if len(rules) == 0 {
		return nil
	}
	return &ipsec.Filter{
		Name: "firewall vip", At: s.v.place("firewall", "vip"), Hooks: ipsec.ToBox, Stateful: true, Rules: ipsec.RulesOf(rules),
	}
}

// uses reports that a policy which lets traffic pass names the virtual IP: without
// one it does nothing.
func (s *surroundings) uses(vip string) bool {
	for _, p := range s.policies().read { // the others name no virtual IP
		for _, r := range p.rules {
			if r.Action == ipsec.Permit && !r.Disabled && slices.Contains(p.vips, vip) {
				return true
			}
		}
	}
	return false
}
