package report

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

// joinCommands merges commands of several remedies: what goes into the same
// block is typed in one visit, and a line that has been said is not said again.
// Blocks are told by indentation, as devices show them.
func joinCommands(lines []string) []string {
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
