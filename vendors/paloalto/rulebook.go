package paloalto

import (
	"slices"
	"sync"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// rulebook shows the security rules of a virtual system to the evaluator. When the
// first question is asked, their text tells what sorts them out; a rule is read when
// a question is near to it.
type rulebook struct {
	lightBook
	v *vsys

	once  sync.Once
	rules []bookRule // those whose text tells too little
	rows  []bookRow
	pairs [][2]ipsec.Places  // of rules that stand in several
	fixed []ipsec.FilterRule // rules that stand in no file
	// made are light rules that were read, and last the one that was read last: most
	// have several rows. The tree's lock guards them.
	made   map[int32]*bookRule
	last   *bookRule
	lastAt int32
	found  rowsFound
}

// bookRow is one part of one rule. A pair below zero is the rule's own places.
type bookRow struct {
	rule, pair int32
	part       int16
	kind       rowKind
}

// rowKind says where the rule of a row stands.
type rowKind uint8

const (
	lightRow rowKind = iota
	readRow
	fixedRow
)

func (b *rulebook) load() {
	b.s.v.e.mu.Lock()
	defer b.s.v.e.mu.Unlock()
	for _, base := range b.v.bases {
		if base.gap != "" {
			b.gap(base.gap)
			continue
		}
		on := b.base(b.v, base, "security")
		b.rows = slices.Grow(b.rows, on.list.n)
		for i := range on.list.n {
			if !b.sort(i) {
				b.add(on.reader, on.reader.security(on.list.read(i)))
			}
		}
	}
	action, at := b.s.standard(b.v, intrazone, ipsec.Permit)
	for _, zone := range b.s.zoneNames(b.v) {
		r := ipsec.FilterRule{
			Name: intrazone, At: at, Action: action, In: ipsec.Places{zone}, Out: ipsec.Places{zone},
			Source: ipsec.Anywhere(), Destination: ipsec.Anywhere(),
		}
		if b.s.hidden != "" {
			r.Maybe = []string{b.s.hidden}
		}
		b.fix(r)
	}
}

// sort makes the rows of rule i of the last rulebase by its text. It reports false when
// the rule must be read.
func (b *rulebook) sort(i int) bool {
	rule, ok := b.sorted(i, (*ruleReader).light)
	if !ok {
		return false
	}
	for part := range max(len(rule.parts.parts), 1) {
		b.rows = append(b.rows, bookRow{rule: int32(len(b.light)) - 1, part: int16(part), pair: -1})
	}
	return true
}

// add makes the rows of a rule that is read.
func (b *rulebook) add(r *ruleReader, rule bookRule) {
	i := int32(len(b.rules))
	b.rules = append(b.rules, rule)
	places := []int32{-1}
	if rule.kind == "intrazone" || rule.kind == "interzone" {
		places = places[:0]
		for _, pair := range r.spread(&rule) {
			places = append(places, int32(len(b.pairs)))
			b.pairs = append(b.pairs, pair)
		}
	}
	for part := range rule.parts {
		for _, pair := range places {
			b.rows = append(b.rows, bookRow{rule: i, part: int16(part), pair: pair, kind: readRow})
		}
	}
}

// gap stands for rules that the file does not show.
func (b *rulebook) gap(reason string) {
	for _, action := range [...]ipsec.Action{ipsec.Permit, ipsec.Deny} {
		b.fix(ipsec.FilterRule{
			Name: "a rule that is not shown", Action: action, Source: ipsec.Anywhere(), Destination: ipsec.Anywhere(), Maybe: []string{reason},
		})
	}
}

func (b *rulebook) fix(r ipsec.FilterRule) {
	b.rows = append(b.rows, bookRow{rule: int32(len(b.fixed)), kind: fixedRow})
	b.fixed = append(b.fixed, r)
}

// Len returns how many rows there are.
func (b *rulebook) Len() int {
	b.once.Do(b.load)
	return len(b.rows)
}

// Bounds encloses what row i may match.
func (b *rulebook) Bounds(i int) ipsec.Bounds {
	b.Len()
	b.s.v.e.mu.Lock()
	defer b.s.v.e.mu.Unlock()
	return b.rowBounds(i)
}

// rowBounds makes the bounds of row i. The tree's lock is held.
func (b *rulebook) rowBounds(i int) ipsec.Bounds {
	switch row := b.rows[i]; row.kind {
	case fixedRow:
		out := b.fixed[row.rule].Bounds()
		out.Exact = false
		return out
	case readRow:
		return b.rules[row.rule].bounds(int(row.part))
	default:
		return b.boundsOf(row.rule, int(row.part))
	}
}

// Misses passes over the rules between other zones.
func (b *rulebook) Misses(i int, in, out []string) bool {
	from, to := b.places(i)
	return elsewhere(from, in) || elsewhere(to, out)
}

// Doubts tells of the rows of light rules whose zones, or whose traffic, the file does
// not tell for certain.
func (b *rulebook) Doubts(i int, in, out []string) (services []ipsec.Service, ok bool) {
	row := b.rows[i]
	if row.kind != lightRow || b.light[row.rule].off {
		return nil, false
	}
	rule := &b.light[row.rule]
	part := rule.parts.parts[row.part]
	ok = len(part.maybe) > 0 || rule.in.unknown != "" || rule.out.unknown != "" ||
		in == nil && len(rule.in.places) > 0 || out == nil && len(rule.out.places) > 0
	return part.services, ok
}

// Rule makes row i.
func (b *rulebook) Rule(i int) *ipsec.FilterRule {
	row := b.rows[i]
	if row.kind == fixedRow {
		return &b.fixed[row.rule]
	}
	in, out := b.places(i)
	return b.rule(row).row(int(row.part), in, out)
}

// maxMade bounds the rules that are kept after a question.
const maxMade = 2048

// rule returns the rule of a row, read now when it was not.
func (b *rulebook) rule(row bookRow) *bookRule {
	if row.kind == readRow {
		return &b.rules[row.rule]
	}
	b.s.v.e.mu.Lock()
	defer b.s.v.e.mu.Unlock()
	if b.last != nil && b.lastAt == row.rule {
		return b.last
	}
	known := b.made[row.rule]
	if known == nil {
		r, n := b.read(row.rule)
		rule := r.security(n)
		known = &rule
		if b.made == nil {
			b.made = map[int32]*bookRule{}
		}
		if len(b.made) < maxMade {
			b.made[row.rule] = known
		}
	}
	b.last, b.lastAt = known, row.rule
	return known
}

// places are where row i stands.
func (b *rulebook) places(i int) (in, out ipsec.Places) {
	switch row := b.rows[i]; {
	case row.kind == fixedRow:
		return b.fixed[row.rule].In, b.fixed[row.rule].Out
	case row.pair >= 0:
		return b.pairs[row.pair][0], b.pairs[row.pair][1]
	case row.kind == readRow:
		return b.rules[row.rule].in.places, b.rules[row.rule].out.places
	default:
		return b.light[row.rule].in.places, b.light[row.rule].out.places
	}
}
