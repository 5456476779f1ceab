package parser

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// toyDialect knows blocks that lines "mode" open and lines "sub" belong to, opaque
// ones, and data.
func toyDialect() *IndentDialect {
	inner := &Mode{Sub: func(line []byte) Sub {
		return Sub{Belongs: bytes.HasPrefix(line, []byte("sub")), Closes: bytes.Equal(line, []byte("exit-address-family"))}
	}}
	outer := &Mode{Sub: func(line []byte) Sub {
		if bytes.HasPrefix(line, []byte("address-family")) {
			return Sub{Belongs: true, Opens: inner}
		}
		return Sub{Belongs: bytes.HasPrefix(line, []byte("sub"))}
	}}
	outer.Sub = func(next func([]byte) Sub) func([]byte) Sub {
		return func(line []byte) Sub {
			if bytes.HasPrefix(line, []byte("mode")) {
				return Sub{Belongs: true, Opens: outer} // without end
			}
			return next(line)
		}
	}(outer.Sub)
	return &IndentDialect{
		Comment: func(line []byte) bool { return line[0] == '!' },
		Global:  func(line []byte) bool { return bytes.HasPrefix(line, []byte("global")) },
		Opens: func(line []byte) *Mode {
			switch {
			case bytes.HasPrefix(line, []byte("mode")):
				return outer
			case bytes.HasPrefix(line, []byte("opaque")):
				return &Mode{}
			case bytes.HasPrefix(line, []byte("certificate")):
				return &Mode{Data: true}
			}
			return nil
		},
	}
}

// FuzzSplitIndent: any text ends, and its statements lie in the file in order,
// children inside their parents.
func FuzzSplitIndent(f *testing.F) {
	f.Add([]byte("mode a\n sub b\n  address-family x\n  sub y\n  exit-address-family\n!\nglobal c\n"))
	f.Add([]byte("certificate 01\n 3082 03AF\n quit\nopaque\n x\n\ty\n"))
	f.Add([]byte("\x00\xa0 mode\r\n\r\n\u3000sub\r"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		src, err := NewSource("fuzz", raw, "")
		if err != nil {
			return
		}
		tree := SplitIndent(src, 0, len(src.Text()), toyDialect())
		checkIndent(t, tree)
		for k := range 8 {
			checkTwice(t, tree, len(src.Text())*k/8)
		}
	})
}

// checkTwice: a text split in two halves has the statements of the whole.
func checkTwice(t *testing.T, whole *Tree, middle int) {
	t.Helper()
	twice := splitTwice(whole.Source, 0, len(whole.Source.Text()), middle, toyDialect())
	if diff := cmp.Diff(whole.Nodes, twice.Nodes, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("split at byte %d (-whole +twice):\n%s", middle, diff)
	}
}

// TestSplitTwice cuts a text at each of its bytes, among them places inside of modes,
// nested ones, data, comments and words that leave a mode.
func TestSplitTwice(t *testing.T) {
	text := "! head\nglobal a\nmode b\n sub c\n  address-family x\n  sub y\n  exit-address-family\n sub d\nsub e\n!\nglobal f\n" +
		"opaque g\n h\nunknown i\ncertificate 01\n 3082 03AF\n 1234\n quit\nmode j\nmode k\n sub l\nexit\nsub m\nend\nsub n\n" +
		"certificate 02\n 3082\n beef\nglobal o\nmode p\n q\n"
	src, err := NewSource("toy", []byte(text), "")
	if err != nil {
		t.Fatal(err)
	}
	whole := newSplitter(src, len(text), toyDialect())
	whole.lines(0, len(text))
	tree := whole.done()
	if len(tree.Nodes) < 20 {
		t.Fatalf("%d statements", len(tree.Nodes))
	}
	for middle := range len(text) {
		checkTwice(t, tree, middle)
	}
}

func checkIndent(t *testing.T, tree *Tree) {
	t.Helper()
	last := 0
	for i := range tree.Nodes {
		n := &tree.Nodes[i]
		if int(n.Start) < last || n.End < n.Start || int(n.End) > len(tree.Source.text) {
			t.Fatalf("statement %d [%d,%d) of %d bytes, behind %d", i, n.Start, n.End, len(tree.Source.text), last)
		}
		last = int(n.End)
	}
}

// The modes of a file can nest as deep as its author likes; memory and stack do not.
func TestDeepModesEnd(t *testing.T) {
	src, err := NewSource("deep", bytes.Repeat([]byte("mode\n"), 100_000), "")
	if err != nil {
		t.Fatal(err)
	}
	tree := SplitIndent(src, 0, len(src.Text()), toyDialect())
	if len(tree.Nodes) != 100_000 {
		t.Errorf("%d statements, want one a line", len(tree.Nodes))
	}
	checkIndent(t, tree)
}

// FuzzGrammar gives a grammar any words: the error, if there is one, points into
// the statement and quotes nothing of it.
func FuzzGrammar(f *testing.F) {
	f.Add("set lifetime seconds 3600 kilobytes 100000")
	f.Add("SET \"lifetime\" 'seconds' \xff")
	f.Add("set lifetime")
	f.Fuzz(func(t *testing.T, text string) {
		src, err := NewSource("fuzz", []byte(text), "")
		if err != nil {
			return
		}
		size := len(src.Text())
		fields := src.Words(0, size)
		for _, w := range fields {
			if w.Start < 0 || w.End < w.Start || w.End > size {
				t.Fatalf("word [%d,%d) of %d bytes", w.Start, w.End, size)
			}
		}
		_, bad := lifetimeGrammar.Parse(src, fields)
		if bad != nil && (bad.At.Start < 0 || bad.At.End < bad.At.Start || bad.At.End > size) {
			t.Fatalf("error at [%d,%d) of %d bytes", bad.At.Start, bad.At.End, size)
		}
	})
}
