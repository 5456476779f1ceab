package paloalto

import (
	"slices"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// policies fills in what the import and export rules do to a peer's routes.
func (p bgpProcess) policies(n *ipsec.Neighbor, group, peer *node) {
	builtin := ipsec.DefaultOf(0, p.s.c.standard())
	n.LocalPreference = p.out.LocalPreference
	if n.LocalPreference.Origin == ipsec.Explicit {
		n.LocalPreference.Origin = ipsec.Inherited
	}
	n.Prepend, n.Weight = builtin, builtin
	n.Advertises, n.Accepts = ipsec.Anywhere(), ipsec.Anywhere()
	if p.r.logical {
		const why = "the filtering profiles of logical routers are not followed"
		n.Prepend, n.LocalPreference = ipsec.UnknownAs[int](why, peer.at), ipsec.UnknownAs[int](why, peer.at)
		n.Weight, n.MED = n.Prepend, n.Prepend
		n.Advertises, n.Accepts = ipsec.UnknownSet("", why), ipsec.UnknownSet("", why)
		return
	}
	out := p.used("export", group, peer)
	in := p.used("import", group, peer)
	if len(out) > 0 {
		n.PolicyOut, n.PolicyOutAt = out[0].word, out[0].at
		n.Prepend = p.agreed(out, n.Prepend, [][]string{{"as-path", "prepend"}, {"as-path", "remove-and-prepend"}})
		n.MED = p.agreed(out, ipsec.Value[int]{}, [][]string{{"med"}})
		n.Advertises = p.passing(out)
	}
	if len(in) > 0 {
		n.PolicyIn, n.PolicyInAt = in[0].word, in[0].at
		n.LocalPreference = p.agreed(in, n.LocalPreference, [][]string{{"local-preference"}})
		n.Weight = p.agreed(in, n.Weight, [][]string{{"weight"}})
		n.Accepts = p.passing(in)
	}
}

// used returns the enabled rules of a kind that the peer or its group uses.
func (p bgpProcess) used(kind string, group, peer *node) []*node {
	var out []*node
	for _, rule := range p.r.bgp.list("policy", kind, "rules") {
		if p.s.v.leaf(rule, "enable").is("no") {
			continue
		}
		if slices.ContainsFunc(p.s.v.members(rule, "used-by"), func(v value) bool { return v.text == group.word || v.text == peer.word }) {
			out = append(out, rule)
		}
	}
	return out
}

// agreed is the value that the rules set, where every rule that lets routes pass
// sets the same: routes that no rule matches do not pass. Rules behind one that
// takes every route are never tried.
func (p bgpProcess) agreed(rules []*node, def ipsec.Value[int], paths [][]string) ipsec.Value[int] {
	var out []ipsec.Value[int]
	for _, rule := range rules {
		update := rule.path("action", "allow")
		if update == nil {
			continue
		}
		value := def
		for _, path := range paths {
			if v := p.s.v.leaf(update.find("update"), path...); v.set() {
				value = p.s.figure(v, def)
			}
		}
		out = append(out, value)
		if takesAll(rule) {
			break
		}
	}
	if len(out) == 0 {
		return def
	}
	for _, v := range out[1:] {
		if v.V != out[0].V || v.Origin == ipsec.Unknown || out[0].Origin == ipsec.Unknown {
			return ipsec.UnknownAs[int]("the rules set it for some routes only", rules[0].at)
		}
	}
	return out[0]
}

// conditions are what a route must meet for the rule. The routing table is none of
// them: unicast routes are the ones that matter here.
func conditions(rule *node) []*node {
	return slices.DeleteFunc(slices.Clone(rule.list("match")), func(n *node) bool {
		return n.word == "route-table" && n.last().text() != "multicast"
	})
}

// takesAll reports a rule without a condition.
func takesAll(rule *node) bool { return len(conditions(rule)) == 0 }

// passing is what the rules let pass.
func (p bgpProcess) passing(rules []*node) ipsec.AddrSet {
	var allowed ipsec.AddrBuilder
	denied := ipsec.AddrSet{}
	for _, rule := range rules {
		denies := rule.path("action", "deny") != nil
		set := p.matched(rule, denies)
		if denies {
			var b ipsec.AddrBuilder
			b.AddSet(denied)
			b.AddSet(set)
			denied = b.Set()
			continue
		}
		allowed.AddSet(set.Without(denied))
		if takesAll(rule) {
			break
		}
	}
	return allowed.Set()
}

// matched is what one rule matches, as far as prefixes tell it.
func (p bgpProcess) matched(rule *node, denies bool) ipsec.AddrSet {
	if takesAll(rule) {
		return ipsec.Anywhere()
	}
	var b ipsec.AddrBuilder
	for _, cond := range conditions(rule) {
		if cond.word != "address-prefix" {
			return ipsec.UnknownSet("", "BGP rule "+rule.word+" has conditions other than prefixes")
		}
		for _, entry := range cond.sub {
			prefix, ok := prefixOf(p.s.v.resolve(entry).text)
			if !ok {
				b.AddUnknown("BGP rule " + rule.word + " has a prefix that cannot be told")
			}
			if prefix.Bits() == 0 && denies && p.s.v.leaf(entry, "exact").yes() {
				continue // the default route alone
			}
			b.AddPrefix(prefix)
		}
	}
	return b.Set()
}
