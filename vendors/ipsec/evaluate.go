package ipsec

import (
	"fmt"
	"slices"
)

// evaluation follows one flow through one list of rules. What is not decided yet
// is the rest. Neighbouring rules of one action are collected and applied at once,
// since their order among each other does not matter: that keeps the work linear
// in the number of rules.
type evaluation struct {
	flow     *Flow
	all      box
	in, out  []string // names of the points
	swapped  bool     // the rules have source and destination the other way round
	list     RuleList
	sifter   Sifter // the list, when it is one
	rest     region
	pending  pending
	doubts   []doubt
	answer   Answer
	given    bool // a limit was reached, the rest stays undecided
	diverts  bool // the pending rules send elsewhere what they permit
	boundary Bounds
}

// doubt is a rule that may match a part of the flow and may not.
type doubt struct {
	index  int
	action Action
	box    box
	reason string

	diverts bool // as in evaluation
}

const (
	maxDecisions = 8   // rules named for each list
	maxPieces    = 256 // boxes of the rest before the evaluator gives up
	maxDoubts    = 64
)

func (e *evaluation) start() {
	src, dst := toSet4(e.flow.Source), toSet4(e.flow.Destination)
	if e.swapped {
		src, dst = dst, src
	}
	e.all = box{src, dst}
	e.rest = region{e.all}
	e.boundary = Bounds{
		SourceLow: src[0].low, SourceHigh: src[len(src)-1].high,
		DestinationLow: dst[0].low, DestinationHigh: dst[len(dst)-1].high,
		PortHigh: 65535,
	}
	if f := e.flow; f.Port != 0 && !e.swapped && (f.Protocol == ProtoTCP || f.Protocol == ProtoUDP) {
		e.boundary.PortLow, e.boundary.PortHigh = uint16(f.Port), uint16(f.Port)
	}
}

// run tries the rules of the list. Nil stands for the filter of NAT.
func (e *evaluation) run(kept *asked, filter *Filter, lastMatch bool) {
	e.start()
	e.sifter, _ = e.list.(Sifter)
	if near := narrower(e.list); near != nil && !lastMatch {
		for i, b := range near.Near(&e.boundary, e.in, e.out) {
			if !e.open() {
				break
			}
			if e.meets(b) {
				e.try(i, b)
			}
		}
	} else {
		e.through(kept.boundsOf(filter, e.list), lastMatch)
	}
	e.flush()
}

// through tries all rules in their order. With lastMatch the first match is what pf's
// last match would be: the quick rules, then the others from the last to the first.
func (e *evaluation) through(bounds []Bounds, lastMatch bool) {
	for i := 0; i < len(bounds) && e.open(); i++ {
		if b := &bounds[i]; (b.Quick || !lastMatch) && e.meets(b) {
			e.try(i, b)
		}
	}
	for i := len(bounds) - 1; lastMatch && i >= 0 && e.open(); i-- {
		if b := &bounds[i]; !b.Quick && e.meets(b) {
			e.try(i, b)
		}
	}
}

// open reports that something is left to decide.
func (e *evaluation) open() bool { return len(e.rest) > 0 && !e.settled() }

// settled reports that nothing more can change the verdict.
func (e *evaluation) settled() bool {
	return e.given || !e.flow.Whole && e.answer.SomePermitted && e.answer.SomeDenied
}

// meets reports that a rule can match anything of the flow.
func (e *evaluation) meets(b *Bounds) bool {
	q := &e.boundary
	return b.Meets(q) && b.PortHigh >= q.PortLow && b.PortLow <= q.PortHigh &&
		(b.Protocol == 0 || e.flow.Protocol == ProtoAny || int(b.Protocol) == e.flow.Protocol)
}

// try adds rule i to the pending ones, or to the doubts.
func (e *evaluation) try(i int, b *Bounds) {
	if b.Exact && e.exact(i, b) || e.sifter != nil && e.sifter.Misses(i, e.in, e.out) {
		return
	}
	if len(e.doubts) > maxDoubts && e.doubtful(i) {
		return
	}
	r := e.list.Rule(i)
	if r.Disabled {
		return
	}
	place := min(r.In.match(e.in), r.Out.match(e.out))
	service := serviceMatch(r.Services, e.flow, e.swapped)
	if place == no || service == no {
		return
	}
	reason := ""
	switch {
	case len(r.Maybe) > 0:
		reason = r.Maybe[0]
	case place == perhaps:
		reason = "the interface of the traffic is not known"
	case service == perhaps:
		reason = "it takes some of the protocols or ports only"
	}
	outer := box{sure(r.Source, e.all.src), sure(r.Destination, e.all.dst)}
	if reason == "" && !outer.empty() {
		e.turn(r.Diverts != nil)
		e.add(i, r.Action, outer)
	}
	for _, s := range []AddrSet{r.Source, r.Destination} {
		if !s.Exact() && reason == "" {
			reason = s.Unknown[0]
		}
	}
	if reason != "" {
		e.doubt(i, r.Action, box{most(r.Source, e.all.src), most(r.Destination, e.all.dst)}, reason)
	}
}

// doubtful does what try does with a rule that takes nothing for certain, when there
// are too many of these to follow. It reports false when only the rule itself tells.
func (e *evaluation) doubtful(i int) bool {
	list, ok := e.list.(Doubter)
	if !ok {
		return false
	}
	services, ok := list.Doubts(i, e.in, e.out)
	if ok && serviceMatch(services, e.flow, e.swapped) != no {
		e.flush()
	}
	return ok
}

func sure(s AddrSet, within set4) set4 { return toSet4(s).intersect(within) }

// most is what a set may hold at most.
func most(s AddrSet, within set4) set4 {
	if s.Exact() {
		return sure(s, within)
	}
	return within
}

// exact adds a rule that is told by its bounds. It reports false when it is not.
func (e *evaluation) exact(i int, b *Bounds) bool {
	e.turn(false)
	f := e.flow
	if f.Protocol == ProtoTCP || f.Protocol == ProtoUDP || f.Protocol == ProtoICMP {
		whole := b.PortLow == 0 && b.PortHigh == 65535
		switch {
		case whole:
		case b.Protocol == 0 || f.Port == 0 && f.Protocol != ProtoICMP || e.swapped:
			return false
		case f.Port < int(b.PortLow) || f.Port > int(b.PortHigh):
			return true // does not match
		}
	} else if f.Protocol == ProtoAny && b.Protocol != 0 {
		return false
	}
	if len(e.all.src) == 1 && len(e.all.dst) == 1 { // the usual question, without making sets
		src := range4{max(b.SourceLow, e.all.src[0].low), min(b.SourceHigh, e.all.src[0].high)}
		dst := range4{max(b.DestinationLow, e.all.dst[0].low), min(b.DestinationHigh, e.all.dst[0].high)}
		e.addRanges(i, b.Action, src, dst)
		return true
	}
	x := box{set4{{b.SourceLow, b.SourceHigh}}.intersect(e.all.src), set4{{b.DestinationLow, b.DestinationHigh}}.intersect(e.all.dst)}
	if !x.empty() {
		e.add(i, b.Action, x)
	}
	return true
}

func (e *evaluation) doubt(i int, action Action, b box, reason string) {
	e.flush()
	if b.empty() || !e.rest.overlaps(b) {
		return
	}
	if len(e.doubts) == maxDoubts {
		b, reason = e.all, "the list has too many entries that may match to follow"
	}
	if len(e.doubts) <= maxDoubts {
		e.doubts = append(e.doubts, doubt{i, action, b, reason, e.list.Rule(i).Diverts != nil})
	}
}

// outcome notes that a region is decided, save where a doubtful earlier rule
// would decide it otherwise.
func (e *evaluation) outcome(hit region, action Action) {
	for _, d := range e.doubts {
		if d.action == action {
			e.answer.mayGoOn = e.answer.mayGoOn || e.diverts && !d.diverts && hit.overlaps(d.box)
			continue
		}
		if !hit.overlaps(d.box) {
			continue
		}
		e.unsure(e.doubtText(d))
		if !slices.ContainsFunc(e.answer.By, func(x Decision) bool { return x.index == d.index && x.Maybe }) {
			e.decide(d.index, d.action, true)
		}
		hit = hit.subtract(d.box)
	}
	if len(hit) == 0 {
		return
	}
	src, dst := hit.first()
	if e.swapped {
		src, dst = dst, src
	}
	if e.flow.Whole {
		e.answer.keep(hit, action, e.swapped)
	}
	if action == Permit {
		if !e.answer.SomePermitted {
			e.answer.Passes = Pair{src, dst}
		}
		e.answer.SomePermitted = true
		return
	}
	if !e.answer.SomeDenied {
		e.answer.Stopped = Pair{src, dst}
	}
	e.answer.SomeDenied = true
}

func (e *evaluation) doubtText(d doubt) string {
	if name := e.list.Rule(d.index).Name; name != "" {
		return fmt.Sprintf("%s may match: %s", name, d.reason)
	}
	return d.reason
}

func (e *evaluation) unsure(reason string) {
	if !slices.Contains(e.answer.Reasons, reason) && len(e.answer.Reasons) < maxDecisions {
		e.answer.Reasons = append(e.answer.Reasons, reason)
	}
}

func (e *evaluation) decide(i int, action Action, maybe bool) {
	r := e.list.Rule(i)
	e.answer.By = append(e.answer.By, Decision{Rule: r, Action: action, At: r.At, Maybe: maybe, index: i})
}

// verdict sums up the parts.
func (e *evaluation) verdict() {
	a := &e.answer
	switch {
	case a.SomePermitted && a.SomeDenied:
		a.Verdict = Partly
	case len(a.Reasons) > 0:
		a.Verdict = Undecided
	case a.SomePermitted:
		a.Verdict = Permitted
	case a.SomeDenied:
		a.Verdict = Denied
	}
}
