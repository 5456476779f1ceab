package asa

import (
	"net/netip"
	"slices"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Built-in BGP values (Cisco ASA configuration guide, BGP).
const (
	bgpKeepalive       = 60
	bgpHold            = 180
	bgpLocalPreference = 100
)

func builtin[T any](c *config, v T) ipsec.Value[T] {
	return ipsec.DefaultOf(v, "default of "+c.version.label())
}

// bgp reads the processes with their neighbours. Lines that a script adds to a
// process later belong to it.
func (s *surroundings) bgp() {
	var all []*process
	for _, node := range s.c.around.bgp {
		line := s.c.stmt(int(node))
		i := slices.IndexFunc(all, func(p *process) bool { return p.number == line.text(2) })
		if i < 0 {
			i = len(all)
			all = append(all, s.process(line))
		}
		p := all[i]
		p.lines(int(node))
		for child := range s.c.tree.Children(int(node)) {
			if family := s.c.stmt(child); !family.is(0, "address-family") || !family.is(1, "ipv6") {
				p.lines(child)
			}
		}
	}
	for _, p := range all {
		p.finish()
		s.out.BGP.Rows = append(s.out.BGP.Rows, p.b)
	}
}

func (s *surroundings) process(line stmt) *process {
	b := &ipsec.BGP{
		At: line.whole(), ASN: figure(line, 2, "the AS number"), Keepalive: builtin(s.c, bgpKeepalive), Hold: builtin(s.c, bgpHold),
		Multipath: builtin(s.c, 1), LocalPreference: builtin(s.c, bgpLocalPreference),
	}
	return &process{s: s, b: b, number: line.text(2), neighbors: map[string]*ipsec.Neighbor{}, prefixes: map[string][2]string{}}
}

// figure reads word i as a value.
func figure(line stmt, i int, what string) ipsec.Value[int] {
	n, ok := line.number(i)
	if !ok {
		return ipsec.UnknownAs[int](what+" cannot be read", line.at(i))
	}
	return ipsec.ExplicitAt(n.n, n.at)
}

// process collects what the lines of one BGP process say.
type process struct {
	s         *surroundings
	b         *ipsec.BGP
	number    string // the AS number as written
	neighbors map[string]*ipsec.Neighbor
	prefixes  map[string][2]string // neighbour → its prefix-lists, in and out
}

func (p *process) lines(parent int) {
	c, b := p.s.c, p.b
	for node := range c.tree.Children(parent) {
		line := c.stmt(node)
		if undone, ok := line.negated(); ok {
			p.undo(undone)
			continue
		}
		switch {
		case line.is(0, "neighbor") && line.n() > 2:
			p.neighbor(line)
		case line.is(0, "bgp") && line.is(1, "router-id"):
			b.RouterID = line.text(2)
		case line.is(0, "bgp") && line.is(1, "default") && line.is(2, "local-preference"):
			b.LocalPreference = figure(line, 3, "the local preference")
		case line.is(0, "timers") && line.is(1, "bgp"):
			b.Keepalive, b.Hold = figure(line, 2, "the keepalive timer"), figure(line, 3, "the hold timer")
		case line.is(0, "maximum-paths") && !line.is(1, "ibgp"):
			b.Multipath = figure(line, 1, "the number of paths")
		case line.is(0, "network"):
			if n, ok := p.announced(line); ok {
				b.Networks = append(b.Networks, n)
			}
		case line.is(0, "aggregate-address"):
			if prefix, ok := p.s.r.prefix(line.text(1), line.text(2)); ok {
				b.Networks = append(b.Networks, ipsec.Advertised{Prefix: prefix, At: line.whole()})
			}
		case line.is(0, "redistribute"):
			r := ipsec.Redistribution{From: line.text(1), At: line.whole()}
			for i := 2; i < line.n(); i++ {
				if line.is(i, "route-map") {
					r.Policy = line.text(i + 1)
				}
			}
			b.Redistributes = append(b.Redistributes, r)
		}
	}
}

// undo takes back what a script said before. A device's own export has no such lines.
func (p *process) undo(line stmt) {
	switch {
	case line.is(0, "network"):
		if gone, ok := p.announced(line); ok {
			p.b.Networks = slices.DeleteFunc(p.b.Networks, func(n ipsec.Advertised) bool { return n.Prefix == gone.Prefix })
		}
	case line.is(0, "neighbor") && line.is(2, "default-originate"):
		p.find(line).DefaultOriginate = builtin(p.s.c, false)
	}
}

// announced reads "network 10.1.0.0 mask 255.255.0.0"; without a mask the class of
// the address decides, and 0.0.0.0 is the default route.
func (p *process) announced(line stmt) (n ipsec.Advertised, ok bool) {
	mask := line.text(3)
	if !line.is(2, "mask") {
		a, err := netip.ParseAddr(p.s.c.address(line.text(1)))
		if err != nil || !a.Is4() {
			return n, false
		}
		switch first := a.As4()[0]; {
		case a.IsUnspecified():
			mask = "0.0.0.0"
		case first < 128:
			mask = "255.0.0.0"
		case first < 192:
			mask = "255.255.0.0"
		default:
			mask = "255.255.255.0"
		}
	}
	prefix, ok := p.s.r.prefix(line.text(1), mask)
	return ipsec.Advertised{Prefix: prefix, At: line.whole()}, ok
}

func (p *process) find(line stmt) *ipsec.Neighbor {
	name := line.text(1)
	if n := p.neighbors[name]; n != nil {
		return n
	}
	c := p.s.c
	n := &ipsec.Neighbor{
		Name: name, At: line.whole(), Prepend: builtin(c, 0), DefaultOriginate: builtin(c, false), BFD: builtin(c, false),
		RemoteASN: ipsec.UnknownAs[int]("the neighbour has no remote-as in this file", line.at(1)),
		Active:    ipsec.UnknownAs[bool]("the file does not activate the neighbour", line.at(1)),
	}
	n.Address, _ = netip.ParseAddr(c.address(name))
	if i := p.s.out.InterfaceOf(n.Address); i != nil {
		n.Interface = i.Name
		if len(i.Carries) == 1 && i.Carries[0].Kind == ipsec.RouteBased {
			n.Tunnel = i.Carries[0]
		}
	}
	p.neighbors[name] = n
	p.b.Neighbors = append(p.b.Neighbors, n)
	return n
}

func (p *process) neighbor(line stmt) {
	n := p.find(line)
	out := line.is(4, "out")
	switch {
	case line.is(2, "remote-as"):
		n.RemoteASN = figure(line, 3, "the AS number")
	case line.is(2, "local-as"):
		n.LocalASN = figure(line, 3, "the AS number")
	case line.is(2, "activate"):
		if n.Active.Origin != ipsec.Explicit {
			n.Active = ipsec.ExplicitAt(true, line.at(2))
		}
	case line.is(2, "shutdown"):
		n.Active = ipsec.ExplicitAt(false, line.at(2))
	case line.is(2, "timers"):
		n.Keepalive, n.Hold = figure(line, 3, "the keepalive timer"), figure(line, 4, "the hold timer")
	case line.is(2, "weight"):
		n.Weight = figure(line, 3, "the weight")
	case line.is(2, "default-originate"):
		n.DefaultOriginate = ipsec.ExplicitAt(true, line.at(2))
	case line.is(2, "fall-over") && line.is(3, "bfd"):
		n.BFD = ipsec.ExplicitAt(true, line.at(2))
	case line.is(2, "route-map") && out:
		n.PolicyOut, n.PolicyOutAt = line.text(3), line.at(3)
	case line.is(2, "route-map"):
		n.PolicyIn, n.PolicyInAt = line.text(3), line.at(3)
	case line.is(2, "prefix-list"):
		lists := p.prefixes[n.Name]
		lists[map[bool]int{false: 0, true: 1}[out]] = line.text(3)
		p.prefixes[n.Name] = lists
	case line.is(2, "filter-list"), line.is(2, "distribute-list"):
		set := &n.Accepts
		if out {
			set = &n.Advertises
		}
		set.Unknown = append(set.Unknown, "the neighbour has a "+line.text(2)+", which is not followed")
	}
}

// finish sets what follows from the process and from the policies.
func (p *process) finish() {
	for _, n := range p.b.Neighbors {
		if n.Keepalive.Origin == ipsec.None {
			n.Keepalive, n.Hold = inheritedFrom(p.b.Keepalive), inheritedFrom(p.b.Hold)
		}
		n.LocalPreference = inheritedFrom(p.b.LocalPreference)
		out, in := p.s.policy(n.PolicyOut, n.PolicyOutAt), p.s.policy(n.PolicyIn, n.PolicyInAt)
		if n.PolicyOut != "" {
			n.Prepend, n.MED = out.prepend, out.med
			if n.Prepend.Origin == ipsec.None {
				n.Prepend = builtin(p.s.c, 0)
			}
		}
		if n.PolicyIn != "" && in.preference.Origin != ipsec.None {
			n.LocalPreference = in.preference
		}
		lists := p.prefixes[n.Name]
		n.Advertises = p.s.passing(n.Advertises, out, lists[1])
		n.Accepts = p.s.passing(n.Accepts, in, lists[0])
	}
}

func inheritedFrom(v ipsec.Value[int]) ipsec.Value[int] {
	if v.Origin == ipsec.Explicit {
		v.Origin = ipsec.Inherited
	}
	return v
}
