package configxml

import (
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Check returns what to type in the shell of a box whose IPsec is strongSwan's, or
// where to look in its GUI: "Menu > Page: field". conn is the connection's name.
func Check(ch ipsec.Check, conn string) (commands []string, ok bool) {
	peer := ""
	if ch.Tunnel != nil {
		peer = ch.Tunnel.Peer
	}
	switch ch.Kind {
	case ipsec.PingEndpoint:
		commands = []string{"ping -c 4 " + peer}
	case ipsec.ShowIKESA, ipsec.ShowIPsecSA:
		commands = []string{"swanctl --list-sas --ike " + conn}
	case ipsec.CaptureIKE:
		page := "Diagnostics > Packet Capture: "
		if ch.Tunnel.Interface != "" {
			page += "Interface " + strings.ToUpper(ch.Tunnel.Interface) + ", "
		}
		commands = []string{page + "Host Address " + peer}
	case ipsec.ShowRoute:
		commands = []string{"route -n get " + ch.Host("outsystems.dns"), "setkey -DP"}
	case ipsec.ShowBGP:
		commands = []string{"vtysh -c 'show bgp summary'", "vtysh -c 'show bgp ipv4 unicast'"}
	case ipsec.CPULoad:
		commands = []string{"top -aSH", "swanctl --stats"}
	case ipsec.WatchDatabase:
		commands = []string{"tcpdump -ni enc0 'tcp port " + ch.PortText() + "'", "tcpdump -ni pflog0 'tcp port " + ch.PortText() + "'"}
	case ipsec.TestFailover:
		commands = []string{"swanctl --terminate --ike " + conn, "swanctl --list-sas"}
		if len(ch.Tunnel.Children) > 0 {
			commands = append(commands, ipsec.Look, "swanctl --initiate --ike "+conn+" --child "+ch.Tunnel.Children[0].Name)
		}
	}
	return commands, len(commands) > 0
}
