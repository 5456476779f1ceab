package paloalto

import "strconv"

// narrowProposal takes members out of the lists of a profile. Where the profile
// must not be changed the tunnel gets one of its own with what is to stay.
func (j *job) narrowProposal() {
	if j.Keep == nil {
		return
	}
	if j.Child != nil {
		// Phase 2 takes one group, so that only the lists of ESP can be too long.
		if p := &j.ipsec; p.own() {
			j.removeMembers(p, ipsecProfilePath, map[string][]value{"esp encryption": p.shown.encryption, "esp authentication": p.shown.authentication})
			j.shared(p, ipsecUses)
		}
		return
	}
	version := "ikev" + strconv.Itoa(j.Keep.Version)
	p := j.profileOf(version)
	switch {
	case p == nil:
	case p.own():
		j.removeMembers(p, ikeProfilePath, map[string][]value{"encryption": p.shown.encryption, "hash": p.shown.authentication, "dh-group": p.shown.dhGroup})
		j.shared(p, ikeUses)
	case j.Keep.Encryption.Known() && j.Keep.DH.Known():
		k := j.Keep
		j.newIKEProfile(version, profileText{words(k.Encryption.V, ciphers), words(k.Integrity.V, hashes), groupWords(k.DH.V), k.Lifetime.V})
	}
}

// removeMembers deletes what the wanted sets do not hold. A list in a template
// is changed there.
func (j *job) removeMembers(p *profileRef, path func(string, ...string) []string, lists map[string][]value) {
	kept := map[string]bool{}
	for _, w := range append(append([]string(nil), j.Keep.Encryption.V...), j.Keep.Integrity.V...) {
		kept[w] = true
	}
	for _, g := range j.Keep.DH.V {
		kept["group"+strconv.Itoa(g)] = true
	}
	for _, list := range []string{"encryption", "hash", "esp encryption", "esp authentication", "dh-group"} {
		for _, v := range lists[list] {
			word := v.text
			if ours, ok := ciphers[word]; ok && list != "hash" && list != "esp authentication" {
				word = ours
			} else if ours, ok := hashes[word]; ok && list != "dh-group" {
				word = ours
			}
			if !kept[word] && word != "" && v.known() {
				j.delete(source(v, p.shown.from), path(p.name, list, v.text)...)
			}
		}
	}
}
