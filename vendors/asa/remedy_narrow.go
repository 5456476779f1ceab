package asa

import (
	"strconv"
	"strings"
)

// narrowProposal types those lists of an IKEv2 policy or proposal anew that are to
// be shorter: a list that is typed again replaces the old one. IKEv1 has no lists.
func (j *job) narrowProposal() {
	old, keep := j.Proposal, j.Keep
	if old == nil || keep == nil || old.Version == 1 {
		return
	}
	if old.Version == 2 {
		lines := narrowed(nil, " encryption ", old.Encryption.V, keep.Encryption.V, cipherWord)
		lines = narrowed(lines, " integrity ", old.Integrity.V, keep.Integrity.V, policyHash)
		j.say("crypto ikev2 " + old.Name)
		j.say(narrowed(lines, " group ", old.DH.V, keep.DH.V, strconv.Itoa)...)
		j.note("IKE policies are global: other tunnels use them too")
		return
	}
	lines := narrowed(nil, " protocol esp encryption ", old.Encryption.V, keep.Encryption.V, cipherWord)
	lines = narrowed(lines, " protocol esp integrity ", old.Integrity.V, keep.Integrity.V, espHash)
	if len(lines) == 0 || j.c.proposals[old.Name] == nil {
		return // the group of phase 2 is "set pfs", which is no list; a transform-set has none
	}
	j.say("crypto ipsec ikev2 ipsec-proposal " + old.Name)
	j.say(lines...)
	j.note("the proposal may serve other tunnels too")
	j.clearNote()
}

// narrowed adds the line of one list when it is shorter than it was.
func narrowed[T any](lines []string, command string, old, keep []T, word func(T) string) []string {
	if len(keep) == len(old) {
		return lines
	}
	var words []string
	for _, v := range keep {
		words = append(words, word(v))
	}
	return append(lines, command+strings.Join(words, " "))
}

// policyHash writes a hash as IKEv2 policies take it.
func policyHash(word string) string {
	if word == "sha1" {
		return "sha"
	}
	return word
}

// espHash writes a hash as IKEv2 proposals of phase 2 take it.
func espHash(word string) string { return strings.Replace(word, "sha", "sha-", 1) }
