package suppress

import (
	"bytes"
	"slices"
	"testing"
)

// TestPlaces lays the word over each place where one piece of the search meets the
// next, in both cases of its first letter.
func TestPlaces(t *testing.T) {
	word := []byte("vpnlint")
	for _, written := range []string{"vpnlint", "VPNLINT", "Vpnlint", "vPNLint"} {
		for at := pieceSize - 8; at <= pieceSize+1; at++ {
			text := bytes.Repeat([]byte("v "), pieceSize)
			text[at-1] = ' '
			copy(text[at:], written+" ")
			text = append(text, " Vpnlint vpnlint"...)
			end := len(text)
			if got, want := places(word, text), []int{at, end - 15, end - 7}; !slices.Equal(got, want) {
				t.Errorf("%s at %d: found at %v, want %v", written, at, got, want)
			}
		}
	}
	for _, other := range []string{"vpnlint.yaml", "my-vpnlint", "vpnlints", "vpnlin", "VPNLINT_x", "vvpnlint", ""} {
		if got := places(word, []byte(other)); len(got) > 0 {
			t.Errorf("%q: found at %v", other, got)
		}
	}
}
