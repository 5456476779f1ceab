package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var antiReplay = &rules.Rule{
	Name:     "anti-replay",
	Category: "ipsec",
	Severity: rules.Info,
	Title:    "Anti-replay protection is on",
	What:     "A device that does not check for replayed packets is info. The size of the window is not judged: each side has a window of its own.",
	Why: "OutSystems says nothing about replay protection. AWS checks with a window of 64 to 2048 packets, and AWS's samples switch the check on, those for Cisco with 128 packets. " +
		"Without it an attacker can send captured packets again. The tunnel works either way.",
	Undecided: "When the export does not tell, it says so as info.",
	Since:     "0.1.0",
	Tunnel:    checkAntiReplay,
}

func checkAntiReplay(p *rules.Pass, t *ipsec.Tunnel) {
	window := t.ReplayWindow
	if !tell(p, t, window, t.At, "anti-replay window") || window.V > 0 {
		return
	}
	f := about(window, t.At)
	f.Message = say("anti-replay is off%s; AWS's samples check a window of %d packets", given(window), p.Profile.Packet.ReplayWindow)
	f.Actual, f.Expected = say("off"), say("a window of at least %d packets", p.Profile.Packet.ReplayMin)
	f.Changes = []ipsec.Change{{Kind: ipsec.SetReplayWindow, Tunnel: t, Number: p.Profile.Packet.ReplayWindow}}
	p.ReportTunnel(t, f)
}
