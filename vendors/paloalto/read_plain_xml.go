package paloalto

import (
	"bytes"

	"github.com/vpnlint/vpnlint/parser"
)

// plainXML reads the element of one rule into the tree, where it is written as
// PAN-OS writes it: elements and text, entries with a name, nothing else. It
// reports false, with nothing read, for an element that needs the whole reader.
func (b *builder) plainXML(at parser.Span) bool {
	text := b.src.Text()[at.Start:at.End]
	if bytes.IndexByte(text, '&') >= 0 || bytes.Contains(text, []byte("<!")) || bytes.Contains(text, []byte("<?")) {
		return false
	}
	if !wellFormed(text) {
		return false
	}
	x := plainReader{b: b, text: text, offset: at.Start}
	if x.open() { // the rule's own tag, and nothing in it
		return true
	}
	for depth := 1; depth > 0; {
		if lt := bytes.IndexByte(text[x.pos:], '<'); lt > 0 {
			x.value(x.pos, x.pos+lt)
			x.pos += lt
		}
		if text[x.pos+1] == '/' {
			x.pos += bytes.IndexByte(text[x.pos:], '>') + 1
			if depth--; depth > 0 {
				x.up()
			}
			continue
		}
		start := x.pos
		if closed := x.open(); !closed {
			depth++
			x.down(start)
			continue
		}
		x.down(start)
		x.up()
	}
	return true
}

// wellFormed reports that tags open and close in pairs, and that no value of an
// attribute holds a '>'.
func wellFormed(text []byte) bool {
	depth := 0
	for pos := 0; pos < len(text); {
		lt := bytes.IndexByte(text[pos:], '<')
		if lt < 0 {
			break
		}
		pos += lt
		gt := bytes.IndexByte(text[pos:], '>')
		if gt < 2 || bytes.IndexByte(text[pos+1:pos+gt], '<') >= 0 || bytes.Count(text[pos:pos+gt], []byte{'"'})%2 != 0 || bytes.IndexByte(text[pos:pos+gt], '\'') >= 0 {
			return false
		}
		switch {
		case text[pos+1] == '/':
			depth--
		case text[pos+gt-1] != '/':
			depth++
		}
		pos += gt + 1
		if depth <= 0 {
			return depth == 0 && pos == len(text)
		}
	}
	return false
}

// plainReader is one reading.
type plainReader struct {
	b      *builder
	text   []byte
	offset int // of the text in the file
	pos    int
	opened []bool // the element opened a word
}

// open passes over the start tag at pos and reports whether it closes itself.
func (x *plainReader) open() bool {
	x.pos += bytes.IndexByte(x.text[x.pos:], '>') + 1
	return x.text[x.pos-2] == '/'
}

// down opens the word of the start tag at start.
func (x *plainReader) down(start int) {
	tag := x.text[start+1 : x.pos-1]
	tag = bytes.TrimSuffix(tag, []byte("/"))
	name := tag
	if i := bytes.IndexAny(tag, " \t\r\n"); i >= 0 {
		name = tag[:i]
	}
	switch {
	case string(name) == "member":
		x.opened = append(x.opened, false)
		return
	case string(name) == "entry":
		i := bytes.Index(tag, []byte(` name="`))
		n := -1
		if i >= 0 {
			n = bytes.IndexByte(tag[i+len(` name="`):], '"')
		}
		if n < 0 {
			x.opened = append(x.opened, true)
			x.b.down("", parser.Span{})
			x.b.top().level = inSkipped
			return
		}
		from := start + 1 + i + len(` name="`)
		x.word(from, from+n)
	default:
		x.word(start+1, start+1+len(name))
	}
	x.opened = append(x.opened, true)
}

func (x *plainReader) word(from, to int) {
	x.b.down(x.b.spare.text(x.text[from:to]), x.b.src.Span(x.offset+from, x.offset+to))
}

// up closes the innermost element.
func (x *plainReader) up() {
	last := len(x.opened) - 1
	if x.opened[last] {
		x.b.up(1)
	}
	x.opened = x.opened[:last]
}

// value puts the text of an element that holds one below its word.
func (x *plainReader) value(from, to int) {
	text := bytes.TrimSpace(x.text[from:to])
	if len(text) == 0 || !x.b.top().leaf {
		return
	}
	from += bytes.Index(x.text[from:to], text)
	x.word(from, from+len(text))
	x.b.up(1)
}
