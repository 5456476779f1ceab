package ipsec

import (
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
