package ipsec

import (
	"encoding/binary"
	"slices"
	"sync"
)

// longList is how many rules make a list worth remembering questions about. A
// shorter one is asked afresh each time.
const longList = 256

// asked keeps what questions about one device have in common. Rules ask the same
// of every tunnel, and most of a long list is about other protocols. The zero value
// is ready, and it may be used by several goroutines. A filter with a long list is
// not changed after the first question about it.
type asked struct {
	mu      sync.Mutex
	rows    map[rowsKey][]nearRow
	answers map[string]Answer
	filters map[*Filter]uint32 // a number of each for the keys of answers
}

type rowsKey struct {
	filter   *Filter // nil for NAT
	protocol int
}

// nearRow is a rule that may match packets of one protocol.
type nearRow struct {
	Bounds
	i int32
}

// near returns the rules of a list that may match packets of a protocol.
func (q *asked) near(filter *Filter, list RuleList, protocol int) []nearRow {
	if list.Len() < longList {
		return nearRows(list, protocol)
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	key := rowsKey{filter, protocol}
	rows, ok := q.rows[key]
	if !ok {
		rows = nearRows(list, protocol)
		if q.rows == nil {
			q.rows = map[rowsKey][]nearRow{}
		}
		q.rows[key] = rows
	}
	return rows
}

func nearRows(list RuleList, protocol int) []nearRow {
	all, n := list.Len(), 0
	for i := range all {
		if b := list.Bounds(i); b.mayBe(protocol) {
			n++
		}
	}
	rows := make([]nearRow, 0, n)
	for i := range all {
		if b := list.Bounds(i); b.mayBe(protocol) {
			rows = append(rows, nearRow{b, int32(i)})
		}
	}
	return rows
}

func (b *Bounds) mayBe(protocol int) bool {
	return b.SourceLow <= b.SourceHigh && b.DestinationLow <= b.DestinationHigh &&
		(b.Protocol == 0 || protocol == ProtoAny || int(b.Protocol) == protocol)
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
