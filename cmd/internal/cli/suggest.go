package cli

import "strings"

// alsoKnownAs maps words that people type to the name that vpnlint uses.
var alsoKnownAs = map[string]string{
	"cisco": "asa", "cisco-asa": "asa", "ftd": "asa", "fortios": "fortigate", "fortinet": "fortigate", "panos": "paloalto", "pan-os": "paloalto",
	"palo-alto": "paloalto", "swanctl": "strongswan", "libreswan": "strongswan", "ipsec.conf": "strongswan", "lint": "check", "list": "rules",
}

// didYouMean returns "; did you mean X?" for the nearest of the names, "" when
// none is near.
func didYouMean(word string, names []string) string {
	if n := nearest(word, names); n != "" {
		return "; did you mean " + n + "?"
	}
	return ""
}

func nearest(word string, names []string) string {
	word = strings.ToLower(word)
	best, limit := "", 2 // one wrong letter in a short word, two in a longer one
	if len(word) > 4 {
		limit = 3
	}
	for _, n := range names {
		if alsoKnownAs[word] == n {
			return n
		}
		if d := distance(word, strings.ToLower(n)); d < limit {
			best, limit = n, d
		}
	}
	if best != "" || len(word) < 3 {
		return best
	}
	for _, n := range names {
		if strings.HasPrefix(strings.ToLower(n), word) {
			return n
		}
	}
	return ""
}

// distance is the number of letters to insert, delete, replace or swap with
// their neighbour (optimal string alignment).
func distance(a, b string) int {
	var before, last []int
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, last, row = last, row, make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j-1]+cost, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(b)]
}
