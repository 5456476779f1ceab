package paloalto

import (
	"slices"
	"sync/atomic"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// lightRule is a rule of which only what sorts it out is known.
type lightRule struct {
	row                 int32 // in its list
	base                int16 // the rulebase
	off                 bool  // it matches nothing that a question is about
	action              ipsec.Action
	source, destination []byte // as they are written; nil = anywhere
	in, out             *zoneList
	parts               *partList
}

// lightBook is rules that are not read, in their order.
type lightBook struct {
	s     *surroundings
	bases []bookBase
	light []lightRule

	bounds atomic.Pointer[[]ipsec.Bounds] // of all rows; nil until asked for
}

// bookBase is one of the rulebases.
type bookBase struct {
	reader *ruleReader
	list   ruleRows
	text   *ruleText // for every rule again
}

// base adds a rulebase. The tree's lock is held, as it is when rules are sorted.
func (b *lightBook) base(v *vsys, base rulebase, kind string) *bookBase {
	list := base.node.path(kind, "rules").rows()
	b.bases = append(b.bases, bookBase{b.s.reader(v, base), list, &ruleText{form: list.form}})
	if list.scan != nil {
		b.light = slices.Grow(b.light, list.n)
	}
	return &b.bases[len(b.bases)-1]
}

// sorted adds rule i of the last rulebase. It reports false when the rule must be read.
func (b *lightBook) sorted(i int, light func(*ruleReader, *ruleText, *lightRule) bool) (*lightRule, bool) {
	n := len(b.bases) - 1
	base := &b.bases[n]
	if base.list.scan == nil {
		return nil, false
	}
	base.text.value = [ruleOptions][]byte{}
	b.light = append(b.light, lightRule{row: int32(i), base: int16(n)}) // here, where it stays: rules are many
	last := len(b.light) - 1
	if rule := &b.light[last]; base.list.scan(i, base.text) && light(base.reader, base.text, rule) {
		return rule, true
	}
	b.light = b.light[:last]
	return nil, false
}

// read makes the tree of a rule, with what reads it. The tree's lock is held.
func (b *lightBook) read(i int32) (*ruleReader, *node) {
	base := &b.bases[b.light[i].base]
	return base.reader, base.list.read(int(b.light[i].row))
}

// enclose notes the bounds of so many rows, which of makes with the tree's lock held.
func (b *lightBook) enclose(rows int, of func(i int) ipsec.Bounds) []ipsec.Bounds {
	b.s.v.e.mu.Lock()
	defer b.s.v.e.mu.Unlock()
	if all := b.bounds.Load(); all != nil {
		return *all
	}
	all := make([]ipsec.Bounds, rows)
	for i := range all {
		all[i] = of(i)
	}
	b.bounds.Store(&all)
	return all
}

// boundsOf encloses what a part of a light rule may match. The tree's lock is held.
func (b *lightBook) boundsOf(i int32, part int) ipsec.Bounds {
	rule := &b.light[i]
	if rule.off {
		return ipsec.Bounds{SourceLow: 1, Action: rule.action} // nothing: Low is above High
	}
	base := &b.bases[rule.base]
	return rule.parts.bounds[part].between(
		base.reader.enclose(rule.source, base.text, &base.text.same[ruleSource]),
		base.reader.enclose(rule.destination, base.text, &base.text.same[ruleDestination]),
		rule.action)
}

// elsewhere reports that a packet at a point with these names is at none of the places.
func elsewhere(places ipsec.Places, names []string) bool {
	if len(places) == 0 || names == nil {
		return false
	}
	return !slices.ContainsFunc(places, func(p string) bool { return slices.Contains(names, p) })
}
