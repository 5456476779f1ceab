package paloalto

import (
	"slices"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var _ ipsec.Checker = (*remedier)(nil)

// Check returns the commands to look at one thing on the firewall; ok is false
// when PAN-OS has none.
func (r *remedier) Check(ch ipsec.Check) (commands []string, ok bool) {
	if joined := r.tunnels[ch.Tunnel]; joined != nil {
		commands = (&job{Change: ipsec.Change{Tunnel: ch.Tunnel}, joined: joined, c: r.c}).check(ch)
		return commands, len(commands) > 0
	}
	switch ch.Kind {
	case ipsec.CPULoad:
		commands = []string{"show running resource-monitor minute last 15", "show system resources", "show counter global filter severity drop delta yes"}
	case ipsec.ShowRoute:
		for _, router := range r.c.v.root.list("network", "virtual-router") {
			commands = append(commands, "test routing fib-lookup virtual-router "+quoted(router.word)+" ip "+ch.Host("outsystems.dns"))
		}
		if len(commands) == 0 {
			commands = []string{"show routing fib"}
		}
	case ipsec.WatchDatabase:
		commands = []string{"show session all filter destination-port " + ch.PortText()}
	}
	return commands, len(commands) > 0
}

func (j *job) check(ch ipsec.Check) []string {
	peer, gateway := j.model.Peer, quoted(j.gatewayRef.text)
	switch ch.Kind {
	case ipsec.PingEndpoint:
		if j.g != nil && j.g.localIP.known() {
			return []string{"ping source " + bare(j.g.localIP.text) + " host " + peer}
		}
		return []string{"ping host " + peer}
	case ipsec.ShowIKESA:
		return []string{"show vpn ike-sa gateway " + gateway, "test vpn ike-sa gateway " + gateway}
	case ipsec.ShowIPsecSA:
		return []string{"show vpn ipsec-sa tunnel " + quoted(j.t.name), "show vpn flow name " + quoted(j.t.name)}
	case ipsec.CaptureIKE:
		return []string{"debug dataplane packet-diag set filter match destination " + peer, "debug dataplane packet-diag set filter match source " + peer,
			"debug dataplane packet-diag set filter on", "debug dataplane packet-diag set capture stage receive file vpn-in.pcap",
			"debug dataplane packet-diag set capture stage transmit file vpn-out.pcap", "debug dataplane packet-diag set capture on",
			"view-pcap filter-pcap vpn-in.pcap", "view-pcap filter-pcap vpn-out.pcap", ipsec.Look, "debug dataplane packet-diag clear all"}
	case ipsec.CompareKey:
		j.psk() // the firewall never shows a key: it is typed anew
		return configured(j.out.Commands...)
	case ipsec.NATTraversalOff:
		j.set(j.gateFrom(), j.gate("protocol-common nat-traversal enable no")...)
		j.set(j.gateFrom(), j.gate("protocol-common nat-traversal enable yes")...)
		return tested(j.out.Commands[0], j.out.Commands[1])
	case ipsec.ShowBGP:
		return []string{"show routing protocol bgp summary", "show routing protocol bgp loc-rib", "show routing protocol bgp rib-out"}
	case ipsec.TestFailover:
		j.set(j.t.from, j.tun("disabled yes")...)
		j.set(j.t.from, j.tun("disabled no")...)
		return tested(j.out.Commands[0], j.out.Commands[1], "show vpn flow")
	}
	return nil
}

// configured types commands in configure mode and commits them.
func configured(commands ...string) []string {
	return slices.Concat([]string{"configure"}, commands, []string{"commit", "exit"})
}

// tested commits a test, shows what is to be looked at, and commits its end after
// the look.
func tested(test, back string, show ...string) []string {
	return slices.Concat(configured(test), show, []string{ipsec.Look}, configured(back))
}

// bare is an address without the length of its prefix.
func bare(text string) string {
	for i := range text {
		if text[i] == '/' {
			return text[:i]
		}
	}
	return text
}
