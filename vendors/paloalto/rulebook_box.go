package paloalto

import (
	"slices"
	"sync"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// boxRules are the rows of a rulebook that meet traffic to the firewall itself in
// one zone.
type boxRules struct {
	book *rulebook
	zone string

	once   sync.Once
	rows   []int
	bounds []ipsec.Bounds
}

// Len returns how many rows there are.
func (b *boxRules) Len() int {
	b.once.Do(b.load)
	return len(b.rows)
}

func (b *boxRules) load() {
	n := b.book.Len()
	e := b.book.s.v.e
	e.mu.Lock()
	defer e.mu.Unlock()
	for i := range n {
		row := b.book.rows[i]
		if row.kind == fixedRow && b.book.fixed[row.rule].Name == intrazone {
			continue // the filter's default
		}
		if in, out := b.book.places(i); !at(in, b.zone) || !at(out, b.zone) {
			continue
		}
		b.rows = append(b.rows, i)
		b.bounds = append(b.bounds, b.book.rowBounds(i))
	}
}

func at(places ipsec.Places, zone string) bool {
	return len(places) == 0 || slices.Contains(places, zone)
}

// Bounds encloses what row i may match.
func (b *boxRules) Bounds(i int) ipsec.Bounds { return b.bounds[i] }

// Rule returns row i for a packet that stays in the zone.
func (b *boxRules) Rule(i int) *ipsec.FilterRule {
	r := *b.book.Rule(b.rows[i])
	r.Out = nil
	return &r
}
