package parser

import "bytes"

// BraceKind tells the three things that a brace file is made of.
type BraceKind uint8

const (
	// BraceOpen is "words {".
	BraceOpen BraceKind = iota
	// BraceStatement is "words;".
	BraceStatement
	// BraceClose is "}".
	BraceClose
)

// BraceScanner walks over a file of nested blocks, such as PAN-OS prints by
// default: "name { ... }", "key value;", "key [ a b];". It makes no strings and
// keeps no tree. Values in quotes can run over several lines and hold quotes.
type BraceScanner struct {
	text  []byte
	pos   int
	depth int
	kind  BraceKind
	words []Field
	cut   bool
	list  bool    // a list is open among the words
	open  [2]bool // no quote to come closes a word outside, or inside, a list
}

// NewBraceScanner starts at the beginning of src.
func NewBraceScanner(src *Source) *BraceScanner { return &BraceScanner{text: src.Text()} }

// Kind tells what [BraceScanner.Next] found.
func (b *BraceScanner) Kind() BraceKind { return b.kind }

// Words returns the words of the block's head or of the statement; a list's
// brackets are words of their own. The slice is good until the next call of Next.
func (b *BraceScanner) Words() []Field { return b.words }

// Depth returns how many blocks are open.
func (b *BraceScanner) Depth() int { return b.depth }

// Truncated reports, at the end, whether the file ends inside a block or a statement.
func (b *BraceScanner) Truncated() bool { return b.cut || b.depth > 0 }

// Next moves to the next block head, statement or block end and reports whether
// there is one.
func (b *BraceScanner) Next() bool {
	b.words, b.list = b.words[:0], false
	for b.pos < len(b.text) {
		c := b.text[b.pos]
		switch {
		case c == '\n':
			b.pos++
			if b.isNoise() {
				b.words, b.list = b.words[:0], false
			}
		case isSpace(c):
			b.pos++
		case c == ';':
			b.pos++
			if len(b.words) > 0 {
				b.kind = BraceStatement
				return true
			}
		case c == '{' && !b.doubled('{'):
			b.pos++
			b.depth++
			b.kind = BraceOpen
			return true
		case c == '}' && !b.doubled('}'):
			if len(b.words) > 0 { // a last statement without its semicolon
				b.kind = BraceStatement
				return true
			}
			b.pos++
			b.depth = max(0, b.depth-1)
			b.kind = BraceClose
			return true
		case c == '#' && b.startsLine():
			b.pos = b.lineEnd(b.pos)
		case c == '"':
			stop := b.quotedEnd(b.pos + 1)
			b.words = append(b.words, Field{Start: b.pos + 1, End: stop, Quoted: true})
			b.pos = min(stop+1, len(b.text))
		case c == '[' || c == ']':
			b.words = append(b.words, Field{Start: b.pos, End: b.pos + 1})
			b.list = b.list || c == '['
			b.pos++
		default:
			b.bare()
		}
	}
	b.cut = b.cut || len(b.words) > 0
	return false
}

// Skip passes over the block whose head Next has just returned.
func (b *BraceScanner) Skip() {
	for open := b.depth; b.depth >= open && b.Next(); {
	}
}

// bare reads a word without quotes. It ends at a blank, a semicolon or a list's
// bracket; braces inside it are part of it, such as in "{{name}}".
func (b *BraceScanner) bare() {
	start := b.pos
	b.pos++
	for b.pos < len(b.text) {
		c := b.text[b.pos]
		if isSpace(c) || c == '\n' || c == ';' || c == ']' && b.list {
			break
		}
		b.pos++
	}
	b.words = append(b.words, Field{Start: start, End: b.pos})
}

func (b *BraceScanner) doubled(c byte) bool {
	return b.pos+1 < len(b.text) && b.text[b.pos+1] == c
}

func (b *BraceScanner) startsLine() bool { return len(b.words) == 0 }

func (b *BraceScanner) lineEnd(from int) int {
	if i := bytes.IndexByte(b.text[from:], '\n'); i >= 0 {
		return from + i
	}
	return len(b.text)
}

// quotedEnd returns the offset of the quote that closes a word that starts at
// start. Quotes inside a word are not escaped, so that only a quote that ends a
// statement, heads a block, or stands in a list closes it.
func (b *BraceScanner) quotedEnd(start int) int {
	list, kind := b.list, 0
	if list {
		kind = 1
	}
	for pos := start; ; pos++ {
		i := -1
		if !b.open[kind] {
			i = bytes.IndexByte(b.text[min(pos, len(b.text)):], '"')
		}
		if i < 0 {
			b.cut, b.open[kind] = true, true
			return b.lineEnd(start)
		}
		pos += i
		rest := bytes.TrimLeft(b.text[pos+1:min(len(b.text), pos+64)], " \t\r")
		if len(rest) == 0 || rest[0] == ';' && endsLine(rest[1:]) || rest[0] == '{' && endsLine(rest[1:]) {
			return pos
		}
		if list && (rest[0] == ']' || rest[0] == '\n' || isSpace(b.text[pos+1])) {
			return pos
		}
	}
}

// endsLine reports whether nothing stands before the line's end, save the end of
// the block.
func endsLine(rest []byte) bool {
	rest = bytes.TrimLeft(rest, " \t\r")
	return len(rest) == 0 || rest[0] == '\n' || rest[0] == '}'
}

// isNoise reports whether the words before a line's end are no part of the file:
// the echo of a command, a prompt, text of the pager.
func (b *BraceScanner) isNoise() bool {
	if len(b.words) == 0 {
		return false
	}
	first := string(b.text[b.words[0].Start:b.words[0].End])
	switch first {
	case "lines", "show", "...", "--more--", "[":
		return !b.words[0].Quoted && (first != "[" || len(b.words) > 1 && string(b.text[b.words[1].Start:b.words[1].End]) == "edit")
	}
	return bytes.IndexByte(b.text[b.words[0].Start:b.words[0].End], '@') > 0 &&
		(first[len(first)-1] == '>' || first[len(first)-1] == '#')
}
