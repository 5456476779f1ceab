package asa

import (
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Session tells how the commands of several remedies are typed together.
func (r *remedier) Session() ipsec.Session {
	return ipsec.Session{
		Enter: []string{"configure terminal"}, Leave: []string{"end", "write memory"},
		Key:   commandKey,
		Voids: voids,
		Removes: func(line string) bool {
			return strings.HasPrefix(line, "no ") || strings.HasPrefix(line, "clear configure ")
		},
	}
}

// commandKey names the setting that a command gives a value: the command without
// that value. Lines of access lists, schedules and heads of objects have no value
// that a later line would replace.
func commandKey(path []string, line string) string {
	words := strings.Fields(line)
	if len(words) > 0 && words[0] == "no" {
		words = words[1:]
	}
	if len(words) == 0 {
		return ""
	}
	n := 1
	switch words[0] {
	default:
		if !strings.HasPrefix(words[0], "vpn-") {
			return "" // lines of access lists, routes, neighbours, heads of objects
		}
	case "encryption", "integrity", "hash", "group", "prf", "authentication", "lifetime", "frequency", "default-group-policy":
	case "sysopt":
		n = 3
	case "crypto":
		if len(words) < 7 || words[1] != "map" || words[5] == "peer" {
			return "" // a peer is added to those that stand there
		}
		n = 4 + keyWords(words[4:]) // crypto map NAME SEQ
	case "set":
		n = keyWords(words)
	case "protocol":
		n = 3
	case "isakmp", "ikev1", "ikev2":
		n = 2
	}
	return strings.Join(append(path[:len(path):len(path)], words[:min(n, len(words))]...), "\x00")
}

// keyWords counts the words of "set" or "match" up to the value: set pfs, set
// ikev2 ipsec-proposal, set security-association lifetime seconds.
func keyWords(words []string) int {
	switch {
	case len(words) < 3:
	case words[1] == "security-association":
		return 4
	case strings.HasPrefix(words[1], "ikev"):
		return 3
	}
	return 2
}

// voids reports that a command is about the object that "no" or "clear configure" names.
func voids(_ []string, removal string, path []string, other string) bool {
	gone, ok := strings.CutPrefix(removal, "no ")
	if rest, clear := strings.CutPrefix(removal, "clear configure "); clear {
		gone, ok = rest, true
	}
	if len(path) > 0 {
		other = path[0]
	}
	return ok && (other == gone || strings.HasPrefix(other, gone+" "))
}
