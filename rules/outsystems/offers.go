package outsystems

import (
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// standing says what the far side does with a value or a proposal. A larger one
// is better, except that undecided is only what cannot be told.
type standing uint8

const (
	refused     standing = iota // by OutSystems and AWS
	undecided                   // the export does not tell the values
	farSideOnly                 // AWS documents it, OutSystems does not
	accepted                    // OutSystems names it
)

// algorithms are the lists of one phase.
type algorithms struct {
	encryption, integrity rules.List[string]
	dh                    rules.List[int]
}

func phase1(p *rules.Profile) algorithms {
	return algorithms{p.IKE.Encryption, p.IKE.Integrity, p.IKE.DH}
}

func phase2(p *rules.Profile) algorithms {
	return algorithms{p.IPsec.Encryption, p.IPsec.Integrity, p.IPsec.DH}
}

// accepts lists what OutSystems names.
func (a algorithms) accepts() rules.Text {
	return say("%s with %s and group %s", list(a.encryption.Accepted), list(a.integrity.Accepted), groupList(a.dh.Accepted))
}

// of returns the standing of a proposal: of the best combination that its sets
// allow, since the far side needs to find only one.
func (a algorithms) of(p ipsec.Proposal) standing {
	cipher, group := a.cipher(p), best(a.dh, p.DH)
	if p.DH.Known() && len(p.DH.V) == 0 && p.Version == 0 {
		group = accepted // no PFS is another rule's business
	}
	return min(cipher, group)
}

// cipher returns the standing of encryption and integrity together. AEAD needs
// no integrity, everything else does.
func (a algorithms) cipher(p ipsec.Proposal) standing {
	if !p.Encryption.Known() {
		return undecided
	}
	top := refused
	for _, e := range p.Encryption.V {
		s := one(a.encryption, e)
		if !isAEAD(e) {
			s = min(s, best(a.integrity, p.Integrity))
		}
		top = max(top, s)
	}
	return top
}

func isAEAD(encryption string) bool {
	return strings.Contains(encryption, "gcm") || strings.Contains(encryption, "poly1305")
}

func one[T comparable](l rules.List[T], value T) standing {
	switch v := sortOut(l, []T{value}); {
	case len(v.accepted) > 0:
		return accepted
	case len(v.farSide) > 0:
		return farSideOnly
	}
	return refused
}

func best[T comparable](l rules.List[T], v ipsec.Value[[]T]) standing {
	if !v.Known() {
		return undecided
	}
	top := refused
	for _, value := range v.V {
		top = max(top, one(l, value))
	}
	return top
}

// bestOf returns the best standing among the proposals and the first that has
// it. While none is accepted, one that cannot be told stands for all.
func (a algorithms) bestOf(group []*ipsec.Proposal) (top standing, best *ipsec.Proposal) {
	best = group[0]
	for _, o := range group {
		s := a.of(*o)
		if s == accepted {
			return accepted, o
		}
		if s == undecided && top != undecided || s > top && top != undecided {
			top, best = s, o
		}
	}
	return top, best
}

// anyUsable reports whether one of the proposals may be what the far side takes.
func (a algorithms) anyUsable(all []ipsec.Proposal) bool {
	return slices.ContainsFunc(all, func(o ipsec.Proposal) bool { return a.of(o) != refused })
}

// perVersion groups phase 1 proposals by IKE version, in the order in which the
// versions first appear.
func perVersion(all []ipsec.Proposal) [][]*ipsec.Proposal {
	var groups [][]*ipsec.Proposal
next:
	for i := range all {
		for g := range groups {
			if groups[g][0].Version == all[i].Version {
				groups[g] = append(groups[g], &all[i])
				continue next
			}
		}
		groups = append(groups, []*ipsec.Proposal{&all[i]})
	}
	return groups
}
