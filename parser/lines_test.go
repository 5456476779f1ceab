package parser

import (
	"strings"
	"testing"
)

// TestLines pins what ends a line: LF and CRLF, nothing else.
func TestLines(t *testing.T) {
	s := newSource(t, []byte("one\ntwo\r\nth\rree\u2028\v\ffour\n\nlast"), "")
	for i, want := range []string{"", "one", "two", "th\rree\u2028\v\ffour", "", "last", ""} {
		if got := s.Line(i); got != want {
			t.Errorf("line %d is %q, want %q", i, got, want)
		}
	}
	if s.LineCount() != 5 {
		t.Errorf("%d lines", s.LineCount())
	}
	if got := s.LineSpan(2).Text(); got != "two" {
		t.Errorf("the span of line 2 is %q", got)
	}
	if !s.LineSpan(6).IsZero() || !s.LineSpan(0).IsZero() {
		t.Error("a line that is not there has a span")
	}
	if p := s.Position(len(s.Text())); p.Line != 5 || p.Column != 5 {
		t.Errorf("the end is at %+v", p)
	}
	if p := s.Position(len(s.Text()) + 9); p.Line != 5 || p.Column != 5 {
		t.Errorf("behind the end is at %+v", p)
	}
}

func TestEmptySource(t *testing.T) {
	s := newSource(t, nil, "")
	want := Position{File: "fw.cfg", Line: 1, Column: 1, UTF16: 1}
	if got := s.Position(0); got != want || s.LineCount() != 1 || s.Line(1) != "" {
		t.Errorf("got %+v, %d lines", got, s.LineCount())
	}
}

// TestLongLine counts columns across the points that long lines remember.
func TestLongLine(t *testing.T) {
	line := "set comment \"" + strings.Repeat("東京𠮷x", 90_000) + "\" end"
	s := newSource(t, []byte("hostname fw\n"+line+"\n"), "")
	got := s.Position(len("hostname fw\n") + len(line) - 3)
	want := Position{File: "fw.cfg", Line: 2, Column: 13 + 360_000 + 3, UTF16: 13 + 450_000 + 3, Byte: 12 + len(line) - 3}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// TestSpanAcrossDebris has a span whose end stands in front of something that
// was stripped: its end is behind its last character, not behind the debris.
func TestSpanAcrossDebris(t *testing.T) {
	raw := "fw# show run\nhostname fw\ncrypto map OUT\x1B[0m 10\n"
	s := newSource(t, []byte(raw), "")
	at := strings.Index(string(s.Text()), "OUT")
	span := s.Span(at, at+3)
	if start, end := span.Position(), span.EndPosition(); start.Column != 12 || end.Column != 15 || end.Byte != strings.Index(raw, "\x1B") {
		t.Errorf("the span is at %+v to %+v", start, end)
	}
	if got := s.LineSpan(1); got.Start != got.End || got.IsZero() {
		t.Errorf("the stripped line has the span %+v", got)
	}
	if got := s.LineSpan(3).Text(); got != "crypto map OUT 10" {
		t.Errorf("the span of line 3 is %q", got)
	}
	if got := s.Line(3); got != "crypto map OUT\x1B[0m 10" {
		t.Errorf("line 3 is %q", got)
	}
}
