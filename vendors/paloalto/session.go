package paloalto

import (
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

const (
	noteCommit = "in configure mode; then \"commit\""
	notePush   = "in configure mode on Panorama; then commit and push"
)

// Session tells how the commands of several remedies are typed together.
func (r *remedier) Session() ipsec.Session {
	s := ipsec.Session{Enter: []string{"configure"}, Leave: []string{"commit", "exit"}, Note: noteCommit, Key: commandKey}
	if r.c.v.context != "" {
		s.Note = notePush
	}
	return s
}

// commandKey names what a set command gives a value: the command without its last
// word or list. A command that sets several values at once names the first.
func commandKey(_ []string, line string) string {
	rest, ok := strings.CutPrefix(line, "set ")
	if !ok {
		return ""
	}
	for _, several := range []string{" tunnel-monitor ", " proxy-id ", " monitor-profile ", " dpd ", " local-id "} {
		if head, _, found := strings.Cut(rest, several); found {
			return head + several
		}
	}
	if i := strings.LastIndex(rest, " [ "); i > 0 && strings.HasSuffix(rest, "]") {
		return rest[:i]
	}
	return rest[:max(0, strings.LastIndexByte(rest, ' '))]
}
