package outsystems

import (
	"fmt"
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// offers compares the proposals of one phase with the supplied algorithms. One
// proposal that holds them is enough: the others are other rules' business.
func (c suppliedCheck) offers(lists algorithms, phase int, has []ipsec.Proposal, want ipsec.SuppliedPhase, head ipsec.Span, changes ...ipsec.Change) {
	if len(has) == 0 || !want.Encryption.Known() || slices.ContainsFunc(has, func(o ipsec.Proposal) bool { return !readable(o) || holds(o, want) }) {
		return
	}
	first := has[0]
	severity := max(weaker(lists.encryption, everyOf(has, encryptionOf), want.Encryption.V), c.weakerIntegrity(lists, has, want))
	if want.DH.Known() {
		severity = max(severity, weaker(lists.dh, everyOf(has, groupsOf), want.DH.V))
	}
	if !lists.anyUsable(has) {
		severity = rules.Error
	}
	f := compared(first.Encryption, headOf(first.At, head), described(everyOf(has, encryptionOf), everyOf(has, integrityOf), everyOf(has, groupsOf), phase),
		described(want.Encryption.V, want.Integrity.V, want.DH.V, phase))
	message := say("phase %d offers %s%s; the supplied file says %s", phase, f.Actual, given(first.Encryption), f.Expected)
	if severity == rules.Info {
		message = say("phase %d offers %s%s; the supplied file says %s, and OutSystems takes the former, too", phase, f.Actual, given(first.Encryption), f.Expected)
		changes = nil
	}
	c.differs(f, severity, fmt.Sprintf("phase %d algorithms", phase), want.Encryption.At, message, changes...)
}

func (c suppliedCheck) weakerIntegrity(lists algorithms, has []ipsec.Proposal, want ipsec.SuppliedPhase) rules.Severity {
	if slices.ContainsFunc(everyOf(has, encryptionOf), isAEAD) || !want.Integrity.Known() {
		return rules.Info
	}
	return weaker(lists.integrity, everyOf(has, integrityOf), want.Integrity.V)
}

// readable reports whether the export tells the proposal's algorithms.
func readable(o ipsec.Proposal) bool {
	return o.Encryption.Known() && o.Integrity.Origin != ipsec.Unknown && o.DH.Origin != ipsec.Unknown
}

// holds reports whether the proposal can end on the supplied algorithms.
func holds(o ipsec.Proposal, want ipsec.SuppliedPhase) bool {
	needsIntegrity := want.Integrity.Known() && !slices.ContainsFunc(want.Encryption.V, isAEAD)
	return overlap(o.Encryption.V, want.Encryption.V) && (!needsIntegrity || overlap(o.Integrity.V, want.Integrity.V)) &&
		(!want.DH.Known() || overlap(o.DH.V, want.DH.V))
}

func encryptionOf(o ipsec.Proposal) []string { return o.Encryption.V }
func integrityOf(o ipsec.Proposal) []string  { return o.Integrity.V }
func groupsOf(o ipsec.Proposal) []int        { return o.DH.V }

// everyOf joins one setting of all proposals, each value once.
func everyOf[T comparable](all []ipsec.Proposal, of func(ipsec.Proposal) []T) []T {
	var out []T
	for _, o := range all {
		for _, v := range of(o) {
			if !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
	}
	return out
}

// described writes algorithms for a message. The group of phase 2 is PFS's.
func described(encryption, integrity []string, groups []int, phase int) rules.Text {
	switch grouped := phase == 1 && len(groups) > 0; {
	case grouped && len(integrity) > 0:
		return say("%s with %s and group %s", list(encryption), list(integrity), groupList(groups))
	case grouped:
		return say("%s with group %s", list(encryption), groupList(groups))
	case len(integrity) > 0:
		return say("%s with %s", list(encryption), list(integrity))
	}
	return plain(list(encryption))
}
