package ipsec

import (
	"cmp"
	"slices"
)

// pending are neighbouring rules of one action, joined where they share a side.
type pending struct {
	any    bool
	action Action
	named  []int // those that decide, as far as they are named
	byDst  map[range4][]range4
	bySrc  map[range4][]range4
	boxes  []box // those with several ranges on both sides
}

// wait makes room for rules of an action, and names rule i when it decides.
func (e *evaluation) wait(i int, action Action, named func() bool) {
	p := &e.pending
	if p.any && p.action != action {
		e.flush()
	}
	if p.byDst == nil {
		p.byDst, p.bySrc = map[range4][]range4{}, map[range4][]range4{}
	}
	p.any, p.action = true, action
	if len(e.answer.By)+len(p.named) < maxDecisions && named() {
		p.named = append(p.named, i)
	}
}

func (e *evaluation) add(i int, action Action, b box) {
	e.wait(i, action, func() bool { return e.rest.overlaps(b) })
	switch p := &e.pending; {
	case len(b.dst) == 1:
		p.byDst[b.dst[0]] = append(p.byDst[b.dst[0]], b.src...)
	case len(b.src) == 1:
		p.bySrc[b.src[0]] = append(p.bySrc[b.src[0]], b.dst...)
	default:
		p.boxes = append(p.boxes, b)
	}
	if b.src.covers(e.all.src) && b.dst.covers(e.all.dst) {
		e.flush() // nothing is left
	}
}

// addRanges is add for one range on each side, which a long list has many of.
func (e *evaluation) addRanges(i int, action Action, src, dst range4) {
	e.wait(i, action, func() bool { return e.rest.overlaps(box{set4{src}, set4{dst}}) })
	e.pending.byDst[dst] = append(e.pending.byDst[dst], src)
	if src == e.all.src[0] && dst == e.all.dst[0] {
		e.flush()
	}
}

// flush applies the pending rules to the rest.
func (e *evaluation) flush() {
	p := &e.pending
	if !p.any {
		return
	}
	for _, i := range p.named {
		e.decide(i, p.action, false)
	}
	for _, b := range p.joined() {
		hit := e.rest.intersect(b)
		if len(hit) == 0 {
			continue
		}
		e.rest = e.rest.subtract(b)
		e.outcome(hit, p.action)
		if len(e.rest) > maxPieces {
			e.given = true
			e.unsure("the list has too many entries that match a part of this traffic to follow")
			break
		}
	}
	*p = pending{}
}

// joined returns the pending rules as boxes, those that share a side as one.
func (p *pending) joined() []box {
	if len(p.byDst) > 1 {
		regroup(p.byDst, p.bySrc)
	}
	out := p.boxes
	for dst, src := range p.byDst {
		out = append(out, box{merged(src), set4{dst}})
	}
	for src, dst := range p.bySrc {
		out = append(out, box{set4{src}, merged(dst)})
	}
	slices.SortFunc(out, func(a, b box) int { // maps have no order, answers do
		return cmp.Or(slices.CompareFunc(a.src, b.src, compare4), slices.CompareFunc(a.dst, b.dst, compare4))
	})
	return out
}

// regroup moves groups with one source range to those that share it.
func regroup(byDst, bySrc map[range4][]range4) {
	for dst, src := range byDst {
		if m := merged(src); len(m) == 1 {
			bySrc[m[0]] = append(bySrc[m[0]], dst)
			delete(byDst, dst)
		}
	}
}

func compare4(a, b range4) int {
	return cmp.Or(cmp.Compare(a.low, b.low), cmp.Compare(a.high, b.high))
}
