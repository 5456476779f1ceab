package fortigate

import (
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var _ ipsec.Checker = (*remedier)(nil)

// Check returns the commands to look at one thing on the device; ok is false when
// FortiOS has none.
func (r *remedier) Check(ch ipsec.Check) (commands []string, ok bool) {
	o, known := r.links[ch.Tunnel]
	if known {
		j := &job{Change: ipsec.Change{Tunnel: ch.Tunnel}, origin: o, r: r}
		commands = j.check(ch)
	} else {
		switch ch.Kind {
		case ipsec.CPULoad:
			if r.vdom != "" { // the load is the box's, IKE the VDOM's
				return append([]string{"config global", "get system performance status", "diagnose sys top 5 20 3", "end"},
					r.inVDOM("diagnose vpn ike stats")...), true
			}
			commands = []string{"get system performance status", "diagnose sys top 5 20 3", "diagnose vpn ike stats"}
		case ipsec.ShowRoute:
			commands = []string{"get router info routing-table details " + ch.Host("outsystems.dns")}
		case ipsec.WatchDatabase:
			commands = []string{"diagnose sniffer packet any 'tcp port " + ch.PortText() + "' 4"}
		}
	}
	if len(commands) > 0 && !strings.HasPrefix(commands[0], "config ") {
		commands = r.inVDOM(commands...)
	}
	return commands, len(commands) > 0
}

// inVDOM enters the VDOM for commands that only look, where there are VDOMs.
func (r *remedier) inVDOM(commands ...string) []string {
	if r.vdom == "" {
		return commands
	}
	return append(append([]string{"config vdom", "edit " + quote(r.vdom)}, commands...), "end")
}

func (j *job) check(ch ipsec.Check) []string {
	name, peer := typed(j.phase1.name), ch.Tunnel.Peer
	switch ch.Kind {
	case ipsec.PingEndpoint:
		return []string{"execute ping " + peer}
	case ipsec.ShowIKESA:
		return []string{"diagnose vpn ike gateway list name " + name}
	case ipsec.ShowIPsecSA:
		return []string{"get vpn ipsec tunnel summary", "diagnose vpn tunnel list name " + name}
	case ipsec.CaptureIKE:
		return []string{"diagnose sniffer packet any 'host " + peer + " and (udp port 500 or udp port 4500 or proto 50)' 4"}
	case ipsec.CompareKey:
		j.psk() // the device never shows a key: it is typed anew
		return j.out.Commands
	case ipsec.NATTraversalOff:
		// Phase 1 decides about NAT traversal, and keeps to it until it is set up anew.
		anew := "diagnose vpn ike gateway clear name " + name
		out := j.twice(j.table("phase1"), j.phase1.name, "set nattraversal disable", "set nattraversal "+natWord(ch.Tunnel))
		i := slices.Index(out, ipsec.Look)
		return append(slices.Insert(out, i, j.r.inVDOM(anew)...), j.r.inVDOM(anew)...)
	case ipsec.ShowBGP:
		out := []string{"get router info bgp summary"}
		for _, k := range ch.Tunnel.Keepalives {
			if k.Kind == "bgp" {
				out = append(out, "get router info bgp neighbors "+k.Target+" routes", "get router info bgp neighbors "+k.Target+" advertised-routes")
			}
		}
		return out
	case ipsec.TestFailover:
		if j.routed {
			return j.twice("system interface", j.interfaceName(), "set status down", "set status up")
		}
	}
	return nil
}

// natWord is what FortiOS calls the tunnel's setting of NAT traversal.
func natWord(t *ipsec.Tunnel) string {
	if t.IKE.NATTraversal.V == "forced" {
		return "forced"
	}
	return "enable"
}

// typed is a name as commands take it: in quotes where it has blanks.
func typed(name string) string {
	if strings.ContainsAny(name, " \t\"\\") {
		return quote(name)
	}
	return name
}

// twice sets an option for a test and, after a look, back again.
func (j *job) twice(path, key, test, back string) []string {
	j.say(path, key, test)
	j.out.Commands = append(j.out.Commands, ipsec.Look)
	j.say(path, key, back)
	return j.out.Commands
}
