package outsystems

import (
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var pfs = &rules.Rule{
	Name:     "pfs",
	Category: "ipsec",
	Severity: rules.Error,
	Rows:     []int{54},
	Clause:   "Common reasons for phase 2 to fail: Perfect Forward Secrecy",
	Symptoms: []rules.Symptom{rules.Phase2Fails, rules.DropsHourly},
	Title:    "Phase 2 requires Perfect Forward Secrecy, with an accepted group",
	What: "PFS must be on in every phase 2 proposal, with a Diffie-Hellman group that OutSystems accepts: 2, 5, 14 to 18, 22, 23 or 24. " +
		"No PFS, a built-in list that makes it only optional, or no group left that the far side knows is an error. " +
		"A written list in which some proposals have a group and some have none, a group that AWS accepts and OutSystems does not name (19 to 21), or a refused group beside accepted ones, is a warning.",
	Why: "The guide's phase 2 section asks for PFS, and OutSystems' setup page lists its groups. With IKEv1 phase 2 fails without it. " +
		"With IKEv2 the first phase 2 comes up in any case, because it takes its keys from phase 1; the first renewal then fails, so the tunnel drops after an hour.",
	Undecided: "When PFS is on and its group depends on a software version that the export does not name, it says so as info. " +
		"Whether OutSystems narrows the list of AWS is not published, so values of AWS only make no error.",
	Since:  "0.1.0",
	Alone:  true,
	Tunnel: checkPFS,
}

func checkPFS(p *rules.Pass, t *ipsec.Tunnel) {
	for _, c := range t.Children {
		if f, ok := judgePFS(p, t, c); ok {
			f.Expected = say("required, group %s", groupList(p.Profile.IPsec.DH.Accepted))
			p.ReportTunnel(t, f)
		}
	}
}

// judgePFS returns the finding about one phase 2; ok is false when there is none.
func judgePFS(p *rules.Pass, t *ipsec.Tunnel, c *ipsec.Child) (f rules.Finding, ok bool) {
	want := p.Profile.IPsec
	change := []ipsec.Change{{Kind: ipsec.SetPFS, Tunnel: t, Child: c, Number: want.Offer.DH}}
	head := headOf(c.At, t.At)
	if c.PFS.Origin == ipsec.Unknown && c.PFS.V == ipsec.PFSOptional {
		// The reader does not know which of two values it is, but that neither is enough.
		f = aboutChild(t, c, c.PFS)
		f.Message = say("PFS is at best optional (%s); OutSystems requires it", made(c.PFS.Reason))
		f.Changes = change
		return f, true
	}
	if !tell(p, t, c.PFS, head, "use of PFS") {
		return f, false
	}
	f = aboutChild(t, c, c.PFS)
	switch c.PFS.V {
	case ipsec.PFSNone:
		f.Message = say("PFS is off%s; OutSystems requires it", given(c.PFS))
		f.Actual, f.Changes = plain(c.PFS.V), change
		return f, true
	case ipsec.PFSOptional:
		f.Message = say("PFS is optional%s; OutSystems requires it, so no proposal may go without a group", given(c.PFS))
		if mixed := !c.PFS.At.IsZero(); mixed {
			// A group is offered, and the far side asks for one: AWS's own strongSwan
			// sample has such a list. It breaks only when a peer takes the other offer.
			f.Severity = rules.Warning
		}
		f.Actual, f.Changes = plain(c.PFS.V), change
		return f, true
	}

	groups := c.PFSGroups
	if !tell(p, t, groups, head, "PFS group") {
		return f, false
	}
	f = aboutChild(t, c, groups)
	got := sortOut(want.DH, groups.V)
	f.Actual = say("group %s", list(groups.V))
	f.Severity = rules.Warning
	switch {
	case len(got.farSide)+len(got.refused) == 0:
		return f, false
	case len(got.accepted) > 0 && len(got.refused) > 0:
		f.At = groups.ItemPlace(slices.Index(groups.V, got.refused[0]), head)
		f.Message = say("PFS group %s is not accepted, beside %s, which is", list(got.refused), list(got.accepted))
		return f, true
	case len(got.accepted) > 0:
		return f, false
	case len(got.farSide) > 0:
		f.Message = say("PFS group %s%s is accepted by AWS, but OutSystems does not name it; OutSystems accepts %s", list(got.farSide), given(groups), groupList(want.DH.Accepted))
	default:
		f.Severity = rules.Error
		f.Message = say("PFS group %s%s is not accepted; OutSystems accepts %s", list(got.refused), given(groups), groupList(want.DH.Accepted))
	}
	f.Changes = change
	return f, true
}
