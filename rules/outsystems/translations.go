package outsystems

import (
	"net/netip"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// translating returns the rule that changes the source: one that takes all of the
// hosts, else the first; nil when none does.
func translating(by []*ipsec.NATRule, hosts ipsec.AddrSet) *ipsec.NATRule {
	var first *ipsec.NATRule
	for _, n := range by {
		switch {
		case n.Kind == ipsec.NATExempt:
		case n.Source.Covers(hosts):
			return n
		case first == nil:
			first = n
		}
	}
	return first
}

// registered reports that every address of a set lies in the ranges; an empty set
// does not.
func registered(to ipsec.AddrSet, ranges []netip.Prefix) bool {
	return to.Exact() && !to.IsEmpty() && ipsec.SetOf(ranges...).Covers(to)
}

// becomes says what a rule makes of the source address.
func becomes(n *ipsec.NATRule) rules.Text {
	switch {
	case n.Kind == ipsec.NATInterface:
		return say("the address of the interface that it leaves by")
	case !n.To.IsEmpty() && n.To.Exact():
		return plain(addresses(n.To))
	}
	return say("another address")
}
