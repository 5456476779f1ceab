package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var natTraversal = &rules.Rule{
	Name:     "nat-traversal",
	Category: "ike",
	Severity: rules.Error,
	Rows:     []int{47},
	Clause:   "Common reasons for phase 1 to fail: device behind NAT",
	Symptoms: []rules.Symptom{rules.Phase1Fails, rules.Phase2Fails},
	Title:    "NAT traversal fits the place of the device",
	What: "NAT traversal that is off is an error when the device is behind a NAT, and a warning when nothing says so but IKE leaves from an address that is not public, to one that is. " +
		"NAT traversal that is forced although the device is not behind a NAT is an info.",
	Why: "Behind a NAT, ESP cannot pass as IP protocol 50: NAT traversal carries it in UDP 4500. The guide asks to let UDP 4500 pass when it is used. " +
		"Without a NAT, AWS advises to leave it off; when it is on, it stays unused as long as both sides see no NAT.",
	Undecided: "Whether the device is behind a NAT stands in no export. Without outsystems.behind_nat (--behind-nat) and with no address to judge by it is silent, and the summary says so.",
	Since:     "0.1.0",
	Tunnel:    checkNATTraversal,
}

func checkNATTraversal(p *rules.Pass, t *ipsec.Tunnel) {
	nat := t.IKE.NATTraversal
	behind, told := behindNAT(p, t)
	if nat.Origin == ipsec.Unknown && behind {
		tell(p, t, nat, ikeHead(t), "use of NAT traversal")
	}
	if !nat.Known() || nat.V == "on" {
		return
	}
	if !told {
		p.NotJudged(rules.KeyBehindNAT)
		return
	}
	f := about(nat, ikeHead(t))
	f.Actual, f.Expected = plain(nat.V), plain("on")
	f.Changes = []ipsec.Change{{Kind: ipsec.SetNATTraversal, Tunnel: t, Text: "on"}}
	switch {
	case nat.V == "off" && behind && p.Intent.BehindNAT != nil:
		f.Message = say("NAT traversal is off%s although the device is behind a NAT, so no ESP gets through", given(nat))
	case nat.V == "off" && behind:
		f.Severity = rules.Warning
		f.Message = say("NAT traversal is off%s, and IKE leaves from %s, which is not public; behind a NAT no ESP gets through", given(nat), t.IKE.LocalAddress.V)
	case nat.V == "forced" && !behind:
		f.Severity, f.Changes = rules.Info, nil
		f.Message = say("NAT traversal is forced%s although the device is not behind a NAT; it only makes packets larger", given(nat))
	default:
		return
	}
	p.ReportTunnel(t, f)
}
