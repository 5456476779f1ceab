package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/vpnlint/vpnlint/cmd/internal/spell"
	"github.com/vpnlint/vpnlint/parser"
)

// maxDepth is how deep a file may nest. The deepest key stands at five; an alias
// inside itself has no end.
const maxDepth = 20

// decoder reads one file. It goes on after a mistake, to tell all of them.
type decoder struct {
	path     string // as it is shown
	dir      string // what relative paths in the file start from
	src      *parser.Source
	rules    []string
	depth    int
	problems []Problem
}

// decode reads one file without those that it extends.
func decode(path string, rules []string) (*File, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, &Error{[]Problem{{Path: path, Message: whyNot(err)}}}
	}
	src, err := parser.NewSource(path, data, "auto")
	if err != nil {
		return nil, &Error{[]Problem{{Path: path, Message: strings.TrimPrefix(err.Error(), path+": ")}}}
	}
	d := &decoder{path: path, dir: filepath.Dir(path), src: src, rules: rules}
	f := &File{Path: path, Source: src}
	if root := d.parse(src.Text()); root != nil {
		d.read(root, f.shape())
	}
	if len(d.problems) > 0 {
		return nil, &Error{d.problems}
	}
	return f, nil
}

func whyNot(err error) string {
	var pathError *os.PathError
	switch {
	case errors.Is(err, os.ErrNotExist):
		return "no such file; check the path"
	case errors.As(err, &pathError):
		return "cannot be read (" + pathError.Err.Error() + ")"
	}
	return "cannot be read"
}

// parse makes the tree of nodes; nil when there is none, or when it is no YAML.
// What the parser says quotes nothing of the file but the name of an anchor.
func (d *decoder) parse(data []byte) *yaml.Node {
	if isBlank(data) {
		return nil
	}
	var doc yaml.Node
	err := yaml.Load(data, &doc)
	var bad *yaml.LoadError
	switch {
	case err == nil && len(doc.Content) == 1:
		return doc.Content[0]
	case errors.As(err, &bad) && bad.Mark.Line > 0:
		d.problems = append(d.problems, Problem{d.path, bad.Mark.Line, max(bad.Mark.Column, 1), "not YAML: " + bad.Message})
	default:
		d.problems = append(d.problems, Problem{Path: d.path, Message: "not YAML of one document"})
	}
	return nil
}

// isBlank reports whether the file holds comments only.
func isBlank(data []byte) bool {
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && line != "---" && line[0] != '#' {
			return false
		}
	}
	return true
}

// read reads a node as the shape says.
func (d *decoder) read(n *yaml.Node, s shape) {
	if d.depth++; d.depth > maxDepth {
		d.depth--
		d.problem(n, "this nests too deep; an alias must not hold itself")
		return
	}
	s.read(d, resolve(n))
	d.depth--
}

// pairs calls f for each key of a mapping once, and returns the keys.
func (d *decoder) pairs(n *yaml.Node, f func(name string, k, v *yaml.Node)) map[string]*yaml.Node {
	seen := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := resolve(n.Content[i]), n.Content[i+1]
		switch first := seen[k.Value]; {
		case k.Kind != yaml.ScalarNode:
			d.problem(k, "a key must be a word")
			continue
		case first != nil:
			d.problem(k, "the key %s stands here twice; the first is on line %d", k.Value, first.Line)
			continue
		}
		seen[k.Value] = k
		f(k.Value, k, v)
	}
	return seen
}

func (d *decoder) want(n *yaml.Node, kind yaml.Kind, what string) bool {
	if n.Kind == kind {
		return true
	}
	d.problem(n, "this must be %s", what)
	return false
}

// unknownKey says which key was probably meant. A key that is none of ours is
// not quoted: it may be a value in the wrong place.
func (d *decoder) unknownKey(k *yaml.Node, names []string) {
	near := spell.Nearest(strings.ReplaceAll(k.Value, "-", "_"), names)
	switch {
	case k.Value == "<<":
		d.problem(k, "merge keys are not read; name the other file under extends")
	case near != "":
		d.problem(k, "unknown key %s; did you mean %s?", k.Value, near)
	default:
		d.problem(k, "unknown key; the keys here are %s", strings.Join(names, ", "))
	}
}

func (d *decoder) problem(n *yaml.Node, format string, args ...any) {
	p := Problem{d.path, n.Line, n.Column, fmt.Sprintf(format, args...)}
	if !slices.Contains(d.problems, p) { // an alias is read twice
		d.problems = append(d.problems, p)
	}
}

func (d *decoder) origin(n *yaml.Node) Origin {
	return Origin{Path: d.path, Line: n.Line, Column: n.Column}
}

// span returns the rest of the node's line.
func (d *decoder) span(n *yaml.Node) parser.Span {
	line := d.src.LineSpan(n.Line)
	for range n.Column - 1 {
		if line.Start < line.End {
			line.Start++
		}
	}
	return line
}

// file makes a path of the configuration one that starts from the working directory.
func (d *decoder) file(path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(d.dir, filepath.FromSlash(path))
}
