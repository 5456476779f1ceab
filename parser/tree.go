package parser

import "iter"

// Node is one statement of a [Tree]: the place of its text without the blanks
// around it, and where its subtree ends. It holds no string.
type Node struct {
	Start, End uint32
	Next       int32 // index of the first node behind this one's subtree
	Depth      uint16
}

// Tree is a file's statements in the order of the file. A statement's children
// stand right behind it, one deeper.
type Tree struct {
	Source *Source
	Nodes  []Node
}

// Top is the parent of the statements that stand in no other, for [Tree.Children].
const Top = -1

// Children yields the indices of the statements directly inside statement i.
func (t *Tree) Children(i int) iter.Seq[int] {
	return func(yield func(int) bool) {
		c, end := i+1, len(t.Nodes)
		if i != Top {
			end = int(t.Nodes[i].Next)
		}
		for c < end {
			if !yield(c) {
				return
			}
			c = int(t.Nodes[c].Next)
		}
	}
}

// Span returns the place of a statement's own text, without its children.
func (t *Tree) Span(i int) Span {
	n := t.Nodes[i]
	return t.Source.Span(int(n.Start), int(n.End))
}

// Text returns a statement's own text. It may hold a secret.
func (t *Tree) Text(i int) []byte {
	n := t.Nodes[i]
	return t.Source.text[n.Start:n.End]
}

// Fields splits a statement into its words.
func (t *Tree) Fields(i int) []Field {
	n := t.Nodes[i]
	return t.Source.Words(int(n.Start), int(n.End))
}
