package strongswan

import (
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// narrowed lists the proposals with one of them narrowed to what is to stay; ""
// when that one is the daemon's own list, which cannot be changed in part.
func (j *job) narrowed() string {
	all := j.Tunnel.IKE.Proposals
	if j.Child != nil {
		all = j.Child.Proposals
	}
	if j.Proposal == nil || j.Keep == nil || j.Proposal.Encryption.Origin == ipsec.Default || j.Proposal.Name == "default" {
		return ""
	}
	var out []string
	for i := range all {
		p := &all[i]
		if p.Encryption.Origin == ipsec.Default || p.Name == "default" {
			return ""
		}
		text := p.Name
		if p.Name == j.Proposal.Name && p.At == j.Proposal.At {
			text = proposalText(j.Keep)
		}
		if !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return strings.Join(out, ",")
}

// proposalText writes a proposal as strongSwan does. The pseudo-random function is
// written only where it does not follow from the integrity.
func proposalText(p *ipsec.Proposal) string {
	words := slices.Concat(p.Encryption.V, p.Integrity.V)
	if len(p.Integrity.V) == 0 {
		for _, w := range p.PRF.V {
			words = append(words, "prf"+w)
		}
	}
	for _, g := range p.DH.V {
		words = append(words, groupWord(g))
	}
	return strings.Join(words, "-")
}
