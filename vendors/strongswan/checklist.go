package strongswan

import "github.com/vpnlint/vpnlint/vendors/ipsec"

var _ ipsec.Checker = remedier{}

// Check returns what to type on the host; ok is false when the software has
// nothing for it. NAT traversal cannot be switched off, and keys are in the file.
func (r remedier) Check(ch ipsec.Check) (commands []string, ok bool) {
	if ch.Tunnel == nil {
		switch ch.Kind {
		case ipsec.CPULoad:
			commands = []string{"uptime", r.status("")}
		case ipsec.ShowRoute:
			commands = []string{"ip route get " + ch.Host("outsystems.dns"), "ip xfrm policy"}
		case ipsec.WatchDatabase:
			commands = []string{"tcpdump -ni any 'tcp port " + ch.PortText() + "'"}
		case ipsec.HostKeepaliveUnit:
			commands = keepaliveUnit(ch.Host("outsystems.dns"))
		}
		return commands, len(commands) > 0
	}
	peer := ch.Tunnel.Peer
	switch ch.Kind {
	case ipsec.PingEndpoint:
		commands = []string{"ping -c 4 " + peer}
	case ipsec.ShowIKESA, ipsec.ShowIPsecSA:
		commands = []string{r.status(ch.Tunnel.Name)}
	case ipsec.CaptureIKE:
		commands = []string{"tcpdump -ni any 'host " + peer + " and (udp port 500 or udp port 4500 or proto 50)'"}
	case ipsec.ShowBGP:
		commands = []string{"vtysh -c 'show bgp summary'", "vtysh -c 'show bgp ipv4 unicast'"}
	case ipsec.TestFailover:
		renew := r.renew(ch.Tunnel)
		commands = []string{renew[0], r.status(""), ipsec.Look, renew[1]}
		if r.lang == langLibreswan {
			commands[0] = "ipsec auto --down " + ch.Tunnel.Name
		}
	}
	return commands, len(commands) > 0
}

// status shows the SAs of one tunnel, of all for "".
func (r remedier) status(name string) string {
	switch {
	case r.lang == langLibreswan:
		return "ipsec status"
	case r.lang == langStroke && name == "":
		return "ipsec statusall"
	case r.lang == langStroke:
		return "ipsec statusall " + name
	case name == "":
		return "swanctl --list-sas"
	}
	return "swanctl --list-sas --ike " + name
}

// keepaliveUnit starts a ping that goes on for ever: neither strongSwan nor
// libreswan has a keepalive of its own.
func keepaliveUnit(target string) []string {
	return []string{
		"systemd-run --unit=outsystems-keepalive --property=Restart=always ping -i 5 " + target,
		"systemctl status outsystems-keepalive",
	}
}
