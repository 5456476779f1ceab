package outsystems

import (
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var ikeLifetime = &rules.Rule{
	Name:     "ike-lifetime",
	Category: "ike",
	Severity: rules.Error,
	Rows:     []int{44},
	Clause:   "Common reasons for phase 1 to fail: IKE lifetime",
	Symptoms: []rules.Symptom{rules.Phase1Fails, rules.Unstable},
	Title:    "Phase 1 lives 28800 s",
	What: "The lifetime of phase 1 must be 28800 s (480 minutes, 8 hours). Longer, unlimited, or below 900 s is an error, anything between is a warning. " +
		"Where each proposal has a lifetime of its own, every proposal that the far side can choose is judged: when some are right, a wrong one is a warning " +
		"if the far side could prefer it, because it comes first or holds lower values, else an info. Proposals that the far side refuses do not count. " +
		"Where the device renews at a soft life before the hard one, the latest renewal must not be after 28800 s and the hard life not before. " +
		"A limit by volume is a warning. An absent line counts with the vendor's default.",
	Why: "The guide's phase 1 section asks for 28800 s in the newer English text and in the older Japanese one alike. AWS on the far side takes 900 s to 28800 s and renews by its own timers; " +
		"with a longer lifetime on this side the far side ends phase 1 first, and the tunnel drops. IKEv1 negotiates the lifetime, IKEv2 does not: there each side keeps its own.",
	Undecided: "When the lifetime cannot be read from the export it says so as info. When no proposal is left that the far side takes, ike-proposal speaks instead.",
	Since:     "0.1.0",
	Tunnel:    checkIKELifetime,
}

func checkIKELifetime(p *rules.Pass, t *ipsec.Tunnel) {
	own := slices.ContainsFunc(t.IKE.Proposals, func(o ipsec.Proposal) bool { return o.Lifetime.Origin != ipsec.None })
	if own {
		for _, group := range perVersion(t.IKE.Proposals) {
			checkProposalLifetimes(p, t, group)
		}
	} else if noProposalToRead := len(t.IKE.Proposals) == 0 && !t.IKE.Lifetime.Known(); noProposalToRead {
		return // ike-proposal speaks
	} else if tell(p, t, t.IKE.Lifetime, ikeHead(t), "phase 1 lifetime") {
		reportIKELifetime(p, t, t.IKE.Lifetime, t.IKE.Rekey, nil, 0, rules.Text{})
	}
	if volume := t.IKE.LifetimeBytes; volume.Known() && volume.V > 0 {
		f := about(volume, ikeHead(t))
		f.Severity, f.Subject = rules.Warning, "volume"
		f.Message = say("phase 1 is renewed after %d kB too%s; the far side renews by time only, every %d s", volume.V, given(volume), p.Profile.IKE.Lifetime)
		f.Actual, f.Expected = say("%d kB", volume.V), say("no limit")
		p.ReportTunnel(t, f)
	}
}

// checkProposalLifetimes judges the proposals of one IKE version that the far
// side can choose.
func checkProposalLifetimes(p *rules.Pass, t *ipsec.Tunnel, offers []*ipsec.Proposal) {
	lists := phase1(p.Profile)
	offers = slices.DeleteFunc(slices.Clone(offers), func(o *ipsec.Proposal) bool { return lists.of(*o) == refused })
	right := slices.ContainsFunc(offers, func(o *ipsec.Proposal) bool { // one that cannot be told may be right
		return o.Lifetime.Origin == ipsec.Unknown || o.Lifetime.Known() && o.Lifetime.V == p.Profile.IKE.Lifetime
	})
	for i, o := range offers {
		highest, note := rules.Severity(0), rules.Text{}
		switch lower := i > 0 && lists.lower(*o, *offers[0]); {
		case right && i == 0:
			highest, note = rules.Warning, say("it is offered first, before proposals with the right lifetime")
		case right && lower:
			highest, note = rules.Warning, say("it holds lower values than the first proposal, which AWS prefers")
		case i > 0 && !lower:
			highest, note = rules.Info, say("other proposals come before it")
		}
		if tellOf(p, t, o.Lifetime, headOf(o.At, ikeHead(t)), say("lifetime of %s", named(*o, 1))) {
			reportIKELifetime(p, t, o.Lifetime, nil, o, highest, note)
		}
	}
}

func reportIKELifetime(p *rules.Pass, t *ipsec.Tunnel, life ipsec.Value[int], rekey *ipsec.Rekey, o *ipsec.Proposal, highest rules.Severity, note rules.Text) {
	what, head := say("phase 1"), ikeHead(t)
	if o != nil {
		what, head = named(*o, 1), headOf(o.At, head)
	}
	f := about(life, head)
	f.Severity, f.Message = judgeIKELifetime(p.Profile.IKE, life, rekey, what)
	if f.Severity == 0 {
		return
	}
	if o != nil {
		f.Subject = o.Name
	}
	if highest != 0 {
		f.Severity = min(f.Severity, highest)
	}
	if !note.IsZero() {
		f.Message = say("%s; %s", f.Message, note)
	}
	f.Actual, f.Expected = limit(life.V), seconds(p.Profile.IKE.Lifetime)
	f.Changes = []ipsec.Change{{Kind: ipsec.SetIKELifetime, Tunnel: t, Proposal: o, Seconds: p.Profile.IKE.Lifetime}}
	p.ReportTunnel(t, f)
}
