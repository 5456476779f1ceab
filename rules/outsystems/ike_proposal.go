package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var ikeProposal = &rules.Rule{
	Name:     "ike-proposal",
	Category: "ike",
	Severity: rules.Error,
	Rows:     []int{43},
	Clause:   "Common reasons for phase 1 to fail: requirements of phase 1",
	Symptoms: []rules.Symptom{rules.Phase1Fails},
	Title:    "Phase 1 offers algorithms that OutSystems accepts",
	What: "At least one phase 1 proposal must consist of what OutSystems names: AES-128 or AES-256, SHA-1, SHA-256 or SHA-512, Diffie-Hellman group 2, 14 to 18, 22, 23 or 24. " +
		"With nothing that the far side takes it is an error; with nothing but what only AWS documents (AES-GCM, SHA-384, groups 19 to 21) a warning. " +
		"A value that is refused, or that only AWS documents, beside accepted ones is an info. With both IKE versions in force each is judged, and only one of them lacking is a warning.",
	Why: "The guide asks to meet all requirements of phase 1; OutSystems' setup page lists them. AWS refuses everything else with \"no proposal match found\", 3DES for instance. " +
		"Group 5 is good for phase 2 only: the table of the setup page leaves it out of phase 1 although its summary names it, and so does AWS.",
	Undecided: "Whether OutSystems narrows the lists of AWS is not published, so a value that only AWS documents makes no error. " +
		"Algorithms that the export does not tell make an info, and so does a snippet that shows no proposal at all.",
	Since:  "0.1.0",
	Tunnel: checkIKEProposal,
}

func checkIKEProposal(p *rules.Pass, t *ipsec.Tunnel) {
	lists, groups := phase1(p.Profile), perVersion(t.IKE.Proposals)
	if len(groups) == 0 {
		reportNoIKEProposal(p, t)
	}
	for _, group := range groups {
		top, best := lists.bestOf(group)
		if top == refused && t.IKE.Hidden != "" {
			reportNoIKEProposal(p, t)
			return
		}
		var f rules.Finding
		switch top {
		case refused:
			parts := lists.parts(*best, below[string](refused), below[int](refused))
			f = aboutOffer(t, best, parts)
			f.Message = say("%s offers %s, which the far side refuses, and no other proposal is left; OutSystems accepts %s", named(*best, 1), f.Actual, lists.accepts())
			f.Severity = rules.Error
			if len(groups) > 1 && lists.anyUsable(t.IKE.Proposals) {
				f.Severity = rules.Warning // the other IKE version can come up
			}
			f.Changes = []ipsec.Change{{Kind: ipsec.SetIKEProposal, Tunnel: t, Wanted: wantedIKE(p.Profile)}}
		case farSideOnly:
			parts := lists.parts(*best, below[string](farSideOnly), below[int](farSideOnly))
			f = aboutOffer(t, best, parts)
			f.Message = say("%s offers %s, which AWS accepts but OutSystems does not name; OutSystems accepts %s", named(*best, 1), f.Actual, lists.accepts())
			f.Severity = rules.Warning
			f.Changes = []ipsec.Change{{Kind: ipsec.SetIKEProposal, Tunnel: t, Wanted: wantedIKE(p.Profile)}}
		case undecided:
			f = aboutOffer(t, best, nil)
			f.Message = say("cannot tell whether %s is accepted: %s", named(*best, 1), whyUndecided(*best))
			f.Severity, f.Actual = rules.Info, rules.Text{}
		case accepted:
			reportBeside(p, t, lists, group)
			continue
		}
		f.Expected = lists.accepts()
		p.ReportTunnel(t, f)
	}
}

// reportBeside notes what is not accepted among proposals of which one is.
func reportBeside(p *rules.Pass, t *ipsec.Tunnel, lists algorithms, group []*ipsec.Proposal) {
	for _, o := range group {
		parts := lists.parts(*o, below[string](farSideOnly), below[int](farSideOnly))
		if len(parts) == 0 {
			continue
		}
		f := aboutOffer(t, o, parts)
		f.Severity, f.Expected = rules.Info, lists.accepts()
		f.Message = say("%s offers %s, which OutSystems does not name, beside values that it accepts", named(*o, 1), f.Actual)
		f.Changes = lists.withoutRefused(t, nil, o, lists.of(*o), below[int](refused))
		p.ReportTunnel(t, f)
	}
}

func reportNoIKEProposal(p *rules.Pass, t *ipsec.Tunnel) {
	if t.IKE.Versions.Known() && len(t.IKE.Versions.V) == 0 {
		return // ike-version speaks
	}
	f := rules.Finding{At: ikeHead(t), Message: say("no phase 1 proposal is configured, so the tunnel cannot come up")}
	if t.IKE.Hidden != "" {
		f.Severity, f.Origin = rules.Info, ipsec.Unknown
		f.Message = say("cannot tell whether a phase 1 proposal is accepted: %s", made(t.IKE.Hidden))
	}
	f.Expected = phase1(p.Profile).accepts()
	f.Changes = []ipsec.Change{{Kind: ipsec.SetIKEProposal, Tunnel: t, Wanted: wantedIKE(p.Profile)}}
	p.ReportTunnel(t, f)
}
