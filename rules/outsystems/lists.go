package outsystems

import (
	"slices"

	"github.com/vpnlint/vpnlint/rules"
)

// verdicts are the values of one setting by what the far side does with them.
type verdicts[T comparable] struct {
	accepted []T // by the guide
	farSide  []T // by AWS's documentation only
	refused  []T // by both
}

// sortOut sorts values by a list of the profile, each in the device's order.
func sortOut[T comparable](l rules.List[T], values []T) verdicts[T] {
	var v verdicts[T]
	for _, value := range values {
		switch {
		case slices.Contains(l.Accepted, value):
			v.accepted = append(v.accepted, value)
		case slices.Contains(l.FarSideOnly, value):
			v.farSide = append(v.farSide, value)
		default:
			v.refused = append(v.refused, value)
		}
	}
	return v
}
