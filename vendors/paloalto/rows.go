package paloalto

import "github.com/vpnlint/vpnlint/parser"

// ruleRows are the entries of one list of rules, in their order. A large export
// has tens of thousands of them: they are found when the first question about
// rules is asked, and the tree of one is made each time that it is looked at.
type ruleRows struct {
	n    int
	read func(i int) *node
	set  *setRules // of the set form
	// scan notes what the text of a rule says; false when only reading it tells. nil
	// when the rules stand in the tree.
	scan func(i int, t *ruleText) bool
	form ruleForm
}

// rows returns the rules below n, whether or not they stand in the tree.
func (n *node) rows() ruleRows {
	switch {
	case n == nil:
		return ruleRows{}
	case n.rules != nil:
		return *n.rules
	}
	return ruleRows{n: len(n.sub), read: func(i int) *node { return n.sub[i] }}
}

// findPolicy reads the objects of the file and finds its rules, once.
func (e *export) findPolicy() {
	if read := e.policy; read != nil {
		e.policy = nil
		read()
	}
}

// apart calls fill while words go below a node of their own instead of into the
// file's tree. The node holds until the next call.
func (b *builder) apart(name string, at parser.Span, s *schema, fill func()) *node {
	b.spare.used = 0
	n := b.spare.node(name, at)
	saved := b.stack
	if b.spare.stack == nil {
		b.spare.stack = make([]frame, 0, 16)
	}
	b.spare.stack = append(b.spare.stack, frame{level: inTree, node: n, schema: s.entry, scope: b.own})
	b.stack, b.isApart = b.spare.stack, true
	fill()
	b.spare.stack = b.spare.stack[:0]
	b.stack, b.isApart = saved, false
	return n
}

// spare is room for the tree of one rule, which the next rule uses again.
type spare struct {
	nodes []*node
	used  int
	stack []frame
	words map[string]string // one string for each word, however often it is written
}

func (s *spare) node(word string, at parser.Span) *node {
	if s.used == len(s.nodes) {
		s.nodes = append(s.nodes, new(node))
	}
	n := s.nodes[s.used]
	s.used++
	*n = node{word: word, at: at, sub: n.sub[:0]}
	return n
}

// text returns the text as a string.
func (s *spare) text(raw []byte) string {
	if w, ok := s.words[string(raw)]; ok {
		return w
	}
	if s.words == nil {
		s.words = map[string]string{}
	}
	w := string(raw)
	s.words[w] = w
	return w
}
