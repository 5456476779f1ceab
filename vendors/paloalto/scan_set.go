package paloalto

import (
	"bytes"

	"github.com/vpnlint/vpnlint/parser"
)

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
