package asa

import (
	"bytes"
	"slices"
	"strconv"
)

// inOrder returns the statements of an access-list in the order in which the
// device has them. A running-config lists them so; a script to be pasted may say
// "line 3", which puts an entry ahead of the third line, remarks counted.
func (c *config) inOrder(nodes []int32) []int32 {
	if !slices.ContainsFunc(nodes, func(n int32) bool { return c.lineNumber(n) > 0 }) {
		return nodes
	}
	out := make([]int32, 0, len(nodes))
	for _, node := range nodes {
		if n := c.lineNumber(node); n > 0 && n <= len(out) {
			out = slices.Insert(out, n-1, node)
		} else {
			out = append(out, node)
		}
	}
	return out
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
