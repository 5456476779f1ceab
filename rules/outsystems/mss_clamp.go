package outsystems

import (
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var mssClamp = &rules.Rule{
	Name:     "mss-clamp",
	Category: "ipsec",
	Severity: rules.Warning,
	Symptoms: []rules.Symptom{rules.NoWeb, rules.NoDatabase, rules.Unstable},
	Title:    "TCP segments are clamped to what fits into the tunnel",
	What: "The largest TCP segment (MSS) that the device lets pass must not exceed AWS's table for the phase 2 algorithms: " +
		"1406 bytes with AES-GCM, 1398 with SHA-1 and SHA-256, 1382 with SHA-384 and SHA-512; behind NAT 1398, 1382, 1382 and 1366. " +
		"Above the largest value that fits any of the tunnel's proposals is a warning; above that of some proposal only, or no clamp at all, is info.",
	Why: "OutSystems says nothing about packet sizes, so AWS's values apply. AWS does not take part in path MTU discovery. A clamp above the table lets the hosts send segments that do not fit: " +
		"small requests work, large answers stall, which looks like a broken application; so a wrong clamp is a warning. No clamp is info, because clamping may be done elsewhere on the path.",
	Undecided: "When the clamp cannot be read from the export it says so as info. Without the word about NAT in the intent, a tunnel counts as not behind NAT unless NAT traversal is forced.",
	Since:     "0.1.0",
	Tunnel:    checkMSSClamp,
}

func checkMSSClamp(p *rules.Pass, t *ipsec.Tunnel) {
	if !tell(p, t, t.MSS, t.At, "TCP MSS clamp") {
		return
	}
	nat := p.Intent.BehindNAT != nil && *p.Intent.BehindNAT || t.IKE.NATTraversal.Known() && t.IKE.NATTraversal.V == "forced"
	least, most := fittingMSS(p.Profile.Packet.MSS, t, nat)
	if least == 0 || t.MSS.V > 0 && t.MSS.V <= least {
		return
	}
	f := about(t.MSS, t.At)
	f.Severity = rules.Info
	f.Actual, f.Expected = say("%d bytes", t.MSS.V), say("at most %d bytes", least)
	f.Changes = []ipsec.Change{{Kind: ipsec.SetMSS, Tunnel: t, Number: least}}
	switch {
	case t.MSS.V == 0:
		f.Actual = say("no clamp")
		f.Message = say("TCP MSS is not clamped%s; at most %d bytes fit into the tunnel", given(t.MSS), least)
	case t.MSS.V > most:
		f.Severity = rules.Warning
		f.Message = say("TCP MSS is clamped to %d bytes%s; at most %d bytes fit into the tunnel", t.MSS.V, given(t.MSS), least)
	default:
		f.Message = say("TCP MSS is clamped to %d bytes%s, which does not fit with every phase 2 proposal; %d bytes always do", t.MSS.V, given(t.MSS), least)
	}
	p.ReportTunnel(t, f)
}

// fittingMSS returns the smallest and the largest MSS of the table over the
// algorithms that the tunnel's phase 2 may end on; zeros when it knows none of them.
func fittingMSS(table []rules.MSSRow, t *ipsec.Tunnel, nat bool) (least, most int) {
	for _, c := range t.Children {
		for _, pr := range c.Proposals {
			for _, row := range table {
				if !mayUse(row, pr) {
					continue
				}
				fits := row.Plain
				if nat {
					fits = row.NAT
				}
				if least == 0 || fits < least {
					least = fits
				}
				most = max(most, fits)
			}
		}
	}
	return least, most
}

// mayUse reports whether the proposal can end on algorithms of the row.
func mayUse(row rules.MSSRow, pr ipsec.Proposal) bool {
	has := func(row, values []string) bool {
		return slices.ContainsFunc(row, func(w string) bool { return slices.Contains(values, w) })
	}
	return has(row.Encryption, pr.Encryption.V) && (len(row.Integrity) == 0 || has(row.Integrity, pr.Integrity.V))
}
