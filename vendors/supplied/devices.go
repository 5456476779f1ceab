package supplied

import (
	"net/netip"
	"slices"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// FromDevices makes a supplied file of what a vendor's reader read from AWS's
// sample for that vendor. Only what the file writes counts: the vendor's defaults
// are the device's own. The error is an [*Error].
func FromDevices(src *parser.Source, title string, devices []*ipsec.Device) (*ipsec.Supplied, error) {
	b := &builder{src: src, out: &ipsec.Supplied{Path: src.Name(), Format: title}}
	for _, d := range devices {
		for _, t := range d.Tunnels {
			if t.Enabled {
				b.device(d, t)
			}
		}
	}
	return b.finish()
}

// insideBits is the size of the network that AWS gives each tunnel.
const insideBits = 30

func (b *builder) device(d *ipsec.Device, t *ipsec.Tunnel) {
	b.tunnel(t.At)
	s := b.t
	if a, err := netip.ParseAddr(t.Peer); err == nil {
		s.Peer = ipsec.ExplicitAt(a.Unmap(), orElse(t.PeerAt, t.At))
	}
	for _, local := range []ipsec.Value[string]{t.IKE.LocalID, t.IKE.LocalAddress} {
		if a, err := netip.ParseAddr(local.V); err == nil && local.Written() && !a.IsPrivate() && !a.IsUnspecified() {
			s.LocalAddress = ipsec.ExplicitAt(a.Unmap(), local.At)
			break
		}
	}
	s.InsideLocal = written(t.InsideLocal)
	// AWS's published sample for PAN-OS mixes up the addresses of its tunnels.
	if s.InsideLocal.Known() && netip.PrefixFrom(s.InsideLocal.V.Addr(), insideBits).Masked().Contains(t.InsideRemote.V) {
		s.InsideRemote = written(t.InsideRemote)
	}
	s.Versions, s.Mode, s.PSK = written(t.IKE.Versions), written(t.IKE.Mode), t.IKE.PSK
	s.IKE = phaseFrom(t.IKE.Proposals, written(t.IKE.Lifetime))
	if len(t.Children) > 0 {
		c := t.Children[0]
		s.IPsec = phaseFrom(c.Proposals, written(c.Lifetime))
		s.IPsec.DH = written(c.PFSGroups)
	}
	s.DPDInterval, s.DPDRetries = written(t.IKE.DPD.Interval), written(t.IKE.DPD.Retries)
	s.MSS, s.DontFragment, s.Fragmentation = written(t.MSS), written(t.DontFragment), written(t.Fragmentation)
	if d.Around != nil {
		b.bgp(d.Around, t)
	}
}

// bgp takes over the neighbour that stands on the tunnel's inside network.
func (b *builder) bgp(around *ipsec.Around, t *ipsec.Tunnel) {
	for _, process := range around.BGP.All() {
		for _, n := range process.Neighbors {
			on := n.Tunnel == t || t.InsideLocal.Known() && t.InsideLocal.V.Masked().Contains(n.Address) ||
				t.InsideRemote.Known() && t.InsideRemote.V == n.Address
			if !on || !n.Address.IsValid() {
				continue
			}
			b.t.Neighbor = ipsec.ExplicitAt(n.Address, n.At)
			b.t.LocalASN, b.t.RemoteASN, b.t.Hold = written(process.ASN), written(n.RemoteASN), written(n.Hold)
		}
	}
}

// phaseFrom joins the proposals of a sample, which has one, to one phase.
func phaseFrom(proposals []ipsec.Proposal, life ipsec.Value[int]) ipsec.SuppliedPhase {
	out := ipsec.SuppliedPhase{Lifetime: life}
	for _, p := range proposals {
		join(&out.Encryption, p.Encryption)
		join(&out.Integrity, p.Integrity)
		join(&out.DH, p.DH)
		if !out.Lifetime.Known() {
			out.Lifetime = written(p.Lifetime)
		}
	}
	return out
}

func join[T comparable](to *ipsec.Value[[]T], from ipsec.Value[[]T]) {
	if !from.Written() {
		return
	}
	if !to.Known() {
		*to = ipsec.ExplicitAt([]T{}, from.At)
	}
	for _, v := range from.V {
		if !slices.Contains(to.V, v) {
			to.V = append(to.V, v)
		}
	}
}

func written[T any](v ipsec.Value[T]) ipsec.Value[T] {
	if v.Written() {
		return v
	}
	return ipsec.Value[T]{}
}

func orElse(a, b parser.Span) parser.Span {
	if a.IsZero() {
		return b
	}
	return a
}
