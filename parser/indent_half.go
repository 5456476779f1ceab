package parser

import "bytes"

// largeText is the size of a text, in bytes, from which it pays to let a second
// processor have a part of it.
const largeText = 1 << 20

// nextLine returns where the line behind the one at an offset begins.
func (s *Source) nextLine(pos, end int) int {
	if i := bytes.IndexByte(s.text[pos:end], '\n'); i >= 0 {
		return pos + i + 1
	}
	return end
}

// splitTwice splits a large text in two halves at once. The second one begins at the
// first statement behind the middle, as if no mode were open there; whether that was
// right is known when the first half has come to it. Where it was not, the first goes
// on to the end: the tree is the same in any case.
func splitTwice(src *Source, start, end, middle int, d *IndentDialect) *Tree {
	middle = src.nextLine(middle, end)
	first, second, at := newSplitter(src, end-start, d), newSplitter(src, end-middle, d), middle
	AtOnce(func() {
		first.lines(start, middle)
		for n := len(first.tree.Nodes); at < end && len(first.tree.Nodes) == n; {
			next := src.nextLine(at, end)
			first.line(at, next)
			at = next
		}
	}, func() {
		second.lines(middle, end)
		second.closeTo(0)
	})
	if len(second.tree.Nodes) == 0 || !first.meets(second) {
		first.lines(at, end)
		return first.done()
	}
	first.take(second.tree.Nodes)
	return first.tree
}

// meets reports that the last statement of the first half is the one with which the
// second begins, and that it stands in no mode. Then all that is open behind it was
// opened by itself, in both.
func (s *splitter) meets(second *splitter) bool {
	last, begin := s.tree.Nodes[len(s.tree.Nodes)-1], second.tree.Nodes[0]
	return last.Depth == 0 && last.Start == begin.Start
}

// take puts the statements of the second half in place of the last of the first.
func (s *splitter) take(second []Node) {
	n := len(s.tree.Nodes) - 1
	s.tree.Nodes = append(s.tree.Nodes[:n], second...)
	for i := n; i < len(s.tree.Nodes); i++ {
		s.tree.Nodes[i].Next += int32(n)
	}
}
