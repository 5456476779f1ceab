package outsystems

import (
	"net/netip"
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var secondTunnel = &rules.Rule{
	Name:     "second-tunnel",
	Category: "routing",
	Severity: rules.Warning,
	Rows:     []int{17},
	Clause:   "Establishing a stable connection: failover",
	Symptoms: []rules.Symptom{rules.Unstable, rules.TunnelInactive},
	Needs:    []string{rules.KeyPeers},
	Title:    "Both tunnels of the VPN connection are configured",
	What: "One VPN connection is two tunnels. A device that has a tunnel to one of the two given peers must have one to the other. " +
		"A tunnel that is disabled does not count. A device with no tunnel to a given peer is passed over.",
	Why: "AWS replaces the endpoints of a connection one at a time for maintenance, so a connection with one tunnel goes down now and then. " +
		"The guide's scenarios for failover need the second one, be it active or waiting.",
	Undecided: "It needs both peers (--peer twice). A second tunnel that ends on another device cannot be seen from this one's export; ignore the rule for such a device.",
	Since:     "0.1.0",
	Device:    checkSecondTunnel,
}

func checkSecondTunnel(p *rules.Pass) {
	want := p.Profile.Tunnel.Count
	if len(p.Tunnels) == 0 {
		return
	}
	if len(p.Intent.Peers) < want {
		p.NotJudged(rules.KeyPeers, say("one VPN connection has %d peers; %d is given", want, len(p.Intent.Peers)))
		return
	}
	var missing []string
	for _, peer := range p.Intent.Peers {
		if !goesTo(p.Tunnels, peer) {
			missing = append(missing, peer)
		}
	}
	if len(p.Intent.Peers)-len(missing) >= want {
		return
	}
	first := p.Tunnels[0]
	f := rules.Finding{At: headOf(first.At, p.Device.At), Tunnels: p.Tunnels, Origin: ipsec.None}
	f.Message = say("only one of the %d tunnels is configured; no enabled tunnel of this device goes to %s", want, list(missing))
	f.Actual, f.Expected = say("1 tunnel"), say("%d tunnels", want)
	for _, t := range p.Device.Tunnels {
		if !t.Enabled && slices.ContainsFunc(missing, func(peer string) bool { return rules.SamePeer(peer, t.Peer) }) {
			f.Related = append(f.Related, rules.Related{At: t.At, Message: say("this one to %s is disabled", t.Peer)})
		}
	}
	if a, err := netip.ParseAddr(missing[0]); err == nil && len(f.Related) == 0 {
		f.Changes = []ipsec.Change{{Kind: ipsec.AddTunnel, Tunnel: first, Addr: a}}
	}
	p.Report(f)
}

func goesTo(tunnels []*ipsec.Tunnel, peer string) bool {
	return slices.ContainsFunc(tunnels, func(t *ipsec.Tunnel) bool { return rules.SamePeer(peer, t.Peer) })
}
