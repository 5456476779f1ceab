package outsystems

import (
	"net/netip"
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// notPublic reports whether text is an address that no peer on the internet can
// reach; ok is false when it is no address at all.
func notPublic(p *rules.Profile, text string) (private, ok bool) {
	a, err := netip.ParseAddr(text)
	if err != nil {
		return false, false
	}
	a = a.Unmap()
	return slices.ContainsFunc(p.Tunnel.NotPublic, func(r netip.Prefix) bool { return r.Contains(a) }), true
}

// behindNAT says whether the tunnel's IKE packets cross a NAT: what the intent
// says, else what the address shows that they leave from. A peer that is not public
// either, as in a lab, tells nothing.
func behindNAT(p *rules.Pass, t *ipsec.Tunnel) (behind, told bool) {
	if p.Intent.BehindNAT != nil {
		return *p.Intent.BehindNAT, true
	}
	if !t.IKE.LocalAddress.Known() {
		return false, false
	}
	if private, _ := notPublic(p.Profile, t.Peer); private {
		return false, false
	}
	return notPublic(p.Profile, t.IKE.LocalAddress.V)
}
