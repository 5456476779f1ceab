package parser

import (
	"fmt"
	"strings"
	"testing"
)

// TestEach reads a table entry by entry: whatever closes an entry, each comes
// once, whole, and in order.
func TestEach(t *testing.T) {
	const text = `config firewall policy
    edit 1
        set action accept
        config nested
            edit 7
                set x y
            next
        end
    next
    move 1 after 2
    edit 2
        set status disable
    edit 3
        set comments "a
next
b"
end
`
	src, err := NewSource("fw.conf", []byte(text), "")
	if err != nil {
		t.Fatal(err)
	}
	tree := SplitConfig(src, ConfigShape{})
	var got []string
	tree.Each(tree.Sections[0],
		func(n *ConfigNode) {
			got = append(got, fmt.Sprintf("%s: %d statements, %d tables", tree.Text(n.Words[0]), len(n.Statements), len(n.Nodes)))
		},
		func(s ConfigStatement) { got = append(got, s.Verb.String()+" "+tree.Text(s.Option)) })
	want := "1: 1 statements, 1 tables|move 1|2: 1 statements, 0 tables|3: 1 statements, 0 tables"
	if strings.Join(got, "|") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, "|"), want)
	}
	whole := tree.Read(tree.Sections[0], nil)
	if len(whole.Nodes) != 3 {
		t.Errorf("Read gives %d entries, Each 3", len(whole.Nodes))
	}
}

// TestEntries finds the entries of a table without reading them, reads one by
// itself, and gives up on a table that holds anything else.
func TestEntries(t *testing.T) {
	const good = "    edit \"a b\"\n        set x \"1\nnext\n2\"\n    next\n\n  edit 2\n    config nested\n edit 7\n next\n end\n next\n"
	for _, c := range []struct{ inside, want string }{
		{good, "a b: 1 statements, 0 tables|2: 0 statements, 1 tables"},
		{good + "    move 2 before 1\n", "not plain"},
		{good + "    edit 3\n    edit 4\n    next\n", "not plain"},
		{good + "    edit 3\n        set x y\n", "not plain"},
		{good + "    edit 3 4\n    next\n", "not plain"},
		{good + "    # a remark\n", "not plain"},
		{"", ""},
	} {
		src, err := NewSource("fw.conf", []byte("config firewall address\n"+c.inside+"end\n"), "")
		if err != nil {
			t.Fatal(err)
		}
		tree := SplitConfig(src, ConfigShape{})
		var found []string
		plain := tree.Entries(tree.Sections[0], func(e *Entry) {
			n := tree.Entry(e.Start, e.End)
			found = append(found, fmt.Sprintf("%s: %d statements, %d tables", tree.Text(e.Name), len(n.Statements), len(n.Nodes)))
		})
		got := strings.Join(found, "|")
		if !plain {
			got = "not plain"
		}
		if got != c.want {
			t.Errorf("got %q, want %q, for %q", got, c.want, c.inside)
		}
	}
}
