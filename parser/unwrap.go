package parser

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// unwrapJSON takes a configuration out of the JSON that an API put it in. It
// knows a string, a list of strings, an object whose "response" is such a list
// (the REST API of the ASA), and any of these once more in a string. Whatever
// else the file is, it stays as it is.
func (s *Source) unwrapJSON() {
	if !startsLikeJSON(s.clean.text) {
		return
	}
	inner, ok := unwrapOnce(s.clean)
	if !ok {
		return
	}
	layers := 1
	if startsLikeJSON(inner.text) {
		if again, ok := unwrapOnce(inner); ok {
			inner, layers = again, 2
		}
	}
	if bytes.IndexByte(inner.text, '\n') < 0 {
		return // one line is no configuration
	}
	s.clean, s.layers = inner, layers
	s.notes = append(s.notes, "the configuration was unwrapped from JSON")
}

// Escape returns a word as it would stand in the file: with the escapes of the
// JSON that the text was unwrapped from.
func (s *Source) Escape(word string) string {
	for range s.layers {
		word = escapes.Replace(word)
	}
	return word
}

var escapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

func startsLikeJSON(text []byte) bool {
	text = bytes.TrimLeft(text[:min(len(text), stride)], " \t\r\n")
	return len(text) > 0 && (text[0] == '"' || text[0] == '[' || text[0] == '{')
}

// jsonReader reads just enough of JSON. It is milder than the standard: a line
// end may stand in a string, with or without a backslash, because tools that
// write these files replace "\n" by hand.
type jsonReader struct {
	text []byte
	at   int
	b    *builder
}

// unwrapOnce removes one layer of JSON.
func unwrapOnce(from *mapped) (*mapped, bool) {
	r := &jsonReader{text: from.text, b: newBuilder(from)}
	ok := false
	switch r.peek() {
	case '"':
		ok = r.str()
	case '[':
		ok = r.list()
	case '{':
		r.at++
		ok = r.peek() == '"' && r.key("response") && r.peek() == '[' && r.list() && r.peek() == '}'
		r.at++
	}
	if !ok || r.peek() != 0 {
		return nil, false
	}
	return r.b.done(), true
}

// peek skips blanks and returns the next byte, 0 at the end.
func (r *jsonReader) peek() byte {
	for r.at < len(r.text) && bytes.IndexByte([]byte(" \t\r\n"), r.text[r.at]) >= 0 {
		r.at++
	}
	if r.at >= len(r.text) {
		return 0
	}
	return r.text[r.at]
}

// key reads the name of a member and its colon.
func (r *jsonReader) key(name string) bool {
	if !bytes.HasPrefix(r.text[r.at+1:], []byte(name+`"`)) {
		return false
	}
	r.at += len(name) + 2
	if r.peek() != ':' {
		return false
	}
	r.at++
	return true
}

// list reads a list of strings; each ends a line of the text.
func (r *jsonReader) list() bool {
	r.at++
	if r.peek() == ']' {
		r.at++
		return true
	}
	for {
		if r.peek() != '"' || !r.str() {
			return false
		}
		if n := len(r.b.out.text); n == 0 || r.b.out.text[n-1] != '\n' {
			r.b.put('\n', r.at-1)
		}
		switch r.peek() {
		case ',':
			r.at++
		case ']':
			r.at++
			return true
		default:
			return false
		}
	}
}

// str reads a string and takes its value over.
func (r *jsonReader) str() bool {
	r.at++
	kept := r.at
	for r.at < len(r.text) {
		switch r.text[r.at] {
		case '"':
			r.b.keep(kept, r.at)
			r.b.mark(r.b.from.origin(r.at)) // the end of an escape in front
			r.at++
			return true
		case '\\':
			r.b.keep(kept, r.at)
			value, size := jsonEscape(r.text[r.at:])
			if size == 0 {
				return false
			}
			r.b.put(value, r.at)
			r.at += size
			kept = r.at
		default:
			r.at++
		}
	}
	return false
}

// jsonEscape returns the character that the escape at the start of text stands
// for, and the escape's length; 0 when it is none.
func jsonEscape(text []byte) (rune, int) {
	if len(text) < 2 {
		return 0, 0
	}
	switch c := text[1]; c {
	case '"', '\\', '/', '\n':
		return rune(c), 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'u':
		high, ok := jsonUnit(text)
		if !ok {
			return 0, 0
		}
		if !utf16.IsSurrogate(high) {
			return high, 6
		}
		if low, ok := jsonUnit(text[6:]); ok {
			if pair := utf16.DecodeRune(high, low); pair != utf8.RuneError {
				return pair, 12
			}
		}
		return utf8.RuneError, 6
	}
	return 0, 0
}

// jsonUnit reads \uXXXX.
func jsonUnit(text []byte) (rune, bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	unit, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	return rune(unit), err == nil
}
