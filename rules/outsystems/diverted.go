package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// reportDiversion reports a rule that lets traffic pass, and sends it elsewhere than
// into the tunnel.
func reportDiversion(p *rules.Pass, t *ipsec.Tunnel, s *stop, f rules.Finding, what rules.Text) {
	f.Actual, f.Expected, f.Changes = say("gateway %s", s.by.Rule.Diverts.Gateway), say("a rule without a gateway before it"), s.permit(t)
	f.Message = say("%s sends %s to gateway %s, past the tunnel; a rule without a gateway must take the traffic of the VPN before it", names(s.by), what, s.by.Rule.Diverts.Gateway)
	if s.reason.IsZero() {
		atMost(&f, p.Device.Around.Filters.Extent, made(p.Device.Around.Filters.Reason))
	} else {
		atMost(&f, ipsec.Partial, s.reason)
	}
	p.ReportTunnel(t, f)
}
