package strongswan

import (
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
	"github.com/vpnlint/vpnlint/vendors/strongswan/proposal"
)

// confSelectors makes the pairs of a conn from leftsubnet and rightsubnet.
// Without a subnet a side stands for its own address.
func confSelectors(c *conn, local, remote string) []ipsec.Selector {
	return pairs(confSide(c, local), confSide(c, remote), c.at)
}

// pairs makes the product of two sides. An IPv4 range and an IPv6 one make no pair.
func pairs(local, remote []placed, head ipsec.Span) []ipsec.Selector {
	var out []ipsec.Selector
	for _, l := range local {
		for _, r := range remote {
			if f, g := family(l.addr), family(r.addr); f != g && f != 0 && g != 0 {
				continue
			}
			at := l.at
			if at.IsZero() {
				at = r.at
			}
			if at.IsZero() {
				at = head
			}
			out = append(out, ipsec.Selector{Local: l.addr, Remote: r.addr, Protocol: joinProto(l.proto, r.proto), Ports: joinPorts(l.ports, r.ports), At: at})
		}
	}
	return out
}

// family returns 4 or 6 for an address, a prefix or a range; 0 for anything else.
func family(addr string) int {
	first, _, _ := strings.Cut(addr, "-")
	prefix, ok := cidr(first)
	switch {
	case !ok:
		return 0
	case strings.Contains(prefix, ":"):
		return 6
	}
	return 4
}

// confSide reads the selectors of one side.
func confSide(c *conn, side string) []placed {
	proto, ports := "any", ""
	if f := c.get(side + "protoport"); f.found() {
		if p, q, ok := parseProtoPort(strings.Replace(f.value, "/%any", "", 1)); ok {
			proto, ports = p, q
		}
	}
	f := c.get(side+"subnet", side+"subnets")
	if !f.found() {
		addr := "dynamic"
		if first, ok := cidr(firstOf(c.text(side))); ok {
			addr = first
		}
		return []placed{{selector{addr, proto, ports}, c.get(side).place()}}
	}
	if f.placeholder && (f.value[0] == '<' || !strings.Contains(f.value, ",")) {
		return []placed{{selector{f.value, proto, ports}, f.at}}
	}
	var out []placed
	for _, w := range subnetWords(f.value) {
		s, ok := parseSelector(strings.Replace(w.Text, "%dynamic", "dynamic", 1))
		if !ok {
			s = selector{addr: w.Text, proto: "any"}
		}
		if s.proto == "any" {
			s.proto, s.ports = proto, ports
		}
		out = append(out, placed{s, f.part(w.Start, w.End)})
	}
	return out
}

// subnetWords cuts a list at commas, and libreswan's {a b} at blanks.
func subnetWords(text string) []proposal.Word {
	flat := strings.Map(func(r rune) rune {
		if r == '{' || r == '}' || r == '\t' {
			return ' '
		}
		return r
	}, text)
	if !strings.ContainsAny(text, "{}") {
		return proposal.Split(flat)
	}
	return proposal.Split(strings.ReplaceAll(flat, " ", ","))
}

func firstOf(list string) string {
	first, _, _ := strings.Cut(list, ",")
	return strings.TrimSpace(first)
}

// place returns where the setting's value stands; the zero span when there is none.
func (f field) place() ipsec.Span {
	if !f.found() {
		return ipsec.Span{}
	}
	return f.at
}
