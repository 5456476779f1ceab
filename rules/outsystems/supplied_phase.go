package outsystems

import (
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// phase1 compares version, mode, algorithms and lifetime of phase 1.
func (c suppliedCheck) phase1() {
	t, s := c.t, c.s
	if has, want := t.IKE.Versions, s.Versions; has.Known() && want.Known() && len(has.V) > 0 && !overlap(has.V, want.V) {
		severity, changes := rules.Info, []ipsec.Change(nil) // IKEv2 in place of IKEv1: the far side takes both
		if slices.Contains(want.V, c.p.Profile.IKE.Preferred) {
			severity, changes = rules.Warning, []ipsec.Change{{Kind: ipsec.SetIKEVersion, Tunnel: t, Text: want.V[0]}}
		}
		message := say("phase 1 uses %s%s; the supplied file says %s", list(has.V), given(has), list(want.V))
		c.differs(compared(has, ikeHead(t), list(has.V), list(want.V)), severity, "IKE version", want.At, message, changes...)
	}
	if has, want := t.IKE.Mode, s.Mode; has.Known() && want.Known() && has.V != want.V {
		message := say("phase 1 uses %s mode%s; the supplied file says %s mode", has.V, given(has), want.V)
		c.differs(compared(has, ikeHead(t), has.V, want.V), rules.Error, "mode", want.At, message, ipsec.Change{Kind: ipsec.SetIKEMode, Tunnel: t, Text: want.V})
	}
	if t.IKE.Hidden == "" {
		c.offers(phase1(c.p.Profile), 1, t.IKE.Proposals, s.IKE, ikeHead(t), ipsec.Change{Kind: ipsec.SetIKEProposal, Tunnel: t, Wanted: wantedIKE(c.p.Profile)})
	}
	c.lifetime(t.IKE.Lifetime, t.IKE.Rekey, s.IKE.Lifetime, 1, ikeHead(t), ipsec.Change{Kind: ipsec.SetIKELifetime, Tunnel: t, Seconds: s.IKE.Lifetime.V})
}

// phase2 compares algorithms, PFS and lifetime of each phase 2.
func (c suppliedCheck) phase2() {
	for _, child := range c.t.Children {
		head := headOf(child.At, c.t.At)
		want := c.s.IPsec
		pfs := want.DH
		want.DH = ipsec.Value[[]int]{}
		if child.Hidden == "" {
			lists := phase2(c.p.Profile)
			c.offers(lists, 2, child.Proposals, want, head, wantIPsec(c.p, c.t, child)...)
			c.pfs(child, lists.dh, pfs, head)
		}
		c.lifetime(child.Lifetime, child.Rekey, want.Lifetime, 2, head,
			ipsec.Change{Kind: ipsec.SetIPsecLifetime, Tunnel: c.t, Child: child, Seconds: min(want.Lifetime.V, wantedLifetime(c.p, c.t))})
	}
}

func overlap[T comparable](a, b []T) bool {
	return slices.ContainsFunc(a, func(v T) bool { return slices.Contains(b, v) })
}

func (c suppliedCheck) pfs(child *ipsec.Child, l rules.List[int], want ipsec.Value[[]int], head ipsec.Span) {
	if !want.Known() || len(want.V) == 0 || !child.PFS.Known() {
		return
	}
	changes := []ipsec.Change{{Kind: ipsec.SetPFS, Tunnel: c.t, Child: child, Number: c.p.Profile.IPsec.Offer.DH}}
	if child.PFS.V == ipsec.PFSNone {
		message := say("phase 2 does without PFS%s; the supplied file says group %s", given(child.PFS), groupList(want.V))
		c.differs(compared(child.PFS, head, child.PFS.V, say("group %s", groupList(want.V))), rules.Error, "PFS", want.At, message, changes...)
		return
	}
	has := child.PFSGroups
	if !has.Known() || len(has.V) == 0 || overlap(has.V, want.V) {
		return
	}
	severity := weaker(l, has.V, want.V)
	if best(l, has) == refused {
		severity = rules.Error
	}
	if severity == rules.Info {
		changes = nil // the far side takes it, too
	}
	message := say("PFS uses group %s%s; the supplied file says group %s", groupList(has.V), given(has), groupList(want.V))
	c.differs(compared(has, head, say("group %s", groupList(has.V)), say("group %s", groupList(want.V))), severity, "PFS", want.At, message, changes...)
}

// weaker grades values that are all others than the supplied ones: those that
// stand lower in the profile, or that it calls weak, are a warning.
func weaker[T comparable](l rules.List[T], has, want []T) rules.Severity {
	order := slices.Concat(l.Accepted, l.FarSideOnly)
	weak := func(v T) bool { return slices.Contains(l.Weak, v) }
	low := func(values []T) int {
		rank := len(order)
		for _, v := range values {
			if i := slices.Index(order, v); i >= 0 {
				rank = min(rank, i)
			}
		}
		return rank
	}
	if low(has) < low(want) || slices.ContainsFunc(has, weak) && !slices.ContainsFunc(want, weak) {
		return rules.Warning
	}
	return rules.Info
}
