package fortigate

import (
	"slices"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// ruleAt is one of the rules of a policy.
type ruleAt struct {
	row  int32
	part uint8
}

// count is how many rules all policies stand for.
func (b *policyBook) count() int {
	if b.split != nil {
		return len(b.split)
	}
	return len(b.rows)
}

// at finds rule i of all policies.
func (b *policyBook) at(i int) ruleAt {
	if b.split != nil {
		return b.split[i]
	}
	return ruleAt{row: int32(i)}
}

// maxMade bounds the policies that are kept after a question.
const maxMade = 2048

// policy reads policy i.
func (b *policyBook) policy(i int32) *policy {
	if b.rows[i].flags&rowRead != 0 {
		return b.read[i]
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if p := b.made[i]; p != nil {
		return p
	}
	b.shelf.into(&b.shelf.entries[i], &b.one)
	p := b.s.policy(&b.one)
	if len(b.made) < maxMade {
		b.made[i] = &p
	}
	return &p
}

// rule returns one of the rules that a policy stands for.
func (b *policyBook) rule(at ruleAt) *ipsec.FilterRule { return &b.policy(at.row).rules[at.part] }

// bounds encloses what a rule may match.
func (b *policyBook) bounds(at ruleAt) ipsec.Bounds {
	row := &b.rows[at.row]
	if row.flags&rowRead != 0 {
		return b.rule(at).Bounds()
	}
	out := ipsec.Bounds{
		SourceLow: row.src.low, SourceHigh: row.src.high, DestinationLow: row.dst.low, DestinationHigh: row.dst.high,
		PortHigh: 65535, Action: ipsec.Deny,
	}
	if s := &b.services[row.service]; !s.open || at.part+1 < s.parts {
		out.Protocol, out.PortLow, out.PortHigh = s.protocol, s.low, s.high
	}
	if row.flags&rowPermits != 0 {
		out.Action = ipsec.Permit
	}
	if row.flags&rowOff != 0 {
		out.SourceLow, out.SourceHigh = 1, 0 // nothing
	}
	return out
}

// where tells between which places a rule stands.
func (b *policyBook) where(at ruleAt) (in, out ipsec.Places) {
	row := &b.rows[at.row]
	if row.flags&rowRead != 0 {
		r := b.rule(at)
		return r.In, r.Out
	}
	return b.places[row.in], b.places[row.out]
}

// ruleAtPlace returns the first rule of the policy that begins there; nil when none
// does.
func (b *policyBook) ruleAtPlace(at parser.Span) *ipsec.FilterRule {
	for i := range b.rows {
		if b.shelf != nil && int(b.shelf.entries[i].start) != at.Start {
			continue
		}
		if p := b.policy(int32(i)); len(p.rules) > 0 && p.rules[0].At == at {
			return &p.rules[0]
		}
	}
	return nil
}

// policyRules shows the policies to the evaluator, behind rules that stand in none.
type policyRules struct {
	book   *policyBook
	before ipsec.RuleList
	first  int // how many those are
}

func (b *policyBook) list(before []ipsec.FilterRule) *policyRules {
	return &policyRules{b, ipsec.RulesOf(before), len(before)}
}

// Len counts the rules before the policies, too.
func (l *policyRules) Len() int { return l.first + l.book.count() }

// Bounds encloses what rule i may match.
func (l *policyRules) Bounds(i int) ipsec.Bounds {
	if i >= l.first {
		return l.book.bounds(l.book.at(i - l.first))
	}
	return l.before.Bounds(i)
}

// Rule reads rule i.
func (l *policyRules) Rule(i int) *ipsec.FilterRule {
	if i >= l.first {
		return l.book.rule(l.book.at(i - l.first))
	}
	return l.before.Rule(i)
}

// Misses passes over the policies between other interfaces.
func (l *policyRules) Misses(i int, in, out []string) bool {
	if i < l.first {
		return false
	}
	from, to := l.book.where(l.book.at(i - l.first))
	return elsewhere(from, in) || elsewhere(to, out)
}

func elsewhere(places ipsec.Places, names []string) bool {
	if len(places) == 0 || names == nil {
		return false
	}
	return !slices.ContainsFunc(places, func(p string) bool { return slices.Contains(names, p) })
}
