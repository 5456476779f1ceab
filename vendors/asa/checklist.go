package asa

import (
	"slices"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var _ ipsec.Checker = (*remedier)(nil)

// Check returns the commands to look at one thing on the device; ok is false when
// an ASA has none.
func (r *remedier) Check(ch ipsec.Check) (commands []string, ok bool) {
	for _, l := range r.links {
		if l.t == ch.Tunnel {
			commands = (&job{Change: ipsec.Change{Tunnel: l.t}, link: l, all: r.links}).check(ch)
			return commands, len(commands) > 0
		}
	}
	switch ch.Kind {
	case ipsec.CPULoad:
		commands = []string{"show cpu usage", "show processes cpu-usage sorted non-zero", "show crypto protocol statistics all"}
	case ipsec.ShowRoute:
		commands = []string{"show route " + ch.Host("outsystems.dns")}
	case ipsec.WatchDatabase:
		commands = []string{"show asp drop", "capture dbcheck type asp-drop all match tcp any any eq " + ch.PortText(),
			"show capture dbcheck", ipsec.Look, "no capture dbcheck"}
	}
	return commands, len(commands) > 0
}

func (j *job) check(ch ipsec.Check) []string {
	peer, outside := j.t.Peer, j.outside()
	switch ch.Kind {
	case ipsec.PingEndpoint:
		return []string{"ping " + outside + " " + peer}
	case ipsec.ShowIKESA:
		var out []string
		for _, v := range j.t.IKE.Versions.V {
			if v == "ikev2" {
				out = append(out, "show crypto ikev2 sa detail")
			} else {
				out = append(out, "show crypto isakmp sa detail")
			}
		}
		return out
	case ipsec.ShowIPsecSA:
		return []string{"show crypto ipsec sa peer " + peer}
	case ipsec.CaptureIKE:
		return []string{"capture vpncheck interface " + outside + " match ip any host " + peer, "show capture vpncheck", ipsec.Look, "no capture vpncheck"}
	case ipsec.CompareKey:
		return []string{"more system:running-config | begin tunnel-group " + j.peerGroup() + " ipsec-attributes"}
	case ipsec.NATTraversalOff:
		off, on := "no crypto isakmp nat-traversal", "crypto isakmp nat-traversal 20"
		if j.vti == nil {
			if len(j.entries) == 0 {
				return nil
			}
			on = "no " + entryCommand(j.entries[0]) + " set nat-t-disable"
			off = entryCommand(j.entries[0]) + " set nat-t-disable"
		}
		// Phase 1 decides about NAT traversal, and keeps to it until it is set up anew.
		anew := "vpn-sessiondb logoff tunnel-group " + j.peerGroup() + " noconfirm"
		return slices.Concat(visit(off), []string{anew, ipsec.Look}, visit(on), []string{anew})
	case ipsec.ShowBGP:
		out := []string{"show bgp summary"}
		for _, k := range j.t.Keepalives {
			if k.Kind == "bgp" {
				out = append(out, "show bgp neighbors "+k.Target+" routes", "show bgp neighbors "+k.Target+" advertised-routes")
			}
		}
		return out
	case ipsec.TestFailover:
		if j.vti != nil {
			return configured([]string{"interface " + j.vti.name, " shutdown"}, []string{"interface " + j.vti.name, " no shutdown"})
		}
	}
	return nil
}

// configured types a test and, in a visit of its own, its end.
func configured(test, back []string) []string {
	return slices.Concat(visit(test...), []string{ipsec.Look}, visit(back...))
}

// visit types commands in configuration mode.
func visit(lines ...string) []string {
	return slices.Concat([]string{"configure terminal"}, lines, []string{"end"})
}
