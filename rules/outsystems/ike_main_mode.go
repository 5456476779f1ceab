package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var ikeMainMode = &rules.Rule{
	Name:      "ike-main-mode",
	Category:  "ike",
	Severity:  rules.Error,
	Rows:      []int{43},
	Clause:    "Common reasons for phase 1 to fail: requirements of phase 1",
	Symptoms:  []rules.Symptom{rules.Phase1Fails},
	Title:     "IKEv1 uses main mode",
	What:      "With IKEv1 the exchange mode must be main. Aggressive mode is an error. IKEv2 has no such modes.",
	Why:       "The guide asks to meet all requirements of phase 1; OutSystems' setup page names main mode, and AWS supports no other.",
	Undecided: "When the mode cannot be read from the export it says so as info.",
	Since:     "0.1.0",
	Alone:     true,
	Tunnel:    checkIKEMainMode,
}

func checkIKEMainMode(p *rules.Pass, t *ipsec.Tunnel) {
	mode, want := t.IKE.Mode, p.Profile.IKE.Mode
	if !tell(p, t, mode, ikeHead(t), "phase 1 mode") || mode.V == want {
		return
	}
	f := about(mode, ikeHead(t))
	f.Message = say("phase 1 uses %s mode%s; the far side knows %s mode only", mode.V, given(mode), want)
	f.Actual, f.Expected = plain(mode.V), plain(want)
	f.Changes = []ipsec.Change{{Kind: ipsec.SetIKEMode, Tunnel: t, Text: want}}
	p.ReportTunnel(t, f)
}
