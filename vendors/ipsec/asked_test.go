package ipsec

import (
	"iter"
	"net/netip"
	"reflect"
	"testing"
)

// counted is a list that counts how often it is looked at.
type counted struct {
	RuleList
	bounds, rules int
}

func (c *counted) Bounds(i int) Bounds    { c.bounds++; return c.RuleList.Bounds(i) }
func (c *counted) Rule(i int) *FilterRule { c.rules++; return c.RuleList.Rule(i) }

// TestAskedOnce holds that the same question about a long list is followed once,
// with the same answer each time, and that rules of other protocols are not looked at.
func TestAskedOnce(t *testing.T) {
	rules := make([]FilterRule, longList)
	for i := range rules {
		rules[i] = FilterRule{Source: Anywhere(), Destination: Anywhere(), In: Places{"inside"}, Action: Deny, Services: []Service{{Protocol: ProtoTCP}}}
	}
	rules[longList-1].Services = nil
	list := &counted{RuleList: RulesOf(rules)}
	a := &Around{}
	a.Filters.Extent = Complete
	a.Filters.Rows = []*Filter{{Name: "policy", Hooks: Transit, In: Places{"inside"}, Rules: list}}
	f := Flow{
		To: Point{Interface: "outside"}, Protocol: ProtoUDP, Port: 53,
		Source: SetOf(netip.MustParsePrefix("10.1.0.0/16")), Destination: SetOf(netip.MustParsePrefix("10.8.2.0/24")),
	}
	unsure := a.Decide(f) // the point is not told: the answer is doubted where it is joined
	if again := a.Decide(f); !reflect.DeepEqual(unsure, again) || unsure.Verdict != Undecided {
		t.Errorf("%+v, then %+v", unsure, again)
	}
	f.From = Point{Interface: "inside"}
	first := a.Decide(f)
	bounds, looked := list.bounds, list.rules
	if second := a.Decide(f); !reflect.DeepEqual(first, second) || first.Verdict != Denied {
		t.Errorf("%+v, then %+v", first, second)
	}
	if list.bounds != bounds || list.rules != looked {
		t.Errorf("the second question looks at %d bounds and %d rules", list.bounds-bounds, list.rules-looked)
	}
	if looked > 6 {
		t.Errorf("%d rules are looked at, of which one is of the protocol", looked)
	}
	f.Port = 123
	a.Decide(f)
	if list.bounds != bounds {
		t.Errorf("another question of the protocol looks at %d bounds", list.bounds-bounds)
	}
}

// finder is a list that finds its rules by the addresses and points of a question.
type finder struct{ RuleList }

func (f finder) Near(q *Bounds, in, out []string) iter.Seq2[int, *Bounds] {
	return func(yield func(int, *Bounds) bool) {
		for i := range f.Len() {
			b, r := f.Bounds(i), f.Rule(i)
			if b.Meets(q) && r.In.match(in) != no && r.Out.match(out) != no && !yield(i, &b) {
				return
			}
		}
	}
}

// TestNarrower holds that a list which finds its rules is answered for as any other.
func TestNarrower(t *testing.T) {
	cidr := func(s string) AddrSet { return SetOf(netip.MustParsePrefix(s)) }
	var rules []FilterRule
	for i, in := range []Places{{"dmz"}, {"inside"}, nil, {"outside"}, {"inside", "dmz"}, {"dmz"}} {
		r := FilterRule{In: in, Source: Anywhere(), Destination: cidr("10.8.2.0/24"), Action: Action(i % 2)}
		if i < 4 {
			r.Source = cidr([...]string{"10.1.0.0/16", "10.1.1.0/24", "10.1.2.0/24", "10.1.0.0/16"}[i])
		}
		rules = append(rules, r)
	}
	for _, last := range []bool{false, true} {
		for _, from := range []string{"inside", "dmz", "outside", "nowhere", ""} {
			var answers [2]Answer
			for k, list := range [...]RuleList{RulesOf(rules), finder{RulesOf(rules)}} {
				a := &Around{}
				a.Filters.Extent = Complete
				a.Filters.Rows = []*Filter{{Name: "policy", Hooks: Transit, Rules: list, LastMatch: last, Default: Deny}}
				answers[k] = a.Decide(Flow{
					From: Point{Interface: from}, To: Point{Interface: "tunnel"}, Protocol: ProtoTCP, Port: 443, Whole: true,
					Source: cidr("10.1.0.0/16"), Destination: cidr("10.8.2.0/24"),
				})
				for i := range answers[k].By {
					answers[k].By[i].Filter, answers[k].By[i].Rule = nil, nil
				}
			}
			if !reflect.DeepEqual(answers[0], answers[1]) {
				t.Errorf("from %q, last match %v: %+v\nwant %+v", from, last, answers[1], answers[0])
			}
		}
	}
}
