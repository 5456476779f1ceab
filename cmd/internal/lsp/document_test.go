package lsp

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// TestPositions goes over every character of a text with all line ends: the
// position of an offset leads back to it.
func TestPositions(t *testing.T) {
	text := "a東😀\r\nb\rcé\n\n😀😀"
	for _, e := range []encoding{utf8Units, utf16Units, utf32Units} {
		d := &document{}
		d.setText(text)
		if len(d.starts) != 5 {
			t.Fatalf("%d lines in %q, want 5", len(d.starts), text)
		}
		for at := range text {
			if text[at] == '\n' && at > 0 && text[at-1] == '\r' {
				continue // no position is between the two
			}
			if got := d.offset(d.position(at, e), e); got != at {
				t.Errorf("%s: offset %d is at %+v, which is offset %d", e, at, d.position(at, e), got)
			}
		}
	}
	d := &document{}
	d.setText(text)
	for _, tt := range []struct {
		p    position
		want string // what stands behind it
	}{
		{position{0, 2}, "😀\r\nb"},
		{position{0, 3}, "😀\r\nb"}, // inside a character of two units
		{position{0, 99}, "\r\nb"},
		{position{2, 1}, "é\n"},
		{position{3, 0}, "\n"},
		{position{99, 0}, ""},
		{position{-1, 5}, "a東"},
		{position{1, -7}, "b\r"},
	} {
		if got := text[d.offset(tt.p, utf16Units):]; !strings.HasPrefix(got, tt.want) || tt.want == "" && got != "" {
			t.Errorf("%+v is before %q, want %q", tt.p, got, tt.want)
		}
	}
}

// TestPlaces finds places of a report, whose lines end at LF only, in a text where
// a lone CR ends a line for the editor.
func TestPlaces(t *testing.T) {
	for text, want := range map[string]position{
		"one\ntwo 東x\n":     {1, 5},
		"one\r\ntwo 東x\r\n": {1, 5},
		"o\rne\ntwo 東x":     {2, 5},
		"\ufeffone\ntwo 東x": {1, 5},
		"one\ntwo 😀x":       {1, 6},
		"a\rb\rc\ntwo\r東x":  {4, 1},
	} {
		d := &document{}
		d.setText(text)
		if got := d.position(d.place(2, 6), utf16Units); got != want {
			t.Errorf("%q: line 2, column 6 is at %+v, want %+v", text, got, want)
		}
	}
	d := &document{}
	d.setText("\ufeffone")
	if got := d.place(1, 2); d.text[got:] != "ne" {
		t.Errorf("behind a byte order mark, column 2 is before %q", d.text[got:])
	}
}

func FuzzChange(f *testing.F) {
	f.Add("a東😀\r\nb\n", "x", 0, 1, 1, 0)
	f.Add("a\rb", "\n", -1, 5, 9, 9)
	f.Fuzz(func(t *testing.T, text, with string, line1, char1, line2, char2 int) {
		if !utf8.ValidString(text) || !utf8.ValidString(with) {
			return
		}
		for _, e := range []encoding{utf8Units, utf16Units, utf32Units} {
			d := &document{}
			d.setText(text)
			d.change([]contentChange{{&span{position{line1, char1}, position{line2, char2}}, with}}, e)
			if !utf8.ValidString(d.text) || !strings.Contains(d.text, with) || len(d.text) > len(text)+len(with) {
				t.Fatalf("%s: %q became %q", e, text, d.text)
			}
			again := &document{}
			again.setText(d.text)
			if got := again.position(len(d.text), e); got != d.position(len(d.text), e) {
				t.Fatalf("the lines of %q are not those of the text read anew", d.text)
			}
		}
	})
}
