package parser

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
