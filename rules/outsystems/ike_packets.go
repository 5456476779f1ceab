package outsystems

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// packet is one kind of packet that the device exchanges with the peer itself,
// and how grave it is when it is stopped.
type packet struct {
	name     string
	severity rules.Severity
	flow     ipsec.Flow // protocol and ports only
}

// tunnelPackets are IKE, IKE behind NAT, and ESP. Behind a NAT ESP comes in UDP, and
// only there; where nothing tells whether there is one, the lack of that is info.
func tunnelPackets(p *rules.Pass, t *ipsec.Tunnel) []packet {
	port, natPort := p.Profile.IKE.Port, p.Profile.IKE.NATPort
	forced := t.IKE.NATTraversal.Known() && t.IKE.NATTraversal.V == "forced"
	behind, told := behindNAT(p, t)
	esp, udp := rules.Error, rules.Info
	switch {
	case behind || forced:
		esp, udp = rules.Info, rules.Error
	case told:
		udp = rules.Off
	}
	return []packet{
		{fmt.Sprintf("UDP %d", port), rules.Error, ipsec.Flow{Protocol: ipsec.ProtoUDP, Port: port, SourcePort: port}},
		{fmt.Sprintf("UDP %d", natPort), udp, ipsec.Flow{Protocol: ipsec.ProtoUDP, Port: natPort, SourcePort: natPort}},
		{"ESP", esp, ipsec.Flow{Protocol: ipsec.ProtoESP}},
	}
}

// wireInterface is the one that the tunnel's own packets leave by, which the vendor
// may name by its port; a vendor that names none for the tunnel tells it by the
// address of IKE. It is nil when the export does not tell.
func wireInterface(a *ipsec.Around, t *ipsec.Tunnel) *ipsec.Interface {
	own, err := netip.ParseAddr(t.IKE.LocalAddress.V)
	if t.Interface == "" && err != nil {
		return nil
	}
	if i := a.InterfaceNamed(t.Interface); i != nil {
		return i
	}
	for _, i := range a.Interfaces.All() {
		if t.Interface != "" && i.Hardware == t.Interface {
			return i
		}
		if t.Interface == "" && slices.ContainsFunc(i.Addresses, func(p netip.Prefix) bool { return p.Addr() == own }) {
			return i
		}
	}
	return nil
}

// ends are the two addresses between which the packets go, and where they do; ok is
// false when the peer is no IPv4 address. What the export does not tell is empty.
func ends(a *ipsec.Around, t *ipsec.Tunnel) (local, peer ipsec.AddrSet, at ipsec.Point, ok bool) {
	addr, err := netip.ParseAddr(t.Peer)
	if err != nil || !addr.Unmap().Is4() {
		return local, peer, at, false
	}
	i := wireInterface(a, t)
	if own, err := netip.ParseAddr(t.IKE.LocalAddress.V); err == nil {
		local = hostsOf(own)
	} else if i != nil {
		for _, p := range i.Addresses {
			local = hostsOf(p.Addr())
			break
		}
	}
	if i != nil {
		at.Interface = i.Name
	}
	return local, hostsOf(addr), at, true
}

// onlyRepeats reports a rule that denies everything in a list that denies what no
// rule matches: it says no more than the end of the list.
func onlyRepeats(by ipsec.Decision) bool {
	if by.Rule == nil {
		return true
	}
	all := ipsec.SetOf(anyIPv4)
	return by.Filter.Default == ipsec.Deny && len(by.Rule.Services) == 0 && by.Rule.Source.Covers(all) && by.Rule.Destination.Covers(all)
}
