package fortigate

import (
	"hash/maphash"
	"slices"
	"sync"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// policyBook holds the firewall policies in the order in which the device tries
// them. Most are only places in the text with what tells cheaply that they do not
// matter to a question: a policy is read when it may.
type policyBook struct {
	s    *surroundings
	rows []policyRow

	mu   sync.Mutex
	made map[int32]*policy
	one  object // for every policy again
}

// policyRow is one policy.
type policyRow struct {
	section    *parser.ConfigSection // of a policy that is not read yet
	start, end int32
	read       *policy // what is read already; nil otherwise
	parts      uint8   // the rules that it stands for
	off        bool    // disabled
	permits    bool
	nat        ipsec.NATKind
	in, out    ipsec.Places
	bounds     [2]ipsec.Bounds // of its first rules; of a policy that is read all have their own
}

// readPolicies finds the policies for IPv4. A table that holds more than whole
// entries, such as a script's, is read as a whole.
func (s *surroundings) readPolicies() *policyBook {
	b := &policyBook{s: s, made: map[int32]*policy{}, one: object{options: map[string]option{}}}
	s.r.mu.Lock()
	s.r.load()
	s.r.mu.Unlock()
	scan := &policyScan{s: s, tree: s.v.file.tree}
	sections, plain, seen := s.v.find("firewall", "policy"), true, map[uint64]bool{}
	seed := maphash.MakeSeed()
	for i := range sections {
		plain = plain && scan.tree.Entries(sections[i], func(e parser.Entry) {
			key := maphash.Bytes(seed, scan.tree.Source.FieldText(e.Name))
			plain = plain && !seen[key] // the same name twice; two of one hash do no harm
			seen[key] = true
			row := policyRow{section: &sections[i], start: int32(e.Start), end: int32(e.End)}
			if !scan.row(&row) {
				b.take(&row, s.policy(b.object(&row)))
			}
			b.rows = append(b.rows, row)
		}) && plain
	}
	if plain {
		return b
	}
	b.rows = b.rows[:0]
	for _, p := range collect(s.v, s.policy, "firewall", "policy") {
		var row policyRow
		b.take(&row, p)
		b.rows = append(b.rows, row)
	}
	return b
}

// take notes a policy that is read.
func (b *policyBook) take(row *policyRow, p policy) {
	row.read, row.parts, row.nat = &p, uint8(len(p.rules)), p.kind
}

// object reads the entry of a policy. It holds until the next call.
func (b *policyBook) object(row *policyRow) *object {
	tree, o := b.s.v.file.tree, &b.one
	clear(o.options)
	*o = object{tree: tree, options: o.options, order: o.order[:0], tables: o.tables[:0]}
	n := tree.Entry(*row.section, parser.Entry{Start: int(row.start), End: int(row.end)})
	o.begin(n)
	o.add(n, asWritten)
	return o
}

// maxMade bounds the policies that are kept after a question.
const maxMade = 2048

// policy reads policy i.
func (b *policyBook) policy(i int32) *policy {
	row := &b.rows[i]
	if row.read != nil {
		return row.read
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if p := b.made[i]; p != nil {
		return p
	}
	p := b.s.policy(b.object(row))
	if len(b.made) < maxMade {
		b.made[i] = &p
	}
	return &p
}

// rule returns one of the rules that a policy stands for.
func (b *policyBook) rule(at ruleAt) *ipsec.FilterRule { return &b.policy(at.row).rules[at.part] }

func (b *policyBook) bounds(at ruleAt) ipsec.Bounds {
	row := &b.rows[at.row]
	if row.read != nil {
		return row.read.rules[at.part].Bounds()
	}
	return row.bounds[at.part]
}

// places are where a rule stands.
func (b *policyBook) places(at ruleAt) (in, out ipsec.Places) {
	row := &b.rows[at.row]
	if row.read != nil {
		r := &row.read.rules[at.part]
		return r.In, r.Out
	}
	return row.in, row.out
}

// ruleAt is one of the rules of a policy.
type ruleAt struct {
	row  int32
	part uint8
}

// all are the rules of all policies.
func (b *policyBook) all() []ruleAt {
	var out []ruleAt
	out = slices.Grow(out, len(b.rows))
	for i := range b.rows {
		for part := range b.rows[i].parts {
			out = append(out, ruleAt{int32(i), part})
		}
	}
	return out
}

// policyRules shows the policies to the evaluator, behind rules that stand in none.
type policyRules struct {
	book   *policyBook
	before ipsec.RuleList
	rules  []ruleAt
	bounds []ipsec.Bounds
}

func (b *policyBook) list(before []ipsec.FilterRule) *policyRules {
	l := &policyRules{book: b, before: ipsec.RulesOf(before), rules: b.all()}
	l.bounds = make([]ipsec.Bounds, len(l.rules))
	for i, at := range l.rules {
		l.bounds[i] = b.bounds(at)
	}
	return l
}

// Len counts the rules before the policies, too.
func (l *policyRules) Len() int { return l.before.Len() + len(l.rules) }

// Bounds encloses what rule i may match.
func (l *policyRules) Bounds(i int) ipsec.Bounds {
	if n := l.before.Len(); i >= n {
		return l.bounds[i-n]
	}
	return l.before.Bounds(i)
}

// Rule reads rule i.
func (l *policyRules) Rule(i int) *ipsec.FilterRule {
	if n := l.before.Len(); i >= n {
		return l.book.rule(l.rules[i-n])
	}
	return l.before.Rule(i)
}

// Misses passes over the policies between other interfaces.
func (l *policyRules) Misses(i int, in, out []string) bool {
	n := l.before.Len()
	if i < n {
		return false
	}
	from, to := l.book.places(l.rules[i-n])
	return elsewhere(from, in) || elsewhere(to, out)
}

func elsewhere(places ipsec.Places, names []string) bool {
	if len(places) == 0 || names == nil {
		return false
	}
	return !slices.ContainsFunc(places, func(p string) bool { return slices.Contains(names, p) })
}
