package parser

import (
	"bytes"
	"strings"
)

// ConfigShape tells the config-edit splitter what it must know of a dialect to
// find its way in files that are cut, unclosed or put together by hand.
type ConfigShape struct {
	// Containers are blocks of one word that hold sections, such as vdom and global.
	Containers []string
	// Roots are the first words of section paths. A block of two words or more that
	// begins with one of them is never nested: where it stands inside another
	// section, that section lost its end.
	Roots []string
}

// ConfigTree is a file of the config-edit shape:
//
//	config PATH…
//	    edit KEY
//	        set OPTION VALUE…
//	        config TABLE … end
//	    next
//	end
//
// Making it finds the sections and nothing in them; [ConfigTree.Read] then gives
// the inside of those that somebody asks for. The shape is one of tokens, not of
// lines: a quoted string may hold line ends and whole configurations.
//
// The YAML-like form of the same trees, see [SplitConfigYAML], gives the same type.
type ConfigTree struct {
	Source   *Source
	Sections []ConfigSection
	// Keys are the entries that containers have, in the order of the file, with or
	// without sections.
	Keys []ConfigKey
	// Faults are places where the file breaks its own shape, and what was done about it.
	Faults []ConfigFault

	yaml bool
}

// ConfigSection is one block that is not nested in another section. The same
// path may come many times.
type ConfigSection struct {
	Path      []Field // the words behind config
	Container string  // the container that holds it; "" = none
	Key       Field   // the entry of the container; zero when the container has none
	Start     int     // of the word config
	Body, End int     // what stands between the head and the word end
	Closed    bool    // the section has its end
}

// ConfigKey is one entry of a container.
type ConfigKey struct {
	Container string
	Key       Field
}

// ConfigFaultKind says how a file breaks its shape.
type ConfigFaultKind uint8

const (
	// OpenSection is a section that has no end where the next one begins.
	OpenSection ConfigFaultKind = iota + 1
	// OpenEnd is a section that has no end where the file ends.
	OpenEnd
	// OpenQuote is a quoted string that was never closed, and was taken to end with its line.
	OpenQuote
)

// ConfigFault is one place where a file breaks its shape.
type ConfigFault struct {
	Kind ConfigFaultKind
	At   Span
}

// SplitConfig finds the sections of a config-edit file. It never fails: lines
// that are no statements (prompts, banners, mail headers) are passed over.
func SplitConfig(src *Source, shape ConfigShape) *ConfigTree {
	s := &configScanner{src: src, text: src.Text(), shape: shape}
	s.tree, s.nextEnd = &ConfigTree{Source: src}, -1
	s.run()
	return s.tree
}

type configScanner struct {
	src   *Source
	text  []byte
	shape ConfigShape
	tree  *ConfigTree

	container string
	key       Field
	depth     int // open config blocks, the section included; 0 = outside
	indent    int // of the section's head
	nextEnd   int // the offset that endFrom found last
}

func (s *configScanner) run() {
	for i := 0; i < len(s.text); {
		i = s.statement(i, skipBlanks(s.text, i), false) + 1
	}
	if s.depth > 0 {
		s.close(len(s.text), OpenEnd)
	}
}

// statement deals with the statement at i, whose line begins at line, and
// returns where it ends: the offset of a line end, or of the end of the text.
func (s *configScanner) statement(line, i int, prompted bool) int {
	if i >= len(s.text) {
		return i
	}
	switch c := s.text[i]; {
	case c == '\n':
		return i
	case c == '#' || c == '!': // AWS writes its remarks with the latter
		return lineEnd(s.text, i)
	case c == 's' && s.depth > 0 && hasWord(s.text, i, "set"): // nearly every line
		return s.skip(i)
	}
	switch verbAt(s.text, i) {
	case VerbConfig:
		return s.config(line, i)
	case VerbEdit:
		end := s.skip(i)
		if s.depth == 0 && s.container != "" {
			s.enter(i, end)
		}
		return end
	case VerbNext:
		if s.depth == 0 {
			s.key = Field{}
		}
		return lineEnd(s.text, i)
	case VerbEnd:
		s.end(i)
		return lineEnd(s.text, i)
	case VerbNone:
		if at := afterPrompt(s.text, i); at > 0 && !prompted {
			return s.statement(line, skipBlanks(s.text, at), true)
		}
		return lineEnd(s.text, i)
	}
	if s.depth == 0 {
		return lineEnd(s.text, i) // no statement stands here: a banner that begins like one
	}
	return s.skip(i)
}

// skip passes over a statement and notes a string that never ends.
func (s *configScanner) skip(i int) int {
	end, open := statementEnd(s.text, i)
	for _, at := range open {
		s.tree.Faults = append(s.tree.Faults, ConfigFault{OpenQuote, s.src.Span(at, at+1)})
	}
	return end
}

func (s *configScanner) config(line, i int) int {
	end := s.skip(i)
	if s.depth > 0 && !s.begins(line, i, end) {
		s.depth++
		return end
	}
	if s.depth > 0 {
		s.close(line, OpenSection)
	}
	path := appendConfigWords(nil, s.text, i, end)[1:]
	if len(path) == 1 && s.isContainer(path[0]) {
		s.container, s.key = string(s.src.FieldText(path[0])), Field{}
		return end
	}
	s.tree.Sections = append(s.tree.Sections, ConfigSection{
		Path: path, Container: s.container, Key: s.key, Start: i, Body: min(end+1, len(s.text)),
	})
	s.depth, s.indent = 1, i-line
	return s.leap(end)
}

// leap passes over the section that has just begun, up to the line in front of its
// end, without looking at each line: only where all of it is plain, that is with no
// table inside, no escape, and every quote closed. Elsewhere it stays at the head.
func (s *configScanner) leap(head int) int {
	if s.nextEnd < head {
		s.nextEnd = s.endFrom(head)
	}
	if s.nextEnd < len(s.text) && isPlain(s.text[head:s.nextEnd]) {
		return s.nextEnd
	}
	return head
}

// endFrom returns the offset of the next line end from at on that the word end
// follows; the length of the text when there is none.
func (s *configScanner) endFrom(at int) int {
	for {
		n := bytes.Index(s.text[at:], []byte("\nend"))
		if n < 0 {
			return len(s.text)
		}
		behind := at + n + len("\nend")
		if behind >= len(s.text) || s.text[behind] == '\n' || isBlank(s.text[behind]) {
			return at + n
		}
		at = behind // a longer word
	}
}

// isPlain reports whether nothing in the text can hide the end of a block.
func isPlain(text []byte) bool {
	return !bytes.Contains(text, []byte("conf")) && bytes.IndexByte(text, '\\') < 0 && bytes.Count(text, []byte{'"'})%2 == 0
}

// begins reports whether the config statement [i,end), met inside a section, can
// only begin a section of its own.
func (s *configScanner) begins(line, i, end int) bool {
	var buf [4]Field
	words := appendConfigWords(buf[:0], s.text, i, end)
	if len(words) == 2 {
		return i-line <= s.indent && s.isContainer(words[1])
	}
	if len(words) < 3 || words[1].Quoted {
		return false
	}
	for _, root := range s.shape.Roots {
		if s.src.FieldIs(words[1], root) {
			return true
		}
	}
	return false
}

func (s *configScanner) isContainer(f Field) bool {
	for _, c := range s.shape.Containers {
		if string(s.src.FieldText(f)) == c {
			return true
		}
	}
	return false
}

// enter opens an entry of a container.
func (s *configScanner) enter(i, end int) {
	if words := appendConfigWords(nil, s.text, i, end); len(words) > 1 {
		s.key = words[1]
		s.tree.Keys = append(s.tree.Keys, ConfigKey{s.container, words[1]})
	}
}

func (s *configScanner) end(i int) {
	switch {
	case s.depth > 1:
		s.depth--
	case s.depth == 1:
		s.close(i, 0)
	default:
		s.container, s.key = "", Field{}
	}
}

// close ends the open section at the given offset. A fault says that the file
// did not end it.
func (s *configScanner) close(at int, fault ConfigFaultKind) {
	sec := &s.tree.Sections[len(s.tree.Sections)-1]
	sec.End, sec.Closed = max(at, sec.Body), fault == 0
	s.depth = 0
	if fault != 0 {
		s.tree.Faults = append(s.tree.Faults, ConfigFault{fault, s.src.Span(sec.Start, min(sec.Start+len("config"), len(s.text)))})
	}
}

// PathIs reports whether the section's path is the given words. Words other than
// the last may be cut short to three letters or more, as the devices' command
// line allows.
func (t *ConfigTree) PathIs(s ConfigSection, words ...string) bool {
	if len(s.Path) != len(words) {
		return false
	}
	for i := len(words) - 1; i >= 0; i-- {
		got := t.Source.FieldText(s.Path[i])
		if string(got) != words[i] && (i == len(words)-1 || len(got) < 3 || !strings.HasPrefix(words[i], string(got))) {
			return false
		}
	}
	return true
}
