package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var fragmentation = &rules.Rule{
	Name:     "fragmentation",
	Category: "ipsec",
	Severity: rules.Info,
	Symptoms: []rules.Symptom{rules.NoWeb, rules.NoDatabase},
	Title:    "Large packets are cut before encryption, and the DF bit does not stop that",
	What:     "Fragmentation after encryption, and a don't-fragment bit that is copied or set instead of cleared, are info.",
	Why: "OutSystems says nothing about fragmentation. AWS advises to fragment before encryption and to clear the DF bit, and every sample that can say so does: AWS does not take part in path MTU discovery, " +
		"so a large packet with the DF bit may be lost without a word. AWS used not to put encrypted fragments together again and now does, and TCP is safe behind a right MSS clamp: so this is worth knowing, and breaks nothing by itself.",
	Undecided: "When a setting cannot be read from the export it says so as info.",
	Since:     "0.1.0",
	Tunnel:    checkFragmentation,
}

func checkFragmentation(p *rules.Pass, t *ipsec.Tunnel) {
	if when := t.Fragmentation; tell(p, t, when, t.At, "order of fragmentation and encryption") && when.V != ipsec.FragmentBefore {
		f := about(when, t.At)
		f.Message = say("large packets are cut after encryption%s; AWS advises to cut them before", given(when))
		f.Actual, f.Expected = plain(when.V), plain(ipsec.FragmentBefore)
		f.Changes = []ipsec.Change{{Kind: ipsec.SetFragmentation, Tunnel: t, Text: string(ipsec.FragmentBefore)}}
		p.ReportTunnel(t, f)
	}
	if df := t.DontFragment; tell(p, t, df, t.At, "treatment of the don't-fragment bit") && df.V != ipsec.DFClear {
		f := about(df, t.At)
		f.Subject = "don't-fragment bit"
		f.Message = say("the don't-fragment bit is kept%s; a packet that is too large for the tunnel may be lost, because AWS takes no part in path MTU discovery", given(df))
		if df.V == ipsec.DFSet {
			f.Message = say("the don't-fragment bit is set on every packet%s; a packet that is too large for the tunnel may be lost, because AWS takes no part in path MTU discovery", given(df))
		}
		f.Actual, f.Expected = plain(df.V), plain(ipsec.DFClear)
		f.Changes = []ipsec.Change{{Kind: ipsec.SetDontFragment, Tunnel: t, Text: string(ipsec.DFClear)}}
		p.ReportTunnel(t, f)
	}
}
