package strongswan

import (
	"strings"

	"github.com/vpnlint/vpnlint/parser"
)

// The language of swanctl.conf and strongswan.conf is strongSwan's own and has
// three states: statements, values (after '=') and references (after ':'). The
// lexer follows includes, since charon reads an included file as if its text
// stood in the place of the include.

type tokenKind uint8

const (
	tokEOF tokenKind = iota
	tokNewline
	tokName   // an unquoted word
	tokString // a quoted string, unescaped
	tokPunct  // { } = : , .
	tokBad    // something that charon's lexer refuses
)

// token is one token; at spans the text between the quotes for a string.
type token struct {
	kind        tokenKind
	text        string // the word, the unescaped string, or the punctuation
	at          parser.Span
	placeholder bool   // the word holds a template's placeholder
	why         string // for tokBad: what is wrong
}

func (t token) is(punct string) bool { return t.kind == tokPunct && t.text == punct }

type lexState uint8

const (
	inStatements lexState = iota
	inValue
	inReferences
)

// cursor is a place in one file.
type cursor struct {
	src *parser.Source
	pos int
}

// lexer gives the tokens of a file and of the files that it includes.
type lexer struct {
	files []cursor // the innermost one last
	queue []*parser.Source
	state lexState
	inc   *includer
	eof   token
}

func newLexer(src *parser.Source, inc *includer) *lexer {
	inc.enter(src)
	return &lexer{files: []cursor{{src, 0}}, inc: inc}
}

// next returns the next token in the current state.
func (l *lexer) next() token {
	for {
		if len(l.files) == 0 {
			return l.eof
		}
		c := &l.files[len(l.files)-1]
		t, ok := l.scan(c, c.src.Text())
		if ok {
			return t
		}
	}
}

// scan reads one token; ok is false when it only moved on.
func (l *lexer) scan(c *cursor, text []byte) (token, bool) {
	if c.pos >= len(text) {
		l.state = inStatements // charon ends a value at the end of the file
		return l.leave()
	}
	switch ch := text[c.pos]; {
	case ch == ' ' || ch == '\t' || ch == '\r':
		c.pos++
		return token{}, false
	case ch == '#':
		for c.pos < len(text) && text[c.pos] != '\n' {
			c.pos++
		}
		return token{}, false
	case ch == '\n':
		c.pos++
		if l.state == inReferences {
			return token{}, false
		}
		l.state = inStatements
		return token{kind: tokNewline, at: c.src.Span(c.pos-1, c.pos)}, true
	case ch == '"':
		return l.quoted(c, text), true
	case ch == '}':
		l.state = inStatements
		c.pos++
		return token{kind: tokPunct, text: "}", at: c.src.Span(c.pos-1, c.pos)}, true
	case l.state == inValue:
		return valueWord(c, text), true
	}
	return l.statementToken(c, text)
}

func (l *lexer) statementToken(c *cursor, text []byte) (token, bool) {
	switch ch := text[c.pos]; ch {
	case '{', '=', ':', ',', '.':
		if ch == '.' && l.state == inReferences {
			break
		}
		c.pos++
		switch ch {
		case '=':
			l.state = inValue
		case ':':
			l.state = inReferences
		case '{':
			l.state = inStatements
		}
		return token{kind: tokPunct, text: string(rune(ch)), at: c.src.Span(c.pos-1, c.pos)}, true
	}
	stop := "#{}:.,=\"\r\n\t "
	if l.state == inReferences {
		stop = "#{}:,=\"\r\n\t "
	}
	start := c.pos
	for c.pos < len(text) && strings.IndexByte(stop, text[c.pos]) < 0 {
		c.pos++
	}
	name := token{kind: tokName, text: string(text[start:c.pos]), at: c.src.Span(start, c.pos)}
	if name.text == "include" && l.state == inStatements && l.isInclude(text, c.pos) {
		l.include(c, text, name.at)
		return token{}, false
	}
	return name, true
}

// isInclude reports whether the word include in front of pos is the statement:
// a blank and then something other than '=' follows.
func (l *lexer) isInclude(text []byte, pos int) bool {
	start := pos
	for pos < len(text) && (text[pos] == ' ' || text[pos] == '\t') {
		pos++
	}
	return pos > start && pos < len(text) && text[pos] != '='
}

// valueWord reads an unquoted word of a value. Braces of a placeholder belong to
// the word, although charon would take '}' for the end of the section: a file
// with placeholders is a template and not what the daemon gets to read.
func valueWord(c *cursor, text []byte) token {
	t := token{kind: tokName}
	start := c.pos
	for c.pos < len(text) && strings.IndexByte("#}\"\r\n\t ", text[c.pos]) < 0 {
		if n := placeholderLen(text[c.pos:]); n > 0 {
			c.pos += n
			t.placeholder = true
			continue
		}
		c.pos++
	}
	t.text, t.at = string(text[start:c.pos]), c.src.Span(start, c.pos)
	t.placeholder = t.placeholder || isPlaceholder(t.text)
	return t
}

// quoted reads a string. Outside a value charon does not expect one.
func (l *lexer) quoted(c *cursor, text []byte) token {
	if l.state != inValue {
		c.pos++
		return token{kind: tokBad, at: c.src.Span(c.pos-1, c.pos), why: "a quoted string stands where a name is expected"}
	}
	s, end, ok := unquote(text, c.pos+1)
	at := c.src.Span(c.pos+1, end)
	c.pos = end
	if !ok {
		return token{kind: tokBad, at: c.src.Span(at.Start-1, at.Start), why: "a quoted string is never closed"}
	}
	c.pos++
	return token{kind: tokString, text: s, at: at, placeholder: isPlaceholder(s)}
}

// unquote reads a string from behind its opening quote; end is the place of the
// closing one. ok is false when there is none.
func unquote(text []byte, pos int) (s string, end int, ok bool) {
	var b strings.Builder
	for pos < len(text) {
		switch ch := text[pos]; {
		case ch == '"':
			return b.String(), pos, true
		case ch == '\r':
			pos++
		case ch != '\\':
			b.WriteByte(ch)
			pos++
		case pos+1 >= len(text):
			return b.String(), len(text), false
		default:
			pos++
			switch e := text[pos]; e {
			case 'n':
				b.WriteByte('\n')
			case 'r':
				b.WriteByte('\r')
			case 't':
				b.WriteByte('\t')
			case '\n': // the line goes on
			case '\r':
				if pos+1 < len(text) && text[pos+1] == '\n' {
					pos++
					break
				}
				b.WriteByte(e)
			default:
				b.WriteByte(e)
			}
			pos++
		}
	}
	return b.String(), len(text), false
}

// include reads the pattern behind the word include and queues the files.
func (l *lexer) include(c *cursor, text []byte, word parser.Span) {
	for c.pos < len(text) && (text[c.pos] == ' ' || text[c.pos] == '\t') {
		c.pos++
	}
	start := c.pos
	var b strings.Builder
scan:
	for c.pos < len(text) {
		switch ch := text[c.pos]; {
		case ch == '"':
			s, end, ok := unquote(text, c.pos+1)
			b.WriteString(s)
			c.pos = end
			if ok {
				c.pos++
			}
			break scan
		case strings.IndexByte("#}\r\n\t ", ch) >= 0:
			break scan
		case ch == '\\' && c.pos+1 < len(text) && strings.IndexByte("\"#} ", text[c.pos+1]) >= 0:
			b.WriteByte(text[c.pos+1])
			c.pos += 2
		default:
			b.WriteByte(ch)
			c.pos++
		}
	}
	l.queue = append(l.queue, l.inc.files(c.src, b.String(), c.src.Span(start, max(start, c.pos)), word)...)
	l.open()
}

// open starts the next queued file, if any.
func (l *lexer) open() {
	if len(l.queue) > 0 {
		l.files = append(l.files, cursor{src: l.queue[0]})
		l.inc.enter(l.queue[0])
		l.queue = l.queue[1:]
	}
}

// leave ends the innermost file.
func (l *lexer) leave() (token, bool) {
	c := l.files[len(l.files)-1]
	l.inc.leave(c.src)
	if len(l.files) == 1 && len(l.queue) == 0 {
		l.files = nil
		l.eof = token{kind: tokEOF, at: c.src.Span(c.pos, c.pos)}
		return l.eof, true
	}
	l.files = l.files[:len(l.files)-1]
	l.open()
	return token{}, false
}
