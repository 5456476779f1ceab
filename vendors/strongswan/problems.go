package strongswan

import (
	"slices"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// sortProblems puts problems in the order of the file, those of the file itself
// before those of the files that it includes.
func sortProblems(list []ipsec.Problem) {
	slices.SortStableFunc(list, func(a, b ipsec.Problem) int {
		switch {
		case a.At.Before(b.At):
			return -1
		case b.At.Before(a.At):
			return 1
		}
		return 0
	})
}
