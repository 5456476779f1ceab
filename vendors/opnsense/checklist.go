package opnsense

import (
	"github.com/vpnlint/vpnlint/vendors/configxml"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var _ ipsec.Checker = (*remedier)(nil)

// Check returns what to type in the shell, or where to look in the GUI; ok is false
// when OPNsense has nothing for it. NAT traversal cannot be switched off. The
// daemon knows a connection by its uuid.
func (r *remedier) Check(ch ipsec.Check) (commands []string, ok bool) {
	l := r.links[ch.Tunnel]
	if l == nil {
		return configxml.Check(ch, "")
	}
	name, page := ch.Tunnel.Name, "VPN > IPsec > Tunnel Settings (legacy): Pre-Shared Key"
	if l.conn != nil {
		name, page = l.conn.uuid, "VPN > IPsec > Pre-Shared Keys: the entry of "+ch.Tunnel.Peer
	}
	if ch.Kind == ipsec.CompareKey {
		return []string{page}, true
	}
	commands, ok = configxml.Check(ch, name)
	if ch.Kind == ipsec.CaptureIKE {
		commands[0] = "Interfaces > " + commands[0] // pfSense has that page in a menu of its own
	}
	return commands, ok
}
