package paloalto

import (
	"bytes"
	"math"

	"github.com/vpnlint/vpnlint/parser"
)

// setSpan is neighbouring statements that start alike, each on a line of its own: the
// address objects of one place, or what is said of one rule. A large file has far fewer of
// these than statements.
type setSpan struct {
	start, end uint32
	// head is how far the lines are alike, with the blank behind the last word. A statement
	// by itself that may be written otherwise has none; it starts behind its verb.
	head uint32
}

// setVerb is what the lines of a span start with.
const setVerb = "set"

// putOff looks at a command that starts at the top. It reports that the command is not read
// now but later, or not at all, and the same of those that follow and start alike.
func (r *setReader) putOff(scan *parser.SetScanner) bool {
	start, end := scan.Rest()
	var what need
	var behind int
	if n := len(r.rulePath); n > 0 && bytes.HasPrefix(r.text[start:end], r.rulePath) {
		what = needRule
		_, behind = r.next(start+n, end)
	} else if what, behind = r.need(start, end); what == needRule {
		behind = r.ruleName(start, behind, end)
	}
	far := uint64(len(r.text)) > math.MaxUint32
	switch {
	case what == needNow, what >= needPolicy && (far || r.script), what == needLate && (far || !r.placed(start)):
		return false
	}
	at := setSpan{start: uint32(start), end: uint32(end)}
	if behind < end && r.text[behind] == ' ' && string(scan.Verb()) == setVerb {
		if from, to, ok := scan.Alike(behind + 1); ok {
			at = setSpan{start: uint32(from), end: uint32(to), head: uint32(behind + 1 - from)}
		}
	}
	switch what {
	case needLate:
		r.late = append(r.late, at)
	case needPolicy, needRule:
		r.policies = append(r.policies, at)
	}
	return true
}

// placed reports that the tree has the place of the address object of a statement, or
// that it does not matter. The first shared one is read at once: often nothing but
// addresses is shared, and rules look for them in a place that the tree knows.
func (r *setReader) placed(start int) bool {
	for start < len(r.text) && r.text[start] == ' ' {
		start++
	}
	if r.shared || !bytes.HasPrefix(r.text[start:], []byte("shared ")) {
		return true
	}
	r.shared = true
	return false
}

// ruleName returns where the name of the rule ends that the command at start is about; pos
// is behind the word rulebase. It returns the command's end when it names none.
func (r *setReader) ruleName(start, pos, end int) int {
	behind := pos
	for range 2 { // security rules
		var word []byte
		if word, behind = r.next(behind, end); string(word) == "rules" {
			if behind < end && r.text[behind] == ' ' {
				r.rulePath = r.text[start : behind+1]
			}
			_, behind = r.next(behind, end)
			return behind
		}
	}
	return end
}

// each calls do with where each statement of a span stands, without its verb or without all
// that they have in common, until it returns false.
func (r *setReader) each(at setSpan, differing bool, do func(start, end int) bool) {
	if at.head == 0 {
		do(int(at.start), int(at.end))
		return
	}
	skip := len(setVerb)
	if differing {
		skip = int(at.head)
	}
	for pos := int(at.start); pos < int(at.end); {
		end, next := r.line(pos, int(at.end))
		if !do(pos+skip, end) {
			return
		}
		pos = next
	}
}

// line returns where the line at pos ends, without blanks, and where the next one starts.
func (r *setReader) line(pos, limit int) (end, next int) {
	end, next = limit, limit
	if i := bytes.IndexByte(r.text[pos:limit], '\n'); i >= 0 {
		end, next = pos+i, pos+i+1
	}
	for end > pos && (r.text[end-1] == ' ' || r.text[end-1] == '\r' || r.text[end-1] == '\t') {
		end--
	}
	return end, next
}

// wholeLine returns the text from pos to behind the line that ends at end but for blanks;
// nil when the file ends first.
func (r *setReader) wholeLine(pos, end int) []byte {
	for end < len(r.text) && r.text[end] != '\n' {
		end++
	}
	if end == len(r.text) {
		return nil
	}
	return r.text[pos : end+1]
}

// begin returns where the first statement of a span starts, behind its verb.
func (r *setReader) begin(at setSpan) int {
	if at.head == 0 {
		return int(at.start)
	}
	return int(at.start) + len(setVerb)
}

// first returns where the first statement of a span stands, without its verb.
func (r *setReader) first(at setSpan) (start, end int) {
	if at.head == 0 {
		return int(at.start), int(at.end)
	}
	end, _ = r.line(int(at.start), int(at.end))
	return r.begin(at), end
}

// setAll reads the statements of a span.
func (r *setReader) setAll(at setSpan) {
	r.each(at, false, func(start, end int) bool {
		r.set(r.split(start, end))
		return true
	})
}
