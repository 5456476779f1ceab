package fortigate

import (
	"slices"
	"sync"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// policyBook holds the firewall policies in the order in which the device tries
// them. Most are only places in the text with what tells cheaply that they do not
// matter to a question: a policy is read when it may. Rows, and what their numbers
// stand for, do not change once the book is made.
type policyBook struct {
	s        *surroundings
	shelf    *shelf // nil when the table was read as a whole
	rows     []policyRow
	places   []ipsec.Places
	services []serviceBounds
	split    []ruleAt          // the rules of all policies; nil when each stands for one
	read     map[int32]*policy // what rows do not tell

	mu   sync.Mutex
	made map[int32]*policy
	one  object // for every policy again
}

// policyRow is one policy, as small as it can be: there may be tens of thousands.
type policyRow struct {
	src, dst         range4
	in, out, service uint16 // numbers of places and services
	flags            rowFlags
	parts            uint8 // the rules that it stands for
}

type rowFlags uint8

const (
	rowRead rowFlags = 1 << iota // it is in the book's read; of the rest only parts, off and NAT count
	rowOff                       // disabled
	rowPermits
	rowInterface // its NAT takes the address of the interface
	rowDynamic   // or one of a pool
)

// nat is what the policy does to the source address.
func (f rowFlags) nat() ipsec.NATKind {
	switch {
	case f&rowInterface != 0:
		return ipsec.NATInterface
	case f&rowDynamic != 0:
		return ipsec.NATDynamic
	}
	return ipsec.NATExempt
}

// readPolicies finds the policies for IPv4. A table that holds more than whole
// entries, such as a script's, is read as a whole.
func (s *surroundings) readPolicies() *policyBook {
	b := &policyBook{s: s, made: map[int32]*policy{}, one: object{options: map[string]option{}}}
	s.r.mu.Lock()
	s.r.load()
	s.r.mu.Unlock()
	scan := &policyScan{book: b, text: s.v.file.tree.Source.Text()}
	b.clear()
	b.shelf = s.v.shelf(func(sh *shelf, at *shelved, e *parser.Entry) {
		row, ok := scan.row(e)
		if !ok {
			sh.into(at, &b.one)
			row = b.take(s.policy(&b.one))
		}
		if len(b.rows) == cap(b.rows) {
			b.rows = slices.Grow(b.rows, cap(sh.entries)-len(b.rows))
		}
		b.rows = append(b.rows, row)
	}, "firewall", "policy")
	if b.shelf == nil {
		b.clear()
		for _, p := range collect(s.v, s.policy, "firewall", "policy") {
			b.rows = append(b.rows, b.take(p))
		}
	}
	b.number()
	return b
}

func (b *policyBook) clear() { b.rows, b.read = nil, map[int32]*policy{} }

// take notes a policy that is read as the next one.
func (b *policyBook) take(p policy) policyRow {
	b.read[int32(len(b.rows))] = &p
	row := policyRow{flags: rowRead, parts: uint8(len(p.rules))}
	switch p.kind {
	case ipsec.NATInterface:
		row.flags |= rowInterface
	case ipsec.NATDynamic:
		row.flags |= rowDynamic
	}
	if len(p.rules) > 0 && p.rules[0].Disabled {
		row.flags |= rowOff
	}
	return row
}

// number lists the rules where policies stand for more than one, or for none.
func (b *policyBook) number() {
	if !slices.ContainsFunc(b.rows, func(r policyRow) bool { return r.parts != 1 }) {
		return
	}
	b.split = make([]ruleAt, 0, len(b.rows)+len(b.rows)/8)
	for i := range b.rows {
		for part := range b.rows[i].parts {
			b.split = append(b.split, ruleAt{int32(i), part})
		}
	}
}
