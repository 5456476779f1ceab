package outsystems

import (
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// sharedGroups are proposals that have their Diffie-Hellman groups from one place: one
// statement for all of them, or a default of the software. A weak group there is one
// finding, not one for each proposal.
type sharedGroups []*ipsec.Proposal

// shareGroups finds the proposals that offer a weak group beside a stronger one, and have
// both from the same place as another one.
func shareGroups(lists algorithms, group []*ipsec.Proposal) sharedGroups {
	var out sharedGroups
	for _, o := range group {
		if !offersWeakGroup(lists, o) {
			continue
		}
		if len(out) == 0 || samePlace(out[0].DH, o.DH) {
			out = append(out, o)
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// offersWeakGroup reports that a proposal has a weak group and one that is not.
func offersWeakGroup(lists algorithms, o *ipsec.Proposal) bool {
	return len(lists.onlyGroups().parts(*o, isWeak[string], isWeak[int])) > 0 && best(withoutWeak(lists.dh), o.DH) > undecided
}

// dropWeak asks for the proposals to go that hold nothing strong, all at once: one fix
// does not bring back what another one drops.
func (a algorithms) dropWeak(t *ipsec.Tunnel, c *ipsec.Child, group []*ipsec.Proposal) []ipsec.Change {
	drop := ipsec.Change{Kind: ipsec.DropProposals, Tunnel: t, Child: c}
	for _, o := range group {
		if !a.strong(*o) {
			drop.Proposals = append(drop.Proposals, *o)
		}
	}
	return []ipsec.Change{drop}
}

// samePlace reports that two values stand in one place of the file, or are one default.
func samePlace(a, b ipsec.Value[[]int]) bool {
	return a.Origin == b.Origin && a.At == b.At && a.Reason == b.Reason && slices.Equal(a.V, b.V) && slices.Equal(a.Items, b.Items) &&
		(!a.At.IsZero() || a.Origin == ipsec.Default)
}

// onlyGroups returns the lists in which nothing but groups is weak.
func (a algorithms) onlyGroups() algorithms {
	a.encryption.Weak, a.integrity.Weak = nil, nil
	return a
}

// report says once what all the proposals offer. One statement changes all of them.
func (s sharedGroups) report(p *rules.Pass, t *ipsec.Tunnel, c *ipsec.Child, lists algorithms, phase int) {
	if len(s) == 0 {
		return
	}
	o := s[max(0, slices.IndexFunc(s, func(o *ipsec.Proposal) bool { return lists.strong(*o) }))] // the others may be dropped
	lists = lists.onlyGroups()
	f := aboutOffer(t, s[0], lists.parts(*s[0], isWeak[string], isWeak[int]))
	f.Subject = "group"
	f.Message = say("%d proposals of phase %d offer %s beside something stronger; AWS takes the lowest that is offered", len(s), phase, f.Actual)
	f.Expected = say("the stronger values only")
	f.Changes = lists.narrow(t, c, o, isWeak[string], isWeak[int])
	p.ReportTunnel(t, f)
}
