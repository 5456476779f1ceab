package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var selectorOverlap = &rules.Rule{
	Name:     "selector-overlap",
	Category: "ipsec",
	Severity: rules.Error,
	Clause:   "Set up a VPN: the ranges must not overlap",
	Symptoms: []rules.Symptom{rules.Phase2Fails, rules.NoPing},
	Title:    "Local and remote selectors do not overlap",
	What: "In each pair of selectors the two sides must not share addresses. The same range on both sides, or a local range inside the cloud range of the intent, is an error; any other overlap is a warning. " +
		"0.0.0.0/0 on either side is what the guide allows, and silent.",
	Why: "OutSystems' setup page says that on-premises ranges must not overlap the range of the OutSystems Cloud. Where they do, a host cannot be told from one on the other side: " +
		"the answer to it stays in its own network. A local range that swallows the remote one may work on the device, but cannot be registered as a route of the VPN.",
	Undecided: "A selector that is no address, such as an object that the export does not define, is passed over; selector-coverage names it.",
	Since:     "0.1.0",
	Tunnel:    checkSelectorOverlap,
}

func checkSelectorOverlap(p *rules.Pass, t *ipsec.Tunnel) {
	for _, c := range t.Children {
		for _, s := range c.Selectors {
			local, ok := parseRange(s.Local)
			remote, ok2 := parseRange(s.Remote)
			if !ok || !ok2 || local.isAny() || remote.isAny() || !local.overlaps(remote) {
				continue
			}
			f := rules.Finding{
				At: headOf(s.At, c.At, t.At), Subject: pairText(s), Origin: ipsec.Explicit,
				Actual: pairSaid(s), Expected: say("ranges that share no address"),
			}
			cloud := p.Intent.CIDR
			switch {
			case local == remote:
				f.Message = say("local and remote selector are the same range, %s; hosts of the two sides cannot be told apart", s.Local)
			case cloud.IsValid() && rangeOf(cloud).covers(local):
				f.Message = say("local selector %s lies in the cloud range %s; hosts of the two sides cannot be told apart", s.Local, cloud.Masked())
			default:
				f.Severity = rules.Warning
				f.Message = say("local selector %s overlaps remote selector %s; OutSystems does not take an on-premises range that overlaps its own", s.Local, s.Remote)
			}
			p.ReportTunnel(t, f)
		}
	}
}
