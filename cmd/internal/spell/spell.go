// Package spell finds the word that was probably meant.
package spell

import "strings"

// Nearest returns the name that differs from word by a slip of the keyboard, or
// that begins with it; "" when none is near. Case does not count.
func Nearest(word string, names []string) string {
	word = strings.ToLower(word)
	best, limit := "", 2 // one wrong letter in a short word, two in a longer one
	if len(word) > 4 {
		limit = 3
	}
	for _, n := range names {
		if d := Distance(word, strings.ToLower(n)); d < limit {
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

// DidYouMean returns "; did you mean X?" for the nearest of the names, "" when
// none is near.
func DidYouMean(word string, names []string) string {
	if n := Nearest(word, names); n != "" {
		return "; did you mean " + n + "?"
	}
	return ""
}

// Distance is the number of letters to insert, delete, replace or swap with
// their neighbour (optimal string alignment).
func Distance(a, b string) int {
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
