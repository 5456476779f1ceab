package outsystems

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// lower reports whether p offers a value that the lists rank below everything
// that q offers for the same setting. AWS tries values from the lowest, so that
// p may be chosen although q stands before it.
func (a algorithms) lower(p, q ipsec.Proposal) bool {
	return lowest(a.encryption, p.Encryption) < lowest(a.encryption, q.Encryption) ||
		lowest(a.integrity, p.Integrity) < lowest(a.integrity, q.Integrity) ||
		lowest(a.dh, p.DH) < lowest(a.dh, q.DH)
}

// lowest returns the rank of the lowest value that the far side takes: the place
// in the profile's lists, which go from low to high. What cannot be told, or has
// no such value, ranks highest.
func lowest[T comparable](l rules.List[T], v ipsec.Value[[]T]) int {
	order := slices.Concat(l.Accepted, l.FarSideOnly)
	rank := len(order)
	for _, value := range v.V {
		if i := slices.Index(order, value); i >= 0 && v.Known() {
			rank = min(rank, i)
		}
	}
	return rank
}

// groupList lists Diffie-Hellman groups, runs of three and more as "14-18".
func groupList(numbers []int) string {
	sorted := slices.Sorted(slices.Values(numbers))
	var words []string
	for i := 0; i < len(sorted); {
		end := i
		for end+1 < len(sorted) && sorted[end+1] == sorted[end]+1 {
			end++
		}
		if end-i >= 2 {
			words = append(words, fmt.Sprintf("%d-%d", sorted[i], sorted[end]))
			i = end + 1
			continue
		}
		words = append(words, fmt.Sprint(sorted[i]))
		i++
	}
	return strings.Join(words, ", ")
}
