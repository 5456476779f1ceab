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

// scan notes what the statements of rule i say.
func (l *setRules) scan(i int, t *ruleText) bool {
	n := 0
	for k := l.rules[i].first; k >= 0; k = l.runs[k].next {
		if at := l.runs[k].setSpan; at.head == 0 {
			if _, ok := l.statement(l.r.text[at.start:at.end], t); !ok {
				return false
			}
		} else if !l.scanSpan(at, t, &n) {
			return false
		}
	}
	return true
}

// scanSpan notes what the statements of a span say. Neighbouring rules mostly have the
// same lines in the same order; n counts the lines of the rule.
func (l *setRules) scanSpan(at setSpan, t *ruleText, n *int) bool {
	text, before := l.r.text, &l.r.before
	if before.list != l {
		*before = ruleLines{list: l}
	}
	for pos := int(at.start + at.head); pos < int(at.end); pos += int(at.head) {
		known := &before.lines[min(*n, len(before.lines)-1)]
		*n++
		if len(known.text) > 0 && bytes.HasPrefix(text[pos:], known.text) {
			if !t.note(known.option, known.value) {
				return false
			}
			pos += len(known.text)
			continue
		}
		end, next := l.r.line(pos, int(at.end))
		said, ok := l.statement(text[pos:end], t)
		if !ok {
			return false
		}
		if known.text = nil; said.option != ruleSeveral {
			said.text = l.r.wholeLine(pos, end)
			*known = said
		}
		pos = next
	}
	return true
}

// ruleLines are the lines of the rule that was looked at before, by their numbers.
type ruleLines struct {
	list  *setRules
	lines [32]ruleLine
}

// ruleLine is a line behind the name of a rule, with its end, and the one thing that it
// says.
type ruleLine struct {
	text   []byte
	option ruleOption
	value  []byte
}

// statement notes what one statement says, which may set several values: then the
// option that it returns is ruleSeveral.
func (l *setRules) statement(text []byte, t *ruleText) (said ruleLine, plain bool) {
	said.option = ruleOther
	for n := 0; ; n++ {
		for len(text) > 0 && text[0] == ' ' {
			text = text[1:]
		}
		if len(text) == 0 {
			return said, true
		}
		if n > 0 {
			said.option = ruleSeveral
		}
		end := bytes.IndexByte(text, ' ')
		if end < 0 {
			return said, false
		}
		o, form := ruleOptionOf(text[:end]), shapeIgnored
		if o != ruleOther {
			form = l.shapes[o]
		} else if s := l.schema.entry.words[string(text[:end])]; s != nil {
			form = s.shape
		}
		switch form {
		case shapeLeaf, shapeList:
		case shapeIgnored:
			return said, plainWord(text[:end]) // the rest is passed over
		default:
			said.option = ruleSeveral
			return said, l.block(o, text[end+1:], t)
		}
		value, rest := setValue(text[end+1:])
		if value == nil || !t.note(o, value) {
			return said, false
		}
		if n == 0 {
			said.option, said.value = o, value
		}
		text = rest
	}
}

// block notes the first word of what a statement says of a block. Words of the rule
// itself may follow there; then it reports false.
func (l *setRules) block(o ruleOption, text []byte, t *ruleText) bool {
	first := []byte(nil)
	for len(text) > 0 {
		word, rest, _ := bytes.Cut(text, []byte(" "))
		if l.schema.entry.words[string(word)] != nil || !plainWord(word) {
			return false
		}
		if first == nil && len(word) > 0 {
			first = word
		}
		text = rest
	}
	if o == ruleSourceTranslation && t.value[o] != nil {
		return bytes.Equal(t.value[o], first)
	}
	return first != nil && t.note(o, first)
}

// plainWord reports a word that is split from others by a blank alone.
func plainWord(word []byte) bool {
	for _, c := range word {
		if c <= ' ' || c == '"' {
			return false
		}
	}
	return true
}

// setValue returns the value at the start of text, a word or a list in brackets, and
// what follows it; nil when it is not plain. One with quotes must be the last.
func setValue(text []byte) (value, rest []byte) {
	for len(text) > 0 && text[0] == ' ' {
		text = text[1:]
	}
	list := len(text) > 0 && text[0] == '['
	for i, c := range text {
		switch {
		case c == '"':
			if _, ok := quotedWord(text); ok {
				return text, nil
			}
			if _, ok := setWords(text, nil); !ok {
				return nil, nil
			}
			return text, nil
		case c < ' ':
			return nil, nil
		case c == ' ' && !list, c == ']' && list && text[i-1] == ' ' && i+1 < len(text) && text[i+1] == ' ':
			if list {
				i++
			}
			return text[:i], text[i:]
		}
	}
	if len(text) == 0 || list && !bytes.HasSuffix(text, []byte(" ]")) {
		return nil, nil
	}
	return text, nil
}

// quotedWord returns the word when text is one in quotes and nothing else.
func quotedWord(text []byte) ([]byte, bool) {
	n := len(text)
	if n < 2 || text[0] != '"' || bytes.IndexByte(text[1:], '"') != n-2 {
		return nil, false
	}
	return text[1 : n-1], true
}

// setWords splits a value in set form.
func setWords(text []byte, words [][]byte) ([][]byte, bool) {
	if word, ok := quotedWord(text); ok {
		return append(words, word), true
	}
	if bytes.IndexByte(text, '"') < 0 && (len(text) == 0 || text[0] != '[') {
		return append(words, text), len(text) > 0
	}
	fields := parser.SetWords(text, 0, len(text), nil)
	is := func(f parser.Field, word string) bool { return !f.Quoted && string(text[f.Start:f.End]) == word }
	if n := len(fields); n >= 2 && is(fields[0], "[") && is(fields[n-1], "]") {
		fields = fields[1 : n-1]
	} else if n != 1 || is(fields[0], "[") {
		return words, false
	}
	for _, f := range fields {
		word := text[f.Start:f.End]
		if string(word) == "[" || string(word) == "]" {
			return words, false
		}
		if string(word) != "..." {
			words = append(words, word)
		}
	}
	return words, true
}
