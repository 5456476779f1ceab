package outsystems

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// checkExcluded reports what a phase 2 entry keeps out of the tunnel of the traffic
// between the ranges of the intent; without them, of that of its selectors.
func checkExcluded(p *rules.Pass, t *ipsec.Tunnel, c *ipsec.Child) {
	if len(c.Excluded) == 0 {
		return
	}
	own := sidesOf(&ipsec.Tunnel{Children: []*ipsec.Child{c}})
	local, remote := own.local, own.remote
	severity := rules.Error
	if !p.Intent.CIDR.IsValid() || len(p.Intent.OnPrem) == 0 {
		severity = rules.Warning
	}
	if p.Intent.CIDR.IsValid() {
		remote = rangesOf(p.Intent.CIDR)
	}
	if len(p.Intent.OnPrem) > 0 {
		local = rangesOf(p.Intent.OnPrem...)
	}
	if !p.Intent.CIDR.IsValid() && slices.ContainsFunc(remote, addrRange.isAny) {
		p.NotJudged(rules.KeyCIDR, say("whether what the policy excludes is traffic to the cloud"))
		return
	}
	for _, x := range c.Excluded {
		l, ok := parseRange(x.Local)
		r, ok2 := parseRange(x.Remote)
		if !ok || !ok2 || !slices.ContainsFunc(local, l.overlaps) || !slices.ContainsFunc(remote, r.overlaps) {
			continue
		}
		p.ReportTunnel(t, rules.Finding{
			At: headOf(x.At, c.At, t.At), Severity: severity, Subject: pairText(x), Origin: ipsec.Explicit, Actual: say("deny %s", pairSaid(x)),
			Message: say("traffic from %s to %s is kept out of the tunnel; the selectors must be one pair without exceptions", x.Local, x.Remote),
			Changes: planFor(p, t).changes(t),
		})
	}
}

func rangesOf(ps ...netip.Prefix) []addrRange {
	out := make([]addrRange, len(ps))
	for i, p := range ps {
		out[i] = rangeOf(p)
	}
	return out
}

// limits names the protocol and ports that a selector is limited to.
func limits(s ipsec.Selector) rules.Text {
	if s.Protocol == "" || s.Protocol == "any" {
		return say("ports %s", s.Ports)
	}
	return plain(strings.TrimSpace(s.Protocol + " " + s.Ports))
}
