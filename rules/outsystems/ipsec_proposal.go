package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var ipsecProposal = &rules.Rule{
	Name:     "ipsec-proposal",
	Category: "ipsec",
	Severity: rules.Error,
	Rows:     []int{50},
	Clause:   "Common reasons for phase 2 to fail: requirements of phase 2",
	Symptoms: []rules.Symptom{rules.Phase2Fails},
	Title:    "Phase 2 is ESP in tunnel mode with algorithms that OutSystems accepts",
	What: "Phase 2 must use ESP, in tunnel mode, and offer AES-128 or AES-256 with SHA-1, SHA-256 or SHA-512. " +
		"AH, transport mode, no phase 2 at all, or nothing that the far side takes is an error; nothing but what only AWS documents (AES-GCM, SHA-384) is a warning. " +
		"A value that is refused, or that only AWS documents, beside accepted ones is an info. The PFS group is judged by pfs.",
	Why: "The guide asks to meet all requirements of phase 2; OutSystems' setup page lists them. AWS answers everything else with \"no proposal match found\", " +
		"so phase 1 comes up and no traffic passes.",
	Undecided: "Whether OutSystems narrows the lists of AWS is not published, so a value that only AWS documents makes no error. " +
		"Algorithms that the export does not tell make an info, and so does a snippet that shows no phase 2 proposal.",
	Since:  "0.1.0",
	Tunnel: checkIPsecProposal,
}

func checkIPsecProposal(p *rules.Pass, t *ipsec.Tunnel) {
	if len(t.Children) == 0 {
		f := rules.Finding{At: t.At, Message: say("phase 1 has no phase 2, so the tunnel can carry nothing")}
		switch {
		case !t.SAPairs.Known() && !p.Device.Whole:
			f.Severity, f.Message = rules.Info, say("this part of a configuration shows no phase 2 for the tunnel")
		case !t.SAPairs.Known():
			f.Severity, f.Origin = rules.Info, ipsec.Unknown
			f.Message = say("cannot tell whether the tunnel has a phase 2: %s", made(t.SAPairs.Reason))
		}
		p.ReportTunnel(t, f)
	}
	for _, c := range t.Children {
		head := headOf(c.At, t.At)
		if tell(p, t, c.Protocol, head, "phase 2 protocol") && c.Protocol.V != p.Profile.IPsec.Protocol {
			f := aboutChild(t, c, c.Protocol)
			f.Message = say("phase 2 uses %s%s; OutSystems requires ESP", c.Protocol.V, given(c.Protocol))
			f.Actual, f.Expected, f.Changes = plain(c.Protocol.V), plain(p.Profile.IPsec.Protocol), wantIPsec(p, t, c)
			p.ReportTunnel(t, f)
		}
		if tell(p, t, c.Mode, head, "phase 2 mode") && c.Mode.V != p.Profile.IPsec.Mode {
			f := aboutChild(t, c, c.Mode)
			f.Message = say("phase 2 uses %s mode%s; OutSystems requires tunnel mode", c.Mode.V, given(c.Mode))
			f.Actual, f.Expected = plain(c.Mode.V), plain(p.Profile.IPsec.Mode)
			f.Changes = []ipsec.Change{{Kind: ipsec.SetIPsecMode, Tunnel: t, Child: c, Text: p.Profile.IPsec.Mode}}
			p.ReportTunnel(t, f)
		}
		checkCiphers(p, t, c)
	}
}
