package asa

import (
	"net/netip"
	"slices"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// policy is what a route-map does to the routes that it lets pass. A value is
// None when no entry sets it, and unknown when the entries differ.
type policy struct {
	prepend    ipsec.Value[int]
	preference ipsec.Value[int]
	med        ipsec.Value[int]
	passes     ipsec.AddrSet
}

// policy reads the route-map that is named at a place; without a name everything
// passes as it is.
func (s *surroundings) policy(name string, at parser.Span) policy {
	if name == "" {
		return policy{passes: ipsec.Anywhere()}
	}
	var p policy
	found := false
	first := true
	for _, node := range s.c.around.routeMaps {
		line := s.c.stmt(int(node))
		if line.text(1) != name {
			continue
		}
		found = true
		matched, exact := s.matches(int(node))
		if line.is(2, "deny") {
			p.passes = p.passes.Without(matched)
			continue
		}
		if !exact {
			p.passes.Unknown = append(p.passes.Unknown, "route-map "+name+" matches what is not followed")
		}
		p.passes = ipsec.Union(p.passes, matched)
		prepend, preference, med := s.sets(int(node))
		if first {
			p.prepend, p.preference, p.med = prepend, preference, med
		} else {
			why := "the entries of route-map " + name + " differ"
			p.prepend, p.preference, p.med = ipsec.Agreed(p.prepend, prepend, why), ipsec.Agreed(p.preference, preference, why), ipsec.Agreed(p.med, med, why)
		}
		first = false
	}
	if !found {
		why := "route-map " + name + " is not defined in this file"
		return policy{
			prepend: ipsec.UnknownAs[int](why, at), preference: ipsec.UnknownAs[int](why, at),
			passes: ipsec.UnknownSet(name, why),
		}
	}
	return p
}

// sets reads what an entry sets. "as-path prepend last-as 3" adds three.
func (s *surroundings) sets(entry int) (prepend, preference, med ipsec.Value[int]) {
	for node := range s.c.tree.Children(entry) {
		line := s.c.stmt(node)
		switch {
		case !line.is(0, "set"):
		case line.is(1, "as-path") && line.is(2, "prepend") && line.is(3, "last-as"):
			prepend = figure(line, 4, "the number of AS numbers")
		case line.is(1, "as-path") && line.is(2, "prepend"):
			prepend = ipsec.ExplicitAt(max(0, line.n()-3), line.at(3))
		case line.is(1, "local-preference"):
			preference = figure(line, 2, "the local preference")
		case line.is(1, "metric"):
			med = figure(line, 2, "the metric")
		}
	}
	return prepend, preference, med
}

// matches tells which routes an entry takes. exact is false when it has a
// condition other than prefix-lists and access-lists.
func (s *surroundings) matches(entry int) (set ipsec.AddrSet, exact bool) {
	set, exact = ipsec.Anywhere(), true
	for node := range s.c.tree.Children(entry) {
		line := s.c.stmt(node)
		switch {
		case !line.is(0, "match"):
		case line.is(1, "ip") && line.is(2, "address") && line.is(3, "prefix-list"):
			set = ipsec.AddrSet{}
			for i := 4; i < line.n(); i++ {
				set = ipsec.Union(set, s.prefixList(line.text(i)))
			}
		case line.is(1, "ip") && line.is(2, "address"):
			set = ipsec.AddrSet{}
			for i := 3; i < line.n(); i++ {
				set = ipsec.Union(set, s.permitted(line.text(i)))
			}
		default:
			exact = false
		}
	}
	return set, exact
}

// permitted is what the entries of an access-list permit as destinations (standard)
// or sources (extended), which is where a route stands.
func (s *surroundings) permitted(acl string) ipsec.AddrSet {
	list := s.r.rules(acl)
	var set ipsec.AddrSet
	for i := list.Len() - 1; i >= 0; i-- {
		r := list.Rule(i)
		if r.Disabled {
			continue
		}
		part := r.Source
		if part.Contains(netip.PrefixFrom(netip.IPv4Unspecified(), 0)) {
			part = r.Destination
		}
		if len(r.Maybe) > 0 {
			part = ipsec.UnknownSet(acl, r.Maybe[0])
		}
		if r.Action == ipsec.Deny {
			set = set.Without(part)
		} else {
			set = ipsec.Union(set, part)
		}
	}
	return set
}

// prefixList is the addresses of the routes that a list lets pass. "0.0.0.0/0"
// without "le" is the default route only, which stands for no address here.
func (s *surroundings) prefixList(name string) ipsec.AddrSet {
	var entries []stmt
	for _, node := range s.c.around.prefixLists {
		if line := s.c.stmt(int(node)); line.text(1) == name {
			entries = append(entries, line)
		}
	}
	if len(entries) == 0 {
		return ipsec.UnknownSet(name, "prefix-list "+name+" is not defined in this file")
	}
	var set ipsec.AddrSet
	for _, line := range slices.Backward(entries) {
		i := 2
		if line.is(i, "seq") {
			i += 2
		}
		if line.is(i, "description") {
			continue
		}
		p, err := netip.ParsePrefix(line.text(i + 1))
		switch {
		case err != nil:
			set.Unknown = append(set.Unknown, "an entry of prefix-list "+name+" cannot be read")
		case p.Bits() == 0 && line.n() == i+2:
		case line.is(i, "deny"):
			set = set.Without(ipsec.SetOf(p))
		default:
			set = ipsec.Union(set, ipsec.SetOf(p))
		}
	}
	return set
}

// passing joins what a route-map and a prefix-list let pass.
func (s *surroundings) passing(noted ipsec.AddrSet, p policy, list string) ipsec.AddrSet {
	set := p.passes
	if list != "" {
		other := s.prefixList(list)
		if set.Contains(netip.PrefixFrom(netip.IPv4Unspecified(), 0)) && set.Exact() {
			set = other
		} else {
			set = set.Without(ipsec.Anywhere().Without(other))
		}
	}
	set.Unknown = append(slices.Clone(set.Unknown), noted.Unknown...)
	return set
}
