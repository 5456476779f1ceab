package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// part is one setting of a proposal and some of its values, in the words of a message.
type part struct {
	text   rules.Text // "encryption 3des", "group 1, 5"
	at     ipsec.Span
	origin ipsec.Origin
	via    []ipsec.Span
}

// parts returns what of the proposal the two functions choose, in the order of
// encryption, integrity and group.
func (a algorithms) parts(p ipsec.Proposal, word func(rules.List[string], string) bool, group func(rules.List[int], int) bool) []part {
	var out []part
	out = appendPart(out, p, encryptionPart, a.encryption, p.Encryption, word)
	out = appendPart(out, p, integrityPart, a.integrity, p.Integrity, word)
	return appendPart(out, p, groupPart, a.dh, p.DH, group)
}

func appendPart[T comparable](out []part, p ipsec.Proposal, what func(string, rules.Text) rules.Text, l rules.List[T], v ipsec.Value[[]T], chosen func(rules.List[T], T) bool) []part {
	var values []T
	at := v.Place(p.At)
	for i, value := range v.V {
		if !chosen(l, value) {
			continue
		}
		if len(values) == 0 {
			at = v.ItemPlace(i, p.At)
		}
		values = append(values, value)
	}
	if !v.Known() || len(values) == 0 {
		return out
	}
	return append(out, part{what(list(values), given(v)), at, v.Origin, v.Via})
}

func encryptionPart(values string, given rules.Text) rules.Text {
	return say("encryption %s%s", values, given)
}

func integrityPart(values string, given rules.Text) rules.Text {
	return say("integrity %s%s", values, given)
}

func groupPart(values string, given rules.Text) rules.Text {
	return say("group %s%s", values, given)
}

// below chooses the values whose standing is no better than s.
func below[T comparable](s standing) func(rules.List[T], T) bool {
	return func(l rules.List[T], value T) bool { return one(l, value) <= s }
}

// texts joins the texts of parts: "encryption 3des and group 5".
func texts(parts []part) rules.Text {
	var all rules.Text
	for i, p := range parts {
		switch {
		case i == 0:
			all = p.text
		case i < len(parts)-1:
			all = say("%s, %s", all, p.text)
		default:
			all = say("%s and %s", all, p.text)
		}
	}
	return all
}

// named returns how a message calls a proposal: by the IKE version in phase 1,
// since a device may have a "policy 10" for each.
func named(p ipsec.Proposal, phase int) rules.Text {
	switch {
	case p.Version != 0 && p.Name != "":
		return say("IKEv%d proposal %q", p.Version, p.Name)
	case p.Version != 0:
		return say("IKEv%d proposal", p.Version)
	case p.Name != "":
		return say("phase %d proposal %q", phase, p.Name)
	}
	return say("phase %d proposal", phase)
}

// aboutOffer starts a finding about some settings of a proposal, at the first of
// them; with none it points at the proposal, whose values then do not fit together.
func aboutOffer(t *ipsec.Tunnel, o *ipsec.Proposal, parts []part) rules.Finding {
	f := rules.Finding{At: headOf(o.At, ikeHead(t)), Subject: o.Name, Actual: texts(parts)}
	if len(parts) == 0 {
		f.Actual = say("no combination that fits together")
		return f
	}
	f.At, f.Origin = headOf(parts[0].at, f.At), parts[0].origin
	for _, via := range parts[0].via {
		f.Related = append(f.Related, rules.Related{At: via, Message: say("the reference that leads here")})
	}
	for _, part := range parts[1:] {
		if part.at != f.At && !part.at.IsZero() {
			f.Related = append(f.Related, rules.Related{At: part.at, Message: part.text})
		}
	}
	return f
}

// whyUndecided returns the reason of the first value that cannot be told.
func whyUndecided(o ipsec.Proposal) rules.Text {
	switch {
	case o.Encryption.Origin == ipsec.Unknown && o.Encryption.Reason != "":
		return made(o.Encryption.Reason)
	case o.Integrity.Origin == ipsec.Unknown && o.Integrity.Reason != "":
		return made(o.Integrity.Reason)
	case o.DH.Origin == ipsec.Unknown && o.DH.Reason != "":
		return made(o.DH.Reason)
	}
	return say("the export does not tell its algorithms")
}

// wantedIKE is the proposal to suggest.
func wantedIKE(p *rules.Profile) *ipsec.Wanted {
	o := p.IKE.Offer
	return &ipsec.Wanted{Encryption: o.Encryption, Integrity: o.Integrity, PRF: o.PRF, DH: o.DH, Lifetime: p.IKE.Lifetime}
}
