package parser

import "bytes"

// SplitConfigYAML finds the sections of a config-edit tree in its YAML-like
// form:
//
//	vpn_ipsec_phase1-interface:
//	    - KEY:
//	        option: value "quoted value"
//	        table:
//	            - 1:
//
// The form is not YAML: values are words of the command line, quoted ones may
// stand side by side and go on over unindented lines. A path's words are joined
// by underscores.
func SplitConfigYAML(src *Source) *ConfigTree {
	t := &ConfigTree{Source: src, yaml: true}
	text := src.Text()
	for i := 0; i < len(text); {
		end := t.yamlEnd(text, i)
		if name := topName(text[i:lineEnd(text, i)]); name > 0 {
			t.closeYAML(i)
			t.Sections = append(t.Sections, ConfigSection{
				Path: pathWords(text, i, i+name), Start: i, Body: min(end+1, len(text)),
			})
		}
		i = end + 1
	}
	t.closeYAML(len(text))
	return t
}

// IsConfigYAML reports whether the text is of the YAML-like form: the first line
// that is no comment is the head of a section.
func IsConfigYAML(src *Source) bool {
	text := src.Text()
	for i := 0; i < len(text); {
		end := lineEnd(text, i)
		line := bytes.TrimRight(text[i:end], " \t\r")
		if len(line) > 0 && line[0] != '#' {
			return topName(line) > 0 && (bytes.IndexByte(line, '_') > 0 || string(line) == "global:" || string(line) == "vdom:")
		}
		i = end + 1
	}
	return false
}

// yamlEnd is statementEnd that knows comments and keeps count of open quotes.
func (t *ConfigTree) yamlEnd(text []byte, i int) int {
	if i < len(text) && text[i] == '#' {
		return lineEnd(text, i)
	}
	end, open := statementEnd(text, i)
	for _, at := range open {
		t.Faults = append(t.Faults, ConfigFault{OpenQuote, t.Source.Span(at, at+1)})
	}
	return end
}

func (t *ConfigTree) closeYAML(at int) {
	if n := len(t.Sections); n > 0 {
		s := &t.Sections[n-1]
		s.End, s.Closed = max(at, s.Body), true
	}
}

// topName returns the length of the section name that is all of the line but its
// colon; 0 when the line is something else.
func topName(line []byte) int {
	line = bytes.TrimRight(line, " \t\r")
	if len(line) < 2 || line[len(line)-1] != ':' {
		return 0
	}
	for _, c := range line[:len(line)-1] {
		if ('a' > c || c > 'z') && ('0' > c || c > '9') && c != '_' && c != '-' && c != '.' {
			return 0
		}
	}
	return len(line) - 1
}

func pathWords(text []byte, start, end int) []Field {
	var words []Field
	for i := start; i <= end; i++ {
		if i == end || text[i] == '_' {
			words = append(words, Field{Start: start, End: i})
			start = i + 1
		}
	}
	return words
}

// yamlReader reads the inside of one section of the YAML-like form.
type yamlReader struct {
	tree  *ConfigTree
	text  []byte
	want  func(key []byte) bool
	stack []yamlLevel
}

type yamlLevel struct {
	indent int
	node   *ConfigNode
}

func (t *ConfigTree) readYAML(s ConfigSection, want func(key []byte) bool) *ConfigNode {
	root := &ConfigNode{Words: s.Path, Start: s.Start, End: s.Start}
	if n := len(s.Path); n > 0 {
		root.End = s.Path[n-1].End
	}
	r := &yamlReader{tree: t, text: t.Source.Text()[:s.End], want: want, stack: []yamlLevel{{-1, root}}}
	for i := s.Body; i < s.End; {
		i = r.line(i) + 1
	}
	return root
}

// line deals with the line at i and returns where what begins there ends.
func (r *yamlReader) line(i int) int {
	at := skipBlanks(r.text, i)
	if at >= len(r.text) || r.text[at] == '\n' {
		return at
	}
	indent := at - i
	for len(r.stack) > 1 && r.stack[len(r.stack)-1].indent >= indent {
		r.stack = r.stack[:len(r.stack)-1]
	}
	end, _ := statementEnd(r.text, at)
	head := trimBlanks(r.text, at, min(end, lineEnd(r.text, at)))
	switch {
	case r.text[at] == '-' && head > at+1 && isBlank(r.text[at+1]) && r.text[head-1] == ':':
		return r.entry(at, indent, head, end)
	case r.text[head-1] == ':':
		r.open(indent, &ConfigNode{Words: pathWords(r.text, at, head-1), Start: at, End: head - 1})
	default:
		r.option(at, end)
	}
	return end
}

func (r *yamlReader) entry(at, indent, head, end int) int {
	key := Field{Start: skipBlanks(r.text, at+1), End: head - 1}
	if key.Start >= key.End {
		return end
	}
	if len(r.stack) == 1 && r.want != nil && !r.want(r.tree.Source.FieldText(key)) {
		return r.pass(end, indent)
	}
	r.open(indent, &ConfigNode{Words: []Field{key}, Start: at, End: head - 1, Entry: true})
	return end
}

func (r *yamlReader) open(indent int, n *ConfigNode) {
	top := r.stack[len(r.stack)-1].node
	top.Nodes = append(top.Nodes, n)
	r.stack = append(r.stack, yamlLevel{indent, n})
}

func (r *yamlReader) option(at, end int) {
	top := r.stack[len(r.stack)-1].node
	colon := bytes.IndexByte(r.text[at:end], ':')
	s := ConfigStatement{Start: at, End: trimBlanks(r.text, at, end)}
	if colon > 0 {
		s.Verb, s.Option = VerbSet, Field{Start: at, End: at + colon}
		s.Values = appendConfigWords(nil, r.text, at+colon+1, end)
	}
	top.Statements = append(top.Statements, s)
}

// pass goes over an entry that nobody wants and returns the line end in front of
// what follows it.
func (r *yamlReader) pass(head, indent int) int {
	for i := head + 1; i < len(r.text); {
		at := skipBlanks(r.text, i)
		if at < len(r.text) && r.text[at] != '\n' && at-i <= indent {
			return i - 1
		}
		end, _ := statementEnd(r.text, at)
		i = end + 1
	}
	return len(r.text)
}
