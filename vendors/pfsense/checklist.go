package pfsense

import (
	"github.com/vpnlint/vpnlint/vendors/configxml"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var _ ipsec.Checker = (*remedier)(nil)

// Check returns what to type in the shell, or where to look in the GUI; ok is false
// when pfSense has nothing for it. NAT traversal cannot be switched off.
func (r *remedier) Check(ch ipsec.Check) (commands []string, ok bool) {
	if ch.Kind == ipsec.CompareKey {
		l := r.links[ch.Tunnel]
		if l == nil {
			return nil, false
		}
		return []string{r.job(l, ipsec.Change{Tunnel: ch.Tunnel}).Page1() + ": Pre-Shared Key"}, true
	}
	name := ""
	if ch.Tunnel != nil {
		name = ch.Tunnel.Name
	}
	return configxml.Check(ch, name)
}
