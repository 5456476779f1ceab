package parser

import "bytes"

// ConfigNode is the inside of a section, a nested table or an entry.
type ConfigNode struct {
	Words      []Field // the words behind config or edit
	Start, End int     // the head line: from the word config or edit to the last word
	Entry      bool    // an edit block
	Statements []ConfigStatement
	Nodes      []*ConfigNode
}

// ConfigStatement is one statement other than config, edit, next and end.
type ConfigStatement struct {
	Verb       ConfigVerb // VerbNone for a line that is no statement
	Option     Field      // the word behind the verb; zero when there is none
	Values     []Field
	Start, End int // from the verb to the last word
}

// Read gives the inside of a section. With a want, entries of the section's own
// table whose key it refuses are passed over at the cost of scanning.
func (t *ConfigTree) Read(s ConfigSection, want func(key []byte) bool) *ConfigNode {
	if t.yaml {
		return t.readYAML(s, want)
	}
	r := &configReader{tree: t, text: t.Source.Text()[:s.End], want: want}
	root := &ConfigNode{Words: s.Path, Start: s.Start, End: min(s.Start+len("config"), len(t.Source.Text()))}
	if n := len(s.Path); n > 0 {
		root.End = s.Path[n-1].End
	}
	r.stack = []*ConfigNode{root}
	for i := s.Body; i < s.End; {
		i = r.statement(skipBlanks(r.text, i), false) + 1
	}
	return root
}

type configReader struct {
	tree  *ConfigTree
	text  []byte // up to the end of the section
	want  func(key []byte) bool
	stack []*ConfigNode // from the section down to the open block
	words []Field
}

func (r *configReader) top() *ConfigNode { return r.stack[len(r.stack)-1] }

func (r *configReader) pop() {
	if len(r.stack) > 1 {
		r.stack = r.stack[:len(r.stack)-1]
	}
}

// statement deals with the statement at i and returns where it ends.
func (r *configReader) statement(i int, prompted bool) int {
	if i >= len(r.text) || r.text[i] == '\n' {
		return i
	}
	if r.text[i] == '#' || r.text[i] == '!' {
		return lineEnd(r.text, i)
	}
	verb := verbAt(r.text, i)
	if verb == VerbNone {
		if at := afterPrompt(r.text, i); at > 0 && !prompted {
			return r.statement(skipBlanks(r.text, at), true)
		}
		end := lineEnd(r.text, i)
		n := r.top()
		n.Statements = append(n.Statements, ConfigStatement{Start: i, End: trimBlanks(r.text, i, end)})
		return end
	}
	end, _ := statementEnd(r.text, i)
	r.words = appendConfigWords(r.words[:0], r.text, i, end)
	switch verb {
	case VerbConfig:
		r.open(&ConfigNode{})
	case VerbEdit:
		if r.top().Entry {
			r.pop() // the entry before has no next
		}
		if len(r.stack) == 1 && r.want != nil && len(r.words) > 1 && !r.want(r.tree.Source.FieldText(r.words[1])) {
			return r.pass(end)
		}
		r.open(&ConfigNode{Entry: true})
	case VerbNext, VerbAbort:
		if r.top().Entry {
			r.pop()
		}
	case VerbEnd:
		if r.top().Entry {
			r.pop()
		}
		r.pop()
	default:
		r.add(verb)
	}
	return end
}

func (r *configReader) open(n *ConfigNode) {
	n.Words = append([]Field(nil), r.words[1:]...)
	n.Start, n.End = r.words[0].Start, r.words[len(r.words)-1].End
	if n.Words != nil && n.Words[len(n.Words)-1].Quoted {
		n.End++
	}
	top := r.top()
	top.Nodes = append(top.Nodes, n)
	r.stack = append(r.stack, n)
}

func (r *configReader) add(verb ConfigVerb) {
	s := ConfigStatement{Verb: verb, Start: r.words[0].Start, End: r.words[len(r.words)-1].End}
	if r.words[len(r.words)-1].Quoted {
		s.End++
	}
	if len(r.words) > 1 {
		s.Option = r.words[1]
	}
	if len(r.words) > 2 {
		s.Values = append([]Field(nil), r.words[2:]...)
	}
	top := r.top()
	top.Statements = append(top.Statements, s)
}

// pass goes over the rest of an entry that nobody wants, from the end of its
// head, and returns the end of the statement that closes it. An edit or an end in
// the place of next closes it too; they are left to be read.
func (r *configReader) pass(head int) int {
	// Nearly every entry is plain: then its end is the first line that says next.
	if n := bytes.Index(r.text[head:], []byte("next")); n >= 0 {
		at := head + n
		line := bytes.LastIndexByte(r.text[head:at], '\n')
		if line >= 0 && skipBlanks(r.text, head+line+1) == at && lineEnd(r.text, at) == skipBlanks(r.text, at+len("next")) &&
			isPlain(r.text[head:at]) && bytes.Count(r.text[head:at], []byte("edit")) == 0 {
			return lineEnd(r.text, at)
		}
	}
	depth := 0
	for i := head + 1; i < len(r.text); {
		at := skipBlanks(r.text, i)
		if hasWord(r.text, at, "set") {
			end, _ := statementEnd(r.text, at)
			i = end + 1
			continue
		}
		verb := VerbNone
		if at < len(r.text) && r.text[at] != '#' && r.text[at] != '!' && r.text[at] != '\n' {
			if verb = verbAt(r.text, at); verb == VerbNone {
				if behind := afterPrompt(r.text, at); behind > 0 {
					at = skipBlanks(r.text, behind)
					verb = verbAt(r.text, at)
				}
			}
		}
		end := lineEnd(r.text, at)
		if verb != VerbNone {
			end, _ = statementEnd(r.text, at)
		}
		switch {
		case verb == VerbConfig:
			depth++
		case verb == VerbEnd && depth > 0:
			depth--
		case depth == 0 && (verb == VerbNext || verb == VerbAbort):
			return end
		case depth == 0 && (verb == VerbEdit || verb == VerbEnd):
			return i - 1
		}
		i = end + 1
	}
	return len(r.text)
}

func trimBlanks(text []byte, start, end int) int {
	for end > start && isBlank(text[end-1]) {
		end--
	}
	return end
}

// Find returns the node's tables with that path, in the order of the file.
func (t *ConfigTree) Find(n *ConfigNode, path string) []*ConfigNode {
	var found []*ConfigNode
	for _, c := range n.Nodes {
		if !c.Entry && len(c.Words) > 0 && string(t.Source.FieldText(c.Words[0])) == path {
			found = append(found, c)
		}
	}
	return found
}
