package outsystems

import "github.com/vpnlint/vpnlint/rules"

// All returns every rule of the profile outsystems-cloud, grouped by category in
// the order in which they are listed.
func All() []*rules.Rule {
	return []*rules.Rule{}
}
