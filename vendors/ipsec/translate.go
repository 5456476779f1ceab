package ipsec

import "slices"

// NATVerdict says what becomes of a flow's source address.
type NATVerdict uint8

const (
	// NATUndecided means that the file does not tell.
	NATUndecided NATVerdict = iota
	// NATKept means that the source stays: exempt, or no rule matches.
	NATKept
	// NATTranslated means that all of the flow is translated.
	NATTranslated
	// NATPartly means that some of the flow is translated for certain and some is not.
	NATPartly
)

// String returns the word used in messages and tests.
func (v NATVerdict) String() string {
	return [...]string{"unknown", "kept", "translated", "partly"}[v]
}

// NATAnswer is what becomes of a flow's source address, and why.
type NATAnswer struct {
	Verdict NATVerdict
	By      []*NATRule // the deciding rules in their order, at most eight; none when no rule matches
	Maybe   []*NATRule // rules that decide only if an unknown turns out so
	// Kept and Changed are one certain example of each; invalid without one.
	Kept, Changed Pair
	Reasons       []string
}

// Translate answers whether the source address of a flow is translated on its
// way from one point to the other.
func (a *Around) Translate(f Flow) NATAnswer {
	if a == nil || a.NAT.Extent == NotRead {
		return NATAnswer{Reasons: []string{"the NAT rules of this device are not read"}}
	}
	if len(toSet4(f.Source)) == 0 || len(toSet4(f.Destination)) == 0 || !f.Source.Exact() || !f.Destination.Exact() {
		return NATAnswer{Reasons: []string{"the addresses of the traffic are not known"}}
	}
	e := &evaluation{flow: &f, in: a.names(f.From), out: a.names(f.To), list: a.natRules()}
	e.run(&a.asked, nil, false)
	if len(e.rest) > 0 && !e.settled() {
		if a.NAT.Extent == Complete {
			for _, rest := range e.rest {
				e.outcome(region{rest}, Permit)
			}
		} else {
			e.unsure(orElse(a.NAT.Reason, "the file may not show all NAT rules"))
		}
	}
	e.verdict()
	got := NATAnswer{
		Verdict: NATVerdict(e.answer.Verdict), Kept: e.answer.Passes, Changed: e.answer.Stopped, Reasons: e.answer.Reasons,
	}
	for _, d := range e.answer.By {
		if d.Maybe {
			got.Maybe = append(got.Maybe, a.nat.Row(d.index))
		} else {
			got.By = append(got.By, a.nat.Row(d.index))
		}
	}
	return got
}

// natRules shows the NAT rules to the evaluator as rules of a filter that permits
// what keeps its source address and denies what does not.
func (a *Around) natRules() RuleList {
	a.natOnce.Do(func() {
		if a.NATList != nil {
			a.nat.NATList = a.NATList
			return
		}
		l := &natRows{rows: a.NAT.All()}
		l.bounds = make([]Bounds, len(l.rows))
		for i, n := range l.rows {
			r := n.asRule()
			l.bounds[i] = r.Bounds()
		}
		a.nat.NATList = l
	})
	return a.nat
}

// natFilter makes a rule of a row each time that one is asked for: there may be tens
// of thousands, and a question asks for few.
type natFilter struct{ NATList }

func (l natFilter) Rule(i int) *FilterRule {
	r := l.Row(i).asRule()
	return &r
}

// AllBounds returns the bounds that the list keeps, nil when it keeps none.
func (l natFilter) AllBounds() []Bounds {
	if kept, ok := l.NATList.(Bounded); ok {
		return kept.AllBounds()
	}
	return nil
}

// natRows is the rows of a table.
type natRows struct {
	rows   []*NATRule
	bounds []Bounds
}

func (l *natRows) Len() int            { return len(l.rows) }
func (l *natRows) Bounds(i int) Bounds { return l.bounds[i] }
func (l *natRows) AllBounds() []Bounds { return l.bounds }
func (l *natRows) Row(i int) *NATRule  { return l.rows[i] }

// Misses passes over the rows of other interfaces.
func (l *natRows) Misses(i int, in, out []string) bool {
	n := l.rows[i]
	return n.In.match(in) == no || n.Out.match(out) == no
}

func (n *NATRule) asRule() FilterRule {
	r := FilterRule{
		Name: n.Name, At: n.At, Action: Deny, Disabled: n.Disabled, In: n.In, Out: n.Out,
		Source: n.Source, Destination: n.Destination, Services: n.Services, Maybe: n.Maybe,
	}
	switch n.Kind {
	case NATExempt:
		r.Action = Permit
	case NATUnknown:
		r.Maybe = append(slices.Clone(r.Maybe), "the file does not tell what the rule translates to")
	}
	return r
}
