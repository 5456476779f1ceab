package asa

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// ikeProposals lists the policies that could be chosen. Policies are global: the
// initiator sends all of them. One that repeats an earlier one in all four values
// never wins and is left out, and so is one for another method of authentication.
func (l *link) ikeProposals() {
	k := &l.t.IKE
	for ver := 1; ver <= 2; ver++ {
		if !l.uses(versionName(ver)) {
			continue
		}
		seen := map[string]bool{}
		for _, p := range l.c.policies[ver] {
			if ver == 1 && !l.authMatches(p) {
				continue
			}
			prop := l.c.ikeProposal(p)
			key := shadow(prop)
			if !seen[key] {
				seen[key] = true
				k.Proposals = append(k.Proposals, prop)
			}
		}
	}
	switch policies := len(l.c.policies[1]) + len(l.c.policies[2]); {
	case len(k.Proposals) > 0:
	case policies == 0 && !l.c.whole:
		k.Hidden = "the file shows no IKE policy"
	case policies > 0 && !k.Versions.Known():
		k.Hidden = "the IKE version is not known: " + k.Versions.Reason
	}
}

// authMatches reports that a policy is for the tunnel's method of authentication.
// A policy that names none is for keys.
func (l *link) authMatches(p *ikePolicy) bool {
	if !l.t.IKE.Auth.Known() {
		return true
	}
	psk := !p.auth.set() || strings.HasPrefix(strings.ToLower(p.auth.text), "pre")
	return psk == (l.t.IKE.Auth.V == "psk")
}

func shadow(p ipsec.Proposal) string {
	dh := make([]string, len(p.DH.V))
	for i, g := range p.DH.V {
		dh[i] = strconv.Itoa(g)
	}
	return strings.Join(slices.Concat(p.Encryption.V, []string{"/"}, p.Integrity.V, []string{"/"}, p.PRF.V, []string{"/"}, dh), " ")
}

func (c *config) ikeProposal(p *ikePolicy) ipsec.Proposal {
	out := ipsec.Proposal{Name: "policy " + strconv.Itoa(p.priority), Version: p.version, At: p.at}
	out.Encryption = c.algorithms(p.encryption, encryptionWords, "3des", p)
	out.Integrity = c.algorithms(p.integrity, integrityWords, "sha1", p)
	if p.version == 2 {
		out.PRF = c.algorithms(p.prf, integrityWords, "sha1", p)
	}
	if out.Encryption.Known() && allAEAD(out.Encryption.V) {
		out.Integrity = ipsec.Value[[]string]{Origin: out.Encryption.Origin, At: out.Encryption.At, Reason: out.Encryption.Reason}
	}
	out.DH = c.dhGroups(p)
	switch {
	case p.lifetime.set():
		out.Lifetime = p.lifetime.value(ipsec.Explicit)
	default:
		out.Lifetime = defaultValue(c, defaultPolicyLifetime)
	}
	return out
}

// algorithms translates a list of words. An absent list is the built-in value of
// an IKEv1 policy up to 9.12; what IKEv2 and newer versions take is not published.
func (c *config) algorithms(ws []word, table map[string]string, builtin string, p *ikePolicy) ipsec.Value[[]string] {
	if len(ws) == 0 {
		if p.version == 1 && c.version.before(9, 13) {
			return defaultValue(c, []string{builtin})
		}
		return ipsec.UnknownAs[[]string]("the line is missing, and its default depends on the version", p.at)
	}
	v := listed(ws, table, p.at)
	if len(v.V) == 1 && v.V[0] == "null" {
		v.V, v.Items = nil, nil // "integrity null" stands beside a combined cipher
	}
	return v
}

func allAEAD(list []string) bool {
	return len(list) > 0 && !slices.ContainsFunc(list, func(w string) bool { return !isAEAD(w) })
}

func (c *config) dhGroups(p *ikePolicy) ipsec.Value[[]int] {
	var out ipsec.Value[[]int]
	for _, w := range p.group {
		if n, ok := groupNumber(w.text); ok {
			out.V, out.Items = append(out.V, n), append(out.Items, w.at)
		}
	}
	switch {
	case len(out.V) > 0:
		out.Origin, out.At = ipsec.Explicit, p.group[0].at
		return out
	case p.version == 1:
		if groups, ok := c.groupByVersion(); ok {
			return defaultValue(c, groups)
		}
	}
	return ipsec.UnknownAs[[]int]("the group line is missing, and its default depends on the version", p.at)
}

// ipsecProposals lists the phase-2 proposals of one child for the versions in use.
func (l *link) ipsecProposals(set settings, pfs ipsec.Value[[]int]) (out []ipsec.Proposal, ah, transport word, missing bool) {
	if l.uses("ikev2") {
		for _, w := range set.proposals {
			p := l.c.proposals[w.text]
			if p == nil {
				l.c.undefined(w, "ipsec-proposal", l.t)
				missing = true
				continue
			}
			if p.ah.set() && len(p.encryption) == 0 {
				ah = p.ah
			}
			out = append(out, l.c.espProposal(p, pfs))
		}
	}
	if l.uses("ikev1") {
		for _, w := range set.transforms {
			t := l.c.transforms[w.text]
			if t == nil {
				l.c.undefined(w, "transform-set", l.t)
				missing = true
				continue
			}
			prop, isAH := transformProposal(t, pfs)
			if isAH.set() {
				ah = isAH
			}
			if t.mode.set() && t.mode.text == "transport" {
				transport = t.mode
			}
			out = append(out, prop)
		}
	}
	return out, ah, transport, missing
}

func (c *config) espProposal(p *ipsecProposal, pfs ipsec.Value[[]int]) ipsec.Proposal {
	out := ipsec.Proposal{Name: p.name, At: p.at, DH: pfs}
	out.Encryption = listed(p.encryption, encryptionWords, p.at)
	out.Integrity = listed(p.integrity, integrityWords, p.at)
	if allAEAD(out.Encryption.V) {
		out.Integrity = ipsec.Value[[]string]{Origin: ipsec.Explicit, At: out.Encryption.At}
	}
	return out
}

func listed(ws []word, table map[string]string, head parser.Span) ipsec.Value[[]string] {
	if len(ws) == 0 {
		return ipsec.UnknownAs[[]string]("the line is missing, and its default is not published", head)
	}
	v := ipsec.ExplicitAt([]string{}, ws[0].at)
	for _, w := range ws {
		name := table[strings.ToLower(w.text)]
		if name == "" {
			name = strings.ToLower(w.text)
		}
		v.V, v.Items = append(v.V, name), append(v.Items, w.at)
	}
	return v
}

// transformProposal reads a transform-set: one cipher and one hash, or AH.
func transformProposal(t *transformSet, pfs ipsec.Value[[]int]) (p ipsec.Proposal, ah word) {
	p = ipsec.Proposal{Name: t.name, At: t.at, DH: pfs}
	p.Encryption = ipsec.ExplicitAt([]string{}, t.at)
	p.Integrity = ipsec.ExplicitAt([]string{}, t.at)
	for _, w := range t.transforms {
		tr, ok := transformWords[strings.ToLower(w.text)]
		switch {
		case !ok && strings.HasPrefix(w.text, "esp-gcm"):
			p.Encryption = ipsec.ExplicitAt([]string{w.text}, w.at)
		case !ok:
			p.Encryption = ipsec.ExplicitAt(append(p.Encryption.V, strings.ToLower(w.text)), w.at)
		case tr.encryption != "":
			p.Encryption = ipsec.ExplicitAt([]string{tr.encryption}, w.at)
		case tr.ah:
			ah = w
			p.Integrity = ipsec.ExplicitAt([]string{tr.integrity}, w.at)
		case tr.integrity != "":
			p.Integrity = ipsec.ExplicitAt([]string{tr.integrity}, w.at)
		}
	}
	if len(p.Encryption.V) > 0 {
		ah = word{} // ESP with AH beside it is still ESP
	}
	return p, ah
}
