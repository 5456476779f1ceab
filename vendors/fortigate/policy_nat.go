package fortigate

import (
	"sync"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// policyNAT shows what policies do to source addresses to the evaluator. A policy
// is read when a question is near to it.
type policyNAT struct {
	s    *surroundings
	once sync.Once
	book *policyBook
	rows []natAt
	outs []ipsec.Places // what natAt.out numbers, from one

	mu   sync.Mutex
	made map[ruleAt][]*ipsec.NATRule
}

// natAt is one of the rows that byInterface makes of a rule.
type natAt struct {
	row, out int32 // out is where it stands instead of the rule's own places; 0 = there
	part     uint8
	k        int8
}

func (n natAt) rule() ruleAt { return ruleAt{n.row, n.part} }

func (l *policyNAT) load() {
	l.book, l.made = l.s.policies(), map[ruleAt][]*ipsec.NATRule{}
	l.rows = make([]natAt, 0, l.book.count())
	known, names := make([][]int32, len(l.book.places)), map[string]int32{}
	for i := range l.book.count() {
		at := l.book.at(i)
		n := natAt{row: at.row, part: at.part}
		row := &l.book.rows[at.row]
		if row.flags&rowInterface != 0 && row.flags&rowOff == 0 {
			for _, n.out = range l.leaving(at, row, known, names) {
				l.rows = append(l.rows, n)
				n.k++
			}
			n.out = 0
		}
		l.rows = append(l.rows, n)
	}
}

// leaving numbers the interfaces that carry a tunnel and that a rule holds for.
func (l *policyNAT) leaving(at ruleAt, row *policyRow, known [][]int32, names map[string]int32) []int32 {
	told := row.flags&rowRead == 0
	if told && known[row.out] != nil {
		return known[row.out]
	}
	_, places := l.book.where(at)
	out := []int32{}
	for _, i := range l.s.leaving(places) {
		if names[i.Name] == 0 {
			l.outs = append(l.outs, ipsec.Places{i.Name})
			names[i.Name] = int32(len(l.outs))
		}
		out = append(out, names[i.Name])
	}
	if told {
		known[row.out] = out
	}
	return out
}

// Len returns how many rows there are.
func (l *policyNAT) Len() int {
	l.once.Do(l.load)
	return len(l.rows)
}

// Bounds encloses what row i may match.
func (l *policyNAT) Bounds(i int) ipsec.Bounds {
	at := l.rows[i]
	b := l.book.bounds(at.rule())
	b.Exact, b.Action = false, ipsec.Deny
	if l.book.rows[at.row].flags.nat() == ipsec.NATExempt {
		b.Action = ipsec.Permit
	}
	return b
}

// Misses passes over the rows of other interfaces.
func (l *policyNAT) Misses(i int, in, out []string) bool {
	at := l.rows[i]
	from, to := l.book.where(at.rule())
	if at.out != 0 {
		to = l.outs[at.out-1]
	}
	return elsewhere(from, in) || elsewhere(to, out)
}

// Row makes row i.
func (l *policyNAT) Row(i int) *ipsec.NATRule {
	at := l.rows[i]
	l.mu.Lock()
	defer l.mu.Unlock()
	rows, ok := l.made[at.rule()]
	if !ok {
		rows = l.s.natOf(l.book, at.rule())
		l.made[at.rule()] = rows
	}
	return rows[at.k]
}
