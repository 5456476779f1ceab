package fortigate

import (
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Session tells how the commands of several remedies are typed together. FortiOS
// saves each table when it is left.
func (r *remedier) Session() ipsec.Session {
	s := ipsec.Session{Key: commandKey, Voids: voids}
	if r.vdom != "" { // "diagnose vpn" is a command of the VDOM
		s.RenewEnter, s.RenewLeave = []string{"config vdom", "edit " + quote(r.vdom)}, []string{"end"}
	}
	return s
}

// commandKey names the option that a command sets in its entry.
func commandKey(path []string, line string) string {
	words := strings.Fields(line)
	if len(words) < 2 || words[0] != "set" && words[0] != "unset" {
		return ""
	}
	return strings.Join(append(path[:len(path):len(path)], words[1]), "\x00")
}

// voids reports that a command is in the entry that "delete" names.
func voids(path []string, removal string, otherPath []string, _ string) bool {
	name, ok := strings.CutPrefix(strings.TrimSpace(removal), "delete ")
	return ok && len(otherPath) > len(path) && slices.Equal(otherPath[:len(path)], path) && strings.TrimSpace(otherPath[len(path)]) == "edit "+name
}
