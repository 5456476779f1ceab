package strongswan

import (
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
	"github.com/vpnlint/vpnlint/vendors/strongswan/proposal"
)

// defaultProposals is the reason of the daemon's own list, as the usual plugins
// make it.
const defaultProposals = "default of strongSwan"

// part returns the span of a part of the value. When the value was put together
// from several words or escapes, that is the whole value.
func (f field) part(start, end int) parser.Span {
	if f.at.End-f.at.Start == len(f.value) {
		return f.at.Source.Span(f.at.Start+start, f.at.Start+end)
	}
	return f.at
}

// written is one element of a proposal list as the file writes it.
type written struct {
	proposal.Proposal
	text string
	at   parser.Span
	// builtin marks an element of the daemon's own list.
	builtin bool
}

// readProposals reads a list of a swanctl.conf option, which the check has
// already accepted.
func readProposals(f field, protocol proposal.Protocol, rel release) []written {
	var out []written
	for _, w := range proposal.Split(f.value) {
		at := f.part(w.Start, w.End)
		if proposal.IsDefault(w.Text) {
			list := defaultList(protocol, rel)
			if protocol == proposal.ESP {
				slices.Reverse(list) // charon puts the AEAD list last where the word is written
			}
			for _, p := range list {
				out = append(out, written{Proposal: p, text: w.Text, at: at, builtin: true})
			}
			continue
		}
		if p, err := proposal.Parse(w.Text, protocol); err == nil {
			out = append(out, written{Proposal: p, text: w.Text, at: at})
		}
	}
	return out
}

func defaultList(protocol proposal.Protocol, rel release) []proposal.Proposal {
	return proposal.Default(protocol, rel.known() && rel.atLeast(defaultOffersPFS))
}

// unwritten makes the daemon's own list.
func unwritten(protocol proposal.Protocol, rel release) []written {
	var out []written
	for _, p := range defaultList(protocol, rel) {
		out = append(out, written{Proposal: p, text: "default", builtin: true})
	}
	return out
}

// toModel turns proposals into those of the model. version is 1 or 2 for phase 1
// and 0 for phase 2. IKEv1 takes one algorithm of each kind from a proposal, the
// first (swanctl.conf(5), option proposals).
func toModel(list []written, f field, version int, firstOnly bool) []ipsec.Proposal {
	var out []ipsec.Proposal
	for _, w := range list {
		if firstOnly && !w.builtin { // what comes first in the daemon's own list its plugins decide
			w.Encryption, w.Integrity, w.PRF, w.DH = first(w.Encryption), first(w.Integrity), first(w.PRF), first(w.DH)
		}
		prf := w.PRF
		if version != 2 {
			prf = nil
		}
		out = append(out, ipsec.Proposal{
			Name: w.text, Version: version, At: w.at,
			Encryption: proposalValue(w.Encryption, w, f), Integrity: proposalValue(w.Integrity, w, f),
			PRF: proposalValue(prf, w, f), DH: proposalValue(w.DH, w, f),
		})
	}
	return out
}

func first[T any](list []T) []T {
	if len(list) > 1 {
		return list[:1]
	}
	return list
}

func proposalValue[T any](list []T, w written, f field) ipsec.Value[[]T] {
	if list == nil {
		list = []T{}
	}
	switch {
	case w.builtin:
		v := ipsec.DefaultOf(list, defaultProposals)
		v.At = w.at
		return v
	case len(f.via) > 0:
		return ipsec.InheritedAt(list, w.at, f.via...)
	}
	return ipsec.ExplicitAt(list, w.at)
}

// pfs says whether phase 2 makes a new key exchange: when every proposal that
// may be chosen has groups it is required, when some have none or allow to do
// without it is optional.
func pfs(list []written) (ipsec.PFS, []int) {
	with, without := 0, 0
	groups := []int{}
	for _, w := range list {
		if len(w.DH) > 0 {
			with++
		}
		if len(w.DH) == 0 || w.NoDH {
			without++
		}
		for _, g := range w.DH {
			if !slices.Contains(groups, g) {
				groups = append(groups, g)
			}
		}
	}
	switch {
	case with == 0:
		return ipsec.PFSNone, groups
	case without > 0:
		return ipsec.PFSOptional, groups
	}
	return ipsec.PFSRequired, groups
}

// cutList cuts a comma-separated list that is no list of proposals.
func cutList(text string) []string {
	var out []string
	for _, w := range proposal.Split(text) {
		out = append(out, w.Text)
	}
	return out
}

// isFixed reports whether an address names one peer: no wildcard, no range, no
// subnet. A host name counts, charon resolves it.
func isFixed(addr string) bool {
	return addr != "" && addr != "0.0.0.0" && addr != "::" && !strings.HasPrefix(addr, "%") && !strings.ContainsAny(addr, "/") &&
		!isRange(addr)
}

func isRange(addr string) bool {
	from, to, found := strings.Cut(addr, "-")
	if !found {
		return false
	}
	_, okFrom := cidr(from)
	_, okTo := cidr(to)
	return okFrom && okTo
}
