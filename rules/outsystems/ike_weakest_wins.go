package outsystems

import (
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var ikeWeakestWins = &rules.Rule{
	Name:     "ike-weakest-wins",
	Category: "ike",
	Severity: rules.Warning,
	Rows:     []int{43},
	Clause:   "", // AWS, tunnel options
	Symptoms: []rules.Symptom{},
	Title:    "No weak algorithm is offered beside a strong one",
	What: "SHA-1 and the Diffie-Hellman groups 2, 5 and 22 to 24 must not be offered beside something stronger that the far side takes too, in phase 1 or phase 2. " +
		"AES-128 is not weak. What the far side refuses does not count, and neither does the other IKE version's list. A weak proposal alone is accepted: AWS's own sample configurations have one.",
	Why:       "AWS tries proposals from the lowest value that is configured, whatever the order on the device. A device that offers strong and weak ones ends on the weak one.",
	Undecided: "Algorithms that the export does not tell are passed over.",
	Since:     "0.1.0",
	Tunnel:    checkIKEWeakestWins,
}

func checkIKEWeakestWins(p *rules.Pass, t *ipsec.Tunnel) {
	for _, group := range perVersion(t.IKE.Proposals) {
		reportWeak(p, t, nil, phase1(p.Profile), group)
	}
	for _, c := range t.Children {
		for _, group := range perVersion(c.Proposals) {
			reportWeak(p, t, c, phase2(p.Profile), group)
		}
	}
}

func reportWeak(p *rules.Pass, t *ipsec.Tunnel, c *ipsec.Child, lists algorithms, group []*ipsec.Proposal) {
	group = slices.DeleteFunc(slices.Clone(group), func(o *ipsec.Proposal) bool { return lists.of(*o) <= undecided })
	strong := slices.ContainsFunc(group, func(o *ipsec.Proposal) bool { return lists.strong(*o) })
	phase := 1
	if c != nil {
		phase = 2
	}
	shared := shareGroups(lists, group)
	shared.report(p, t, c, lists, phase)
	for _, o := range group {
		judged := lists
		if slices.Contains(shared, o) {
			judged.dh.Weak = nil // said for all of them
		}
		if !strong {
			judged = judged.mixed(*o)
		}
		parts := judged.parts(*o, isWeak[string], isWeak[int])
		if len(parts) == 0 {
			continue
		}
		f := aboutOffer(t, o, parts)
		f.Message = say("%s offers %s beside something stronger; AWS takes the lowest that is offered", named(*o, phase), f.Actual)
		f.Expected = say("the stronger values only")
		if strong && !lists.strong(*o) {
			f.Changes = lists.dropWeak(t, c, group)
		} else {
			f.Changes = judged.narrow(t, c, o, isWeak[string], isWeak[int])
		}
		p.ReportTunnel(t, f)
	}
}

func isWeak[T comparable](l rules.List[T], value T) bool { return slices.Contains(l.Weak, value) }

// strong reports whether the proposal has a combination that the far side takes
// and that holds no weak value.
func (a algorithms) strong(o ipsec.Proposal) bool {
	a.integrity, a.dh = withoutWeak(a.integrity), withoutWeak(a.dh)
	return a.of(o) > undecided
}

// withoutWeak returns the list with its weak values refused.
func withoutWeak[T comparable](l rules.List[T]) rules.List[T] {
	weak := func(v T) bool { return slices.Contains(l.Weak, v) }
	return rules.List[T]{
		Accepted:    slices.DeleteFunc(slices.Clone(l.Accepted), weak),
		FarSideOnly: slices.DeleteFunc(slices.Clone(l.FarSideOnly), weak),
	}
}

// mixed returns the lists for a proposal that has no strong combination: a value
// is weak there only beside a stronger one of the same set, as SHA-1 is beside
// SHA-256 when group 2 is the only group.
func (a algorithms) mixed(o ipsec.Proposal) algorithms {
	if best(withoutWeak(a.integrity), o.Integrity) <= undecided {
		a.integrity.Weak = nil
	}
	if best(withoutWeak(a.dh), o.DH) <= undecided {
		a.dh.Weak = nil
	}
	return a
}
