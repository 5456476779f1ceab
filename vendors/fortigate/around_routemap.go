package fortigate

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// routeMap is what a route-map does to the routes that it lets pass. A value is
// None when no rule sets it, and unknown when the rules differ.
type routeMap struct {
	prepend, preference, med, weight ipsec.Value[int]
	passes                           ipsec.AddrSet
}

// routeMap reads a route-map; without a name everything passes as it is. At is
// where an undefined one is named.
func (s *surroundings) routeMap(name string, at parser.Span) routeMap {
	if name == "" {
		return routeMap{passes: ipsec.Anywhere()}
	}
	o := s.v.table(asWritten, wanted(map[string]bool{name: true}), "router", "route-map").byName[name]
	if o == nil {
		why := "route-map " + name + " is not defined in this file"
		v := ipsec.UnknownAs[int](why, at)
		return routeMap{prepend: v, preference: v, med: v, passes: ipsec.UnknownSet(name, why)}
	}
	var m routeMap
	first := true
	rules := o.entries("rule")
	for _, rule := range rules {
		if rule.text("action") == "deny" || rule.text("match-ip6-address") != "" {
			continue
		}
		prepend, preference := prepends(rule), s.figure(rule, "set-local-preference", ipsec.Value[int]{})
		med, weight := s.figure(rule, "set-metric", ipsec.Value[int]{}), s.figure(rule, "set-weight", ipsec.Value[int]{})
		if first {
			m.prepend, m.preference, m.med, m.weight = prepend, preference, med, weight
			first = false
			continue
		}
		why := "the rules of route-map " + name + " differ"
		m.prepend, m.preference = ipsec.Agreed(m.prepend, prepend, why), ipsec.Agreed(m.preference, preference, why)
		m.med, m.weight = ipsec.Agreed(m.med, med, why), ipsec.Agreed(m.weight, weight, why)
	}
	for _, rule := range slices.Backward(rules) { // the first match decides
		matched, exact := s.matches(rule)
		switch {
		case rule.text("action") == "deny":
			m.passes = m.passes.Without(matched)
		default:
			m.passes = ipsec.Union(m.passes, matched)
		}
		if !exact {
			m.passes.Unknown = append(m.passes.Unknown, "route-map "+name+" matches what is not followed")
		}
	}
	return m
}

// prepends counts the AS numbers that a rule adds to the path.
func prepends(rule *object) ipsec.Value[int] {
	switch {
	case rule.text("set-aspath") == "":
		return ipsec.Value[int]{}
	case rule.text("set-aspath-action") == "replace":
		return ipsec.UnknownAs[int]("the route-map replaces the AS path", rule.at("set-aspath"))
	}
	return ipsec.ExplicitAt(len(strings.Fields(rule.joined("set-aspath"))), rule.at("set-aspath"))
}

// matches tells which routes a rule takes. exact is false when it has a condition
// other than a list of prefixes.
func (s *surroundings) matches(rule *object) (set ipsec.AddrSet, exact bool) {
	set, exact = ipsec.Anywhere(), true
	for _, name := range rule.order {
		value := rule.text(name)
		if !strings.HasPrefix(name, "match-") || value == "" || value == "none" || value == "0" || value == "disable" {
			continue
		}
		switch name {
		case "match-ip-address":
			set = s.prefixes(value)
		case "match-ip6-address":
			return ipsec.AddrSet{}, true
		default:
			exact = false
		}
	}
	return set, exact
}

// prefixes is the addresses of the routes that a prefix-list or an access-list
// lets pass. 0.0.0.0/0 without ge and le is the default route only, which stands
// for no address here.
func (s *surroundings) prefixes(name string) ipsec.AddrSet {
	for _, table := range []string{"prefix-list", "access-list"} {
		o := s.v.table(asWritten, wanted(map[string]bool{name: true}), "router", table).byName[name]
		if o == nil {
			continue
		}
		var set ipsec.AddrSet
		for _, rule := range slices.Backward(o.entries("rule")) {
			part, ok := ipsec.Anywhere(), true
			if words := rule.list("prefix"); len(words) > 0 && words[0] != "any" {
				var p netip.Prefix
				p, ok = parsePrefix(words)
				part = ipsec.SetOf(p)
				if table == "prefix-list" && ok && p.Bits() == 0 && !rule.has("ge") && !rule.has("le") {
					continue
				}
			}
			switch {
			case !ok || rule.has("wildcard") && !rule.has("prefix"):
				set.Unknown = append(set.Unknown, "a rule of "+table+" "+name+" cannot be read")
			case rule.text("action") == "deny":
				set = set.Without(part)
			default:
				set = ipsec.Union(set, part)
			}
		}
		return set
	}
	return ipsec.UnknownSet(name, "list "+name+" is not defined in this file")
}

// passing joins what a route-map lets pass with the lists of a neighbour.
func (s *surroundings) passing(set ipsec.AddrSet, n neighborConfig, direction string) ipsec.AddrSet {
	for _, option := range []string{"prefix-list-", "distribute-list-"} {
		name := n.text(option + direction)
		if name == "" {
			continue
		}
		other := s.prefixes(name)
		if set.Exact() && set.Contains(netip.PrefixFrom(netip.IPv4Unspecified(), 0)) {
			set = other
		} else {
			set = set.Without(ipsec.Anywhere().Without(other))
		}
	}
	if n.text("filter-list-"+direction) != "" {
		set.Unknown = append(slices.Clone(set.Unknown), "the neighbour has a filter-list, which is not followed")
	}
	return set
}
