package asa

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// oldNAT lists the rules of the syntax before 8.3, of its nat lines and of static lines,
// in the order of the device: exemption by access-list, static (policy static as it
// comes among them), dynamic by access-list, dynamic by the longest network (Cisco ASA
// configuration guide 8.2, "Order of NAT Commands Used to Match Real Addresses").
func (s *surroundings) oldNAT(nodes []int32) []*ipsec.NATRule {
	var exempt, policy, plain []*ipsec.NATRule
	for _, node := range nodes {
		line := s.c.stmt(int(node))
		if line.n() < 4 {
			continue
		}
		in, _ := pair(line.text(1))
		zero := line.is(2, "0")
		switch {
		case line.is(3, "access-list") && zero:
			exempt = append(exempt, s.byList(line, in, nil, "nat 0", line.text(4), ipsec.NATExempt, ipsec.AddrSet{})...)
		case line.is(3, "access-list"):
			for _, g := range s.globals(line.text(2)) {
				policy = append(policy, s.byList(line, in, g.out, "policy nat", line.text(4), g.kind, g.to)...)
			}
		default:
			plain = append(plain, s.plainNAT(line, in, zero)...)
		}
	}
	slices.SortStableFunc(plain, func(a, b *ipsec.NATRule) int { return cmp.Compare(longest(b), longest(a)) })
	return slices.Concat(exempt, s.statics(), policy, plain)
}

func longest(n *ipsec.NATRule) int {
	if p := n.Source.Prefixes(); len(p) == 1 {
		return p[0].Bits()
	}
	return -1
}

// pool is one global line.
type pool struct {
	out  ipsec.Places
	kind ipsec.NATKind
	to   ipsec.AddrSet
}

// globals returns the pools of a NAT identifier.
func (s *surroundings) globals(id string) []pool {
	var out []pool
	for _, node := range s.c.around.global {
		line := s.c.stmt(int(node))
		if line.text(2) != id {
			continue
		}
		place, _ := pair(line.text(1))
		p := pool{out: place, kind: ipsec.NATDynamic}
		var b ipsec.AddrBuilder
		from, to, isRange := strings.Cut(line.text(3), "-")
		switch {
		case line.is(3, "interface"):
			p.kind = ipsec.NATInterface
		case isRange:
			s.r.addRange(&b, from, to)
		default:
			s.r.addHost(&b, from)
		}
		p.to = b.Set()
		out = append(out, p)
	}
	return out
}

// plainNAT reads "nat (inside) 1 10.1.0.0 255.255.0.0". Number 0 leaves the
// address as it is.
func (s *surroundings) plainNAT(line stmt, in ipsec.Places, zero bool) []*ipsec.NATRule {
	var b ipsec.AddrBuilder
	if line.is(3, "0") || line.is(3, "0.0.0.0") {
		b.AddPrefix(netip.PrefixFrom(netip.IPv4Unspecified(), 0))
	} else {
		s.r.addNet(&b, line.text(3), line.text(4))
	}
	n := ipsec.NATRule{
		Name: "nat " + line.text(1) + " " + line.text(2), Section: "nat", At: line.whole(), In: in,
		Source: b.Set(), Destination: ipsec.Anywhere(), Kind: ipsec.NATExempt,
	}
	if zero {
		return []*ipsec.NATRule{&n}
	}
	var out []*ipsec.NATRule
	for _, g := range s.globals(line.text(2)) {
		one := n
		one.Out, one.Kind, one.To = g.out, g.kind, g.to
		out = append(out, &one)
	}
	return out
}

// statics reads "static (real,mapped) MAPPED REAL [netmask MASK]", with ports, or
// with an access-list in the place of the real address.
func (s *surroundings) statics() []*ipsec.NATRule {
	var out []*ipsec.NATRule
	for _, node := range s.c.around.static {
		line := s.c.stmt(int(node))
		real, mapped := pair(line.text(1))
		i := 2
		proto, ported := 0, line.is(2, "tcp") || line.is(2, "udp")
		if ported {
			proto = protocolNumbers[strings.ToLower(line.text(2))]
			i++
		}
		to, toText := s.mappedSide(line, i, mapped)
		i++
		if ported {
			i++
		}
		if line.is(i, "access-list") {
			out = append(out, s.byList(line, real, mapped, "static", line.text(i+1), ipsec.NATStatic, to)...)
			continue
		}
		n := &ipsec.NATRule{
			Name: "static " + line.text(1), Section: "static", At: line.whole(), In: real, Out: mapped,
			Destination: ipsec.Anywhere(), Kind: ipsec.NATStatic, To: to,
		}
		var b ipsec.AddrBuilder
		s.r.addNet(&b, line.text(i), maskOf(line))
		n.Source = b.Set()
		if ported {
			port, ok := lookup(portNumbers, line.text(i+1), 65535)
			n.Services = []ipsec.Service{{Protocol: proto, Source: ipsec.OnePort(uint16(port))}}
			if !ok {
				n.Maybe = []string{"a port of this line cannot be read"}
			}
		} else if s.c.address(toText) == s.c.address(line.text(i)) {
			n.Kind, n.To = ipsec.NATExempt, ipsec.AddrSet{}
		}
		out = append(out, n)
	}
	return out
}

func (s *surroundings) mappedSide(line stmt, i int, mapped ipsec.Places) (ipsec.AddrSet, string) {
	text := line.text(i)
	if text == "interface" && len(mapped) == 1 {
		return s.r.interfaceSet(mapped[0]), text
	}
	var b ipsec.AddrBuilder
	s.r.addNet(&b, text, maskOf(line))
	return b.Set(), text
}

func maskOf(line stmt) string {
	for i := 3; i < line.n(); i++ {
		if line.is(i, "netmask") {
			return line.text(i + 1)
		}
	}
	return "255.255.255.255"
}

// byList makes a row for each permit entry of an access-list. Behind an entry
// that denies, whether a later one holds is not followed.
func (s *surroundings) byList(line stmt, in, out ipsec.Places, section, acl string, kind ipsec.NATKind, to ipsec.AddrSet) []*ipsec.NATRule {
	var rows []*ipsec.NATRule
	list := s.r.rules(acl)
	denied := false
	for i := range list.Len() {
		r := list.Rule(i)
		if r.Action == ipsec.Deny {
			denied = denied || !r.Disabled
			continue
		}
		n := &ipsec.NATRule{
			Name: "nat " + line.text(1) + " access-list " + r.Name, Section: section, At: line.whole(), In: in, Out: out,
			Source: r.Source, Destination: r.Destination, Services: r.Services, Maybe: r.Maybe, Disabled: r.Disabled, Kind: kind, To: to,
		}
		if section == "static" {
			n.Name = "static " + line.text(1) + " access-list " + r.Name
		}
		if denied {
			n.Maybe = append(slices.Clone(n.Maybe), "access-list "+acl+" denies some traffic before this entry")
		}
		rows = append(rows, n)
	}
	return rows
}
