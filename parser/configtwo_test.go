package parser

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// toldAs tells the entries of a section in a way, in words; void when it is not told.
func toldAs(src *Source, way func(func(*Entry)) bool) string {
	var out, before []string
	text := string(src.Text())
	if !way(func(e *Entry) {
		out = append(out, fmt.Sprintf("%d-%d %+v %v", e.Start, e.End, e.Name, e.Plain))
		if !e.Plain {
			return
		}
		var lines []string
		for n, l := range e.Lines {
			s := e.Setting(n)
			lines = append(lines, text[s.Option:s.OptionEnd]+" "+text[s.Value:s.ValueEnd])
			if l >= 0 && lines[n] != before[l] {
				lines[n] += ", not as " + before[l]
			}
		}
		before = lines
		out = append(out, lines...)
	}) {
		return "void"
	}
	return strings.Join(out, "\n")
}

// FuzzEntriesByTwo: the entries of a section are the same when they are told in pieces.
func FuzzEntriesByTwo(f *testing.F) {
	const plain = "    edit \"%d\"\n        set srcintf \"lan\"\n        set dstaddr \"a%d\"\n    next\n"
	var long strings.Builder
	for i := range 30 {
		fmt.Fprintf(&long, plain, i, i/3)
	}
	for _, inside := range []string{
		long.String(), long.String() + "    move 2 before 1\n", long.String() + "    edit 7\n",
		"    edit 1\n        config nested\n            edit 7\n            next\n    next\n        end\n    next\n" + long.String(),
		"    edit 1\n        set x \"a\n    next\n    edit 2\n\"\n    next\n    edit 3\n    next\n", "",
	} {
		f.Add("config firewall policy\n"+inside+"end\n", uint8(50))
		f.Add("config firewall policy\n"+inside+"end\n", uint8(1))
	}
	f.Fuzz(func(t *testing.T, text string, size uint8) {
		src, err := NewSource("fw.conf", []byte(text), "")
		if err != nil || size == 0 {
			return
		}
		tree := SplitConfig(src, testShape)
		for _, s := range tree.Sections {
			one := toldAs(src, func(each func(*Entry)) bool {
				_, ok := newEntryTeller(tree, s).tell(s.Body, s.End, each)
				return ok
			})
			two := toldAs(src, func(each func(*Entry)) bool { return tree.entriesByTwo(s, int(size), each) })
			if one != two || strings.Contains(two, ", not as ") {
				t.Fatalf("%q in pieces of %d:\n%s\nin one:\n%s", text, size, two, one)
			}
		}
	})
}

// TestEntryPieces divides a section only where an entry of its own table ends.
func TestEntryPieces(t *testing.T) {
	const text = "config a\n  edit 1\n    config b\n      edit 2\n      next\n    end\n  next\n  edit 3\n  next\n  edit 4\nend\n"
	s := splitText(t, text).Sections[0]
	var got []string
	for _, p := range entryPieces([]byte(text), s, 30) {
		got = append(got, text[p.start:p.stop])
	}
	want := []string{"  edit 1\n    config b\n      edit 2\n      next\n    end\n  next\n"}
	if !slices.Equal(got, want) {
		t.Errorf("pieces %q, want %q", got, want)
	}
}
