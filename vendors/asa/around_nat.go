package asa

import (
	"cmp"
	"encoding/binary"
	"math"
	"math/bits"
	"net/netip"
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

// ofObject reads a nat line of an object. Only the direction from the object is a
// row, since the other one leaves the source alone.
func (s *surroundings) ofObject(line stmt, name string) *ipsec.NATRule {
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
	return n
}

// objectTarget is target, where the mapped side may be an address in figures.
func (s *surroundings) objectTarget(static bool, name, mapped string, from ipsec.AddrSet) (ipsec.NATKind, ipsec.AddrSet) {
	if a, err := netip.ParseAddr(s.c.address(mapped)); err == nil {
		if from.Exact() && len(from.Prefixes()) == 1 && from.Prefixes()[0].Addr() == a {
			return ipsec.NATExempt, ipsec.AddrSet{}
		}
		length := a.BitLen()
		if p := from.Prefixes(); static && len(p) == 1 {
			length = p[0].Bits() // a network is mapped to one of the same size
		}
		to := ipsec.SetOf(netip.PrefixFrom(a, length))
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

// addressCount is a number of addresses less one, of 128 bits.
type addressCount struct{ high, low uint64 }

func (a addressCount) compare(b addressCount) int {
	return cmp.Or(cmp.Compare(a.high, b.high), cmp.Compare(a.low, b.low))
}

// extentOf counts the addresses of an object, from the lowest to the highest. What is
// not known counts as large.
func extentOf(set ipsec.AddrSet) (addressCount, netip.Addr) {
	if !set.Exact() || set.Known == nil {
		return addressCount{math.MaxUint64, math.MaxUint64}, netip.Addr{}
	}
	ranges := set.Known.Ranges()
	if len(ranges) == 0 {
		return addressCount{}, netip.Addr{}
	}
	low, high := ranges[0].From().As16(), ranges[len(ranges)-1].To().As16()
	half := func(a [16]byte, i int) uint64 { return binary.BigEndian.Uint64(a[i:]) }
	n, borrow := bits.Sub64(half(high, 8), half(low, 8), 0)
	m, _ := bits.Sub64(half(high, 0), half(low, 0), borrow)
	return addressCount{m, n}, ranges[0].From()
}
