package outsystems

import (
	"net/netip"
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// session is a BGP neighbour that is reached through a tunnel in scope.
type session struct {
	process  *ipsec.BGP
	neighbor *ipsec.Neighbor
	tunnel   *ipsec.Tunnel
	unknown  []string // why what is said about it may not hold
}

// sessionsOf finds the sessions in the order of the file. Processes and neighbours
// that are switched off are left out.
func sessionsOf(p *rules.Pass) []session {
	a := p.Device.Around
	if a == nil || a.BGP.Extent == ipsec.NotRead {
		return nil
	}
	var out []session
	for _, b := range a.BGP.All() {
		for _, n := range b.Neighbors {
			t := tunnelOf(p, n)
			if t == nil || b.Disabled || n.Active.Known() && !n.Active.V {
				continue
			}
			s := session{process: b, neighbor: n, tunnel: t}
			if a.BGP.Extent == ipsec.Partial {
				s.unknown = append(s.unknown, a.BGP.Reason)
			}
			if b.Unknown != "" {
				s.unknown = append(s.unknown, b.Unknown)
			}
			if n.Active.Origin == ipsec.Unknown {
				s.unknown = append(s.unknown, n.Active.Reason)
			}
			out = append(out, s)
		}
	}
	return out
}

// tunnelOf returns the tunnel in scope through which a neighbour is reached: what
// the model tells, else the one that has the address inside, else the one into which
// a static route leads; nil for none.
func tunnelOf(p *rules.Pass, n *ipsec.Neighbor) *ipsec.Tunnel {
	for _, t := range p.Tunnels {
		inside := n.Tunnel == nil && n.Address.IsValid() && (t.InsideRemote.Known() && t.InsideRemote.V == n.Address ||
			t.InsideLocal.Known() && t.InsideLocal.V.Masked().Contains(n.Address))
		if n.Tunnel == t || inside {
			return t
		}
	}
	if n.Tunnel != nil || !n.Address.Is4() {
		return nil
	}
	parts := p.Device.Around.RoutesTo(netip.PrefixFrom(n.Address, 32), "").Parts
	if len(parts) == 0 {
		return nil
	}
	if lanes := lanesIn(p)(parts[0].Best, parts[0].Best[0].Table); len(lanes) == 1 {
		return lanes[0].tunnel
	}
	return nil
}

// ownASN is the AS number that the device uses towards the neighbour.
func (s session) ownASN() ipsec.Value[int] {
	if s.neighbor.LocalASN.Origin != ipsec.None {
		return s.neighbor.LocalASN
	}
	return s.process.ASN
}

// pairOf returns the two sessions of one VPN connection, the preferred peer's
// first: those with the same AS on the far side, through two tunnels. The order is
// that of the intent's peers, else that of the file. many is the number of tunnels
// with sessions, when it is not two.
func pairOf(p *rules.Pass, all []session) (a, b session, many int) {
	var one []session
	for _, s := range all {
		if !slices.ContainsFunc(one, func(x session) bool { return x.tunnel == s.tunnel }) {
			one = append(one, s)
		}
	}
	if len(one) != 2 || one[0].neighbor.RemoteASN.Known() && one[1].neighbor.RemoteASN.Known() && one[0].neighbor.RemoteASN.V != one[1].neighbor.RemoteASN.V {
		return session{}, session{}, len(one)
	}
	if len(p.Intent.Peers) > 0 && rules.SamePeer(p.Intent.Peers[0], one[1].tunnel.Peer) {
		one[0], one[1] = one[1], one[0]
	}
	return one[0], one[1], 2
}

// checkNoSession reports tunnels without a session where the intent says bgp.
func checkNoSession(p *rules.Pass) {
	a := p.Device.Around
	if p.Intent.Routing != "bgp" || a == nil || a.BGP.Extent == ipsec.NotRead {
		return
	}
	var reasons []string
	if a.BGP.Extent == ipsec.Partial {
		reasons = append(reasons, a.BGP.Reason)
	}
	for _, b := range a.BGP.All() {
		if b.Unknown != "" {
			reasons = append(reasons, b.Unknown)
		}
		for _, n := range b.Neighbors {
			if n.Tunnel == nil && tunnelOf(p, n) == nil && !b.Disabled && !(n.Active.Known() && !n.Active.V) {
				reasons = append(reasons, say("the file does not tell how neighbour %s is reached", n.Name).String())
			}
		}
	}
	all := sessionsOf(p)
	for _, t := range p.Tunnels {
		if t.Kind != ipsec.RouteBased || slices.ContainsFunc(all, func(s session) bool { return s.tunnel == t }) {
			continue
		}
		p.ReportTunnel(t, doubted(rules.Finding{
			At: t.At, Severity: rules.Warning, Actual: say("no session"), Expected: say("a BGP session"), Subject: "session",
			Message: say("no active BGP session goes through %s, and the intent says that BGP routes the VPN", t.Name),
		}, reasons))
	}
}
