package paloalto

import (
	"slices"

	"github.com/vpnlint/vpnlint/parser"
)

// node is one word of the configuration tree. The five forms of a PAN-OS export
// (XML, set lines, braces, JSON, edit scripts) all become this tree: a value is a
// word below its key, a list's members are words beside each other, and so are
// the entries that the user names. `set network ike gateway G protocol version
// ikev2` is one path of seven words.
type node struct {
	word string
	at   parser.Span // the word, where it was written last
	set  int         // running number of the statement that wrote it last
	from string      // the Panorama template that the value comes from; "" for the device's own
	sub  []*node     // in the order of the file
	idx  map[string]*node
	gone bool // deleted; taken out of sub when the reading ends

	// rules are the entries of a list of rules, where they are not in the tree.
	rules *ruleRows
}

// find returns the word below n; nil when n is nil or has no such word.
func (n *node) find(word string) *node {
	if n == nil {
		return nil
	}
	if n.idx != nil {
		return n.idx[word]
	}
	for _, c := range n.sub {
		if c.word == word && !c.gone {
			return c
		}
	}
	return nil
}

// path follows words downwards; nil when one is missing.
func (n *node) path(words ...string) *node {
	for _, w := range words {
		n = n.find(w)
	}
	return n
}

// last returns the word below n that was written last; nil when there is none.
// Of a leaf that is its value, of a choice what was chosen.
func (n *node) last() *node {
	if n == nil {
		return nil
	}
	var best *node
	for _, c := range n.sub {
		if best == nil || c.set >= best.set {
			best = c
		}
	}
	return best
}

// list returns the words below the end of the path.
func (n *node) list(words ...string) []*node {
	if n = n.path(words...); n == nil {
		return nil
	}
	return n.sub
}

// Above this number of words a node finds them by an index.
const indexAbove = 12

func (n *node) add(c *node) {
	n.sub = append(n.sub, c)
	switch {
	case n.idx != nil:
		n.idx[c.word] = c
	case len(n.sub) > indexAbove:
		n.idx = make(map[string]*node, 2*len(n.sub))
		for _, s := range n.sub {
			if !s.gone {
				n.idx[s.word] = s
			}
		}
	}
}

// remove marks a word as deleted; compact takes it out.
func (n *node) remove(word string) {
	if c := n.find(word); c != nil {
		c.gone = true
		delete(n.idx, word)
	}
}

// compact takes out what was deleted.
func (n *node) compact() {
	n.sub = slices.DeleteFunc(n.sub, func(c *node) bool { return c.gone })
}

func (n *node) rename(from, to string) {
	c := n.find(from)
	if c == nil || n.find(to) != nil {
		return
	}
	c.word = to
	if n.idx != nil {
		delete(n.idx, from)
		n.idx[to] = c
	}
}

// move puts a word at the top, at the bottom, before or after another one.
func (n *node) move(word, where, beside string) {
	c := n.find(word)
	if c == nil {
		return
	}
	rest := slices.DeleteFunc(slices.Clone(n.sub), func(s *node) bool { return s == c })
	at := len(rest)
	switch where {
	case "top":
		at = 0
	case "before", "after":
		i := slices.IndexFunc(rest, func(s *node) bool { return s.word == beside && !s.gone })
		if i < 0 {
			return
		}
		if at = i; where == "after" {
			at = i + 1
		}
	}
	n.sub = slices.Insert(rest, at, c)
}

// text returns the word; "" when n is nil.
func (n *node) text() string {
	if n == nil {
		return ""
	}
	return n.word
}
