package configxml

import (
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Session tells how the steps of several remedies are done together; apply is the
// GUI's button that makes them count.
func Session(apply string) ipsec.Session {
	return ipsec.Session{Leave: []string{apply}, Key: stepKey, Voids: voids}
}

// stepKey names the element that a step fills. A step in the GUI has none: it goes
// with the step on the element.
func stepKey(_ []string, line string) string {
	line = strings.TrimPrefix(line, "remove ")
	if !strings.HasPrefix(line, "/") {
		return ""
	}
	path, _, _ := strings.Cut(line, " =")
	return path
}

// voids reports that a step is about an element inside the one that is removed.
func voids(_ []string, removal string, _ []string, other string) bool {
	gone, ok := strings.CutPrefix(removal, "remove ")
	return ok && strings.HasPrefix(strings.TrimPrefix(other, "remove "), gone+"/")
}
