package asa

import (
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// entry reads one access-list entry. One that cannot be read may match anything.
func (r *resolver) entry(node int, acl string, line int) *ipsec.FilterRule {
	s := r.c.stmt(node)
	rule := &ipsec.FilterRule{Name: acl + " line " + strconv.Itoa(line+1), At: s.whole()}
	i := 2
	if s.is(i, "line") {
		i += 2
	}
	standard := s.is(i, "standard")
	if standard || s.is(i, "extended") {
		i++
	}
	switch {
	case s.is(i, "deny"):
		rule.Action = ipsec.Deny
	case !s.is(i, "permit"):
		return unreadableEntry(rule)
	}
	ok := true
	if standard {
		rule.Source = ipsec.Anywhere()
		rule.Destination, i, ok = r.side(s, i+1)
	} else {
		i, ok = r.extended(s, i+1, rule)
	}
	if !ok {
		return unreadableEntry(rule)
	}
	r.tail(s, i, rule)
	return rule
}

func unreadableEntry(rule *ipsec.FilterRule) *ipsec.FilterRule {
	rule.Source, rule.Destination, rule.Services = ipsec.Anywhere(), ipsec.Anywhere(), nil
	rule.Maybe = []string{"the entry cannot be read"}
	return rule
}

// extended reads protocol, source and destination from word i on.
func (r *resolver) extended(s stmt, i int, rule *ipsec.FilterRule) (next int, ok bool) {
	m := r.services()
	ownPorts := false // the service object tells the ports
	switch {
	case s.is(i, "object"):
		m.object(s.text(i + 1))
		i, ownPorts = i+2, true
	case s.is(i, "object-group"):
		m.group(s.text(i+1), nil)
		i += 2
	default:
		m.line(stmt{c: s.c, node: s.node, f: s.f[:min(i+1, s.n())]}, i)
		i++
	}
	i = identity(s, i, rule)
	if rule.Source, i, ok = r.side(s, i); !ok {
		return i, false
	}
	src := r.services()
	i = r.ports(s, i, m, src)
	i = identity(s, i, rule)
	if rule.Destination, i, ok = r.side(s, i); !ok {
		return i, false
	}
	dst := r.services()
	if !ownPorts {
		i = r.ports(s, i, m, dst)
	}
	rule.Services = combine(m, src, dst)
	rule.Maybe = append(append(append(rule.Maybe, m.maybe...), src.maybe...), dst.maybe...)
	return i, true
}

// identity passes over a user or a security tag, which only the device can tell.
func identity(s stmt, i int, rule *ipsec.FilterRule) int {
	for {
		switch {
		case s.is(i, "user"), s.is(i, "user-group"), s.is(i, "object-group-user"), s.is(i, "object-group-security"):
			rule.Maybe = append(rule.Maybe, "it depends on "+s.text(i)+" "+s.text(i+1))
			i += 2
		case s.is(i, "security-group"):
			rule.Maybe = append(rule.Maybe, "it depends on a security-group")
			i += 3
		default:
			return i
		}
	}
}

// ports reads what may stand behind an address: a port operator, an ICMP type, or
// a group of either. into gets the ports as destinations.
func (r *resolver) ports(s stmt, i int, m, into *serviceMaker) int {
	if s.is(i, "object-group") {
		if name := s.text(i + 1); !r.c.isGroup(name) {
			into.group(name, []int{ipsec.ProtoTCP, ipsec.ProtoUDP})
			return i + 2
		}
		return i
	}
	p, next, ok := portOperator(s, i)
	switch {
	case !ok:
		into.unknown("a port of this entry cannot be read")
		return next
	case next > i:
		into.out = append(into.out, ipsec.Service{Destination: p})
		return next
	}
	if len(m.out) == 1 && m.out[0].Protocol == ipsec.ProtoICMP && i < s.n() {
		if n, ok := lookup(icmpNumbers, s.text(i), 255); ok {
			into.out = append(into.out, ipsec.Service{Destination: ipsec.OnePort(uint16(n))})
			if _, ok := lookup(nil, s.text(i+1), 255); ok {
				i++
			}
			return i + 1
		}
	}
	return i
}

// combine joins the protocols of an entry with its source and destination ports.
// Everything is nil.
func combine(m, src, dst *serviceMaker) []ipsec.Service {
	if len(src.out) == 0 && len(dst.out) == 0 {
		if len(m.out) == 1 && m.out[0].Protocol == ipsec.ProtoAny {
			return nil
		}
		return m.out
	}
	var sources, destinations ipsec.Ports
	for _, s := range src.out {
		sources = append(sources, s.Destination...)
	}
	for _, s := range dst.out {
		destinations = append(destinations, s.Destination...)
	}
	var out []ipsec.Service
	for _, p := range m.out {
		p.Source, p.Destination = sources, destinations
		out = append(out, p)
	}
	return out
}

// tail reads what follows the destination.
func (r *resolver) tail(s stmt, i int, rule *ipsec.FilterRule) {
	for ; i < s.n(); i++ {
		switch strings.ToLower(s.text(i)) {
		case "inactive":
			rule.Disabled = true
		case "time-range":
			rule.Maybe = append(rule.Maybe, "it holds in time-range "+s.text(i+1)+" only")
			i++
		}
	}
}
