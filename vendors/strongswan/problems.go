package strongswan

import (
	"slices"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// tidyProblems puts problems in the order of the file. What the release decides
// of a tunnel that the daemon does not load is left out.
func tidyProblems(list []ipsec.Problem) []ipsec.Problem {
	list = slices.DeleteFunc(list, func(p ipsec.Problem) bool {
		return p.Kind == ipsec.NoVersion && !slices.ContainsFunc(p.Tunnels, func(t *ipsec.Tunnel) bool { return t.Enabled })
	})
	slices.SortStableFunc(list, func(a, b ipsec.Problem) int {
		switch {
		case a.At.Before(b.At):
			return -1
		case b.At.Before(a.At):
			return 1
		}
		return 0
	})
	return list
}
