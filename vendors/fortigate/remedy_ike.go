package fortigate

import (
	"strconv"
	"strings"
)

// cipher writes an algorithm of the model as FortiOS does: aes256gcm16 is aes256gcm.
func cipher(word string) string { return strings.TrimSuffix(word, "16") }

func (j *job) ikeProposal() {
	w := j.Wanted
	if w == nil {
		return
	}
	proposal := cipher(w.Encryption) + "-" + w.Integrity
	if strings.Contains(w.Encryption, "gcm") {
		proposal = cipher(w.Encryption) + "-prf" + w.PRF
	}
	group := strconv.Itoa(w.DH)
	j.say(j.table("phase1"), j.phase1.name, "set proposal "+proposal, "set dhgrp "+group)
	j.edit(j.phase1, "proposal", proposal)
	j.edit(j.phase1, "dhgrp", group)
	j.renewNote()
}

// dropProposals writes the list without the elements that are to go.
func (j *job) dropProposals() {
	drop := map[string]bool{}
	for _, p := range j.Proposals {
		drop[p.Name] = true
	}
	if j.Child == nil {
		if keep := without(j.phase1.list("proposal"), drop); len(keep) > 0 {
			j.set1("proposal", strings.Join(keep, " "))
		}
		return
	}
	for _, p2 := range j.children() {
		if keep := without(p2.list("proposal"), drop); len(keep) > 0 {
			j.set2("proposal", strings.Join(keep, " "))
		}
	}
}

// narrowProposal shortens the list of groups, the only one beside the proposals;
// an element of the list of proposals has no sets.
func (j *job) narrowProposal() {
	if j.Keep == nil || len(j.Keep.DH.V) == 0 {
		return
	}
	var groups []string
	for _, g := range j.Keep.DH.V {
		groups = append(groups, strconv.Itoa(g))
	}
	if list := strings.Join(groups, " "); j.Child == nil {
		j.set1("dhgrp", list)
	} else {
		j.set2("dhgrp", list)
	}
}

func without(words []string, drop map[string]bool) []string {
	var keep []string
	for _, w := range words {
		if !drop[w] {
			keep = append(keep, w)
		}
	}
	return keep
}

func (j *job) psk() {
	var lines []string
	if j.phase1.has("authmethod") && j.phase1.text("authmethod") != "psk" {
		lines = append(lines, "set authmethod psk")
	}
	j.say(j.table("phase1"), j.phase1.name, append(lines, "set psksecret <key of this tunnel from the configuration file>")...)
}

func (j *job) ikeVersion() {
	version := strings.TrimPrefix(j.Text, "ikev")
	j.set1("ike-version", version)
	j.note("the far side must be set up for IKEv" + version + "; proposals that name a pseudo-random function are for IKEv2 only")
}

func (j *job) identity() {
	id := j.Text
	if id == "" {
		id = "<public address of this site>"
	}
	j.say(j.table("phase1"), j.phase1.name, "set localid-type address", "set localid "+quote(id))
	j.renewNote()
}

func (j *job) ikePort() {
	j.say("system settings", "", "set ike-port "+strconv.Itoa(j.Number))
	j.note("the port holds for all tunnels of the VDOM")
}

func (j *job) natTraversal() {
	value := "enable"
	if j.Text == "off" {
		value = "disable"
	}
	j.set1("nattraversal", value)
}

// dpd sets the timing, and switches probes on where they are off. DPD has no modes
// up to 5.2.
func (j *job) dpd() {
	var lines []string
	if j.phase1.text("dpd") == "disable" {
		mode := "on-idle"
		if j.r.releases.to < rel(5, 4, 0) {
			mode = "enable"
		}
		lines = append(lines, "set dpd "+mode)
		j.edit(j.phase1, "dpd", mode)
	}
	j.say(j.table("phase1"), j.phase1.name, append(lines, "set dpd-retrycount "+strconv.Itoa(j.Number),
		"set dpd-retryinterval "+strconv.Itoa(j.Seconds))...)
	j.edit(j.phase1, "dpd-retrycount", strconv.Itoa(j.Number))
	j.edit(j.phase1, "dpd-retryinterval", strconv.Itoa(j.Seconds))
	j.renewNote()
}

func (j *job) idleTimeout() {
	if j.Seconds == 0 {
		j.set1("idle-timeout", "disable")
		return
	}
	j.say(j.table("phase1"), j.phase1.name, "set idle-timeout enable", "set idle-timeoutinterval "+strconv.Itoa((j.Seconds+59)/60))
}

// initiation makes the device start. Phase 2 brings the tunnel up without traffic.
func (j *job) initiation() {
	if j.phase1.text("passive-mode") == "enable" {
		j.set1("passive-mode", "disable")
	}
	if j.Text == "on-demand" {
		return
	}
	for _, p2 := range j.children() {
		j.say(j.table("phase2"), p2.name, "set auto-negotiate enable", "set keepalive enable")
		j.edit(p2, "auto-negotiate", "enable")
		j.edit(p2, "keepalive", "enable")
	}
}
