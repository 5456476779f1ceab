package paloalto

import (
	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// setReader reads set commands, edit/up/top scripts among them, into the tree.
type setReader struct {
	*builder
	text  []byte
	edits []int // how deep the stack was before each edit
	words []parser.Field
	late  []setSpan // the statements that make address objects

	// policies are the statements that make other objects and rules. They are read
	// when they are asked for, save in a script that edits, where their order counts.
	policies []setSpan
	script   bool
	rulePath []byte // of the rules at hand, up to their names
	before   ruleLines
	shared   bool // a shared address was met

	thinned map[*node]bool // words below which something was deleted
}

// readSet reads the set form.
func readSet(src *parser.Source) *export {
	r := &setReader{builder: newBuilder(src), text: src.Text(), thinned: map[*node]bool{}}
	scan := parser.NewSetScanner(src)
	for scan.Next() {
		start, end := scan.Rest()
		switch verb := scan.Verb(); string(verb) {
		case "set", "override":
			if len(r.stack) > 1 || !r.putOff(scan) {
				r.set(r.split(start, end))
			}
		case "delete":
			r.scripted()
			r.delete(r.split(start, end))
		case "rename":
			r.scripted()
			r.rename(r.split(start, end))
		case "move":
			r.scripted()
			r.move(r.split(start, end))
		case "edit":
			r.scripted()
			r.edit(r.split(start, end))
		case "up":
			if len(r.stack) > 1 {
				r.up(1)
			}
			for len(r.edits) > 0 && r.edits[len(r.edits)-1] >= len(r.stack) {
				r.edits = r.edits[:len(r.edits)-1]
			}
		case "exit", "quit":
			if n := len(r.edits); n > 0 {
				r.stack, r.edits = r.stack[:r.edits[n-1]], r.edits[:n-1]
			}
		case "top", "configure", "commit":
			r.stack, r.edits = r.stack[:1], r.edits[:0]
		}
	}
	r.stack = r.stack[:1]
	for n := range r.thinned {
		n.compact()
	}
	r.export.addresses = &addressIndex{form: r}
	r.problems = append(r.problems, ipsec.OpenLine(src)...)
	r.export.policy = r.policy
	return r.export
}

// scripted notes that the file is a script that edits, and puts what was left for
// later into the tree.
func (r *setReader) scripted() {
	if r.script {
		return
	}
	r.script = true
	for _, at := range r.policies {
		r.setAll(at)
	}
	r.policies = nil
}

func (r *setReader) split(start, end int) []parser.Field {
	r.words = parser.SetWords(r.text, start, end, r.words[:0])
	return r.words
}

func (r *setReader) wordText(w parser.Field) string {
	if r.isApart {
		return r.spare.text(r.text[w.Start:w.End])
	}
	return string(r.text[w.Start:w.End])
}

func (r *setReader) span(w parser.Field) parser.Span { return r.src.Span(w.Start, w.End) }

// set walks down one command. A line can set several leaves: behind a value the
// walk goes back to the nearest block that has the next word, but never out of
// the entry that the user named.
func (r *setReader) set(words []parser.Field) {
	defer r.leave(r.enter(words))
	base, done := len(r.stack), false
	for i := 0; i < len(words); i++ {
		word := r.wordText(words[i])
		if r.skips() {
			return
		}
		top := r.top()
		switch {
		case word == "[" && !words[i].Quoted:
			for i++; i < len(words) && r.wordText(words[i]) != "]"; i++ {
				if m := r.wordText(words[i]); m != "..." {
					r.down(m, r.span(words[i]))
					r.up(1)
				}
			}
			done = true
		case top.leaf:
			r.down(word, r.span(words[i]))
			r.up(1)
			done = true
		default:
			if done {
				r.backTo(word, base)
			}
			r.down(word, r.span(words[i]))
			top = r.top()
			done = top.schema != nil && len(top.schema.words) == 0 && top.schema.entry == nil && !top.leaf && top.level == inTree
			continue
		}
		if len(r.stack) > base {
			r.up(1)
		}
	}
}

// backTo closes words until one is open that knows word. It stops at the entry
// that the user named, and where nothing fits it closes nothing.
func (r *setReader) backTo(word string, base int) {
	for i := len(r.stack) - 1; i >= base-1; i-- {
		f := r.stack[i]
		if f.schema == nil {
			continue
		}
		if f.schema.words[word] != nil {
			r.stack = r.stack[:i+1]
			return
		}
		if i > 0 && len(f.schema.words) > 0 && r.stack[i-1].schema != nil && r.stack[i-1].schema.named() {
			return
		}
	}
}

// enter makes the walk start at the top when the first word stands nowhere but
// there, as in scripts that forget "top" before the next edit; leave undoes it.
func (r *setReader) enter(words []parser.Field) []frame {
	saved := r.stack
	if len(words) > 0 && len(r.stack) > 1 {
		word := r.wordText(words[0])
		if s := r.top().schema; word == "network" && (s == nil || s.words[word] == nil) {
			r.stack = append([]frame(nil), r.stack[0])
		}
	}
	if &saved[0] == &r.stack[0] {
		return saved[:len(saved):len(saved)]
	}
	return saved
}

func (r *setReader) leave(saved []frame) { r.stack = saved }

// edit opens the words for the statements that follow.
func (r *setReader) edit(words []parser.Field) {
	if r.enter(words); len(r.stack) == 1 {
		r.edits = r.edits[:0]
	}
	r.edits = append(r.edits, len(r.stack))
	for _, w := range words {
		r.down(r.wordText(w), r.span(w))
	}
}

// locate finds the word that the path ends with and the word above it; it makes none.
func (r *setReader) locate(words []parser.Field) (parent *node, word string) {
	defer r.leave(r.enter(words))
	r.dry = true
	defer func() { r.dry = false }()
	for _, w := range words {
		if r.skips() {
			return nil, ""
		}
		parent, word = r.top().node, r.wordText(w)
		r.down(word, parser.Span{})
	}
	return parent, word
}

func (r *setReader) delete(words []parser.Field) {
	if parent, word := r.locate(words); parent != nil {
		parent.remove(word)
		r.thinned[parent] = true
	}
}

// rename reads "rename PATH to NAME".
func (r *setReader) rename(words []parser.Field) {
	n := len(words)
	if n < 3 || r.wordText(words[n-2]) != "to" {
		return
	}
	to := r.wordText(words[n-1])
	if parent, word := r.locate(words[:n-2]); parent != nil {
		parent.rename(word, to)
	}
}

// move reads "move PATH top", "move PATH bottom", "move PATH before NAME" and
// "move PATH after NAME".
func (r *setReader) move(words []parser.Field) {
	n := len(words)
	if n < 3 {
		return
	}
	where, beside := r.wordText(words[n-1]), ""
	path := words[:n-1]
	if w := r.wordText(words[n-2]); w == "before" || w == "after" {
		where, beside, path = w, where, words[:n-2]
	}
	if parent, word := r.locate(path); parent != nil {
		parent.move(word, where, beside)
	}
}
