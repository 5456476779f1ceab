package fortigate

import (
	"strings"
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

	mu   sync.Mutex
	made map[ruleAt][]*ipsec.NATRule
}

// natAt is one of the rows that byInterface makes of a rule.
type natAt struct {
	ruleAt
	k   int8
	out ipsec.Places // where it stands instead of the rule's own places; nil = there
}

func (l *policyNAT) load() {
	l.book, l.made = l.s.policies(), map[ruleAt][]*ipsec.NATRule{}
	leaving := map[string][]*ipsec.Interface{}
	for _, at := range l.book.all() {
		row := &l.book.rows[at.row]
		off := row.off
		if row.read != nil {
			off = row.read.rules[at.part].Disabled
		}
		k := int8(0)
		if row.nat == ipsec.NATInterface && !off {
			_, out := l.book.places(at)
			key := strings.Join(out, "\x00")
			if _, ok := leaving[key]; !ok {
				leaving[key] = l.s.leaving(out)
			}
			for _, i := range leaving[key] {
				l.rows = append(l.rows, natAt{at, k, ipsec.Places{i.Name}})
				k++
			}
		}
		l.rows = append(l.rows, natAt{ruleAt: at, k: k})
	}
}

// Len returns how many rows there are.
func (l *policyNAT) Len() int {
	l.once.Do(l.load)
	return len(l.rows)
}

// Bounds encloses what row i may match.
func (l *policyNAT) Bounds(i int) ipsec.Bounds {
	at := l.rows[i]
	b := l.book.bounds(at.ruleAt)
	b.Exact, b.Action = false, ipsec.Deny
	if l.book.rows[at.row].nat == ipsec.NATExempt {
		b.Action = ipsec.Permit
	}
	return b
}

// Misses passes over the rows of other interfaces.
func (l *policyNAT) Misses(i int, in, out []string) bool {
	at := l.rows[i]
	from, to := l.book.places(at.ruleAt)
	if at.out != nil {
		to = at.out
	}
	return elsewhere(from, in) || elsewhere(to, out)
}

// Row makes row i.
func (l *policyNAT) Row(i int) *ipsec.NATRule {
	at := l.rows[i]
	l.mu.Lock()
	defer l.mu.Unlock()
	rows, ok := l.made[at.ruleAt]
	if !ok {
		rows = l.s.natOf(l.book, at.ruleAt)
		l.made[at.ruleAt] = rows
	}
	return rows[at.k]
}
