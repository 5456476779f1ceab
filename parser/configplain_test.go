package parser

import (
	"os"
	"path/filepath"
	"testing"
)

// plainEntry is what a test keeps of an entry, as text.
type plainEntry struct {
	name     string
	plain    bool
	settings [][2]string // option, and the value as written
}

// checkEntries holds that the entries of a section, where they can be told without
// being read, are those that reading it gives, with the same settings. It returns how
// many are plain.
func checkEntries(t testing.TB, tree *ConfigTree, s ConfigSection) (plain int) {
	t.Helper()
	var got []plainEntry
	text := string(tree.Source.Text())
	if !tree.Entries(s, func(e *Entry) {
		p := plainEntry{name: tree.Text(e.Name), plain: e.Plain}
		for n := 0; n < len(e.Lines) && e.Plain; n++ {
			x := e.Setting(n)
			p.settings = append(p.settings, [2]string{text[x.Option:x.OptionEnd], text[x.Value:x.ValueEnd]})
		}
		got = append(got, p)
	}) {
		return 0
	}
	var want []*ConfigNode
	tree.Each(s, func(n *ConfigNode) { want = append(want, n) }, func(x ConfigStatement) { t.Errorf("%v stands beside the entries", x.Verb) })
	if len(got) != len(want) {
		t.Fatalf("%d entries, want %d", len(got), len(want))
	}
	for i, n := range want {
		if name := tree.Text(n.Words[0]); name != got[i].name {
			t.Errorf("entry %q, want %q", got[i].name, name)
		}
		if !got[i].plain {
			continue
		}
		plain++
		if len(n.Nodes) > 0 || len(n.Statements) != len(got[i].settings) {
			t.Fatalf("%q: %q, want %d statements and %d tables", got[i].name, got[i].settings, len(n.Statements), len(n.Nodes))
		}
		for k, x := range n.Statements {
			end := tree.Source.Span(x.Values[0].Start, x.End)
			if x.Values[0].Quoted {
				end.Start--
			}
			if want := [2]string{tree.Text(x.Option), end.Text()}; x.Verb != VerbSet || got[i].settings[k] != want {
				t.Errorf("%q: %q, want %v %q", got[i].name, got[i].settings[k], x.Verb, want)
			}
		}
	}
	return plain
}

// TestPlainEntries holds that for what looks plain and is not, and for whole files.
func TestPlainEntries(t *testing.T) {
	const frame = "config firewall policy\n edit 1\n  set a \"x y\" z\n  set b c\n next\n edit \"2 3\"\n  set a \"x y\" z\n"
	for _, line := range []string{
		"  set b c\n", "  set b d\n  set b c\n", "  set c 1\n  set b c\n", "", "  set b\n", "  set b \"c\n", "  set b \"c\\\"\n", "  set b c\\\n", "  set b 'c \"d'\n",
		"  set b \"c\nnext\nedit 4\nset b \"d\"\n\"\n", "  set b \"it's\" \"d\n\"\n", "\tset b c \t\r\n", "  set b\tc\n", "  set b\u00a0c\n", "  set  b c\n", "  unset b\n", "  # set b c\n",
		"  config t\n   edit 1\n    set b c\n   next\n  end\n", "  append b \"c\"\n", "  set b \"\"\n", "  set b \"\" \"\n\"\n", "  set b x\"c\n d\"\n",
	} {
		tree := splitText(t, frame+line+" next\n edit 5\n  set b c\n next\nend\n")
		for _, s := range tree.Sections {
			checkEntries(t, tree, s)
		}
	}
	plain := 0
	files, _ := filepath.Glob("../testdata/fortigate/*")
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		tree := splitText(t, string(raw))
		for _, s := range tree.Sections {
			plain += checkEntries(t, tree, s)
		}
	}
	if plain == 0 {
		t.Error("no entry of the files is plain")
	}
}
