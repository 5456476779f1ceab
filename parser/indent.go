package parser

import "bytes"

// MaxDepth is how deep statements may nest. Real exports stay below ten.
const MaxDepth = 1000

// Mode is what a statement opens: the set of commands that can follow it.
type Mode struct {
	// Sub says what a line is inside the mode. A nil Sub is an opaque mode: any
	// indented line belongs to it.
	Sub func(line []byte) Sub
	// Data reports that the lines inside are no statements (a certificate in
	// hexadecimal); they end at a line "quit", or where a line is no such data.
	Data bool
}

// Sub is what one line is inside an open mode.
type Sub struct {
	Belongs bool  // the mode knows the line as a sub-command of its own
	Opens   *Mode // the mode that the line opens in turn, or nil
	Closes  bool  // the line belongs and ends the mode (exit-address-family)
}

// IndentDialect tells the indent splitter what a vendor's lines are. The
// functions get a line without the blanks around it and must not keep it.
type IndentDialect struct {
	Comment func(line []byte) bool
	// Opens returns the mode that a line outside of any mode opens, or nil.
	Opens func(line []byte) *Mode
	// Global reports that a line is certainly no sub-command, however far it is indented.
	Global func(line []byte) bool
}

// SplitIndent splits text[start:end) of a line-oriented configuration, such as
// Cisco's, into statements.
//
// Indentation alone decides nothing: published scripts use none, two or three
// blanks where a device prints one. A line belongs to the innermost open mode
// that knows it; an indented line that no mode knows stays in the open mode as
// an unknown sub-command, unless the dialect knows it as a global command.
// Blank lines and comments close nothing.
func SplitIndent(src *Source, start, end int, d *IndentDialect) *Tree {
	if end-start >= largeText {
		return splitTwice(src, start, end, start+(end-start)/2, d)
	}
	s := newSplitter(src, end-start, d)
	s.lines(start, end)
	return s.done()
}

type splitter struct {
	src  *Source
	d    *IndentDialect
	tree *Tree
	open []openMode
	data bool // inside the data of the innermost mode
}

type openMode struct {
	node   int32
	mode   *Mode
	indent int
}

// newSplitter makes a splitter for about size bytes of text.
func newSplitter(src *Source, size int, d *IndentDialect) *splitter {
	return &splitter{src: src, d: d, tree: &Tree{Source: src, Nodes: make([]Node, 0, size/48+8)}}
}

// lines splits text[pos:end), which begins at the start of a line.
func (s *splitter) lines(pos, end int) {
	for pos < end {
		next := s.src.nextLine(pos, end)
		s.line(pos, next)
		pos = next
	}
}

// done closes what is open and returns the tree.
func (s *splitter) done() *Tree {
	s.closeTo(0)
	return s.tree
}

func (s *splitter) line(pos, end int) {
	text := s.src.text
	from := pos
	for from < end {
		n := blank(text[from:end])
		if n == 0 {
			break
		}
		from += n
	}
	for end > from && (text[end-1] == '\n' || text[end-1] == '\r' || text[end-1] == ' ' || text[end-1] == '\t') {
		end--
	}
	line := text[from:end]
	if len(line) == 0 || s.skipData(line) || s.d.Comment(line) || s.leave(line) {
		return
	}
	s.place(line, from, end, from-pos)
}

// skipData passes over the inside of a data mode.
func (s *splitter) skipData(line []byte) bool {
	if !s.data {
		return false
	}
	if bytes.Equal(line, []byte("quit")) {
		s.data = false
		s.closeTo(len(s.open) - 1)
		return true
	}
	if hexGroups(line) {
		return true
	}
	s.data = false
	s.closeTo(len(s.open) - 1)
	return false
}

// hexGroups reports whether a line is only hexadecimal digits and blanks.
func hexGroups(line []byte) bool {
	for _, c := range line {
		if c != ' ' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'f') {
			return false
		}
	}
	return true
}

// leave handles the words with which a script leaves a mode.
func (s *splitter) leave(line []byte) bool {
	switch string(line) {
	case "exit", "quit":
		if n := len(s.open); n > 0 {
			s.closeTo(n - 1)
		}
		return true
	case "end":
		s.closeTo(0)
		return true
	}
	return false
}

// place finds the mode in which a line stands and adds it to the tree.
func (s *splitter) place(line []byte, from, end, indent int) {
	if len(s.open) == 0 { // as most lines of a large file, ACL entries, stand
		s.add(from, end)
		s.enter(s.d.Opens(line), indent)
		return
	}
	for i := len(s.open) - 1; i >= 0; i-- {
		o := s.open[i]
		if o.mode.Sub == nil {
			if indent > o.indent && !s.d.Global(line) {
				s.closeTo(i + 1)
				s.add(from, end)
				return
			}
			continue
		}
		if sub := o.mode.Sub(line); sub.Belongs {
			s.closeTo(i + 1)
			s.add(from, end)
			s.enter(sub.Opens, indent)
			if sub.Closes {
				s.closeTo(i)
			}
			return
		}
		if indent > o.indent && !s.d.Global(line) {
			s.closeTo(i + 1)
			s.add(from, end)
			return
		}
	}
	s.closeTo(0)
	s.add(from, end)
	s.enter(s.d.Opens(line), indent)
}

func (s *splitter) add(from, end int) {
	s.tree.Nodes = append(s.tree.Nodes, Node{
		Start: uint32(from), End: uint32(end), Next: int32(len(s.tree.Nodes) + 1), Depth: uint16(len(s.open)),
	})
}

func (s *splitter) enter(m *Mode, indent int) {
	if m == nil || len(s.open) >= MaxDepth {
		return
	}
	s.open = append(s.open, openMode{node: int32(len(s.tree.Nodes) - 1), mode: m, indent: indent})
	s.data = m.Data
}

// closeTo closes modes until n are open, and notes where their subtrees end.
func (s *splitter) closeTo(n int) {
	for len(s.open) > n {
		o := s.open[len(s.open)-1]
		s.tree.Nodes[o.node].Next = int32(len(s.tree.Nodes))
		s.open = s.open[:len(s.open)-1]
		s.data = false
	}
}
