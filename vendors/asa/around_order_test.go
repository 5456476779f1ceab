package asa

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestOrdered compares the order with that of inserting one after the other.
func TestOrdered(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for n := range 60 {
		for range 20 {
			items := make([]struct{ number, position int }, n)
			want := items[:0:0]
			for i := range items {
				items[i].number, items[i].position = i, random.IntN(2*n)-n/2
				at := len(want)
				if p := items[i].position; p >= 1 && p <= at {
					at = p - 1
				}
				want = slices.Insert(want, at, items[i])
			}
			got := ordered(items, func(x struct{ number, position int }) int { return x.position })
			if !slices.Equal(got, want) {
				t.Fatalf("%v becomes\n%v, want\n%v", items, got, want)
			}
		}
	}
}
