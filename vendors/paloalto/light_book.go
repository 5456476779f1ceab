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

	ranges atomic.Pointer[[][2]range4] // source and destination of each; nil until asked for
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
	rule := lightRule{row: int32(i), base: int16(n)}
	if !base.list.scan(i, base.text) || !light(base.reader, base.text, &rule) {
		return nil, false
	}
	b.light = append(b.light, rule)
	return &b.light[len(b.light)-1], true
}

// read makes the tree of a rule, with what reads it. The tree's lock is held.
func (b *lightBook) read(i int32) (*ruleReader, *node) {
	base := &b.bases[b.light[i].base]
	return base.reader, base.list.read(int(b.light[i].row))
}

// range4 encloses the addresses of a rule. Those of all are found at once.
func (b *lightBook) range4(i int32) [2]range4 {
	all := b.ranges.Load()
	if all == nil {
		all = b.enclose()
	}
	return (*all)[i]
}

func (b *lightBook) enclose() *[][2]range4 {
	b.s.v.e.mu.Lock()
	defer b.s.v.e.mu.Unlock()
	if all := b.ranges.Load(); all != nil {
		return all
	}
	all := make([][2]range4, len(b.light))
	for i := range b.light {
		all[i] = b.addresses(&b.light[i])
	}
	b.ranges.Store(&all)
	return &all
}

// addresses encloses the addresses of one rule. The tree's lock is held.
func (b *lightBook) addresses(rule *lightRule) [2]range4 {
	if rule.off {
		return [2]range4{nowhere4, nowhere4}
	}
	base := &b.bases[rule.base]
	return [2]range4{
		base.reader.enclose(rule.source, base.text, &base.text.same[ruleSource]),
		base.reader.enclose(rule.destination, base.text, &base.text.same[ruleDestination]),
	}
}

// bounds encloses what a part of the rule may match.
func (l *lightRule) bounds(part int, at [2]range4) ipsec.Bounds {
	if l.off {
		return ipsec.Bounds{SourceLow: 1, Action: l.action} // nothing: Low is above High
	}
	return l.parts.bounds[part].between(at[0], at[1], l.action)
}

// elsewhere reports that a packet at a point with these names is at none of the places.
func elsewhere(places ipsec.Places, names []string) bool {
	if len(places) == 0 || names == nil {
		return false
	}
	return !slices.ContainsFunc(places, func(p string) bool { return slices.Contains(names, p) })
}
