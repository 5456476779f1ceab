package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// tell reports whether v can be judged. A value that cannot be told makes an
// info with the reason; what names the setting, as in "phase 1 lifetime". A
// setting that does not exist here is passed over in silence.
func tell[T any](p *rules.Pass, t *ipsec.Tunnel, v ipsec.Value[T], head ipsec.Span, what string) bool {
	return tellOf(p, t, v, head, made(what))
}

// tellOf is tell for a setting that is named by more than a fixed word.
func tellOf[T any](p *rules.Pass, t *ipsec.Tunnel, v ipsec.Value[T], head ipsec.Span, what rules.Text) bool {
	if v.Origin == ipsec.Unknown {
		f := cannotTell(about(v, head), what, v)
		f.Subject = what.String()
		p.ReportTunnel(t, f)
	}
	return v.Known()
}

// ikeHead is where a missing line of phase 1 belongs.
func ikeHead(t *ipsec.Tunnel) ipsec.Span { return headOf(t.IKE.At, t.At) }
