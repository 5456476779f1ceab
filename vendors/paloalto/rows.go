package paloalto

import (
	"bytes"
	"strings"
	"sync"

	"github.com/vpnlint/vpnlint/parser"
)

// ruleRows are the entries of one list of rules, in their order. A large export
// has tens of thousands of them: they are found when the first question about
// rules is asked, and the tree of one is made each time that it is looked at.
type ruleRows struct {
	n    int
	read func(i int) *node
	set  *setRules // of the set form
	// avoids reports by the text of a rule that it surely holds for no traffic within
	// a zone. nil when only reading a rule tells.
	avoids func(i int, zone string) bool
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

// policySections are the parts of an XML export with objects other than
// addresses, and with the names of the rules: an entry of rules is kept without
// what stands in it.
var policySections = sync.OnceValue(func() []string {
	parts := []string{
		"address-group", "service", "service-group", "application-group", "application-filter", "application/*/-", "external-list/*/-",
	}
	for _, base := range [...]string{"rulebase", "pre-rulebase", "post-rulebase"} {
		parts = append(parts, base+"/default-security-rules")
		for _, kind := range [...]string{"security", "nat", "pbf", "dos"} {
			parts = append(parts, base+"/"+kind+"/rules/*/-")
		}
	}
	var all []string
	for _, top := range [...]string{"/config", "/response/result/config"} {
		for _, place := range [...]string{"/shared/", "/panorama/", "/panorama/vsys/*/", "/devices/*/vsys/*/", "/devices/*/device-group/*/"} {
			for _, p := range parts {
				all = append(all, top+place+p)
			}
		}
	}
	return all
})

// xmlPolicy finds the rules of an XML export and reads its objects.
func (b *builder) xmlPolicy() {
	b.children(parser.ReadXML(b.src, parser.XMLOptions{Sections: policySections()}).Document)
	b.stack = b.stack[:1]
}

// xmlRules notes where the entries of a list of rules stand.
func (b *builder) xmlRules(list *parser.Element, n *node, s *schema) {
	var entries []*parser.Element
	for e := range list.All("entry") {
		if _, ok := e.Attr("name"); ok {
			entries = append(entries, e)
		}
	}
	n.rules = &ruleRows{n: len(entries), read: func(i int) *node {
		name, _ := entries[i].Attr("name")
		return b.apart(name.Value, name.At, s, func() { b.xmlRule(entries[i].Span()) })
	}, avoids: func(i int, zone string) bool {
		at := entries[i].Span()
		return xmlAvoids(b.src.Text()[at.Start:at.End], zone)
	}}
}

// xmlRule reads what stands in the element of a rule.
func (b *builder) xmlRule(at parser.Span) {
	if b.plainXML(at) {
		return
	}
	doc := parser.ReadXML(b.src, parser.XMLOptions{From: at.Start, To: at.End})
	b.children(doc.Document.Child("entry"))
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

// setRule is one rule in set form: a chain of statements.
type setRule struct {
	name        parser.Field
	first, last int32
}

// ruleStatement is what a statement says about a rule, behind the rule's name.
type ruleStatement struct {
	start, end uint32
	next       int32 // the rule's next statement; -1 without one
}

// setRules are the rules of one list in set form.
type setRules struct {
	rules      []setRule
	statements []ruleStatement
	index      map[string]int32 // by name
	out        *ruleRows
}

// policy reads the statements about objects, and sorts those about rules by rule.
func (r *setReader) policy() {
	var prefix []byte // of the list of rules at hand
	var list *setRules
	for k, at := range r.policies {
		start, end := int(at[0]), int(at[1])
		if list == nil || !bytes.HasPrefix(r.text[start:end], prefix) {
			var behind int
			if list, behind = r.ruleList(start, end); list == nil {
				r.set(r.split(start, end))
				continue
			}
			prefix = r.text[start:behind]
			if list.statements == nil {
				list.statements = make([]ruleStatement, 0, len(r.policies)-k)
			}
		}
		list.add(r, start+len(prefix), end)
	}
	r.policies = nil
}

// ruleList returns the list of rules that a statement adds to and where the text
// behind its path starts; nil when the statement is about something else.
func (r *setReader) ruleList(start, end int) (list *setRules, behind int) {
	rulebase := false
	pos := start
	var path []parser.Field
	for {
		from := pos
		word, next := r.next(pos, end)
		if len(word) == 0 {
			return nil, 0
		}
		for r.text[from] == ' ' {
			from++
		}
		path = append(path, parser.Field{Start: from, End: next})
		pos = next
		if rulebase && string(word) == "rules" {
			break
		}
		rulebase = rulebase || strings.HasSuffix(string(word), "rulebase")
	}
	if pos >= end || r.text[pos] != ' ' {
		return nil, 0
	}
	saved := len(r.stack)
	for _, w := range path {
		r.down(strings.Trim(r.wordText(w), `"`), r.span(w))
	}
	f := *r.top()
	r.stack = r.stack[:saved]
	if f.level == inSkipped || f.schema == nil || f.schema.shape != shapeRules {
		return nil, 0
	}
	if f.node.rules == nil {
		made := &setRules{index: map[string]int32{}}
		made.out = &ruleRows{set: made, read: func(i int) *node { return r.rule(made, i, f.schema) },
			avoids: func(i int, zone string) bool { return r.avoids(made, i, zone) }}
		f.node.rules = made.out
	}
	return f.node.rules.set, pos + 1
}

func (l *setRules) add(r *setReader, start, end int) {
	word, pos := r.next(start, end)
	if len(word) == 0 {
		return
	}
	at := parser.Field{Start: pos - len(word), End: pos}
	if word[0] == '"' {
		word = bytes.Trim(word, `"`)
		at = parser.Field{Start: at.Start + 1, End: at.End - 1}
	}
	i := int32(len(l.rules)) - 1
	if i < 0 || !bytes.Equal(r.text[l.rules[i].name.Start:l.rules[i].name.End], word) {
		known, ok := l.index[string(word)]
		if i = known; !ok {
			i = int32(len(l.rules))
			l.index[string(word)] = i
			l.rules = append(l.rules, setRule{name: at, first: -1, last: -1})
		}
	}
	s := int32(len(l.statements))
	l.statements = append(l.statements, ruleStatement{start: uint32(pos), end: uint32(end), next: -1})
	rule := &l.rules[i]
	if rule.first < 0 {
		rule.first = s
	} else {
		l.statements[rule.last].next = s
	}
	rule.last = s
	l.out.n = len(l.rules)
}

// rule makes the tree of rule i.
func (r *setReader) rule(l *setRules, i int, s *schema) *node {
	rule := l.rules[i]
	return r.apart(r.wordText(rule.name), r.span(rule.name), s, func() {
		for k := rule.first; k >= 0; k = l.statements[k].next {
			r.set(r.split(int(l.statements[k].start), int(l.statements[k].end)))
			r.stack = r.spare.stack
		}
	})
}
