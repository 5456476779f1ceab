package outsystems

import (
	"net/netip"
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// checkSuppliedPeers looks for tunnels that belong to a part of the supplied file
// although their peer is another: the inside address or the key tells. It is a
// part of supplied-config.
func checkSuppliedPeers(p *rules.Pass, found int) {
	s := p.Intent.Supplied
	inFile := func(t *ipsec.Tunnel) bool {
		return slices.ContainsFunc(s.Tunnels, func(x *ipsec.SuppliedTunnel) bool { return rules.SamePeer(x.Peer.V.String(), t.Peer) })
	}
	var others []*ipsec.Tunnel
	for _, t := range p.Device.Tunnels {
		if t.Enabled && !inFile(t) {
			others = append(others, t)
		}
	}
	var missing []netip.Addr
	for _, x := range s.Tunnels {
		if goesTo(p.Device.Tunnels, x.Peer.V.String()) {
			continue
		}
		i := slices.IndexFunc(others, func(t *ipsec.Tunnel) bool { return belongsTo(p, t, x) })
		if i < 0 {
			missing = append(missing, x.Peer.V)
			continue
		}
		found++
		reportSuppliedPeer(p, others[i], x)
	}
	if found > 0 || len(others) == 0 || len(missing) == 0 {
		return // with one tunnel of two, second-tunnel speaks
	}
	f := rules.Finding{At: headOf(others[0].At, p.Device.At), Severity: rules.Info, Subject: "peers", Origin: ipsec.None}
	f.Message = say("no tunnel of this device goes to an outside address of the supplied file, %s; is it the file of this connection?", list(missing))
	f.Expected = plain(list(missing))
	p.Report(f)
}

// belongsTo reports whether a tunnel of another peer has what the supplied file
// gives to this one only. A key that several tunnels share on either side tells
// nothing: it may be a word that stands for keys which were taken out.
func belongsTo(p *rules.Pass, t *ipsec.Tunnel, x *ipsec.SuppliedTunnel) bool {
	if t.InsideLocal.Known() && x.InsideLocal.Known() && t.InsideLocal.V.Addr() == x.InsideLocal.V.Addr() {
		return true
	}
	if !t.IKE.PSK.SameAs(x.PSK) {
		return false
	}
	alone := !slices.ContainsFunc(p.Intent.Supplied.Tunnels, func(o *ipsec.SuppliedTunnel) bool { return o != x && o.PSK.SameAs(x.PSK) })
	return alone && !slices.ContainsFunc(p.Device.Tunnels, func(o *ipsec.Tunnel) bool { return o != t && o.IKE.PSK.SameAs(x.PSK) })
}

func reportSuppliedPeer(p *rules.Pass, t *ipsec.Tunnel, x *ipsec.SuppliedTunnel) {
	c := suppliedCheck{p, t, x}
	f := rules.Finding{At: headOf(t.PeerAt, t.At), Origin: ipsec.Explicit, Actual: plain(t.Peer), Expected: plain(x.Peer.V.String())}
	message := say("the peer is %s; the supplied file says %s for the tunnel with this key", t.Peer, x.Peer.V)
	if !t.IKE.PSK.SameAs(x.PSK) {
		message = say("the peer is %s; the supplied file says %s for the tunnel with the inside address %s", t.Peer, x.Peer.V, x.InsideLocal.V.Addr())
	}
	// A peer that is no address may well resolve to it.
	severity := rules.Error
	if _, err := netip.ParseAddr(t.Peer); err != nil {
		severity = rules.Info
	}
	c.differs(f, severity, "peer", x.Peer.At, message)
}
