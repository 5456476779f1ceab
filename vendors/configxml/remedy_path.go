package configxml

import (
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Path answers a change to what traffic meets on its way: rules, NAT, routes and
// forwarders. A new rule or entry is a step in the GUI only, since it has no element
// yet.
func (p *Pages) Path(b *Box, m *Menus, a *ipsec.Around) {
	switch p.Kind {
	case ipsec.PermitFlow:
		if p.Filter == nil || p.Filter.Rules == nil {
			return
		}
		for _, f := range p.Flows {
			p.permit(b, f)
		}
	case ipsec.ExemptNAT:
		for _, f := range p.Flows {
			p.exempt(b, a, f)
		}
	case ipsec.AddRoute:
		if p.Carrier != "" {
			p.Do(m.StaticRoutes + " > Add: Destination network " + p.Prefix.String() + ", Gateway " + b.gatewayOf(p.Carrier))
		}
	case ipsec.AddForwarder:
		p.forward(m)
	case ipsec.ExemptLimit:
		if p.Limit != nil && p.Addr.IsValid() {
			p.Do("Firewall > Rules > " + b.tab(first(p.Limit.In)) + " > Add, before " + p.Limit.Name + ": Action Pass, Protocol UDP, Source " +
				p.Addr.String() + ", Destination This Firewall, Destination port 500 and 4500, no limits of states")
		}
	}
}

func first(places ipsec.Places) string {
	if len(places) == 0 {
		return ""
	}
	return places[0]
}

// tab names the page of an interface's rules as the GUI does: by its description.
func (b *Box) tab(name string) string {
	i := b.Interface(name)
	switch {
	case name == "":
		return "Floating"
	case name == IPsecTab:
		return "IPsec"
	case i != nil && i.Descr.V != "":
		return i.Descr.Description()
	}
	return strings.ToUpper(name)
}

// permit adds a rule where the packets come in, ahead of the one that stops them.
func (p *Pages) permit(b *Box, f ipsec.Flow) {
	in := f.From.Interface
	switch {
	case f.From.Tunnel != nil && p.OnInterface:
		in = p.Carrier
	case f.From.Tunnel != nil:
		in = IPsecTab
	}
	where := "Firewall > Rules > " + b.tab(in) + " > Add"
	if p.Before.IsZero() {
		where += " at the end"
	} else {
		where += ", before " + p.ruleAt()
	}
	direction := ""
	if f.From.Box {
		direction = " Direction out,"
	}
	p.Do(where + ": Action Pass," + direction + " Protocol " + service(f) + ", Source " + addresses(f.Source) + ", Destination " + addresses(f.Destination) + port(f))
}

// ruleAt names the rule that stops the packets.
func (p *Pages) ruleAt() string {
	for i := range p.Filter.Rules.Len() {
		if r := p.Filter.Rules.Rule(i); r.At == p.Before {
			return r.Name
		}
	}
	return "the rule of line " + strconv.Itoa(p.Before.Position().Line)
}

func service(f ipsec.Flow) string {
	switch {
	case f.Protocol == ipsec.ProtoAny:
		return "any"
	case f.Protocol == ipsec.ProtoICMP && f.Port == ipsec.ICMPEcho:
		return "ICMP Echo request"
	}
	return strings.ToUpper(ipsec.ProtocolName(f.Protocol))
}

func port(f ipsec.Flow) string {
	if f.Port == 0 || f.Protocol != ipsec.ProtoTCP && f.Protocol != ipsec.ProtoUDP {
		return ""
	}
	return ", Destination port " + strconv.Itoa(f.Port)
}

// addresses names a set for a field: several prefixes make an alias.
func addresses(s ipsec.AddrSet) string {
	var out []string
	for _, p := range s.Prefixes() {
		if p.Addr().Is4() {
			out = append(out, p.String())
		}
	}
	switch len(out) {
	case 0:
		return "any"
	case 1:
		return strings.TrimSuffix(out[0], "/32")
	}
	return "an alias of " + strings.Join(out, ", ")
}

// exempt leaves the source as it is. A mapping of one to one is tried before the
// rules of the outbound page, so that it has to be narrowed itself.
func (p *Pages) exempt(b *Box, a *ipsec.Around, f ipsec.Flow) {
	section, name := "", ""
	for _, r := range a.NAT.All() {
		if r.At == p.Before && section == "" {
			section, name = r.Section, r.Name
		}
	}
	switch section {
	case phase2NAT:
		p.Do(p.Edit + " 2: NAT/BINAT translation None")
	case oneToOne, "source NAT":
		p.Do("Firewall > NAT, " + name + ": Destination not " + addresses(f.Destination))
	default:
		out := p.Carrier
		if out == "" {
			out = IPsecTab
		}
		p.Do("Firewall > NAT > Outbound, in mode Hybrid > Add, before the others: Do not NAT, Interface " + b.tab(out) + ", Source " + addresses(f.Source) + ", Destination " + addresses(f.Destination))
	}
}

// forward makes the domain's queries go to each server; what a wrong entry has is
// the user's to delete.
func (p *Pages) forward(m *Menus) {
	verb := " > Add"
	if p.Forwarder != nil {
		verb = " > Edit or add"
	}
	for _, a := range p.Addrs {
		p.Do(m.Forwarders + verb + ": Domain " + p.Text + ", " + m.Server + " " + a.String())
	}
	if p.Forwarder != nil {
		p.Note("delete the entries of this domain that name other servers")
	}
}
