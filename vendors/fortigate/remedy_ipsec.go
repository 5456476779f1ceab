package fortigate

import (
	"net/netip"
	"strconv"
	"strings"
)

// ipsecLifetime sets the time, and makes it the limit that counts.
func (j *job) ipsecLifetime() {
	for _, p2 := range j.children() {
		var lines []string
		if kind := p2.text("keylife-type"); kind == "kbs" {
			lines = append(lines, "set keylife-type seconds")
			j.edit(p2, "keylife-type", "seconds")
		}
		j.say(j.table("phase2"), p2.name, append(lines, "set keylifeseconds "+strconv.Itoa(j.Seconds))...)
		j.edit(p2, "keylifeseconds", strconv.Itoa(j.Seconds))
	}
	j.renewNote()
}

func (j *job) ipsecVolume() {
	if j.Number == 0 {
		j.set2("keylife-type", "seconds")
		return
	}
	j.set2("keylifekbs", strconv.Itoa(j.Number))
}

func (j *job) ipsecProposal() {
	if j.Wanted == nil {
		return
	}
	proposal := cipher(j.Wanted.Encryption)
	if !strings.Contains(proposal, "gcm") {
		proposal += "-" + j.Wanted.Integrity
	}
	j.set2("proposal", proposal)
}

func (j *job) pfs() {
	group := strconv.Itoa(j.Number)
	for _, p2 := range j.children() {
		j.say(j.table("phase2"), p2.name, "set pfs enable", "set dhgrp "+group)
		j.edit(p2, "pfs", "enable")
		j.edit(p2, "dhgrp", group)
	}
	j.renewNote()
}

// selectors keeps the first phase 2 with the one pair that is wanted, and deletes
// the others.
func (j *job) selectors() {
	if j.Selector == nil || len(j.phase2) == 0 {
		return
	}
	j.partly = true
	keep := j.phase2[0]
	if found := j.children(); j.Child != nil && len(found) > 0 {
		keep = found[0]
	}
	lines := []string{
		"set src-addr-type subnet", "set src-subnet " + subnet(j.Selector.Local),
		"set dst-addr-type subnet", "set dst-subnet " + subnet(j.Selector.Remote),
	}
	for _, narrow := range []string{"protocol", "src-port", "dst-port"} {
		if v := keep.text(narrow); v != "" && v != "0" {
			lines = append(lines, "unset "+narrow)
		}
	}
	j.say(j.table("phase2"), keep.name, lines...)
	var others []string
	for _, p2 := range j.phase2 {
		if p2 != keep {
			others = append(others, "    delete "+quote(p2.name))
		}
	}
	if len(others) > 0 {
		path := j.table("phase2")
		j.enter(path, append(append([]string{"config " + path}, others...), "end"))
	}
	if mesh := j.phase1.text("mesh-selector-type"); mesh != "" && mesh != "disable" {
		j.set1("mesh-selector-type", "disable")
	}
	j.note("limit what may pass with firewall policies, not with more phase 2 entries")
	j.renewNote()
}

// subnet writes a prefix with its mask, as FortiOS shows it.
func subnet(text string) string {
	p, err := netip.ParsePrefix(text)
	if err != nil || !p.Addr().Is4() {
		return text
	}
	return p.Masked().Addr().String() + " " + netmask(p.Bits())
}

func netmask(bits int) string {
	v := ^uint32(0) << (32 - bits)
	return netip.AddrFrom4([4]byte{byte(v >> 24), byte(v >> 16), byte(v >> 8), byte(v)}).String()
}

// interval writes seconds in the unit that the release takes: seconds up to 6.2.0.
func (j *job) interval(seconds int) string {
	if j.r.releases.to <= rel(6, 2, 0) {
		return strconv.Itoa(seconds)
	}
	return strconv.Itoa(1000 * seconds)
}

func (j *job) addKeepalive() {
	if !j.routed {
		for _, p2 := range j.phase2 {
			j.say(j.table("phase2"), p2.name, "set auto-negotiate enable", "set keepalive enable")
		}
		j.note("that keeps a policy-based tunnel up; it has no interface that a link monitor could use, so let an internal host of a registered range ping an OutSystems DNS server for traffic")
		return
	}
	target := "<address of an OutSystems DNS server>"
	if j.Addr.IsValid() {
		target = j.Addr.String()
	}
	source := "<LAN address of the firewall that belongs to the VPN>"
	if j.Source.IsValid() {
		source = j.Source.String()
	}
	j.say("system link-monitor", "outsystems-"+j.phase1.name, "set srcintf "+quote(j.interfaceName()), "set server "+quote(target),
		"set protocol ping", "set source-ip "+source, "set interval "+j.interval(j.Seconds), "set failtime 3", "set recoverytime 3",
		"set update-static-route enable")
	j.note("the DNS server answers only sources in the ranges registered with OutSystems; a failing probe takes the static routes of this tunnel out")
	if j.r.releases.from <= rel(6, 2, 3) && j.r.releases.to > rel(6, 2, 0) {
		j.note("FortiOS counts the interval in milliseconds from 6.2.4 on and in seconds up to 6.2.0")
	}
}

// setKeepalive changes a probe that exists.
func (j *job) setKeepalive() {
	k := j.Keepalive
	if k == nil {
		return
	}
	var lines []string
	if j.Addr.IsValid() {
		lines = append(lines, "set server "+quote(j.Addr.String()))
	}
	if j.Seconds > 0 {
		lines = append(lines, "set interval "+j.interval(j.Seconds))
	}
	switch k.Kind {
	case "link-monitor":
		if j.Source.IsValid() {
			lines = append(lines, "set source-ip "+j.Source.String())
		}
		j.say("system link-monitor", k.Name, lines...)
	case "health-check":
		if j.Source.IsValid() {
			j.note("set the source in the SD-WAN member of this tunnel: set source " + j.Source.String())
		}
		if len(lines) == 0 {
			return
		}
		table := "system sdwan"
		if j.r.releases.to < rel(6, 4, 0) {
			table = "system virtual-wan-link"
		}
		block := []string{"config " + table, "    config health-check", "        edit " + quote(k.Name)}
		for _, l := range lines {
			block = append(block, "            "+l)
		}
		j.enter(table, append(block, "        next", "    end", "end"))
	}
}

func (j *job) addTunnel() {
	second := "<second endpoint>"
	if j.Addr.IsValid() {
		second = j.Addr.String()
	}
	j.note("add a second phase 1 to " + second + " with a phase 2, policies and a route of its own, from the configuration file that OutSystems supplied")
	j.note("with static routes give the second tunnel a worse priority, or set monitor " + quote(j.phase1.name) + " in its phase 1, so that one tunnel carries the traffic at a time")
}

// interfaceName is the interface that carries the tunnel's traffic.
func (j *job) interfaceName() string {
	if j.ifTable != nil {
		return j.ifTable.name
	}
	return j.phase1.name
}

// fragmentation has a setting since 6.2.
func (j *job) fragmentation() {
	if j.r.releases.to >= rel(6, 2, 0) {
		j.set1("ip-fragmentation", "pre-encapsulation")
	}
}

func (j *job) mss() {
	if !j.routed {
		j.note("on a policy-based tunnel set tcp-mss-sender and tcp-mss-receiver " + strconv.Itoa(j.Number) + " in the policies with action ipsec")
		return
	}
	j.say("system interface", j.interfaceName(), "set tcp-mss "+strconv.Itoa(j.Number))
	if j.ifTable != nil {
		j.edit(j.ifTable, "tcp-mss", strconv.Itoa(j.Number))
	}
}

func (j *job) insideAddress() {
	if j.routed {
		j.say("system interface", j.interfaceName(), "set ip <inside address of the customer gateway> 255.255.255.255",
			"set remote-ip <inside address of the virtual private gateway> 255.255.255.252")
	}
}
