package configxml

import (
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Session tells how the steps of several remedies are done together; apply is the
// GUI's button that makes them count.
func Session(apply string) ipsec.Session {
	return ipsec.Session{Leave: []string{apply}, Key: stepKey}
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
