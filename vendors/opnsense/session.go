package opnsense

import (
	"github.com/vpnlint/vpnlint/vendors/configxml"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Session tells how the steps of several remedies are done together.
func (r *remedier) Session() ipsec.Session {
	return configxml.Session("Apply, on every page with a change")
}
