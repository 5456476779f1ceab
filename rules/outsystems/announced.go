package outsystems

import (
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// isRegistered reports that a range shares an address with a registered one.
func isRegistered(p *rules.Pass, r addrRange) bool {
	for _, known := range p.Intent.OnPrem {
		if r.overlaps(rangeOf(known)) {
			return true
		}
	}
	return false
}

// checkAnnounced judges what a BGP process announces by name.
func checkAnnounced(p *rules.Pass, s session) {
	b := s.process
	if n, most := len(b.Networks), p.Profile.Routing.BGPRoutesMax; n > most {
		p.ReportTunnel(s.tunnel, doubted(rules.Finding{
			At: b.At, Severity: rules.Warning, Subject: "number", Actual: say("%d prefixes", n), Expected: say("at most %d", most),
			Message: say("BGP announces %d prefixes, and AWS takes %d and then closes the session; put neighbouring ones into one", n, most),
		}, s.unknown))
	}
	var announced []addrRange
	for _, n := range b.Networks {
		sends := func(x session) bool { return x.process == b && mayPass(x.neighbor, n) }
		if n.Prefix.Bits() == 0 || !n.Prefix.Addr().Is4() || !slices.ContainsFunc(sessionsOf(p), sends) {
			continue // a default route is the business of bgp-session
		}
		announced = append(announced, rangeOf(n.Prefix))
		if isRegistered(p, rangeOf(n.Prefix)) || !s.neighbor.Advertises.Exact() {
			continue
		}
		p.ReportTunnel(s.tunnel, doubted(rules.Finding{
			At: n.At, Severity: rules.Warning, Subject: n.Prefix.String(), Origin: ipsec.Explicit, Actual: plain(n.Prefix.String()), Expected: say("within %s", list(p.Intent.OnPrem)),
			Message: say("BGP announces %s, which is not among the registered ranges (%s), so the cloud does not let its traffic in; register it by a support case", n.Prefix, list(p.Intent.OnPrem)),
		}, s.unknown))
	}
	if len(b.Redistributes) > 0 || p.Intent.Routing == "static" {
		return
	}
	for _, r := range p.Intent.OnPrem {
		if r.Bits() == 0 || slices.ContainsFunc(union(announced), func(a addrRange) bool { return a.covers(rangeOf(r)) }) {
			continue
		}
		p.ReportTunnel(s.tunnel, doubted(rules.Finding{
			At: b.At, Severity: rules.Warning, Subject: r.String(), Actual: say("not announced"), Expected: plain(r.String()),
			Message: say("BGP does not announce the registered range %s, so the cloud has no way back to it", r),
			Changes: []ipsec.Change{{Kind: ipsec.AnnounceRange, Tunnel: s.tunnel, Advertised: &ipsec.Advertised{Prefix: r.Masked()}}},
		}, s.unknown))
	}
}

// mayPass reports that the neighbour's outbound filters let a prefix pass, or that
// the file does not tell.
func mayPass(n *ipsec.Neighbor, a ipsec.Advertised) bool {
	return !n.Advertises.Exact() || n.Advertises.Contains(a.Prefix)
}
