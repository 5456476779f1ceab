package asa

import (
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

func (j *job) ikeLifetime() {
	proposals := j.t.IKE.Proposals
	if j.Proposal != nil {
		proposals = []ipsec.Proposal{*j.Proposal}
	}
	for _, p := range proposals {
		line := " lifetime " + strconv.Itoa(j.Seconds)
		if p.Version == 2 {
			line = " lifetime seconds " + strconv.Itoa(j.Seconds)
		}
		j.say("crypto "+j.ikeWord(p.Version)+" "+p.Name, line)
		if p.Lifetime.Origin == ipsec.Explicit && j.Proposal != nil {
			j.out.Edits = append(j.out.Edits, ipsec.Edit{At: p.Lifetime.At, Text: strconv.Itoa(j.Seconds)})
		}
	}
	j.note("IKE policies are global: other tunnels use them too")
}

// ikeProposal adds a policy that goes ahead of all others.
func (j *job) ikeProposal() {
	if j.Wanted == nil {
		return
	}
	w := j.Wanted
	for _, version := range j.t.IKE.Versions.V {
		ver := 1
		if version == "ikev2" {
			ver = 2
		}
		j.say("crypto " + j.ikeWord(ver) + " policy " + strconv.Itoa(j.freePriority(ver)))
		if ver == 1 {
			// IKEv1 on an ASA knows MD5 and SHA-1 only.
			j.say(" authentication pre-share", " encryption "+cipherWord(w.Encryption), " hash sha",
				" group "+strconv.Itoa(j.ikeGroup(ver, w.DH)), " lifetime "+strconv.Itoa(w.Lifetime))
			continue
		}
		j.say(" encryption "+cipherWord(w.Encryption), " integrity "+w.Integrity, " group "+strconv.Itoa(j.ikeGroup(ver, w.DH)),
			" prf "+w.PRF, " lifetime seconds "+strconv.Itoa(w.Lifetime))
	}
}

// An ASA knows the groups 1, 2 and 5 up to 8.6. 9.0 brought group 14 for IKEv2 and
// PFS, 9.13 for the policies of IKEv1.

// ikeGroup is the group to use in a policy: AWS refuses group 5 there.
func (j *job) ikeGroup(ver, wanted int) int {
	if wanted > 5 && (j.c.version.before(9, 0) || ver == 1 && j.c.version.before(9, 13)) {
		return 2
	}
	if v := j.c.version; wanted > 5 && ver == 1 && !v.known() && !v.since(9, 13) {
		j.note("an ASA before 9.13 knows no group " + strconv.Itoa(wanted) + " for IKEv1: there it is group 2")
	}
	return wanted
}

func (j *job) pfs() {
	group, v := j.Number, j.c.version
	switch {
	case group > 5 && v.before(9, 0):
		group = 5
	case group > 5 && !v.known() && !v.since(9, 0):
		j.note("an ASA before 9.0 knows no group " + strconv.Itoa(group) + ": there it is group5")
	}
	j.phase2("pfs group" + strconv.Itoa(group))
}

// freePriority is the lowest number that no policy of the version has.
func (j *job) freePriority(ver int) int {
	n := 1
	for j.c.findPolicy(ver, n) != nil {
		n++
	}
	return n
}

// cipherWord writes an algorithm as IKE policies and IKEv2 proposals take it.
func cipherWord(word string) string {
	for asa, ours := range encryptionWords {
		if ours == word && asa != "aes-128" && asa != "aes-gcm-128" {
			return asa
		}
	}
	return word
}

// dropProposals takes weak proposals out: in phase 1 the policy, in phase 2 the
// name from the list of the entry or profile.
func (j *job) dropProposals() {
	drop := map[string]bool{}
	for _, p := range j.Proposals {
		drop[p.Name] = true
		if p.Version > 0 {
			j.say("no crypto " + j.ikeWord(p.Version) + " " + p.Name)
		}
	}
	if len(j.Proposals) > 0 && j.Proposals[0].Version > 0 {
		j.note("IKE policies are global: check that no other tunnel needs them")
		return
	}
	set := j.settings()
	if keep := without(set.proposals, drop); j.uses("ikev2") && len(keep) > 0 {
		j.phase2("ikev2 ipsec-proposal " + strings.Join(keep, " "))
	}
	if keep := without(set.transforms, drop); j.uses("ikev1") && len(keep) > 0 {
		j.phase2(j.transformWord() + strings.Join(keep, " "))
	}
}

func without(ws []word, drop map[string]bool) []string {
	var keep []string
	for _, w := range ws {
		if !drop[w.text] {
			keep = append(keep, w.text)
		}
	}
	return keep
}

func (j *job) transformWord() string {
	if j.old() {
		return "transform-set "
	}
	return "ikev1 transform-set "
}

func (j *job) ikeMode() {
	for _, e := range j.entries {
		if j.old() {
			j.say(entryCommand(e) + " set phase1-mode main")
		} else {
			j.say(entryCommand(e) + " set ikev1 phase1-mode main")
		}
	}
}

func (j *job) keyCommand() string {
	switch {
	case j.uses("ikev2"):
		return "ikev2 local-authentication pre-shared-key"
	case j.old():
		return "pre-shared-key"
	}
	return "ikev1 pre-shared-key"
}

func (j *job) psk() {
	const key = " <key from the configuration file>"
	j.groupAttributes("ipsec", " "+j.keyCommand()+key)
	if j.uses("ikev2") {
		j.say(" ikev2 remote-authentication pre-shared-key" + key)
	}
}

// ikeVersion lets the group-policy allow the version, or, where only the other
// one is configured, sets up what it needs.
func (j *job) ikeVersion() {
	if p := j.policy; p != nil && len(p.protocols) > 0 && !j.allowsName(j.Text) {
		j.allowVersion(p)
		ver := map[bool]int{true: 2, false: 1}[j.Text == "ikev2"]
		if len(j.notEnabled(ver)) > 0 {
			j.enableIKE() // the group-policy hid that
		}
	}
	if j.Text != "ikev2" || len(j.settings().proposals) > 0 {
		return
	}
	if j.c.version.before(9, 0) {
		j.out.Commands = nil
		j.note("IKEv2 of this software knows neither group 14 nor SHA-2 for ESP, which came with 9.0: stay with IKEv1 until it is replaced")
		return
	}
	j.say("crypto ikev2 policy "+strconv.Itoa(j.freePriority(2)), " encryption aes-256", " integrity sha256", " group 14", " prf sha256", " lifetime seconds 28800",
		"crypto ipsec ikev2 ipsec-proposal AES256-SHA256", " protocol esp encryption aes-256", " protocol esp integrity sha-256")
	j.groupAttributes("ipsec",
		" ikev2 local-authentication pre-shared-key <key from the configuration file>", " ikev2 remote-authentication pre-shared-key <key from the configuration file>")
	j.phase2("ikev2 ipsec-proposal AES256-SHA256")
	j.say("crypto ikev2 enable " + j.outside())
}

// allowVersion adds the version to the tunnel's group-policy. DfltGrpPolicy is
// left alone, since every other policy inherits it: the tunnel gets its own.
func (j *job) allowVersion(p *groupPolicy) {
	if p.name != "DfltGrpPolicy" {
		j.say("group-policy "+p.name+" attributes", " vpn-tunnel-protocol "+strings.Join(append(texts(p.protocols), j.Text), " "))
		return
	}
	name := "GP-" + j.t.Peer
	j.say("group-policy "+name+" internal", "group-policy "+name+" attributes", " vpn-tunnel-protocol "+j.Text)
	j.ownPolicy(name)
}

func (j *job) allowsName(version string) bool {
	if version == "ikev2" {
		return j.allows(2)
	}
	return j.allows(1)
}

func (j *job) enableIKE() {
	word := "ikev2"
	if j.Text == "ikev1" {
		word = j.ikev1()
	}
	j.say("crypto " + word + " enable " + j.outside())
}

func (j *job) identity() {
	if j.Text == "" {
		j.say("crypto isakmp identity key-id <public address>")
	} else {
		j.say("crypto isakmp identity key-id " + j.Text)
	}
	j.note("the identity is global: it changes for every tunnel of the device, so let the far side confirm it first")
}

func (j *job) natTraversal() {
	if j.Text == "off" {
		j.say("no crypto isakmp nat-traversal")
		j.note("NAT traversal is global: clients behind NAT need it; \"set nat-t-disable\" in the crypto map entry switches it off for one tunnel")
		return
	}
	if n := j.c.natT; n.set() && !n.on || !n.set() {
		j.say("crypto isakmp nat-traversal 20")
	}
	for _, e := range j.entries {
		if e.natTOff.on {
			j.say("no " + entryCommand(e) + " set nat-t-disable")
		}
	}
}

func (j *job) dpd() {
	// "retry" is the pause between the three probes in seconds, not their number.
	j.groupAttributes("ipsec", " isakmp keepalive threshold "+strconv.Itoa(j.Seconds)+" retry 3")
}
