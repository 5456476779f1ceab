package strongswan

import (
	"net/netip"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// operand reads the value of a condition; known is false when a set is not shown.
func (x *nftRule) operand() (values []nftWord, not, known bool) {
	not = x.negated()
	values = x.value()
	for x.peek().text == "," { // a list without braces
		x.take()
		values = append(values, x.value()...)
	}
	return values, not, values != nil
}

func (x *nftRule) addresses() ipsec.AddrSet {
	values, not, known := x.operand()
	var b ipsec.AddrBuilder
	if !known {
		b.AddUnknown("the members of a set are not shown")
	}
	for _, v := range values {
		if low, high, isRange := strings.Cut(v.text, "-"); isRange {
			from, err1 := netip.ParseAddr(low)
			to, err2 := netip.ParseAddr(high)
			if err1 == nil && err2 == nil {
				b.AddRange(from, to)
				continue
			}
		}
		if p, ok := parsePrefix(v.text); ok {
			b.AddPrefix(p)
		} else {
			b.AddUnknown("the address of a rule cannot be read")
		}
	}
	if not {
		return ipsec.Anywhere().Without(b.Set())
	}
	return b.Set()
}

// interfaces reads the names of interfaces, or a verdict map of them.
func (x *nftRule) interfaces(set func(*hostRule, iface)) iface {
	if x.peek().text == "vmap" {
		x.verdictMap(func(b *hostRule, key string) {
			x.h.link(key)
			set(b, iface{names: []string{key}})
		})
		return iface{}
	}
	values, not, known := x.operand()
	if !known {
		x.perhaps("a condition on interfaces of a set that is not shown")
		return iface{}
	}
	out := iface{not: not}
	for _, v := range values {
		x.h.link(v.text)
		out.names = append(out.names, v.text)
	}
	return out
}

// verdictMap reads "vmap { KEY : VERDICT, … }" into branches.
func (x *nftRule) verdictMap(set func(*hostRule, string)) {
	x.take()
	if x.peek().text != "{" {
		x.take()
		x.rule.verdict = unclear
		return
	}
	x.nftReader.at++
	x.branches = []hostRule{}
	for x.nftReader.at < len(x.words) {
		w := x.take()
		if w.text == "}" {
			return
		}
		if w.text == "," || w.text == "\n" {
			continue
		}
		if x.peek().text == ":" {
			x.take()
		}
		b := hostRule{}
		v, chain, ok := x.verdictOf(x.take().text)
		if b.verdict, b.chain = v, chain; !ok {
			b.verdict = unclear
		}
		name := strings.TrimSuffix(w.text, ":")
		if of := x.sets[name]; len(of) == 1 {
			name = of[0].text
		}
		set(&b, name)
		x.branches = append(x.branches, b)
	}
}

func (x *nftRule) ports() ipsec.Ports {
	if x.peek().text == "vmap" {
		return nil
	}
	values, not, known := x.operand()
	var out ipsec.Ports
	for _, v := range values {
		p, ok := portRange(v.text, "-")
		if !ok {
			known = false
			break
		}
		out = append(out, p)
	}
	if !known || not && len(out) != 1 {
		x.perhaps("a condition on ports of a set that is not shown")
		return nil
	}
	if not {
		return ipsec.AllPortsBut(out[0].Low, out[0].High)
	}
	return out
}
