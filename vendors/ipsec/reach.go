package ipsec

import (
	"cmp"
	"maps"
	"net/netip"
	"slices"
)

// RouteAnswer tells by which routes a destination is reached.
type RouteAnswer struct {
	// Parts cover the destination as far as routes do, the most specific first.
	Parts []RoutePart
	// Uncovered is what no route of the table leads to.
	Uncovered AddrSet
	// Unknown says in words why other routes may exist; empty when the file shows all.
	Unknown []string
}

// RoutePart is the part of a destination for which one prefix decides.
type RoutePart struct {
	Destination AddrSet
	Prefix      netip.Prefix
	Best        []*Route // those in use while everything is up; several = equal cost
	// Others lead to the same prefix and are used when the best ones are withdrawn,
	// in the order in which they are.
	Others []*Route
	// Wider are the routes of shorter prefixes that hold the whole part, the most
	// specific first: what remains when all of the above are gone.
	Wider []*Route
}

// RoutesTo answers by which routes a destination is reached: the longest prefix
// wins, then the lowest distance, then the lowest metric. table limits it to one
// routing table; "" takes all. Routes with a condition (Maybe) are passed over and
// named in Unknown, except connected ones; so is what makes the order of several
// routes to one prefix unknown.
func (a *Around) RoutesTo(destination netip.Prefix, table string) RouteAnswer {
	var out RouteAnswer
	if a == nil || a.Routes.Extent == NotRead {
		out.Unknown = []string{"the routes of this device are not read"}
		return out
	}
	if a.Routes.Extent == Partial {
		out.Unknown = append(out.Unknown, orElse(a.Routes.Reason, "the file may not show all routes"))
	}
	whole, ok := prefix4(destination)
	if !ok {
		out.Unknown = append(out.Unknown, "only IPv4 is looked at")
		return out
	}
	groups := a.groups(whole, table, &out)
	rest := set4{whole}
	for n, g := range groups {
		r, _ := prefix4(g[0].Prefix)
		part := rest.intersect(set4{r})
		if len(part) == 0 {
			continue
		}
		rest = rest.subtract(set4{r})
		p := RoutePart{Destination: part.addrSet(), Prefix: g[0].Prefix.Masked()}
		p.Best, p.Others = best(g)
		out.Unknown = append(out.Unknown, unsettled(g)...)
		for _, wider := range groups[n+1:] {
			if w, _ := prefix4(wider[0].Prefix); (set4{w}).covers(part) {
				p.Wider = append(p.Wider, wider...)
			}
		}
		out.Parts = append(out.Parts, p)
	}
	out.Uncovered = rest.addrSet()
	return out
}

// groups returns the routes that overlap a range, by prefix, the longest first,
// and each group in the order of preference.
func (a *Around) groups(whole range4, table string, out *RouteAnswer) [][]*Route {
	var rs []*Route
	for _, r := range slices.Concat(a.connected(), a.Routes.All()) {
		if r.Disabled || table != "" && r.Table != table {
			continue
		}
		if r.Unknown != "" {
			out.Unknown = append(out.Unknown, r.Unknown)
			continue
		}
		p, ok := prefix4(r.Prefix)
		if !ok || p.low > whole.high || p.high < whole.low {
			continue
		}
		if len(r.Maybe) > 0 {
			out.Unknown = append(out.Unknown, r.Maybe...)
			continue
		}
		rs = append(rs, r)
	}
	slices.SortStableFunc(rs, func(x, y *Route) int {
		return cmp.Or(
			cmp.Compare(y.Prefix.Bits(), x.Prefix.Bits()),
			x.Prefix.Masked().Addr().Compare(y.Prefix.Masked().Addr()),
			cmp.Compare(x.Distance.V, y.Distance.V),
			cmp.Compare(x.Metric.V, y.Metric.V),
		)
	})
	var groups [][]*Route
	for _, r := range rs {
		if n := len(groups); n > 0 && groups[n-1][0].Prefix.Masked() == r.Prefix.Masked() {
			groups[n-1] = append(groups[n-1], r)
			continue
		}
		groups = append(groups, []*Route{r})
	}
	return groups
}

// unsettled says why the order of several routes to one prefix is not known.
func unsettled(g []*Route) (reasons []string) {
	for _, r := range g {
		for _, v := range []Value[int]{r.Distance, r.Metric} {
			if len(g) > 1 && v.Origin == Unknown && !slices.Contains(reasons, v.Reason) {
				reasons = append(reasons, v.Reason)
			}
		}
	}
	return reasons
}

// best splits a group into the routes of the lowest cost and the others.
func best(g []*Route) (first, others []*Route) {
	n := 1
	for n < len(g) && g[n].Distance.V == g[0].Distance.V && g[n].Metric.V == g[0].Metric.V {
		n++
	}
	return g[:n:n], g[n:]
}

// connected makes the routes that interfaces bring with them.
func (a *Around) connected() []*Route {
	var out []*Route
	for _, i := range a.Interfaces.All() {
		for _, p := range i.Addresses {
			if i.Enabled {
				out = append(out, &Route{
					Prefix: p.Masked(), Interface: i.Name, Connected: true, Table: i.Table, At: i.At,
					Distance: DefaultOf(0, "a connected network"),
				})
			}
		}
	}
	return out
}

// LeadsInto reports that a route's next hop is inside the tunnel: it names the
// tunnel, or an interface that carries it.
func (a *Around) LeadsInto(r *Route, t *Tunnel) bool {
	if r.Tunnel != nil {
		return r.Tunnel == t && !r.Blackhole
	}
	return slices.Contains(a.Into(r), t)
}

// Into returns the tunnels that a route leads into, as LeadsInto tells.
func (a *Around) Into(r *Route) []*Tunnel {
	switch {
	case r.Blackhole:
		return nil
	case r.Tunnel != nil:
		return []*Tunnel{r.Tunnel}
	case r.Interface == "":
		return nil
	}
	if i := a.InterfaceNamed(r.Interface); i != nil {
		return i.Carries
	}
	return nil
}

// Behind returns the interfaces behind which the networks of a set lie, by
// connected networks and static routes other than the default route, in the order
// of their names. Interfaces that carry a tunnel are left out unless the set lies
// on their own network. It is empty when the file does not tell.
func (a *Around) Behind(set AddrSet) []string {
	var out []string
	for _, s := range a.Sides(set) {
		out = append(out, s.Interface)
	}
	return out
}

// Side is an interface with the addresses behind it.
type Side struct {
	Interface string
	Addresses AddrSet
}

// Sides is Behind with what of the set lies behind each interface.
func (a *Around) Sides(set AddrSet) []Side {
	parts := map[string]*AddrBuilder{}
	add := func(name string, part AddrSet) {
		if name == "" {
			return
		}
		if parts[name] == nil {
			parts[name] = &AddrBuilder{}
		}
		parts[name].AddSet(part)
	}
	for _, p := range set.Prefixes() {
		for _, part := range a.RoutesTo(p, "").Parts {
			if part.Prefix.Bits() == 0 {
				continue
			}
			for _, r := range part.Best {
				if i := a.InterfaceNamed(r.Interface); r.Connected || r.Tunnel == nil && (i == nil || len(i.Carries) == 0) {
					add(r.Interface, part.Destination)
				}
			}
		}
	}
	var out []Side
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		out = append(out, Side{name, parts[name].Set()})
	}
	return out
}
