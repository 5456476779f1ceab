package ipsec

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestSet4 compares the set operations with the same ones address by address.
func TestSet4(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	const space = 40
	make4 := func() (set4, [space]bool) {
		var rs []range4
		for range rnd.IntN(5) {
			low := uint32(rnd.IntN(space))
			rs = append(rs, range4{low, min(space-1, low+uint32(rnd.IntN(8)))})
		}
		s := merged(rs)
		return s, members(s)
	}
	for range 5000 {
		s, inS := make4()
		u, inU := make4()
		both, less := members(s.intersect(u)), members(s.subtract(u))
		covered := true
		for i := range space {
			if both[i] != (inS[i] && inU[i]) || less[i] != (inS[i] && !inU[i]) {
				t.Fatalf("%v and %v: intersect %v, subtract %v", s, u, s.intersect(u), s.subtract(u))
			}
			covered = covered && (!inU[i] || inS[i])
		}
		if s.covers(u) != covered {
			t.Fatalf("%v covers %v: %v", s, u, s.covers(u))
		}
	}
	for _, s := range []set4{merged([]range4{{5, last4}, {0, 3}}), {{0, last4}}} {
		if rest := (set4{{0, last4}}).subtract(s).subtract(set4{{4, 4}}); len(rest) != 0 {
			t.Errorf("everything less %v leaves %v", s, rest)
		}
	}
}

func members(s set4) (in [40]bool) {
	for _, r := range s {
		for i := r.low; i <= r.high; i++ {
			in[i] = true
		}
	}
	return in
}

// TestEvaluationAgainstPackets compares verdicts with the first match of every
// single packet, over random lists on few addresses.
func TestEvaluationAgainstPackets(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	part := func() AddrSet {
		low := uint32(rnd.IntN(8))
		return set4{{low, min(7, low+uint32(rnd.IntN(8)))}}.addrSet()
	}
	for range 3000 {
		rules := make([]FilterRule, rnd.IntN(8))
		for i := range rules {
			rules[i] = FilterRule{Action: Action(rnd.IntN(2)), Source: part(), Destination: part()}
			if rnd.IntN(4) == 0 {
				rules[i].Source.Unknown = []string{"some name"}
			}
		}
		a := &Around{Filters: Table[*Filter]{Extent: Complete, Rows: []*Filter{{Hooks: Transit, Rules: RulesOf(rules), Default: Deny}}}}
		f := Flow{Source: part(), Destination: part(), Protocol: ProtoTCP, Port: 443}
		got := a.Decide(f)
		permitted, denied, unknown := byPacket(rules, f)
		want := Undecided
		switch {
		case permitted && denied:
			want = Partly
		case unknown:
		case permitted:
			want = Permitted
		default:
			want = Denied
		}
		if got.Verdict != want {
			t.Fatalf("%v %v > %v: %v, want %v", rules, f.Source, f.Destination, got, want)
		}
	}
}

func byPacket(rules []FilterRule, f Flow) (permitted, denied, unknown bool) {
	for _, src := range toSet4(f.Source) {
		for _, dst := range toSet4(f.Destination) {
			for s := src.low; s <= src.high; s++ {
				for d := dst.low; d <= dst.high; d++ {
					can := [2]bool{}
					sure := false
					for _, r := range rules {
						if !toSet4(r.Destination).covers(set4{{d, d}}) {
							continue
						}
						if toSet4(r.Source).covers(set4{{s, s}}) {
							can[r.Action], sure = true, true
							break
						}
						can[r.Action] = can[r.Action] || !r.Source.Exact()
					}
					if !sure {
						can[Deny] = true
					}
					permitted = permitted || can[Permit] && !can[Deny]
					denied = denied || can[Deny] && !can[Permit]
					unknown = unknown || can[Permit] && can[Deny]
				}
			}
		}
	}
	return permitted, denied, unknown
}

// TestManyReasons holds that each reason is noted once and in order, however many there are.
func TestManyReasons(t *testing.T) {
	var b AddrBuilder
	var want []string
	for range 2 {
		for i := range 3 * manyReasons {
			why := fmt.Sprintf("address %d is not defined", i)
			if b.AddUnknown(why); len(want) < 3*manyReasons {
				want = append(want, why)
			}
		}
	}
	if got := b.Set().Unknown; !slices.Equal(got, want) {
		t.Errorf("%d reasons, want %d: %q", len(got), len(want), got)
	}
}
