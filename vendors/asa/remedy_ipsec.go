package asa

import (
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// ipsecProposal defines a proposal that the far side accepts and sets it.
func (j *job) ipsecProposal() {
	w := j.Wanted
	if w == nil {
		return
	}
	if j.uses("ikev2") || !j.uses("ikev1") {
		name := strings.ToUpper(w.Encryption + "-" + w.Integrity)
		hash := espHash(w.Integrity)
		if j.c.version.before(9, 0) {
			name, hash = strings.ToUpper(w.Encryption)+"-SHA1", "sha-1" // SHA-2 came with 9.0
		}
		j.say("crypto ipsec ikev2 ipsec-proposal "+name, " protocol esp encryption "+cipherWord(w.Encryption), " protocol esp integrity "+hash)
		j.phase2("ikev2 ipsec-proposal " + name)
	}
	if j.uses("ikev1") {
		// A transform-set of an ASA knows MD5 and SHA-1 only.
		name := "ESP-" + strings.ToUpper(w.Encryption) + "-SHA"
		j.say("crypto ipsec " + j.transformWord() + name + " esp-" + cipherWord(w.Encryption) + " esp-sha-hmac")
		j.phase2(j.transformWord() + name)
	}
}

func (j *job) ipsecMode() {
	set := j.settings()
	for _, w := range set.transforms {
		if t := j.c.transforms[w.text]; t != nil && t.mode.text == "transport" {
			j.say("no crypto ipsec " + j.transformWord() + w.text + " mode transport")
		}
	}
	for _, e := range j.entries {
		if e.mode2.set() && modeWord(e.mode2.text) == "transport" {
			j.say(entryCommand(e) + " set ikev2 mode tunnel")
		}
	}
}

// timer switches a timer of the group-policy off, in a policy of the tunnel's own
// where it has none so far.
func (j *job) timer(attribute string) {
	value := "none"
	if j.Seconds > 0 {
		value = strconv.Itoa((j.Seconds + 59) / 60)
	}
	if p := j.policy; p != nil && p.name != "DfltGrpPolicy" {
		j.say("group-policy "+p.name+" attributes", " "+attribute+" "+value)
		return
	}
	name := "GP-" + j.t.Peer
	j.say("group-policy "+name+" internal", "group-policy "+name+" attributes", " "+attribute+" "+value)
	if len(j.t.IKE.Versions.V) > 0 {
		j.say(" vpn-tunnel-protocol " + j.protocolWords())
	}
	j.ownPolicy(name)
}

// ownPolicy gives the peer's tunnel-group a group-policy.
func (j *job) ownPolicy(name string) { j.groupAttributes("general", " default-group-policy "+name) }

// groupAttributes sets attributes of the peer's tunnel-group, and makes that first
// where it is not there: attributes are refused before the type.
func (j *job) groupAttributes(section string, lines ...string) {
	name := j.peerGroup()
	if j.group == nil || !j.byPeer {
		j.say("tunnel-group " + name + " type ipsec-l2l")
	}
	j.say("tunnel-group " + name + " " + section + "-attributes")
	j.say(lines...)
}

func (j *job) protocolWords() string {
	if j.old() {
		return "IPSec"
	}
	return strings.Join(j.t.IKE.Versions.V, " ")
}

// probeInterface is the interface that a probe into the tunnel names.
func (j *job) probeInterface() string {
	if j.vti != nil && j.vti.nameif.set() {
		return j.vti.nameif.text
	}
	return j.outside()
}

func (j *job) addKeepalive() {
	target := "<address of an OutSystems DNS server>"
	if j.Addr.IsValid() {
		target = j.Addr.String()
	}
	if note := "let an internal host of a registered range ping " + target; !j.probeEnters() {
		j.note("a probe of the device leaves with the address of interface " + j.probeInterface() + ", which no selector of the tunnel holds: " + note)
		return
	}
	id := 1 + j.before()
	for j.c.slas[strconv.Itoa(id)] != nil {
		id++
	}
	j.probeCommands(strconv.Itoa(id), target, strconv.Itoa(j.Seconds))
	j.note("the probe leaves with the address of interface " + j.probeInterface() + ": it enters the tunnel, and is answered, only when that address belongs to the selectors and to the ranges registered with OutSystems; else let an internal host ping")
}

// before counts the tunnel interfaces in front of this one: each probe leaves by
// its own and needs a number of its own. Tunnels of crypto maps share a probe.
func (j *job) before() int {
	n := 0
	if j.vti == nil {
		return n
	}
	for _, l := range j.all {
		if l.t == j.t {
			break
		}
		if l.vti != nil {
			n++
		}
	}
	return n
}

// probeEnters reports that packets with the address of the interface can enter the
// tunnel, as far as the file tells.
func (j *job) probeEnters() bool {
	if j.vti != nil {
		return true
	}
	source := ""
	if i := j.c.byNameif[j.probeInterface()]; i != nil && i.ip.set() {
		source = j.c.address(i.ip.text)
	}
	for _, ch := range j.t.Children {
		for _, s := range ch.Selectors {
			if within(source, s.Local) {
				return true
			}
		}
	}
	return len(j.t.Children) == 0
}

// setKeepalive writes a probe anew: a probe that runs cannot be changed.
func (j *job) setKeepalive() {
	k := j.Keepalive
	if k == nil || k.Kind != "sla" {
		return
	}
	id := strings.TrimPrefix(k.Name, "sla monitor ")
	target, interval := k.Target, k.Interval.V
	if j.Addr.IsValid() {
		target = j.Addr.String()
	}
	if j.Seconds > 0 {
		interval = j.Seconds
	}
	if j.Source.IsValid() && !j.Addr.IsValid() && j.Seconds == 0 {
		j.note("a probe of the ASA leaves with the address of its interface; let an internal host of a registered range ping instead")
		return
	}
	j.say("no sla monitor " + id)
	j.probeCommands(id, target, strconv.Itoa(interval))
}

func (j *job) probeCommands(id, target, interval string) {
	j.say("sla monitor "+id, " type echo protocol ipIcmpEcho "+target+" interface "+j.probeInterface(), " frequency "+interval,
		"sla monitor schedule "+id+" life forever start-time now")
}

var _ ipsec.Remedier = (*remedier)(nil)
