package paloalto

import (
	"strings"

	"github.com/vpnlint/vpnlint/parser"
)

// view is one configuration as it takes effect: a firewall's own, a template's,
// or a stack's with its templates merged into it.
type view struct {
	e       *export
	context string // name of the template or stack; "" for a firewall
	root    *node
	at      parser.Span
	stack   bool
}

// views returns the configurations of the file: each stack, each template that
// is in no stack, and the firewall's own where there is neither or where it has
// tunnels.
func (e *export) views() []*view {
	if len(e.templates)+len(e.stacks) == 0 {
		return []*view{{e: e, root: e.own.root, at: e.at}}
	}
	var all []*view
	if e.own.root.path("network", "tunnel", "ipsec") != nil {
		all = append(all, &view{e: e, root: e.own.root, at: e.at})
	}
	inStack := map[string]bool{}
	for _, s := range e.stacks {
		all = append(all, e.stackView(s, inStack))
	}
	for _, t := range e.templates {
		if !inStack[t.name] {
			all = append(all, &view{e: e, context: t.name, root: t.root, at: t.root.at})
		}
	}
	return all
}

// stackView merges the templates of a stack: what the stack itself sets wins,
// then the template that it lists first.
func (e *export) stackView(s *scope, inStack map[string]bool) *view {
	merged := merge(nil, s.root, knownWords(), "")
	for _, m := range s.root.list("templates") {
		inStack[m.word] = true
		for _, t := range e.templates {
			if t.name == m.word {
				merged = merge(merged, t.root, knownWords(), t.name)
			}
		}
	}
	return &view{e: e, context: s.name, root: merged, at: s.root.at, stack: true}
}

// merge lays under beneath over, leaf by leaf, and returns the result; neither is
// changed. What under brings is marked with its template.
func merge(over, under *node, s *schema, template string) *node {
	out := &node{word: under.word, at: under.at, set: under.set, from: template}
	if over != nil {
		out.at, out.set, out.from = over.at, over.set, over.from
		for _, c := range over.sub {
			out.add(c)
		}
		if s == nil || s.shape == shapeLeaf || s.shape == shapeList || s.shape == shapeChoice {
			if len(over.sub) > 0 {
				return out
			}
		}
	}
	for _, c := range under.sub {
		var below *schema
		if s != nil {
			if below = s.entry; !s.named() {
				below = s.words[c.word]
			}
		}
		old := out.find(c.word)
		m := merge(old, c, below, template)
		if old == nil {
			out.add(m)
			continue
		}
		out.replace(old, m)
	}
	return out
}

func (n *node) replace(old, c *node) {
	for i := range n.sub {
		if n.sub[i] == old {
			n.sub[i] = c
		}
	}
	if n.idx != nil {
		n.idx[c.word] = c
	}
}

// leaf returns the value of the leaf at the end of the path, with variables resolved.
func (v *view) leaf(n *node, path ...string) value {
	leaf := n.path(path...)
	if leaf == nil {
		return value{}
	}
	return v.resolve(leaf.last())
}

// members returns the values of the list at the end of the path.
func (v *view) members(n *node, path ...string) []value {
	var all []value
	for _, m := range n.list(path...) {
		all = append(all, v.resolve(m))
	}
	return all
}

// resolve turns a word of the tree into a value. A Panorama variable without a
// value is one that each device gets later: unknown, never missing.
func (v *view) resolve(n *node) value {
	if n == nil {
		return value{}
	}
	out := value{text: n.word, at: n.at, from: n.from}
	switch {
	case strings.HasPrefix(n.word, "$"):
		def := v.root.path("variable", n.word, "type").last()
		val := def.last()
		if val == nil || val.word == "None" {
			out.unknown = "the template variable has no value in this file"
			return out
		}
		out.text = val.word
		out.via = append(out.via, val.at)
	case placeholder(n.word):
		out.unknown = "a placeholder stands here, to be filled in by a template tool"
	}
	return out
}

// address resolves a value that may name an address object. A name that nothing
// defines stays as it is; ok reports whether the text is an address or a name
// that was resolved.
func (v *view) address(val value) (out value, ok bool) {
	if !val.known() {
		return val, val.set()
	}
	if _, ok := prefixOf(val.text); ok {
		return val, true
	}
	if v.e.addresses != nil {
		v.e.addresses.read(val.text)
	}
	lists := []*node{v.root.path("shared", "address")}
	for _, vsys := range v.root.list("vsys") {
		lists = append(lists, vsys.find("address"))
	}
	for _, l := range lists {
		if def := l.find(val.text).last(); def != nil && def.last() != nil {
			object := v.resolve(def.last())
			object.via = append([]parser.Span{object.at}, object.via...)
			object.at, object.from = val.at, val.from
			return object, true
		}
	}
	return val, false
}
