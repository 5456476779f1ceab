package parser

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// FuzzConfigPieces: what is known of the pieces of a text changes nothing in what its
// sections are, wherever the pieces meet.
func FuzzConfigPieces(f *testing.F) {
	for _, text := range []string{
		"config firewall address\n    edit \"a\"\n        set subnet 10.0.0.0 255.0.0.0\n    next\nend\nconfig system global\n    set hostname x\nend\n",
		"config a b\n  edit 1\n    config c\n    end\n  next\nend\nconfig d e\n  set x \"1\nend\n2\"\nend\nending\nend \nend",
		"config a b\nset x y\\\nend\nend\nconfig c d\nset \"conf\nend\n",
		"config vdom\nedit a\nconfig system x\nset a \"b\\\"\nend\nend\n",
	} {
		f.Add(text, uint8(7))
		f.Add(text, uint8(1))
		f.Add(text, uint8(30))
	}
	f.Fuzz(func(t *testing.T, text string, size uint8) {
		src, err := NewSource("fw.conf", []byte(text), "")
		if err != nil || size == 0 {
			return
		}
		trees := [2]*ConfigTree{}
		for i, pieces := range []configPieces{{}, configPiecesOf(src.Text(), int(size))} {
			s := &configScanner{src: src, text: src.Text(), shape: testShape, tree: &ConfigTree{Source: src}, nextEnd: -1, pieces: pieces}
			s.run()
			trees[i] = s.tree
		}
		same := cmp.Options{cmpopts.IgnoreUnexported(ConfigTree{}), cmp.Comparer(func(a, b *Source) bool { return a == b })}
		if diff := cmp.Diff(trees[0], trees[1], same); diff != "" {
			t.Errorf("%q in pieces of %d bytes (-without):\n%s", text, size, diff)
		}
	})
}
