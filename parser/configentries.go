package parser

import "bytes"

// Each reads a section of which only one entry at a time is kept, for tables that
// may be most of a large file. Entry gets each entry of the section's own table in
// the order of the file, with all that is nested in it; edit gets the statements
// that stand beside the entries, such as delete and move. Both are the callee's to
// keep.
func (t *ConfigTree) Each(s ConfigSection, entry func(*ConfigNode), edit func(ConfigStatement)) {
	hand := func(root *ConfigNode, ready int) {
		for _, n := range root.Nodes[:ready] {
			entry(n)
		}
		for _, st := range root.Statements {
			edit(st)
		}
		root.Nodes = append(root.Nodes[:0], root.Nodes[ready:]...)
		root.Statements = root.Statements[:0]
	}
	if t.yaml {
		root := t.readYAML(s, nil)
		hand(root, len(root.Nodes))
		return
	}
	root := &ConfigNode{Words: s.Path, Start: s.Start}
	r := &configReader{tree: t, text: t.Source.Text()[:s.End], stack: []*ConfigNode{root}}
	for i := s.Body; i < s.End; {
		i = r.statement(skipBlanks(r.text, i), false) + 1
		ready := len(root.Nodes)
		if ready > 0 && len(r.stack) > 1 {
			ready-- // the last one is still being read
		}
		hand(root, ready)
	}
	hand(root, len(root.Nodes))
}

// Entry is where one entry of a section's own table stands: its name, which needs no
// decoding, and the text from its edit to the statement that closes it.
type Entry struct {
	Name       Field
	Start, End int
	// Plain reports that the entry holds settings and nothing else, each on a line of
	// its own; any other must be read to know what it says.
	Plain bool
	// Lines are the settings of a plain entry: the number of the line that reads the
	// same in the plain entry before this one, or below zero, where none is known to,
	// ^n for Sets[n]. They hold until the next entry is told.
	Lines []int32
	Sets  []Setting

	text           []byte
	starts, before []uint32 // of the lines up to next, here and in the plain entry before
}

// Setting is where the option and the value of a statement "set OPTION VALUE" stand.
type Setting struct{ Option, OptionEnd, Value, ValueEnd uint32 }

// Entries calls each for every entry of a section in the order of the file without
// reading what stands in it. It reports false where the section holds more than
// whole entries, one behind the other, or a name with quotes or backslashes in it:
// then what each was told is void.
func (t *ConfigTree) Entries(s ConfigSection, each func(*Entry)) bool {
	if t.yaml {
		return false
	}
	root := &ConfigNode{}
	r := &configReader{tree: t, text: t.Source.Text()[:s.End], stack: []*ConfigNode{root}}
	e := &Entry{text: r.text}
	for i := s.Body; ; {
		for i < len(r.text) && (r.text[i] == '\n' || isBlank(r.text[i])) {
			i++
		}
		if i >= len(r.text) {
			return true
		}
		if e.Start = i; !e.plain() && !r.passEntry(e) {
			return false
		}
		each(e)
		i = e.End + 1
	}
}

// passEntry finds the name and the end of an entry that is not plain.
func (r *configReader) passEntry(e *Entry) bool {
	if verbAt(r.text, e.Start) != VerbEdit {
		return false
	}
	head, open := statementEnd(r.text, e.Start)
	r.words = appendConfigWords(r.words[:0], r.text, e.Start, head)
	if len(r.words) != 2 || len(open) > 0 || bytes.ContainsAny(r.tree.Source.FieldText(r.words[1]), "\\\"'") || r.text[r.words[1].Start-1] == '\'' {
		return false
	}
	end := r.pass(head)
	last := bytes.LastIndexByte(r.text[:min(end, len(r.text))], '\n') + 1
	if verbAt(r.text, skipBlanks(r.text, last)) != VerbNext {
		return false // closed by another edit, or not at all
	}
	e.Name, e.End = r.words[1], min(end, len(r.text))
	return true
}

// Entry reads one entry of a section.
func (t *ConfigTree) Entry(start, end int) *ConfigNode {
	var node *ConfigNode
	t.Each(ConfigSection{Body: start, End: end}, func(n *ConfigNode) { node = n }, func(ConfigStatement) {})
	return node
}
