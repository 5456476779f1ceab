// Package commands merges lines that are typed on a device: what goes into one
// block is typed in one visit, and nothing is typed twice. It knows blocks by
// their indentation, as devices show them, and no vendor's words but those that
// leave a block.
package commands

import (
	"slices"
	"strings"
)

// block is a command with the commands that are typed inside it, and the word
// that leaves it again, where the vendor has one.
type block struct {
	line   string
	inside []*block
	leave  string
}

// Join merges commands of several remedies: what goes into the same
// block is typed in one visit, and a line that has been said is not said again.
func Join(lines []string) []string {
	root := &block{}
	for _, b := range blocksOf(lines) {
		root.add(b)
	}
	return root.print(nil)
}

// blocksOf reads lines of one level; the indentation of the first one is the level's.
func blocksOf(lines []string) []*block {
	var out []*block
	for i := 0; i < len(lines); {
		level := indentOf(lines[i])
		end := i + 1
		for end < len(lines) && indentOf(lines[end]) > level {
			end++
		}
		b := &block{line: lines[i], inside: blocksOf(lines[i+1 : end])}
		if len(b.inside) > 0 && end < len(lines) && leaves(lines[end]) {
			b.leave = lines[end]
			end++
		}
		out = append(out, b)
		i = end
	}
	return out
}

// Line is a command with the blocks that it is typed in, outermost first.
type Line struct {
	Path  []string // as typed, with their indentation
	Leave []string // what leaves each of them; "" where indentation alone does
	Text  string   // as typed, with its indentation
}

// Same reports whether both are the same command in the same blocks.
func (l Line) Same(o Line) bool { return l.Text == o.Text && slices.Equal(l.Path, o.Path) }

// Lines takes lines apart: each that holds no others, with its blocks.
func Lines(lines []string) []Line {
	root := &block{}
	for _, b := range blocksOf(lines) {
		root.add(b)
	}
	return root.lines(nil, Line{})
}

func (b *block) lines(out []Line, in Line) []Line {
	for _, c := range b.inside {
		if len(c.inside) == 0 {
			out = append(out, Line{in.Path, in.Leave, c.line})
			continue
		}
		out = c.lines(out, Line{Path: append(slices.Clone(in.Path), c.line), Leave: append(slices.Clone(in.Leave), c.leave)})
	}
	return out
}

// Print writes lines with their blocks; neighbours in one block share it.
func Print(lines []Line) []string {
	root := &block{}
	for _, l := range lines {
		at := root
		for i, head := range l.Path {
			last := len(at.inside) - 1
			if last < 0 || at.inside[last].line != head || len(at.inside[last].inside) == 0 {
				at.inside = append(at.inside, &block{line: head, leave: l.Leave[i]})
				last++
			}
			at = at.inside[last]
		}
		at.inside = append(at.inside, &block{line: l.Text})
	}
	return root.print(nil)
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }

func leaves(line string) bool {
	return slices.Contains([]string{"end", "next", "exit", "}"}, strings.TrimSpace(line))
}

// closes reports commands that end a whole session: said twice, the last one counts.
func closes(line string) bool {
	return slices.Contains([]string{"commit", "write memory", "end", "exit"}, strings.TrimSpace(line))
}

func (b *block) add(n *block) {
	i := slices.IndexFunc(b.inside, func(o *block) bool { return o.line == n.line })
	switch {
	case i < 0:
		own := &block{line: n.line, leave: n.leave}
		for _, c := range n.inside {
			own.add(c)
		}
		b.inside = append(b.inside, own)
	case closes(n.line):
		b.inside = append(slices.Delete(b.inside, i, i+1), n)
	default:
		for _, c := range n.inside {
			b.inside[i].add(c)
		}
	}
}

func (b *block) print(out []string) []string {
	for _, c := range b.inside {
		out = c.print(append(out, c.line))
		if c.leave != "" {
			out = append(out, c.leave)
		}
	}
	return out
}
