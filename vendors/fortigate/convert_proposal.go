package fortigate

import (
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Algorithm words of FortiOS and those of the model.
var (
	encryptionWords = map[string]string{
		"null": "null", "des": "des", "3des": "3des", "aes128": "aes128", "aes192": "aes192", "aes256": "aes256",
		"aes128gcm": "aes128gcm16", "aes256gcm": "aes256gcm16", "chacha20poly1305": "chacha20poly1305",
		"aria128": "aria128", "aria192": "aria192", "aria256": "aria256", "seed": "seed",
	}
	integrityWords = map[string]string{
		"null": "", "md5": "md5", "sha1": "sha1", "sha256": "sha256", "sha384": "sha384", "sha512": "sha512",
	}
)

// transform is one word of a proposal list, such as aes256-sha256 or
// aes128gcm-prfsha384, taken apart.
type transform struct {
	encryption, integrity, prf string
	aead                       bool
}

func parseTransform(word string) (x transform, ok bool) {
	cipher, rest, _ := strings.Cut(word, "-")
	if x.encryption, ok = encryptionWords[cipher]; !ok {
		return x, false
	}
	x.aead = strings.HasSuffix(cipher, "gcm") || strings.HasPrefix(cipher, "chacha")
	if prf, found := strings.CutPrefix(rest, "prf"); found {
		x.prf, ok = integrityWords[prf]
		return x, ok
	}
	if rest == "" {
		return x, x.aead
	}
	x.integrity, ok = integrityWords[rest]
	return x, ok
}

// ikeProposals converts the list of phase 1; every group of dhgrp goes with every
// element.
func (c *converter) ikeProposals(p1 *object, k *ipsec.IKE) []ipsec.Proposal {
	version := 0
	if k.Versions.Known() {
		version = map[string]int{"ikev1": 1, "ikev2": 2}[k.Versions.V[0]]
	}
	groups := c.groups(p1)
	return c.proposals(p1, func(x transform, p *ipsec.Proposal) {
		p.Version, p.DH, p.Lifetime = version, groups, ipsec.Value[int]{}
		if version == 1 {
			p.PRF = ipsec.Value[[]string]{V: []string{}, Origin: p.Encryption.Origin, At: p.Encryption.At, Reason: p.Encryption.Reason}
			return
		}
		prf := x.prf
		if prf == "" {
			prf = x.integrity // without a word of its own the hash serves as both
		}
		p.PRF = sameAs(p.Encryption, prf)
	})
}

// espProposals converts the list of phase 2.
func (c *converter) espProposals(p2 *object, pfs ipsec.Value[ipsec.PFS], groups ipsec.Value[[]int]) []ipsec.Proposal {
	return c.proposals(p2, func(_ transform, p *ipsec.Proposal) {
		p.DH = groups
		if pfs.Known() && pfs.V == ipsec.PFSNone {
			p.DH = ipsec.Value[[]int]{V: []int{}, Origin: pfs.Origin, At: pfs.At, Reason: pfs.Reason}
		}
		p.PRF = ipsec.Value[[]string]{V: []string{}, Origin: p.Encryption.Origin, At: p.Encryption.At, Reason: p.Encryption.Reason}
	})
}

// hiddenProposals says why a list is empty that no device has empty: FortiOS up to
// 5.2 has built-in proposals that show leaves out, later ones always show theirs.
func hiddenProposals(o *object) string {
	if o.has("proposal") && len(o.options["proposal"].words) > 0 {
		return ""
	}
	return "the file does not show the proposals"
}

// proposals converts one list. A word that cannot be read is a proposal of which
// nothing is known.
func (c *converter) proposals(o *object, finish func(transform, *ipsec.Proposal)) []ipsec.Proposal {
	var out []ipsec.Proposal
	if hiddenProposals(o) != "" {
		return nil
	}
	for _, w := range o.options["proposal"].words {
		at, word := o.tree.Span(w), o.tree.Text(w)
		x, ok := parseTransform(word)
		if !ok {
			p := unknownProposal(unreadableValue, at)
			finish(transform{}, &p)
			out = append(out, p)
			continue
		}
		p := ipsec.Proposal{Name: word, At: at, Encryption: ipsec.ExplicitAt([]string{x.encryption}, at)}
		p.Integrity = sameAs(p.Encryption, x.integrity)
		finish(x, &p)
		out = append(out, p)
	}
	return out
}

func unknownProposal(reason string, at parser.Span) ipsec.Proposal {
	v := ipsec.UnknownAs[[]string](reason, at)
	return ipsec.Proposal{At: at, Encryption: v, Integrity: v, PRF: v}
}

// sameAs makes a list of one word, or of none, with the origin of another value.
func sameAs(v ipsec.Value[[]string], word string) ipsec.Value[[]string] {
	if v.Origin == ipsec.Unknown {
		return v
	}
	v.V = []string{}
	if word != "" {
		v.V = []string{word}
	}
	return v
}

// groups reads dhgrp in the order of preference.
func (c *converter) groups(o *object) ipsec.Value[[]int] {
	if !o.has("dhgrp") {
		return byDefault(c.file, defaultGroups)
	}
	out := []int{}
	for _, w := range o.list("dhgrp") {
		n, err := strconv.Atoi(w)
		if err != nil || n <= 0 {
			return ipsec.UnknownAs[[]int](unreadableValue, o.at("dhgrp"))
		}
		out = append(out, n)
	}
	v := ipsec.ExplicitAt(out, o.at("dhgrp"))
	for _, w := range o.options["dhgrp"].words {
		v.Items = append(v.Items, o.tree.Span(w))
	}
	return v
}
