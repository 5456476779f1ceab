package parser

import "bytes"

// SetScanner walks over a file of one command per line, such as PAN-OS and
// Junos print with "set": a verb and a path of words. It finds where each
// statement ends, which is not always the end of its line, and makes no strings.
//
// Lines that do not start with a verb are no statements: comments, prompts
// without a command, pager text, echoes. They are passed over.
type SetScanner struct {
	text       []byte
	pos        int // where the next line starts
	line       int // where the line at hand starts
	verb       Field
	start, end int // of what follows the verb
	quote      int // as quoteFrom found it
}

// NewSetScanner starts at the beginning of src.
func NewSetScanner(src *Source) *SetScanner { return &SetScanner{text: src.Text(), quote: -1} }

// SetVerbs are the commands of configuration mode that a statement can start with.
var setVerbs = [...]string{"set", "delete", "edit", "top", "up", "exit", "quit", "rename", "move", "copy", "override", "configure", "commit"}

// Next moves to the next statement and reports whether there is one.
func (s *SetScanner) Next() bool {
	for s.pos < len(s.text) {
		start, end := s.pos, s.lineEnd(s.pos)
		s.pos = min(end+1, len(s.text))
		verb, ok := findVerb(s.text, start, end)
		if !ok {
			continue
		}
		s.line, s.verb, s.start, s.end = start, verb, verb.End, end
		if q := s.quoteFrom(s.start); q < end {
			s.end = s.closeQuote(q, end)
			s.pos = min(s.lineEnd(s.end)+1, len(s.text))
		}
		s.end = trimBlanks(s.text, s.start, s.end)
		return true
	}
	return false
}

// Alike passes over the lines that follow as long as they start as the line of the
// statement at hand does up to the offset to, and each holds one statement and no part of
// another. It returns where the first and the last of them starts and ends, the line at hand
// among them, without blanks at the end. It reports false when that line is none of these.
//
// A large file is neighbours that are alike: to compare a line with the one before is
// faster than to look what it says.
func (s *SetScanner) Alike(to int) (start, end int, ok bool) {
	if s.verb.Start != s.line || to > s.end || s.lineEnd(s.start) < s.end {
		return 0, 0, false
	}
	start, end = s.line, s.end
	head := s.text[start:to]
	quoted := bytes.IndexByte(head, '"')
	for len(s.text)-s.pos >= len(head) && string(s.text[s.pos:s.pos+len(head)]) == string(head) {
		behind := s.pos + len(head)
		stop := s.lineEnd(behind)
		last := trimBlanks(s.text, behind, stop)
		if last == behind {
			break
		}
		q := s.pos + quoted
		if quoted < 0 {
			q = s.quoteFrom(behind)
		}
		if q < stop && s.closeQuote(q, stop) != stop {
			break
		}
		end, s.pos = last, min(stop+1, len(s.text))
	}
	return start, end, true
}

// quoteFrom returns where the next quote stands from a place on; the end of the text without
// one. Places are asked for in their order, or with no quote between them: so a long way
// without quotes is searched once.
func (s *SetScanner) quoteFrom(pos int) int {
	if s.quote < pos {
		s.quote = len(s.text)
		if i := bytes.IndexByte(s.text[pos:], '"'); i >= 0 {
			s.quote = pos + i
		}
	}
	return s.quote
}

// Verb returns the statement's first word.
func (s *SetScanner) Verb() []byte { return s.text[s.verb.Start:s.verb.End] }

// VerbSpan returns the offsets of the statement's first word.
func (s *SetScanner) VerbSpan() Field { return s.verb }

// Rest returns the offsets of what follows the verb, without blanks at the end.
func (s *SetScanner) Rest() (start, end int) { return s.start, s.end }

func (s *SetScanner) lineEnd(from int) int {
	if i := bytes.IndexByte(s.text[from:], '\n'); i >= 0 {
		return from + i
	}
	return len(s.text)
}

// closeQuote returns the end of a statement whose first quote stands at q in the
// line that ends at end. A value can run over several lines and can hold quotes:
// only a quote at the end of a line closes it.
func (s *SetScanner) closeQuote(q, end int) int {
	line := s.text[q:trimBlanks(s.text, q, end)]
	last := line[len(line)-1] == '"'
	// A quote alone at the end opens a value that starts with a line break.
	opens := len(line) == 1 || isSpace(line[len(line)-2])
	if last && !(opens && bytes.Count(line, []byte{'"'})%2 == 1) {
		return end
	}
	for pos := min(end+1, len(s.text)); pos < len(s.text); {
		next := s.lineEnd(pos)
		if _, ok := findVerb(s.text, pos, next); ok {
			break // the value is not closed: do not swallow what follows
		}
		if l := trimBlanks(s.text, pos, next); l > pos && s.text[l-1] == '"' {
			return next
		}
		pos = next + 1
	}
	return end
}

// findVerb returns the verb of the line, which blanks or a prompt such as
// "admin@fw# " may stand before.
func findVerb(text []byte, start, end int) (Field, bool) {
	for start < end && isSpace(text[start]) {
		start++
	}
	if w, ok := setVerbAt(text, start, end); ok {
		return w, true
	}
	head := text[start:min(end, start+96)]
	if at := bytes.IndexByte(head, '@'); at > 0 && bytes.IndexByte(head[:at], ' ') < 0 {
		if i := bytes.IndexAny(head[at:], "#>"); i > 0 && bytes.IndexByte(head[at:at+i], ' ') < 0 {
			start += at + i + 1
			for start < end && isSpace(text[start]) {
				start++
			}
			return setVerbAt(text, start, end)
		}
	}
	return Field{}, false
}

func setVerbAt(text []byte, start, end int) (Field, bool) {
	line := text[start:end]
	for _, v := range setVerbs {
		if len(line) >= len(v) && string(line[:len(v)]) == v && (len(line) == len(v) || isSpace(line[len(v)])) {
			return Field{Start: start, End: start + len(v)}, true
		}
	}
	return Field{}, false
}

// Words appends the words that follow the verb to buf. A list's brackets are
// words of their own: "[" and "]".
func (s *SetScanner) Words(buf []Field) []Field { return SetWords(s.text, s.start, s.end, buf) }

// SetWords appends the words of text[start:end] to buf, as [SetScanner.Words] does.
func SetWords(text []byte, start, end int, buf []Field) []Field {
	for pos := start; pos < end; {
		switch c := text[pos]; {
		case isSpace(c) || c == '\n':
			pos++
		case c == '"':
			stop := quotedEnd(text, pos+1, end)
			buf = append(buf, Field{Start: pos + 1, End: stop, Quoted: true})
			pos = stop + 1
		default:
			stop := pos + 1
			for stop < end && !isSpace(text[stop]) && text[stop] != '\n' {
				stop++
			}
			buf = append(buf, Field{Start: pos, End: stop})
			pos = stop
		}
	}
	return buf
}

// quotedEnd returns the offset of the quote that closes a word that starts at
// start. A quote inside the word is not escaped. One before a blank closes the
// word unless the next quote closes a word too, which then is this one: it goes
// on to the statement's end.
func quotedEnd(text []byte, start, end int) int {
	for pos := start; pos < end; pos++ {
		i := bytes.IndexByte(text[pos:end], '"')
		if i < 0 {
			break
		}
		pos += i
		if pos+1 == end {
			return pos
		}
		if isSpace(text[pos+1]) {
			next := bytes.IndexByte(text[pos+1:end], '"')
			if next < 0 || isSpace(text[pos+next]) {
				return pos
			}
		}
	}
	return end
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' }
