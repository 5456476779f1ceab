package fortigate

import (
	"net/netip"
	"slices"
	"strconv"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Where a NAT rule stands.
const (
	natPolicy  = "policy"
	natCentral = "central-snat"
)

// translations lists what translates source addresses: the policies, or with
// central NAT the table of its own, whose rows come in their order and outside of
// which nothing is translated.
func (s *surroundings) translations() []*ipsec.NATRule {
	if s.settings.text("central-nat") == "enable" {
		return slices.Concat(collect(s.v, s.central, "firewall", "central-snat-map")...)
	}
	var rows []*ipsec.NATRule
	book := s.policies()
	for i := range book.count() {
		rows = append(rows, s.natOf(book, book.at(i))...)
	}
	return rows
}

// natOf is what one rule of a policy does to the source address.
func (s *surroundings) natOf(book *policyBook, at ruleAt) []*ipsec.NATRule {
	p := book.policy(at.row)
	r := &p.rules[at.part]
	return s.byInterface(ipsec.NATRule{
		Name: r.Name, Section: natPolicy, At: r.At, Disabled: r.Disabled, In: r.In, Out: r.Out, Source: r.Source,
		Destination: r.Destination, Services: r.Services, Maybe: r.Maybe, Kind: p.kind, To: p.to, DestinationTo: p.inner,
	})
}

// byInterface tells the translated address of a rule that takes that of the
// interface by which the packet leaves: each interface that carries a tunnel and
// that the rule holds for makes a row of its own, ahead of that for the others.
func (s *surroundings) byInterface(n ipsec.NATRule) []*ipsec.NATRule {
	if n.Kind != ipsec.NATInterface || n.Disabled {
		return []*ipsec.NATRule{&n}
	}
	var rows []*ipsec.NATRule
	for _, i := range s.leaving(n.Out) {
		one := n
		one.Out = ipsec.Places{i.Name}
		one.To = ipsec.UnknownSet("", "interface "+i.Name+" has no address in this file, and Fortinet does not document which one is taken then")
		if len(i.Addresses) > 0 && !i.Dynamic {
			own := i.Addresses[0].Addr()
			one.To = ipsec.SetOf(netip.PrefixFrom(own, own.BitLen()))
		}
		rows = append(rows, &one)
	}
	return append(rows, &n)
}

// leaving returns the interfaces among some places that carry a tunnel.
func (s *surroundings) leaving(places ipsec.Places) []*ipsec.Interface {
	var out []*ipsec.Interface
	for _, i := range s.out.Interfaces.All() {
		named := len(places) == 0 || slices.Contains(places, i.Name) ||
			slices.ContainsFunc(i.Zones, func(z string) bool { return slices.Contains(places, z) })
		if named && len(i.Carries) > 0 && len(out) < maxRows {
			out = append(out, i)
		}
	}
	return out
}

// maxRows bounds the rows that one rule makes.
const maxRows = 64

// sourceNAT says what a policy does to the source address: with nat it becomes that
// of the interface by which the packet leaves, or one out of a pool.
func (s *surroundings) sourceNAT(o *object) (ipsec.NATKind, ipsec.AddrSet) {
	switch {
	case o.text("nat") != "enable":
		return ipsec.NATExempt, ipsec.AddrSet{}
	case o.text("ippool") == "enable":
		return ipsec.NATDynamic, s.pools(o.list("poolname"))
	}
	return ipsec.NATInterface, ipsec.UnknownSet("", "the address of the interface by which the packet leaves")
}

// pools resolves firewall ippool entries. All their types translate: they differ in
// how ports and addresses are shared.
func (s *surroundings) pools(names []string) ipsec.AddrSet {
	r := s.r
	r.mu.Lock()
	defer r.mu.Unlock()
	r.load()
	var b ipsec.AddrBuilder
	for _, n := range names {
		set, ok := r.pools[n]
		if !ok {
			set = ipsec.UnknownSet(n, "ippool "+n+" is not defined in this file")
		}
		b.AddSet(set)
	}
	return b.Set()
}

func readPool(o *object) ipsec.AddrSet {
	set, ok := addressRange(o.text("startip") + "-" + o.text("endip"))
	if !ok {
		return ipsec.UnknownSet(o.name, "ippool "+o.name+" has no range in this file")
	}
	return set
}

// central reads one row of the central source NAT.
func (s *surroundings) central(o *object) []*ipsec.NATRule {
	n := ipsec.NATRule{
		Name: "central-snat-map " + o.name, Section: natCentral, At: o.head,
		Disabled: o.text("status") == "disable" || o.text("type") == "ipv6",
		In:       s.places(o, "srcintf"), Out: s.places(o, "dstintf"),
		Source: s.r.side(o, "orig-addr").set, Destination: s.r.side(o, "dst-addr").set,
		Kind: ipsec.NATInterface, To: ipsec.UnknownSet("", "the address of the interface by which the packet leaves"),
	}
	switch {
	case o.text("nat") == "disable":
		n.Kind, n.To = ipsec.NATExempt, ipsec.AddrSet{}
	case o.has("nat-ippool"):
		n.Kind, n.To = ipsec.NATDynamic, s.pools(o.list("nat-ippool"))
	}
	protocol, err := strconv.Atoi(o.text("protocol"))
	if o.has("protocol") && err != nil {
		n.Maybe = append(n.Maybe, "its protocol cannot be read")
	}
	svc := ipsec.Service{Protocol: protocol}
	for _, x := range []struct {
		option string
		ports  *ipsec.Ports
	}{{"orig-port", &svc.Source}, {"dst-port", &svc.Destination}} {
		word := o.text(x.option)
		if word == "" || word == "0" {
			continue
		}
		p, ok := portRange(word)
		if !ok {
			n.Maybe = append(n.Maybe, "its "+x.option+" cannot be read")
			continue
		}
		*x.ports = ipsec.Ports{p}
	}
	if protocol != 0 {
		n.Services = []ipsec.Service{svc}
	}
	return s.byInterface(n)
}
