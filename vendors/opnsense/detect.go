// Package opnsense reads OPNsense's config.xml: the connections of VPN > IPsec >
// Connections (the Swanctl model, 23.1 and later) and the older Tunnel Settings
// (the legacy ipsec section), which can stand side by side.
package opnsense

import (
	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/configxml"
)

// legacyMarks are elements that OPNsense writes into the legacy ipsec section
// and pfSense does not.
var legacyMarks = []string{"tunnel_isolation", "rekeyfuzz", "tunnel_local", "inactivity_timeout", "auto_routes_disable"}

// Detect scores the evidence that the file is OPNsense's: 0 none, 100 certain.
func Detect(src *parser.Source) int {
	switch configxml.FirstElement(src) {
	case "opnsense":
		return 100
	case "OPNsense":
		return 95
	case "Swanctl":
		return 90
	case "ipsec":
		for _, mark := range legacyMarks {
			if configxml.HasElement(src, mark) {
				return 90
			}
		}
		return 10
	}
	return 0
}
