// Package pfsense reads the config.xml of pfSense CE 2.2 to 2.8 and pfSense
// Plus, whole or only its ipsec section as Diagnostics > Backup & Restore gives
// it, and works out what strongSwan would get from it.
package pfsense

import (
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/configxml"
)

// Detect scores the evidence that the file is pfSense's: 0 none, 100 certain.
func Detect(src *parser.Source) int {
	switch strings.ToLower(configxml.FirstElement(src)) {
	case "pfsense":
		return 100
	case "m0n0wall":
		return 70
	case "ipsec":
		// OPNsense's legacy section has the same name; opnsense knows its marks.
		if configxml.HasElement(src, "phase1") {
			return 80
		}
		return 20
	case "phase1", "phase2":
		if configxml.HasElement(src, "ikeid") {
			return 70
		}
	}
	return 0
}
