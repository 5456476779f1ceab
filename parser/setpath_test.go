package parser

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// statements reads text and gives each statement as its verb and words, joined by "|".
func statements(text string) []string {
	src := &Source{name: "t", text: []byte(text)}
	var all []string
	for scan := NewSetScanner(src); scan.Next(); {
		parts := []string{string(scan.Verb())}
		for _, w := range scan.Words(nil) {
			word := text[w.Start:w.End]
			if w.Quoted {
				word = "'" + word + "'"
			}
			parts = append(parts, word)
		}
		all = append(all, strings.Join(parts, "|"))
	}
	return all
}

func TestSetScanner(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"a path", "set a b c\n", []string{"set|a|b|c"}},
		{"no line end, CRLF, blanks", "  set a \t b\r\nset c", []string{"set|a|b", "set|c"}},
		{"verbs without words", "configure\nedit a b\nup\ntop\nexit\n", []string{"configure", "edit|a|b", "up", "top", "exit"}},
		{"a list", "set a [ b \"c d\" ]\n", []string{"set|a|[|b|'c d'|]"}},
		{"a name in quotes", "set rules \"to outside\" action allow\n", []string{"set|rules|'to outside'|action|allow"}},
		{"a quote inside the last value", "set a \"b\" description \"one \" two\"\n", []string{"set|a|'b'|description|'one \" two'"}},
		{"a value that ends with a quote", "set a description \"one \"two\"\"\nset b\n", []string{"set|a|description|'one \"two\"'", "set|b"}},
		{"an empty value", "set a description \"\"\nset a description\n", []string{"set|a|description|''", "set|a|description"}},
		{"a value of several lines", "set a banner \"one\ntwo\nthree\"\nset b\n", []string{"set|a|banner|'one\ntwo\nthree'", "set|b"}},
		{"a value of several lines with quotes", "set a banner \"one \"x\" y\ntwo\"\nset b\n", []string{"set|a|banner|'one \"x\" y\ntwo'", "set|b"}},
		{"a value that starts with a line break", "set a banner \"\ntwo\"\nset b\n", []string{"set|a|banner|'\ntwo'", "set|b"}},
		{"a value that is never closed", "set a banner \"one\nset b\n", []string{"set|a|banner|'one'", "set|b"}},
		{"prompts, comments, echoes", "admin@fw> configure\nadmin@fw(active)# set a b\n[edit]\n# set x\n! set y\nlines 1-23\nsettle z\n", []string{"configure", "set|a|b"}},
		{"nothing", "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, statements(tt.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func FuzzSetScanner(f *testing.F) {
	f.Add("set a \"b \" c\nd\"\nedit [ x ]\nadmin@fw# up\n")
	f.Add("set \"")
	f.Add("set a b\nset a c\nset a \"d\nset a \"e\ng\"\nset a\n")
	f.Fuzz(func(t *testing.T, text string) {
		src := &Source{name: "t", text: []byte(text)}
		last := 0
		for scan := NewSetScanner(src); scan.Next(); {
			start, end := scan.Rest()
			if start < last || end < start || end > len(text) {
				t.Fatalf("statement [%d,%d) of %d bytes, after %d", start, end, len(text), last)
			}
			last = end
			for _, w := range scan.Words(nil) {
				if w.Start < start || w.End < w.Start || w.End > end {
					t.Fatalf("word [%d,%d) outside its statement [%d,%d)", w.Start, w.End, start, end)
				}
			}
		}
		checkAlike(t, text)
	})
}

// TestAlike holds that lines which are passed over because they are alike are the
// statements that would be found one by one.
func TestAlike(t *testing.T) {
	for _, text := range []string{
		"set a b c\nset a b d\nset a c\n", "set a b\r\nset a c \t\r\nset a \nset a d", "set a \"x\"\nset a \"y\nz\"\nset a v\n", "set a x \"\nset a y\"\nset a z\n",
		"set \"a b\" c\nset \"a b\" d\nset \"a b\" \"e\nset f\"\n", " set a b\nset a c\nadmin@fw# set a d\nset a e\n", "set a b\n# set a c\nset a d\n\nset a e\n", "set a \"\nset a b\n",
	} {
		checkAlike(t, text)
	}
}

// checkAlike compares what [SetScanner.Alike] passes over behind each word of a statement.
func checkAlike(t *testing.T, text string) {
	t.Helper()
	src := &Source{name: "t", text: []byte(text)}
	var want [][2]int
	for scan := NewSetScanner(src); scan.Next(); {
		start, end := scan.Rest()
		want = append(want, [2]int{start, end})
	}
	for word := range 4 {
		var got [][2]int
		for scan := NewSetScanner(src); scan.Next(); {
			start, end := scan.Rest()
			words := scan.Words(nil)
			from, to, ok := 0, 0, false
			if word < len(words) {
				from, to, ok = scan.Alike(min(words[word].End+1, end))
			}
			if !ok {
				got = append(got, [2]int{start, end})
				continue
			}
			verb := len(scan.Verb())
			for line := range strings.SplitAfterSeq(text[from:to], "\n") {
				got = append(got, [2]int{from + verb, from + len(strings.TrimRight(line, "\n\r\t "))})
				from += len(line)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%q, behind word %d:\n%s", text, word, diff)
		}
	}
}
