package configxml

import (
	"cmp"
	"net/netip"
	"slices"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Built-in values of FRR's BGP (docs.frrouting.org, BGP, profile traditional).
const (
	frrKeepalive       = 60
	frrHold            = 180
	frrLocalPreference = 100
)

// FRR is FRR's policy objects, which both boxes keep in elements of their own.
type FRR struct {
	Maps  []RouteMap
	Lists []PrefixList
}

// RouteMap is one entry of a route-map. A value that it does not set is None.
type RouteMap struct {
	Name  string
	Seq   int
	Deny  bool
	Lists []string // the prefix-lists that it matches; any of them
	Other bool     // it has conditions or jumps that are not followed

	Prepend, Preference, MED ipsec.Value[int]
}

// PrefixList is one entry of a prefix-list or an access-list.
type PrefixList struct {
	Name   string
	Seq    int
	Deny   bool
	Prefix netip.Prefix // 0.0.0.0/0 with Longer is any
	Longer bool         // takes longer prefixes too
}

// BGP starts a process with what FRR has built in.
func (f *FRR) BGP(at parser.Span) *ipsec.BGP {
	return &ipsec.BGP{
		At: at, Keepalive: frr(frrKeepalive), Hold: frr(frrHold), LocalPreference: frr(frrLocalPreference),
		Multipath: ipsec.UnknownAs[int]("how many equal paths are used depends on how FRR was built", at),
	}
}

// Neighbor starts a neighbour with what FRR has built in.
func (s *Scene) Neighbor(b *ipsec.BGP, name string, at parser.Span) *ipsec.Neighbor {
	n := &ipsec.Neighbor{
		Name: name, At: at, Prepend: frr(0), DefaultOriginate: frr(false), BFD: frr(false), Active: frr(true),
		RemoteASN: ipsec.UnknownAs[int]("the neighbour has no AS number in this file", at),
		Keepalive: inherited(b.Keepalive), Hold: inherited(b.Hold), LocalPreference: inherited(b.LocalPreference),
	}
	n.Address, _ = netip.ParseAddr(name)
	if i := s.Around.InterfaceOf(n.Address); i != nil {
		n.Interface = i.Name
		if len(i.Carries) == 1 && i.Carries[0].Kind == ipsec.RouteBased {
			n.Tunnel = i.Carries[0]
		}
	}
	for _, i := range s.Around.Interfaces.Rows {
		for _, t := range i.Carries {
			if t.InsideRemote.Known() && t.InsideRemote.V == n.Address && t.Kind == ipsec.RouteBased {
				n.Interface, n.Tunnel = i.Name, t
			}
		}
	}
	return n
}

func frr[T any](v T) ipsec.Value[T] { return ipsec.DefaultOf(v, "default of FRR") }

func inherited(v ipsec.Value[int]) ipsec.Value[int] {
	if v.Origin == ipsec.Explicit {
		v.Origin = ipsec.Inherited
	}
	return v
}

// Figure reads a number; a text that is none is unknown.
func Figure(t Text, what string) ipsec.Value[int] {
	if n, ok := t.Int(); ok {
		return ipsec.ExplicitAt(n, t.At)
	}
	return ipsec.UnknownAs[int](what+" cannot be read", t.At)
}

// Apply sets what the policies of a neighbour do; lists are further prefix-lists, in
// and out.
func (f *FRR) Apply(n *ipsec.Neighbor, listsIn, listsOut []string) {
	out, in := f.policy(n.PolicyOut, n.PolicyOutAt), f.policy(n.PolicyIn, n.PolicyInAt)
	if out.prepend.Origin != ipsec.None {
		n.Prepend = out.prepend
	}
	n.MED = out.med
	if in.preference.Origin != ipsec.None {
		n.LocalPreference = in.preference
	}
	n.Advertises, n.Accepts = f.within(out.passes, listsOut), f.within(in.passes, listsIn)
}

type policy struct {
	prepend, preference, med ipsec.Value[int]
	passes                   ipsec.AddrSet
}

// policy sums up the entries of a route-map. A value counts when all of them that
// let routes pass agree on it.
func (f *FRR) policy(name string, at parser.Span) policy {
	if name == "" {
		return policy{passes: ipsec.Anywhere()}
	}
	var entries []RouteMap
	for _, m := range f.Maps {
		if m.Name == name {
			entries = append(entries, m)
		}
	}
	if len(entries) == 0 {
		why := "route-map " + name + " is not defined in this file"
		return policy{prepend: ipsec.UnknownAs[int](why, at), preference: ipsec.UnknownAs[int](why, at), passes: ipsec.UnknownSet(name, why)}
	}
	slices.SortStableFunc(entries, func(a, b RouteMap) int { return cmp.Compare(a.Seq, b.Seq) })
	var p policy
	first := true
	for _, m := range slices.Backward(entries) {
		matched := ipsec.Anywhere()
		if len(m.Lists) > 0 {
			matched = f.any(m.Lists)
		}
		if m.Other {
			matched.Unknown = append(slices.Clone(matched.Unknown), "route-map "+name+" matches what is not followed")
		}
		if m.Deny {
			p.passes = p.passes.Without(matched)
			continue
		}
		p.passes = ipsec.Union(p.passes, matched)
		if first {
			p.prepend, p.preference, p.med = m.Prepend, m.Preference, m.MED
		} else {
			why := "the entries of route-map " + name + " differ"
			p.prepend, p.preference, p.med = ipsec.Agreed(p.prepend, m.Prepend, why), ipsec.Agreed(p.preference, m.Preference, why), ipsec.Agreed(p.med, m.MED, why)
		}
		first = false
	}
	return p
}

func (f *FRR) any(lists []string) ipsec.AddrSet {
	var set ipsec.AddrSet
	for _, l := range lists {
		set = ipsec.Union(set, f.list(l))
	}
	return set
}

// list is the addresses of the routes that a prefix-list lets pass. The default
// route by itself stands for no address here.
func (f *FRR) list(name string) ipsec.AddrSet {
	var entries []PrefixList
	for _, l := range f.Lists {
		if l.Name == name {
			entries = append(entries, l)
		}
	}
	if len(entries) == 0 {
		return ipsec.UnknownSet(name, "prefix-list "+name+" is not defined in this file")
	}
	slices.SortStableFunc(entries, func(a, b PrefixList) int { return cmp.Compare(a.Seq, b.Seq) })
	var set ipsec.AddrSet
	for _, l := range slices.Backward(entries) {
		switch {
		case !l.Prefix.IsValid():
			set.Unknown = append(set.Unknown, "an entry of prefix-list "+name+" cannot be read")
		case l.Prefix.Bits() == 0 && !l.Longer:
		case l.Deny:
			set = set.Without(ipsec.SetOf(l.Prefix))
		default:
			set = ipsec.Union(set, ipsec.SetOf(l.Prefix))
		}
	}
	return set
}

// within narrows what a route-map lets pass by prefix-lists.
func (f *FRR) within(set ipsec.AddrSet, lists []string) ipsec.AddrSet {
	for _, name := range lists {
		other := f.list(name)
		unknown := slices.Concat(set.Unknown, other.Unknown)
		set.Unknown, other.Unknown = nil, nil
		set = set.Without(ipsec.Anywhere().Without(other))
		set.Unknown = unknown
	}
	return set
}
