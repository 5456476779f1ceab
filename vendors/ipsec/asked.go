package ipsec

import (
	"encoding/binary"
	"slices"
	"sync"

	"github.com/vpnlint/vpnlint/parser"
)

// longList is how many rules make a list worth remembering questions about. A
// shorter one is asked afresh each time.
const longList = 256

// asked keeps what questions about one device have in common, since rules ask the same
// of every tunnel. The zero value is ready, and it may be used by several goroutines. A
// filter with a long list is not changed after the first question about it.
type asked struct {
	mu      sync.Mutex
	bounds  map[*Filter][]Bounds // nil for NAT
	answers map[string]Answer
	filters map[*Filter]uint32 // a number of each for the keys of answers
}

// boundsOf returns the bounds of all rules of a list.
func (q *asked) boundsOf(filter *Filter, list RuleList) []Bounds {
	if kept, ok := list.(Bounded); ok {
		if all := kept.AllBounds(); all != nil {
			return all
		}
	}
	if list.Len() < longList {
		return MakeBounds(list.Len(), list.Bounds)
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	all, ok := q.bounds[filter]
	if !ok {
		all = MakeBounds(list.Len(), list.Bounds)
		if q.bounds == nil {
			q.bounds = map[*Filter][]Bounds{}
		}
		q.bounds[filter] = all
	}
	return all
}

// MakeBounds returns the bounds of n rules. Those of a long list are made on all
// processors at once: bounds must be safe for that.
func MakeBounds(n int, bounds func(i int) Bounds) []Bounds {
	all := make([]Bounds, n)
	parser.InParts(n, 2*longList, func(from, to int) {
		for i := from; i < to; i++ {
			all[i] = bounds(i)
		}
	})
	return all
}

// answer returns what was answered before, else what make does. The caller changes
// nothing of it but its own copy of the fields.
func (q *asked) answer(filter *Filter, e *evaluation, make func() Answer) Answer {
	if e.list.Len() < longList {
		return make()
	}
	q.mu.Lock()
	if q.filters == nil {
		q.filters, q.answers = map[*Filter]uint32{}, map[string]Answer{}
	}
	n, ok := q.filters[filter]
	if !ok {
		n = uint32(len(q.filters))
		q.filters[filter] = n
	}
	key := e.key(n)
	got, ok := q.answers[key]
	q.mu.Unlock()
	if ok {
		return got
	}
	got = make()
	got.By, got.Reasons = slices.Clip(got.By), slices.Clip(got.Reasons)
	q.mu.Lock()
	q.answers[key] = got
	q.mu.Unlock()
	return got
}

// key is all that the answer of a filter depends on.
func (e *evaluation) key(filter uint32) string {
	f := e.flow
	out := binary.BigEndian.AppendUint32(nil, filter)
	for _, n := range [...]int{f.Protocol, f.Port, f.SourcePort} {
		out = binary.BigEndian.AppendUint32(out, uint32(n))
	}
	flags := byte(0)
	for i, on := range [...]bool{f.Whole, e.swapped, e.in == nil, e.out == nil} {
		if on {
			flags |= 1 << i
		}
	}
	out = append(out, flags)
	for _, s := range [...]set4{toSet4(f.Source), toSet4(f.Destination)} {
		out = binary.BigEndian.AppendUint32(out, uint32(len(s)))
		for _, r := range s {
			out = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(out, r.low), r.high)
		}
	}
	for _, names := range [...][]string{e.in, e.out} {
		out = append(out, 0)
		for _, name := range names {
			out = append(append(out, name...), 0)
		}
	}
	return string(out)
}
