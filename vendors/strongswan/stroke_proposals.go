package strongswan

import (
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
	"github.com/vpnlint/vpnlint/vendors/strongswan/proposal"
)

// offers reads a proposal list. Without '!' at its end the daemon appends its
// own, so that the peer may choose from that. For an element that it does not
// take the daemon drops the conn.
func (v *strokeConverter) offers(t *ipsec.Tunnel, f field, protocol proposal.Protocol) []written {
	if !f.found() || f.placeholder {
		return unwritten(protocol, v.rel)
	}
	text, strict := strings.CutSuffix(f.value, "!")
	var list []written
	for _, w := range proposal.Split(text) {
		p, err := proposal.Parse(w.Text, protocol)
		if err != nil {
			v.drop(t, f.part(w.Start+err.Start, w.Start+err.End), "strongSwan drops the conn: "+err.Reason)
			continue
		}
		list = append(list, written{Proposal: p, text: w.Text, at: f.part(w.Start, w.End)})
	}
	if strict {
		return list
	}
	for _, w := range unwritten(protocol, v.rel) {
		w.at = f.at
		list = append(list, w)
	}
	return list
}

// drop records that the daemon does not load a conn. The place may be one that
// several conns inherit from.
func (v *strokeConverter) drop(t *ipsec.Tunnel, at ipsec.Span, message string) {
	t.Enabled = false
	for i := range v.device.Problems {
		if p := &v.device.Problems[i]; p.At == at && p.Message == message {
			p.Tunnels = append(p.Tunnels, t)
			return
		}
	}
	v.device.Problems = append(v.device.Problems, ipsec.Problem{Kind: ipsec.Unreadable, At: at, VPN: true, Fatal: true, Message: message, Tunnels: []*ipsec.Tunnel{t}})
}

// pfs: since the daemon's own list has no group before 6.0.2 and does not insist
// on one since, a list without '!' never requires PFS.
func (v *strokeConverter) pfs(t *ipsec.Tunnel, out *ipsec.Child, list []written, f field) {
	if f.found() && f.placeholder {
		out.PFS, out.PFSGroups = templated[ipsec.PFS](f), templated[[]int](f)
		return
	}
	if hasBuiltin(list) && !v.rel.known() && !fixedPFS(list) {
		at := out.At
		if f.found() {
			at = f.at
		}
		out.PFS, out.PFSGroups = atBestOptional(at), ipsec.UnknownAs[[]int](pfsByRelease, at)
		v.device.Problems = append(v.device.Problems, ipsec.Problem{Kind: ipsec.NoVersion, At: at, VPN: true, Tunnels: []*ipsec.Tunnel{t},
			Message: "whether phase 2 uses PFS depends on the release of strongSwan, which the file does not tell: " + pfsByRelease})
		return
	}
	kind, groups := pfs(list)
	if !f.found() {
		out.PFS, out.PFSGroups = builtin(kind, "esp"), builtin(groups, "esp")
		return
	}
	out.PFS, out.PFSGroups = value(kind, f), value(groups, f)
}
