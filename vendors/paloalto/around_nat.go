package paloalto

import (
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// nat reads one NAT rule. A static one that works in both directions makes two rows.
func (r *ruleReader) nat(n *node) []*ipsec.NATRule {
	view := r.s.v
	none := value{}
	out := &ipsec.NATRule{
		Name: n.word, At: n.at, Disabled: view.leaf(n, "disabled").yes(),
		Source:      r.s.addresses(view.members(n, "source"), r.base.objects, none),
		Destination: r.s.addresses(view.members(n, "destination"), r.base.objects, none),
	}
	var why1, why2 string
	out.In, why1 = r.zones(view.members(n, "from"))
	out.Out, why2 = r.zones(view.members(n, "to"))
	if i := view.leaf(n, "to-interface"); i.set() && !i.is("any") {
		out.Out, why2 = ipsec.Places{i.text}, i.unknown
	}
	for _, why := range [...]string{why1, why2} {
		if why != "" {
			out.Maybe = append(out.Maybe, why)
		}
	}
	out.Maybe = append(out.Maybe, r.natConditions(n)...)
	if service := view.leaf(n, "service"); service.set() && !service.is("any") {
		services, unread := r.natService(service.text)
		out.Services, out.Maybe = services, append(out.Maybe, unread...)
	}
	r.target(n, out)
	if to := n.find("destination-translation"); to != nil {
		set := r.s.addresses(view.members(to, "translated-address"), r.base.objects, none)
		out.DestinationTo = &set
	} else if n.find("dynamic-destination-translation") != nil {
		set := ipsec.UnknownSet("", "the destination is translated to one of several addresses")
		out.DestinationTo = &set
	}
	rows := []*ipsec.NATRule{out}
	if view.leaf(n, "source-translation", "static-ip", "bi-directional").yes() {
		rows = append(rows, r.reverse(out))
	}
	return rows
}

// natService says what the service of a NAT rule stands for.
func (r *ruleReader) natService(name string) (services []ipsec.Service, unread []string) {
	m := &matching{v: r.s.v, places: r.base.objects}
	m.service(name, map[string]bool{})
	return m.services, m.unread
}

// natConditions are what else must hold for the rule.
func (r *ruleReader) natConditions(n *node) []string {
	var out []string
	if kind := r.s.v.leaf(n, "nat-type"); kind.set() && !kind.is("ipv4") {
		out = append(out, "it translates IPv6")
	}
	if on := r.s.v.leaf(n, "active-active-device-binding"); on.set() && !on.is("both") {
		out = append(out, "it holds on one firewall of an active/active pair only")
	}
	if target := n.find("target"); len(target.list("devices")) > 0 || r.s.v.leaf(target, "negate").yes() {
		out = append(out, "Panorama pushes it to some firewalls only")
	}
	return out
}

// target says what becomes of the source address.
func (r *ruleReader) target(n *node, out *ipsec.NATRule) {
	view := r.s.v
	how := n.find("source-translation").last()
	set := func(kind ipsec.NATKind, list *node) {
		out.Kind = kind
		out.To = r.s.addresses(view.members(list, "translated-address"), r.base.objects, value{})
	}
	switch how.text() {
	case "":
		out.Kind = ipsec.NATExempt
	case "static-ip":
		set(ipsec.NATStatic, how)
		if from := out.Source; from.Exact() && out.To.Exact() && from.Known != nil && out.To.Known != nil && from.Known.Equal(out.To.Known) {
			out.Kind, out.To = ipsec.NATExempt, ipsec.AddrSet{}
		}
	case "dynamic-ip-and-port":
		if how.last().text() == "translated-address" {
			set(ipsec.NATDynamic, how)
			return
		}
		out.Kind = ipsec.NATInterface
		if ip := view.leaf(how, "interface-address", "ip"); ip.set() {
			ip.text, _, _ = strings.Cut(ip.text, "/") // the interface's address stands there with its prefix length
			out.To = r.s.addresses([]value{ip}, r.base.objects, value{})
		}
	case "dynamic-ip":
		set(ipsec.NATDynamic, how)
	default:
		out.Kind = ipsec.NATUnknown
	}
}

// reverse is the other direction of a static rule: packets from anywhere to the
// translated address, whose source stays.
func (r *ruleReader) reverse(n *ipsec.NATRule) *ipsec.NATRule {
	return &ipsec.NATRule{
		Name: n.Name, At: n.At, Disabled: n.Disabled, Reverse: true, Source: ipsec.Anywhere(), Destination: n.To,
		Services: n.Services, Maybe: n.Maybe, Kind: ipsec.NATExempt, DestinationTo: &n.Source,
	}
}
