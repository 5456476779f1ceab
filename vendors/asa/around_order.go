package asa

import (
	"bytes"
	"math/bits"
	"slices"
	"strconv"
)

// inOrder returns the statements of an access-list in the order in which the
// device has them. A running-config lists them so; a script to be pasted may say
// "line 3", which puts an entry ahead of the third line, remarks counted.
func (c *config) inOrder(nodes []int32) []int32 {
	return ordered(nodes, c.lineNumber)
}

// lineNumber is the figure of an entry that says "line"; 0 for the others.
func (c *config) lineNumber(node int32) int {
	s := scanner{text: c.tree.Text(int(node))}
	s.next()
	s.next()
	if !bytes.Equal(s.next(), []byte("line")) {
		return 0
	}
	n, _ := strconv.Atoi(string(s.next()))
	return n
}

// ordered returns items in the order that comes of putting one after the other ahead of
// the one that stands at its position, counted from one; those without a position, or
// with one behind the end, at the end.
//
// The last item is at its place for certain. So they are placed from the last to the
// first, each at the free place with as many free ones ahead of it as there are items.
func ordered[T any](items []T, position func(T) int) []T {
	ahead, inserted := make([]int32, len(items)), false
	for i, item := range items {
		ahead[i] = int32(i)
		if p := position(item); p >= 1 && p <= i {
			ahead[i], inserted = int32(p-1), true
		}
	}
	if !inserted {
		return items
	}
	out, free := slices.Clone(items), newFreePlaces(len(items))
	for i := len(items) - 1; i >= 0; i-- {
		out[free.take(ahead[i])] = items[i]
	}
	return out
}

// freePlaces counts the free places of a row in a Fenwick tree: element i, from one,
// holds the count of as many places up to i as its lowest bit says.
type freePlaces []int32

func newFreePlaces(n int) freePlaces {
	f := make(freePlaces, n+1)
	for i := range f {
		f[i] = int32(i & -i)
	}
	return f
}

// take takes the free place that has so many free ones ahead of it, and returns it.
func (f freePlaces) take(ahead int32) int {
	at := 0
	for step := 1 << bits.Len(uint(len(f))); step > 0; step /= 2 {
		if next := at + step; next < len(f) && f[next] <= ahead {
			at = next
			ahead -= f[next]
		}
	}
	for i := at + 1; i < len(f); i += i & -i {
		f[i]--
	}
	return at
}
