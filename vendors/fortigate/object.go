package fortigate

import (
	"math"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
)

// object is one entry of a table, or a table that has no entries, with the
// options that the file sets. Blocks of the same object are merged: the last
// statement wins.
type object struct {
	tree    *parser.ConfigTree
	name    string
	nameAt  parser.Span
	head    parser.Span // the line edit NAME, or config PATH
	options map[string]option
	order   []string             // names of the options, in the order of the file
	tables  []*parser.ConfigNode // nested tables
	noise   []parser.ConfigStatement
}

// option is what the file says about one option.
type option struct {
	words     []parser.Field
	at        parser.Span // the values; the whole statement when it has none
	statement parser.Span
	unset     bool
}

// has reports whether the object sets the option.
func (o *object) has(name string) bool {
	if o == nil {
		return false
	}
	opt, ok := o.options[name]
	return ok && !opt.unset
}

// at returns the place of the option's values; zero when it is not set.
func (o *object) at(name string) parser.Span {
	if !o.has(name) {
		return parser.Span{}
	}
	return o.options[name].at
}

// text returns the option's first word; "" when it is not set.
func (o *object) text(name string) string {
	if !o.has(name) || len(o.options[name].words) == 0 {
		return ""
	}
	return firstLine(o.tree.Text(o.options[name].words[0]))
}

// list returns the option's words.
func (o *object) list(name string) []string {
	if !o.has(name) {
		return nil
	}
	var out []string
	for _, w := range o.options[name].words {
		out = append(out, firstLine(o.tree.Text(w)))
	}
	return out
}

// firstLine returns a word up to the end of its line: where a closing quote is missing,
// the statements that follow are in the word, and a key among them.
func firstLine(word string) string {
	first, _, _ := strings.Cut(word, "\n")
	return first
}

// joined returns the option's words with blanks between them.
func (o *object) joined(name string) string { return strings.Join(o.list(name), " ") }

func newObject(tree *parser.ConfigTree, n *parser.ConfigNode) *object {
	o := &object{tree: tree, options: map[string]option{}}
	o.begin(n)
	return o
}

// begin takes over the head of a node.
func (o *object) begin(n *parser.ConfigNode) {
	o.head = o.tree.Source.Span(n.Start, n.End)
	if len(n.Words) > 0 {
		o.name, o.nameAt = firstLine(o.tree.Text(n.Words[0])), o.tree.Span(n.Words[0])
	}
}

// add merges the statements of a node into the object. Name resolves what the
// file calls an option.
func (o *object) add(n *parser.ConfigNode, name func(string) string) {
	for _, s := range n.Statements {
		option := ""
		if s.Option != (parser.Field{}) {
			option = name(o.tree.Text(s.Option))
		}
		switch s.Verb {
		case parser.VerbSet, parser.VerbSelect, parser.VerbAppend, parser.VerbUnset, parser.VerbClear:
			if option == "" {
				o.noise = append(o.noise, s)
				continue
			}
			o.apply(option, s)
		case parser.VerbUnselect:
			o.drop(option, s)
		default:
			o.noise = append(o.noise, s)
		}
	}
	for _, c := range n.Nodes {
		if !c.Entry {
			o.tables = append(o.tables, c)
		}
	}
}

func (o *object) apply(name string, s parser.ConfigStatement) {
	old, known := o.options[name]
	if !known {
		o.order = append(o.order, name)
	}
	whole := o.tree.Source.Span(s.Start, s.End)
	opt := option{words: s.Values, at: whole, statement: whole}
	if n := len(s.Values); n > 0 {
		opt.at = o.tree.Source.Span(s.Values[0].Start, s.Values[n-1].End)
	}
	switch s.Verb {
	case parser.VerbAppend:
		opt.words = append(old.words[:len(old.words):len(old.words)], s.Values...)
	case parser.VerbUnset, parser.VerbClear:
		opt.unset, opt.words = true, nil
	}
	o.options[name] = opt
}

// drop takes words out of a list.
func (o *object) drop(name string, s parser.ConfigStatement) {
	opt, ok := o.options[name]
	if !ok {
		return
	}
	var left []parser.Field
	for _, w := range opt.words {
		gone := false
		for _, v := range s.Values {
			gone = gone || o.tree.Text(v) == o.tree.Text(w)
		}
		if !gone {
			left = append(left, w)
		}
	}
	opt.words = left
	o.options[name] = opt
}

// entries gives the entries of the nested tables of that name, merged by key.
func (o *object) entries(table string) []*object {
	if o == nil {
		return nil
	}
	t := newTable()
	for _, n := range o.tables {
		if len(n.Words) > 0 && o.tree.Text(n.Words[0]) == table {
			t.add(o.tree, n, asWritten)
		}
	}
	return t.objects
}

func asWritten(name string) string { return name }

// table is all entries of one table, merged over the blocks of the file.
type table struct {
	objects []*object
	byName  map[string]*object
	// shown reports that the file has the table at all. A table that is not shown
	// may hold anything.
	shown bool
	// noise are statements that belong to the table and to no entry.
	noise []parser.ConfigStatement
}

func newTable() *table { return &table{byName: map[string]*object{}} }

// add merges the entries of one block. What stands beside them, such as move, is
// done where it stands.
func (t *table) add(tree *parser.ConfigTree, n *parser.ConfigNode, name func(string) string) {
	t.shown = true
	edits := n.Statements
	editTo := func(offset int) {
		for len(edits) > 0 && edits[0].Start < offset {
			t.edit(tree, edits[0])
			edits = edits[1:]
		}
	}
	defer editTo(math.MaxInt)
	for _, e := range n.Nodes {
		editTo(e.Start)
		if !e.Entry || len(e.Words) == 0 {
			continue
		}
		key := tree.Text(e.Words[0])
		o := t.byName[key]
		if o == nil {
			o = newObject(tree, e)
			t.byName[key] = o
			t.objects = append(t.objects, o)
		}
		o.add(e, name)
	}
}

// edit does what scripts do to entries.
func (t *table) edit(tree *parser.ConfigTree, s parser.ConfigStatement) {
	key := ""
	if s.Option != (parser.Field{}) {
		key = tree.Text(s.Option)
	}
	switch s.Verb {
	case parser.VerbDelete:
		t.remove(key)
	case parser.VerbPurge:
		t.objects, t.byName = nil, map[string]*object{}
	case parser.VerbRename:
		o := t.byName[key]
		if o == nil || len(s.Values) < 2 {
			return
		}
		to := s.Values[len(s.Values)-1]
		delete(t.byName, key)
		o.name, o.nameAt = tree.Text(to), tree.Span(to)
		t.byName[o.name] = o
	case parser.VerbMove:
		if len(s.Values) == 2 {
			t.move(key, tree.Text(s.Values[0]), tree.Text(s.Values[1]))
		}
	default:
		t.noise = append(t.noise, s)
	}
}

// move puts an entry before or after another one, where the order counts.
func (t *table) move(key, where, other string) {
	from := slices.Index(t.objects, t.byName[key])
	if from < 0 || t.byName[other] == nil || key == other || where != "before" && where != "after" {
		return
	}
	o := t.objects[from]
	rest := slices.Delete(slices.Clone(t.objects), from, from+1)
	to := slices.Index(rest, t.byName[other])
	if where == "after" {
		to++
	}
	t.objects = slices.Insert(rest, to, o)
}

func (t *table) remove(key string) {
	o := t.byName[key]
	if o == nil {
		return
	}
	delete(t.byName, key)
	for i := range t.objects {
		if t.objects[i] == o {
			t.objects = append(t.objects[:i:i], t.objects[i+1:]...)
			return
		}
	}
}
