package outsystems

import (
	"net/netip"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// translating returns the first rule that changes the source; nil when none does.
func translating(by []*ipsec.NATRule) *ipsec.NATRule {
	for _, n := range by {
		if n.Kind != ipsec.NATExempt {
			return n
		}
	}
	return nil
}

// registered reports that every address of a set lies in the ranges; an empty set
// does not.
func registered(to ipsec.AddrSet, ranges []netip.Prefix) bool {
	return to.Exact() && !to.IsEmpty() && ipsec.SetOf(ranges...).Covers(to)
}

// becomes says what a rule makes of the source address.
func becomes(n *ipsec.NATRule) string {
	switch {
	case n.Kind == ipsec.NATInterface:
		return say("the address of the interface that it leaves by")
	case !n.To.IsEmpty() && n.To.Exact():
		return addresses(n.To)
	}
	return say("another address")
}
