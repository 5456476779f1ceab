package paloalto

import (
	"bytes"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
)

// setRules are the rules of one list in set form.
type setRules struct {
	r      *setReader
	schema *schema
	names  *nameIndex
	rules  []setChain // by the number of the name
	runs   []setRun
	last   []byte             // the name in the statement before, as it is written
	at     int32              // its number
	shapes [ruleOptions]shape // of the options that the rules have
	out    *ruleRows
}

// setChain is the first and the last run of one rule's statements.
type setChain struct{ first, last int32 }

// setRun is neighbouring statements of one rule. One by itself starts behind its name.
type setRun struct {
	setSpan
	next int32 // the rule's next run; -1 without one
}

// policy reads the statements about objects, and sorts those about rules by rule.
func (r *setReader) policy() {
	var prefix []byte // of the list of rules at hand
	var list *setRules
	for k, at := range r.policies {
		start, end := r.first(at)
		if list == nil || !bytes.HasPrefix(r.text[start:end], prefix) {
			var behind int
			if list, behind = r.ruleList(start, end); list == nil {
				r.setAll(at)
				continue
			}
			prefix = r.text[start:behind]
			list.room(r.alike(r.policies[k:], prefix))
		}
		list.add(at, start+len(prefix), end)
	}
	r.policies = nil
}

// alike counts the spans that start with a path, up to the first that does not.
func (r *setReader) alike(spans []setSpan, path []byte) (n int) {
	for n < len(spans) {
		if !bytes.HasPrefix(r.text[r.begin(spans[n]):], path) {
			break
		}
		n++
	}
	return n
}

// ruleList returns the list of rules that a statement adds to and where the text
// behind its path starts; nil when the statement is about something else.
func (r *setReader) ruleList(start, end int) (list *setRules, behind int) {
	rulebase := false
	pos := start
	var path []parser.Field
	for {
		from := pos
		word, next := r.next(pos, end)
		if len(word) == 0 {
			return nil, 0
		}
		for r.text[from] == ' ' {
			from++
		}
		path = append(path, parser.Field{Start: from, End: next})
		pos = next
		if rulebase && string(word) == "rules" {
			break
		}
		rulebase = rulebase || strings.HasSuffix(string(word), "rulebase")
	}
	if pos >= end || r.text[pos] != ' ' {
		return nil, 0
	}
	f := r.walk(path)
	if f.level == inSkipped || f.schema == nil || f.schema.shape != shapeRules {
		return nil, 0
	}
	if f.node.rules == nil {
		made := &setRules{r: r, schema: f.schema, names: newNameIndex(r.text, 0)}
		for o := range made.shapes {
			made.shapes[o] = shapeIgnored
		}
		for word, s := range f.schema.entry.words {
			if o := ruleOptionOf([]byte(word)); o != ruleOther {
				made.shapes[o] = s.shape
			}
		}
		made.out = &ruleRows{set: made, read: made.read, scan: made.scan, form: setWords}
		f.node.rules = made.out
	}
	return f.node.rules.set, pos + 1
}

// walk goes down a path of words and returns what is open at its end.
func (r *setReader) walk(path []parser.Field) frame {
	saved := len(r.stack)
	for _, w := range path {
		r.down(strings.Trim(r.wordText(w), `"`), r.span(w))
	}
	f := *r.top()
	r.stack = r.stack[:saved]
	return f
}

// room makes room for about so many more rules.
func (l *setRules) room(n int) {
	l.rules, l.runs = slices.Grow(l.rules, n), slices.Grow(l.runs, n)
	l.names.room(n)
}

// add notes statements of one rule. The first one's name is at start or behind it.
func (l *setRules) add(at setSpan, start, end int) {
	word, pos, same := l.r.sameName(l.last, start, end)
	switch {
	case len(word) == 0:
		return
	case at.head == 0:
		at.start = uint32(pos)
	case int(at.start+at.head) != pos+1: // they may be about several rules
		below := start - int(at.start) - len(setVerb)
		l.r.each(at, false, func(start, end int) bool {
			l.add(setSpan{start: uint32(start), end: uint32(end)}, start+below, end)
			return true
		})
		return
	}
	if !same {
		l.last = word
		from, name := pos-len(word), word
		if word[0] == '"' {
			name = bytes.Trim(word, `"`)
			from++
		}
		var isNew bool
		if l.at, isNew = l.names.add(from, from+len(name)); isNew {
			l.rules = append(l.rules, setChain{-1, -1})
			l.out.n = len(l.rules)
		}
	}
	rule, n := &l.rules[l.at], int32(len(l.runs))
	l.runs = append(l.runs, setRun{at, -1})
	if rule.first < 0 {
		rule.first = n
	} else {
		l.runs[rule.last].next = n
	}
	rule.last = n
}

// read makes the tree of rule i.
func (l *setRules) read(i int) *node {
	r, name := l.r, parser.Field{Start: int(l.names.names[i][0]), End: int(l.names.names[i][1])}
	return r.apart(r.wordText(name), r.span(name), l.schema, func() {
		for k := l.rules[i].first; k >= 0; k = l.runs[k].next {
			r.each(l.runs[k].setSpan, true, func(start, end int) bool {
				r.set(r.split(start, end))
				r.stack = r.spare.stack
				return true
			})
		}
	})
}
