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
	s *surroundings
	v *vsys

	once   sync.Once
	bases  []bookBase
	light  []lightRule // rules that are not read
	rules  []bookRule  // those whose text tells too little
	rows   []bookRow
	pairs  [][2]ipsec.Places  // of rules that stand in several
	fixed  []ipsec.FilterRule // rules that stand in no file
	bounds []ipsec.Bounds     // of the fixed ones

	enclosed sync.Once
	ranges   [][2]range4         // source and destination of the light rules
	made     map[int32]*bookRule // light ones that were read; the tree's lock guards it
}

// bookBase is one of the rulebases.
type bookBase struct {
	reader *ruleReader
	list   ruleRows
	text   *ruleText // for every rule again
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
		r, list := b.s.reader(b.v, base), base.node.path("security", "rules").rows()
		b.bases = append(b.bases, bookBase{r, list, &ruleText{form: list.form}})
		if list.scan != nil {
			b.light, b.rows = slices.Grow(b.light, list.n), slices.Grow(b.rows, list.n)
		}
		for i := range list.n {
			if !b.sort(i) {
				b.add(r, r.security(list.read(i)))
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
	n := len(b.bases) - 1
	base := &b.bases[n]
	if base.list.scan == nil {
		return false
	}
	base.text.value = [ruleOptions][]byte{}
	rule := lightRule{row: int32(i), base: int16(n)}
	if !base.list.scan(i, base.text) || !base.reader.light(base.text, &rule) {
		return false
	}
	for part := range max(len(rule.parts.parts), 1) {
		b.rows = append(b.rows, bookRow{rule: int32(len(b.light)), part: int16(part), pair: -1})
	}
	b.light = append(b.light, rule)
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
	b.bounds = append(b.bounds, r.Bounds())
	b.fixed = append(b.fixed, r)
}

// Len returns how many rows there are.
func (b *rulebook) Len() int {
	b.once.Do(b.load)
	return len(b.rows)
}

// Bounds encloses what row i may match.
func (b *rulebook) Bounds(i int) ipsec.Bounds {
	switch row := b.rows[i]; row.kind {
	case fixedRow:
		return b.bounds[row.rule]
	case readRow:
		return b.rules[row.rule].bounds(int(row.part))
	default:
		b.enclosed.Do(b.enclose)
		return b.light[row.rule].bounds(int(row.part), b.ranges[row.rule])
	}
}

// enclose encloses the addresses of all rules.
func (b *rulebook) enclose() {
	b.s.v.e.mu.Lock()
	defer b.s.v.e.mu.Unlock()
	b.ranges = make([][2]range4, len(b.light))
	for i := range b.light {
		b.ranges[i] = b.addresses(&b.light[i])
	}
}

// addresses encloses the addresses of a rule that is not read.
func (b *rulebook) addresses(rule *lightRule) [2]range4 {
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

// Misses passes over the rules between other zones.
func (b *rulebook) Misses(i int, in, out []string) bool {
	from, to := b.places(i)
	return elsewhere(from, in) || elsewhere(to, out)
}

func elsewhere(places ipsec.Places, names []string) bool {
	if len(places) == 0 || names == nil {
		return false
	}
	return !slices.ContainsFunc(places, func(p string) bool { return slices.Contains(names, p) })
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
	if known := b.made[row.rule]; known != nil {
		return known
	}
	light := &b.light[row.rule]
	base := &b.bases[light.base]
	rule := base.reader.security(base.list.read(int(light.row)))
	if b.made == nil {
		b.made = map[int32]*bookRule{}
	}
	if len(b.made) < maxMade {
		b.made[row.rule] = &rule
	}
	return &rule
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
