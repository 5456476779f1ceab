package paloalto

import (
	"iter"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// rowsFound is what is known of the rows between points. The tree's lock guards it.
type rowsFound struct {
	named   map[string]bool         // all places that rows name
	between map[string]*rowsBetween // by the names of two points
	kept    int                     // how many rows these have
}

// rowsBetween are the rows that may take packets between two points.
type rowsBetween struct {
	rows   []int32
	bounds []ipsec.Bounds
}

// maxKept bounds how many times the rows are kept for questions about other points.
const maxKept = 4

// Near yields the rows between two points.
func (b *rulebook) Near(_ *ipsec.Bounds, in, out []string) iter.Seq2[int, *ipsec.Bounds] {
	return func(yield func(int, *ipsec.Bounds) bool) {
		rows, bounds := b.between(in, out)
		for i, row := range rows {
			if !yield(int(row), &bounds[i]) {
				return
			}
		}
	}
}

// between returns the rows that may take packets between points with these names. What the
// addresses of other rows are is not looked up: most rules of a large file are about zones
// that no question is about.
func (b *rulebook) between(in, out []string) ([]int32, []ipsec.Bounds) {
	n := b.Len()
	b.s.v.e.mu.Lock()
	defer b.s.v.e.mu.Unlock()
	if b.found.named == nil {
		b.found.named, b.found.between = b.allPlaces(), map[string]*rowsBetween{}
	}
	key := string(b.found.key(b.found.key(nil, in), out))
	if known := b.found.between[key]; known != nil {
		return known.rows, known.bounds
	}
	made := &rowsBetween{rows: []int32{}}
	for i := range n {
		if !b.Misses(i, in, out) {
			made.rows = append(made.rows, int32(i))
			made.bounds = append(made.bounds, b.rowBounds(i))
		}
	}
	if b.found.kept += len(made.rows); b.found.kept <= maxKept*n {
		b.found.between[key] = made
	}
	return made.rows, made.bounds
}

// key writes down the names of a point that rows name. A point has others, too: of all
// tunnels of one zone the same is asked.
func (f *rowsFound) key(key []byte, names []string) []byte {
	if names == nil {
		return append(key, 1)
	}
	for _, name := range names {
		if f.named[name] {
			key = append(append(key, name...), 0)
		}
	}
	return append(key, 2)
}

// allPlaces returns all places that rows name.
func (b *rulebook) allPlaces() map[string]bool {
	all := map[string]bool{}
	add := func(places ipsec.Places) {
		for _, p := range places {
			all[p] = true
		}
	}
	for i := range b.bases {
		for _, z := range b.bases[i].reader.places {
			add(z.places)
		}
	}
	for _, pair := range b.pairs {
		add(pair[0])
		add(pair[1])
	}
	for i := range b.fixed {
		add(b.fixed[i].In)
		add(b.fixed[i].Out)
	}
	return all
}
