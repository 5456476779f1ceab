package asa

import (
	"cmp"
	"math/big"
	"net/netip"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Sections of the NAT table as an ASA counts them (Cisco ASA configuration
// guide, "NAT Rule Order").
const (
	natManual    = "manual"     // section 1: twice NAT
	natAuto      = "auto"       // section 2: object NAT
	natAfterAuto = "after-auto" // section 3: twice NAT
)

// translations lists the NAT rules in the order in which the device tries them.
func (s *surroundings) translations() []*ipsec.NATRule {
	var manual, after [][]*ipsec.NATRule
	for _, node := range s.c.around.nat {
		line := s.c.stmt(int(node))
		if !strings.Contains(line.text(1), ",") {
			continue // the syntax before 8.3
		}
		section := &manual
		i := 2
		position, given := line.number(i)
		if given {
			i++
		}
		if line.is(i, "after-auto") {
			section, i = &after, i+1
			if position, given = line.number(i); given {
				i++
			}
		}
		rules := s.twice(line, i, section == &after)
		if given && position.n >= 1 && position.n <= len(*section) {
			*section = slices.Insert(*section, position.n-1, rules)
		} else {
			*section = append(*section, rules)
		}
	}
	rows := s.oldNAT()
	rows = append(rows, slices.Concat(manual...)...)
	rows = append(rows, s.objectNAT()...)
	return append(rows, slices.Concat(after...)...)
}

// pair reads "(real,mapped)". "any" is every interface.
func pair(text string) (real, mapped ipsec.Places) {
	a, b, _ := strings.Cut(strings.Trim(text, "()"), ",")
	place := func(name string) ipsec.Places {
		if name = strings.TrimSpace(name); name == "any" || name == "" {
			return nil
		}
		return ipsec.Places{name}
	}
	return place(a), place(b)
}

// twice reads a twice-NAT line from the word "source" on. A static one works in
// both directions and makes two rows.
func (s *surroundings) twice(line stmt, i int, after bool) []*ipsec.NATRule {
	n := &ipsec.NATRule{Name: line.text(0) + " " + line.text(1), Section: natManual, At: line.whole(), Destination: ipsec.Anywhere()}
	if after {
		n.Section = natAfterAuto
	}
	n.In, n.Out = pair(line.text(1))
	static := line.is(i+1, "static")
	if !line.is(i, "source") || !static && !line.is(i+1, "dynamic") {
		n.Source, n.Kind = ipsec.Anywhere(), ipsec.NATUnknown
		n.Maybe = []string{"the NAT line cannot be read"}
		return []*ipsec.NATRule{n}
	}
	real, mapped := line.text(i+2), line.text(i+3)
	n.Source = s.r.either(real)
	n.Kind, n.To = s.target(static, real, mapped, n.Source)
	var mappedDst, realDst ipsec.AddrSet
	oneWay := !static
	for k := i + 3; k < line.n() && !line.is(k, "description"); k++ {
		switch {
		case line.is(k, "destination") && line.is(k+1, "static"):
			mappedDst, realDst = s.destination(line.text(k+2), n.In), s.r.either(line.text(k+3))
			n.Destination = mappedDst
			if line.text(k+2) != line.text(k+3) {
				n.DestinationTo = &realDst
			}
			k += 3
		case line.is(k, "service"):
			m := s.r.services()
			m.object(line.text(k + 1))
			n.Services, n.Maybe = m.out, append(n.Maybe, m.maybe...)
			k += 2
		case line.is(k, "unidirectional"):
			oneWay = true
		case line.is(k, "inactive"):
			n.Disabled = true
		}
	}
	rules := []*ipsec.NATRule{n}
	if !oneWay && len(n.Services) == 0 {
		rules = append(rules, s.reverse(n, realDst, mappedDst))
	}
	return rules
}

// destination is the address as the packet arrives; "interface" is the one that
// it comes in by.
func (s *surroundings) destination(name string, in ipsec.Places) ipsec.AddrSet {
	if name == "interface" && len(in) == 1 {
		return s.r.interfaceSet(in[0])
	}
	return s.r.either(name)
}

// target says what becomes of a source address.
func (s *surroundings) target(static bool, real, mapped string, from ipsec.AddrSet) (ipsec.NATKind, ipsec.AddrSet) {
	switch mapped {
	case "interface":
		return ipsec.NATInterface, ipsec.AddrSet{}
	case "pat-pool", "":
		return ipsec.NATDynamic, ipsec.AddrSet{}
	}
	to := s.r.either(mapped)
	if static {
		if real == mapped || from.Exact() && to.Exact() && from.Known != nil && to.Known != nil && from.Known.Equal(to.Known) {
			return ipsec.NATExempt, ipsec.AddrSet{}
		}
		return ipsec.NATStatic, to
	}
	return ipsec.NATDynamic, to
}

// reverse is the other direction of a static rule: the far side's packets, to the
// mapped source.
func (s *surroundings) reverse(n *ipsec.NATRule, realDst, mappedDst ipsec.AddrSet) *ipsec.NATRule {
	r := &ipsec.NATRule{
		Name: n.Name, Section: n.Section, At: n.At, Disabled: n.Disabled, Reverse: true, In: n.Out, Out: n.In,
		Source: ipsec.Anywhere(), Destination: n.Source, Maybe: n.Maybe, Kind: ipsec.NATExempt,
	}
	switch n.Kind {
	case ipsec.NATStatic:
		r.Destination = n.To
		r.DestinationTo = &n.Source
	case ipsec.NATInterface:
		r.Destination = ipsec.UnknownSet("interface", "the address of the interface that the packet comes in by")
		r.DestinationTo = &n.Source
	}
	if len(realDst.Unknown) > 0 || realDst.Known != nil {
		r.Source = realDst
	}
	if n.DestinationTo != nil {
		r.Kind, r.To = ipsec.NATStatic, mappedDst
	}
	return r
}

// objectNAT lists the rules of objects: static before dynamic, then those with
// fewer addresses, then the lower address, then the name. Only the direction from
// the object is listed, since the other one leaves the source alone.
func (s *surroundings) objectNAT() []*ipsec.NATRule {
	type row struct {
		rule *ipsec.NATRule
		name string
		size *big.Int
		low  netip.Addr
	}
	var rows []row
	for _, name := range s.c.translatedObjects() {
		o := s.c.netObject(name)
		for _, node := range o.nat {
			line := s.c.stmt(int(node))
			n := &ipsec.NATRule{
				Name: "object network " + name, Section: natAuto, At: line.whole(), Source: s.r.object(name), Destination: ipsec.Anywhere(),
			}
			i := 1
			if strings.Contains(line.text(1), ",") {
				n.In, n.Out = pair(line.text(1))
				i = 2
			}
			static := line.is(i, "static")
			n.Kind, n.To = s.objectTarget(static, name, line.text(i+1), n.Source)
			if line.is(i+2, "service") && static {
				n.Services = portTranslation(line, i+3)
			}
			size, low := extentOf(n.Source)
			rows = append(rows, row{n, name, size, low})
		}
	}
	slices.SortFunc(rows, func(a, b row) int {
		return cmp.Or(
			cmp.Compare(dynamicLast(a.rule.Kind), dynamicLast(b.rule.Kind)),
			a.size.Cmp(b.size), a.low.Compare(b.low), strings.Compare(a.name, b.name),
			cmp.Compare(a.rule.At.Start, b.rule.At.Start),
		)
	})
	var out []*ipsec.NATRule
	for _, r := range rows {
		out = append(out, r.rule)
	}
	return out
}

// translatedObjects names the objects with NAT of their own. In a file without any
// no object is read for it.
func (c *config) translatedObjects() []string {
	var out []string
	seen := map[string]bool{}
	for _, node := range c.objectNodes {
		for child := range c.tree.Children(int(node)) {
			if first, _ := cut(c.tree.Text(child)); string(first) != "nat" {
				continue
			}
			if name := c.stmt(int(node)).text(2); c.netObject(name) != nil && !seen[name] {
				out, seen[name] = append(out, name), true
			}
		}
	}
	return out
}

func dynamicLast(k ipsec.NATKind) int {
	if k == ipsec.NATDynamic || k == ipsec.NATInterface {
		return 1
	}
	return 0
}

// objectTarget is target, where the mapped side may be an address in figures.
func (s *surroundings) objectTarget(static bool, name, mapped string, from ipsec.AddrSet) (ipsec.NATKind, ipsec.AddrSet) {
	if a, err := netip.ParseAddr(s.c.address(mapped)); err == nil {
		if from.Exact() && len(from.Prefixes()) == 1 && from.Prefixes()[0].Addr() == a {
			return ipsec.NATExempt, ipsec.AddrSet{}
		}
		bits := a.BitLen()
		if p := from.Prefixes(); static && len(p) == 1 {
			bits = p[0].Bits() // a network is mapped to one of the same size
		}
		to := ipsec.SetOf(netip.PrefixFrom(a, bits))
		if static {
			return ipsec.NATStatic, to
		}
		return ipsec.NATDynamic, to
	}
	kind, to := s.target(static, name, mapped, from)
	if static && kind == ipsec.NATInterface {
		kind = ipsec.NATStatic
	}
	return kind, to
}

// portTranslation reads "tcp 80 8080" of a static rule: it holds for packets from
// the real port.
func portTranslation(line stmt, i int) []ipsec.Service {
	proto, ok1 := lookup(protocolNumbers, line.text(i), 255)
	port, ok2 := lookup(portNumbers, line.text(i+1), 65535)
	if !ok1 || !ok2 {
		return nil
	}
	return []ipsec.Service{{Protocol: proto, Source: ipsec.OnePort(uint16(port))}}
}

// extentOf counts the addresses of a set and finds the lowest. What is not known
// counts as large.
func extentOf(set ipsec.AddrSet) (*big.Int, netip.Addr) {
	if !set.Exact() || set.Known == nil {
		return new(big.Int).Lsh(big.NewInt(1), 128), netip.Addr{}
	}
	n := new(big.Int)
	for _, p := range set.Known.Prefixes() {
		n.Add(n, new(big.Int).Lsh(big.NewInt(1), uint(p.Addr().BitLen()-p.Bits())))
	}
	ranges := set.Known.Ranges()
	if len(ranges) == 0 {
		return n, netip.Addr{}
	}
	return n, ranges[0].From()
}
