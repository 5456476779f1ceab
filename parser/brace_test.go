package parser

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// events reads text and gives each block head as "words {", each statement as
// "words;" and each block end as "}".
func events(text string) (all []string, cut bool) {
	src := &Source{name: "t", text: []byte(text)}
	scan := NewBraceScanner(src)
	for scan.Next() {
		var parts []string
		for _, w := range scan.Words() {
			word := text[w.Start:w.End]
			if w.Quoted {
				word = "'" + word + "'"
			}
			parts = append(parts, word)
		}
		all = append(all, strings.Join(parts, "|")+[...]string{" {", ";", "}"}[scan.Kind()])
	}
	return all, scan.Truncated()
}

func TestBraceScanner(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string
		cut        bool
	}{
		{"blocks and values", "a {\n  b c;\n  d;\n}\n", []string{"a {", "b|c;", "d;", "}"}, false},
		{"lists", "a [ b c];\na [ b c ];\n", []string{"a|[|b|c|];", "a|[|b|c|];"}, false},
		{"names in quotes", "\"a b\" {\n  \"c d\";\n  e [ \"f g\" h];\n}\n", []string{"'a b' {", "'c d';", "e|[|'f g'|h|];", "}"}, false},
		{"a value of several lines", "k \"one\n}\n\"two\" x; y\n\";\nn v;\n", []string{"k|'one\n}\n\"two\" x; y\n';", "n|v;"}, false},
		{"a value that is not closed", "a {\n  k \"one\n  b c;\n}\n", []string{"a {", "k|'one'|b|c;", "}"}, true},
		{"a bare value of several lines", "k one\ntwo==;\n", []string{"k|one|two==;"}, false},
		{"on one line", "a { b { c d; e } }\n", []string{"a {", "b {", "c|d;", "e;", "}", "}"}, false},
		{"echoes, prompts, comments, pager", "admin@fw> show config\n# note\nshow config merged\n[edit]\na {\nlines 1-23\n  b c;\n}\nadmin@fw>\n", []string{"a {", "b|c;", "}"}, false},
		{"placeholders", "a {\n  k {{name}};\n}\n", []string{"a {", "k|{{name}};", "}"}, false},
		{"cut off", "a {\n  b", []string{"a {"}, true},
		{"one end too many", "}\na b;\n", []string{"}", "a|b;"}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, cut := events(tt.text)
			if diff := cmp.Diff(tt.want, got); diff != "" || cut != tt.cut {
				t.Errorf("cut %v, want %v\n%s", cut, tt.cut, diff)
			}
		})
	}
}

func TestBraceSkip(t *testing.T) {
	text := "a {\n  b { c d; }\n  e f;\n}\ng h;\n"
	scan := NewBraceScanner(&Source{name: "t", text: []byte(text)})
	scan.Next()
	scan.Skip()
	if !scan.Next() || scan.Kind() != BraceStatement || len(scan.Words()) != 2 || scan.Depth() != 0 {
		t.Errorf("after the block: kind %d, words %v, depth %d", scan.Kind(), scan.Words(), scan.Depth())
	}
}

// TestBraceLinear reads a file in which no quote is closed and one whose list has
// no end: each word once, whatever stands before it.
func TestBraceLinear(t *testing.T) {
	for _, text := range []string{strings.Repeat("\"a\n", 300_000), "k [ " + strings.Repeat("a] ", 300_000), "k [ " + strings.Repeat("\"a", 300_000)} {
		scan := NewBraceScanner(&Source{name: "t", text: []byte(text)})
		for scan.Next() {
		}
		if !scan.Truncated() {
			t.Error("the text is not seen to be cut")
		}
	}
}

func FuzzBraceScanner(f *testing.F) {
	f.Add("a { b \"c\n\" d\"; e [ f g]; }")
	f.Add("\"")
	f.Add("{{ }}")
	f.Fuzz(func(t *testing.T, text string) {
		scan := NewBraceScanner(&Source{name: "t", text: []byte(text)})
		for n := 0; scan.Next(); n++ {
			if n > 2*len(text)+2 {
				t.Fatal("the scanner does not advance")
			}
			for _, w := range scan.Words() {
				if w.Start < 0 || w.End < w.Start || w.End > len(text) {
					t.Fatalf("word [%d,%d) of %d bytes", w.Start, w.End, len(text))
				}
			}
		}
	})
}
