package configxml

import (
	"slices"
	"sync"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// maxMade bounds the rules of a list that are kept after a question.
const maxMade = 2048

// ruleList shows the rules for packets of one direction to the evaluator, with
// those that the box adds before and behind them.
type ruleList struct {
	book          *ruleBook
	outward       bool
	before, after ipsec.RuleList
	rows          []int32

	mu   sync.Mutex
	made map[int32]*ipsec.FilterRule
}

func (b *ruleBook) list(outward bool, before, after []ipsec.FilterRule) *ruleList {
	l := &ruleList{book: b, outward: outward, before: ipsec.RulesOf(before), after: ipsec.RulesOf(after), made: map[int32]*ipsec.FilterRule{}}
	sees := forIn
	if outward {
		sees = forOut
	}
	for _, i := range b.order {
		if b.rows[i].is(sees) {
			l.rows = append(l.rows, i)
		}
	}
	l.rows = slices.Clip(l.rows)
	return l
}

// Len counts the rules that the box adds, too.
func (l *ruleList) Len() int { return l.before.Len() + len(l.rows) + l.after.Len() }

// part returns the list that rule i stands in, nil for a rule of the file, and its
// place there.
func (l *ruleList) part(i int) (ipsec.RuleList, int) {
	if n := l.before.Len(); i < n {
		return l.before, i
	} else if i -= n; i < len(l.rows) {
		return nil, i
	}
	return l.after, i - len(l.rows)
}

// Bounds encloses what rule i may match.
func (l *ruleList) Bounds(i int) ipsec.Bounds {
	list, i := l.part(i)
	if list != nil {
		return list.Bounds(i)
	}
	b := l.book.rows[l.rows[i]].bounds
	b.Exact = false // the rule has places
	return b
}

// Misses passes over the rules of other tabs.
func (l *ruleList) Misses(i int, in, out []string) bool {
	list, i := l.part(i)
	if list != nil {
		return false
	}
	t := l.book.rows[l.rows[i]].tab
	if l.outward {
		return elsewhere(t.out, out)
	}
	return t.inOff || elsewhere(t.in, in)
}

func elsewhere(places ipsec.Places, names []string) bool {
	if len(places) == 0 || names == nil {
		return false
	}
	return !slices.ContainsFunc(places, func(p string) bool { return slices.Contains(names, p) })
}

// Rule reads rule i.
func (l *ruleList) Rule(i int) *ipsec.FilterRule {
	list, i := l.part(i)
	if list != nil {
		return list.Rule(i)
	}
	row := l.rows[i]
	l.mu.Lock()
	defer l.mu.Unlock()
	if f := l.made[row]; f != nil {
		return f
	}
	f := l.make(row)
	if len(l.made) < maxMade {
		l.made[row] = f
	}
	return f
}

func (l *ruleList) make(row int32) *ipsec.FilterRule {
	r := l.book.rule(row)
	f := l.book.s.filterRule(r)
	if l.outward {
		f.Out = l.book.s.places(r)
		return &f
	}
	f.In, f.Diverts = l.book.s.places(r), l.book.s.diversion(r)
	l.book.s.onUsedTab(&f)
	return &f
}
