package outsystems

import (
	"net/netip"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// reportServiceNAT asks anew for each kind of traffic that the guide names, where a
// rule for some protocols or ports leaves open what becomes of all traffic. It
// reports whether that settles the matter.
func reportServiceNAT(p *rules.Pass, t *ipsec.Tunnel, l lan, f rules.Finding, all ipsec.Flow) bool {
	var by *ipsec.NATRule
	var changed []string
	open := !p.Intent.Has(rules.KeyDNS) // not all kinds are told
	for _, s := range servicesOf(p) {
		if s.inward {
			continue
		}
		got := p.Device.Around.Translate(s.between(l, t))
		n := translating(got.By, l.hosts)
		switch {
		case got.Verdict == ipsec.NATKept:
		case got.Verdict != ipsec.NATTranslated || n == nil || !n.Source.Covers(l.hosts) || !n.To.Exact():
			open = true
		case registered(n.To, p.Intent.OnPrem):
		case by == nil || n == by:
			by, changed = n, append(changed, s.name)
		}
	}
	if by == nil {
		return !open
	}
	f.At, f.Actual = headOf(by.At, t.At), becomes(by)
	f.Changes = []ipsec.Change{{Kind: ipsec.ExemptNAT, Tunnel: t, Flows: []ipsec.Flow{all}, Before: by.At}}
	f.Message = say("%s from %s to %s is translated to %s; the cloud answers registered addresses only", list(changed), addresses(l.hosts), p.Intent.CIDR.Masked(), becomes(by))
	atMost(&f, p.Device.Around.NAT.Extent, made(p.Device.Around.NAT.Reason))
	p.ReportTunnel(t, f)
	return true
}

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
