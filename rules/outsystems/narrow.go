package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// withoutRefused asks to take the proposal out when the far side refuses it, else
// to take out the values that it refuses.
func (a algorithms) withoutRefused(t *ipsec.Tunnel, c *ipsec.Child, o *ipsec.Proposal, s standing, group func(rules.List[int], int) bool) []ipsec.Change {
	if s == refused {
		return []ipsec.Change{{Kind: ipsec.DropProposals, Tunnel: t, Child: c, Proposals: []ipsec.Proposal{*o}}}
	}
	return a.narrow(t, c, o, below[string](refused), group)
}

// narrow asks for the proposal without the values that the two functions choose.
// It asks for nothing when none is chosen, and when a set would be left empty or
// is not known: there is then no such proposal.
func (a algorithms) narrow(t *ipsec.Tunnel, c *ipsec.Child, o *ipsec.Proposal, word func(rules.List[string], string) bool, group func(rules.List[int], int) bool) []ipsec.Change {
	keep, changed := *o, false
	for _, ok := range []bool{
		keepOf(&keep.Encryption, a.encryption, word, &changed),
		keepOf(&keep.Integrity, a.integrity, word, &changed),
		keepOf(&keep.DH, a.dh, group, &changed),
	} {
		if !ok {
			return nil
		}
	}
	if !changed {
		return nil
	}
	return []ipsec.Change{{Kind: ipsec.NarrowProposal, Tunnel: t, Child: c, Proposal: o, Keep: &keep}}
}

// keepOf takes the chosen values out of a set. ok is false when nothing is left
// of what was there.
func keepOf[T comparable](v *ipsec.Value[[]T], l rules.List[T], chosen func(rules.List[T], T) bool, changed *bool) (ok bool) {
	var left []T
	var items []ipsec.Span
	for i, value := range v.V {
		if chosen(l, value) {
			*changed = true
			continue
		}
		left = append(left, value)
		if len(v.Items) == len(v.V) {
			items = append(items, v.Items[i])
		}
	}
	if len(left) == 0 && len(v.V) > 0 {
		return false
	}
	v.V, v.Items = left, items
	return true
}
