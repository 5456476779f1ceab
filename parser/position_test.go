package parser

import (
	"testing"
	"unicode/utf8"
)

// checkPositions checks what must hold of every source: positions never go
// back, lie in the file, and lead to the bytes of the character they belong to.
// Long texts are looked at in steps.
func checkPositions(t *testing.T, s *Source, raw []byte) {
	t.Helper()
	text := s.Text()
	if !utf8.Valid(text) || !utf8.Valid(s.Original()) {
		t.Fatalf("%s: text is no UTF-8", s.Name())
	}
	set, err := charsetNamed(s.Encoding())
	if err != nil {
		t.Fatal(err)
	}
	step := 1 + len(text)/5000
	var last Position
	width := 0 // of the line of last
	for at, n := 0, 0; at < len(text); n++ {
		r, size := utf8.DecodeRune(text[at:])
		if n%step == 0 {
			p := s.Position(at)
			switch {
			case p.Line < last.Line, p.Byte < last.Byte, p.Line == last.Line && p.Column < last.Column:
				t.Fatalf("%s: position goes back at %d: %+v after %+v", s.Name(), at, p, last)
			case p.Line < 1 || p.Column < 1 || p.UTF16 < p.Column || p.Byte < 0 || p.Byte > len(raw):
				t.Fatalf("%s: position outside the file at %d: %+v", s.Name(), at, p)
			}
			if got, _, _ := set.read(raw[min(p.Byte, len(raw)-1):]); got != r && got != '\\' && got != '"' {
				t.Fatalf("%s: offset %d is %q, but byte %d of the file is %q", s.Name(), at, r, p.Byte, got)
			}
			if p.Line != last.Line {
				width = utf8.RuneCountInString(s.Line(p.Line))
			}
			if p.Column > width+3 {
				t.Fatalf("%s: column %d of a line of %d characters", s.Name(), p.Column, width)
			}
			last = p
		}
		at += size
	}
	for line := 1; line <= min(s.LineCount(), 200); line++ {
		span := s.LineSpan(line)
		if span.Start > span.End || span.Start < 0 || span.End > len(text) {
			t.Fatalf("%s: line %d has the span %d-%d", s.Name(), line, span.Start, span.End)
		}
		if span.Start < span.End && s.Position(span.Start).Line != line {
			t.Fatalf("%s: the span of line %d begins on line %d", s.Name(), line, s.Position(span.Start).Line)
		}
	}
	end := s.Position(len(text))
	if end.Byte > len(raw) || end.Line > s.LineCount() {
		t.Fatalf("%s: the end is at %+v", s.Name(), end)
	}
}
