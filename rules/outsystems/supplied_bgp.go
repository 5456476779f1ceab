package outsystems

import (
	"net/netip"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// bgp compares the BGP session of the tunnel. Where the user means static routing,
// or the export does not show BGP, nothing can be said.
func (c suppliedCheck) bgp() {
	want, around := c.s.Neighbor, c.p.Device.Around
	if !want.Known() || around == nil || around.BGP.Extent == ipsec.NotRead || c.p.Intent.Routing == "static" {
		return
	}
	var other *ipsec.BGP
	var through *ipsec.Neighbor
	for _, process := range around.BGP.All() {
		if process.Disabled || process.Unknown != "" {
			if process.Unknown != "" {
				return
			}
			continue
		}
		other = process
		for _, n := range process.Neighbors {
			switch {
			case n.Address == want.V:
				c.neighbor(process, n)
				return
			case n.Tunnel == c.t || c.inside(n.Address):
				through = n
			}
		}
	}
	if through != nil {
		has := through.Name
		if through.Address.IsValid() { // the name may be no address
			has = through.Address.String()
		}
		f := rules.Finding{At: through.At, Origin: ipsec.Explicit, Actual: plain(has), Expected: plain(want.V.String())}
		c.differs(f, rules.Error, "neighbour", want.At, say("the BGP neighbour of the tunnel to %s is %s; the supplied file says %s", c.s.Peer.V, has, want.V))
		return
	}
	if around.BGP.Extent != ipsec.Complete {
		return
	}
	f := rules.Finding{At: c.t.At, Origin: ipsec.None, Expected: plain(want.V.String())}
	message := say("no BGP process runs on this device; the supplied file is for BGP with the neighbour %s", want.V)
	if other != nil {
		f.At = headOf(other.At, c.t.At)
		message = say("BGP has no neighbour %s, which the supplied file names for the tunnel to %s", want.V, c.s.Peer.V)
	}
	c.differs(f, rules.Warning, "neighbour", want.At, message)
}

// inside reports whether an address lies on the network that the supplied file
// gives to the tunnel.
func (c suppliedCheck) inside(a netip.Addr) bool {
	return c.s.InsideLocal.Known() && c.s.InsideLocal.V.Masked().Contains(a)
}

func (c suppliedCheck) neighbor(process *ipsec.BGP, n *ipsec.Neighbor) {
	s := c.s
	if has, want := n.RemoteASN, s.RemoteASN; has.Known() && want.Known() && has.V != want.V {
		message := say("the AS number of the neighbour %s is %d; the supplied file says %d", n.Address, has.V, want.V)
		c.differs(compared(has, n.At, has.V, want.V), rules.Error, "remote AS number", want.At, message)
	}
	local := process.ASN
	if n.LocalASN.Origin != ipsec.None {
		local = n.LocalASN
	}
	if want := s.LocalASN; local.Known() && want.Known() && local.V != want.V {
		message := say("the AS number of this device is %d; the supplied file says %d", local.V, want.V)
		c.differs(compared(local, process.At, local.V, want.V), rules.Error, "own AS number", want.At, message)
	}
	if has, want := n.Hold, s.Hold; has.Known() && want.Known() && has.V != want.V {
		message := say("the BGP hold time is %d s%s; the supplied file says %d s", has.V, given(has), want.V)
		c.differs(compared(has, n.At, noneOr(has.V), seconds(want.V)), rules.Info, "hold time", want.At, message,
			ipsec.Change{Kind: ipsec.SetBGPTimers, Tunnel: c.t, Neighbor: n, Seconds: c.p.Profile.Routing.BGPKeepalive, Number: want.V})
	}
}

// noneOr writes a time of BGP; zero is none.
func noneOr(n int) rules.Text {
	if n == 0 {
		return say("none")
	}
	return seconds(n)
}
