package supplied

import (
	"strings"

	"github.com/vpnlint/vpnlint/parser"
)

// labelled is one line of the form "MARK LABEL : VALUE".
type labelled struct {
	label string // in lower case
	value field
}

// cutLabel splits a line at its first colon; more colons before the value, as
// AWS has them, count as one. mark is what must come first and is left out.
func cutLabel(src *parser.Source, line int, mark func(string) (string, bool)) (l labelled, ok bool) {
	text := src.Line(line)
	rest, ok := mark(strings.TrimLeft(text, " \t"))
	if !ok {
		return l, false
	}
	label, value, ok := strings.Cut(rest, ":")
	if !ok {
		return l, false
	}
	value = strings.TrimLeft(value, ": \t")
	start := len(text) - len(value)
	value = strings.TrimRight(value, " \t\r")
	whole := src.LineSpan(line)
	at := src.Span(min(whole.Start+start, whole.End), min(whole.Start+start+len(value), whole.End))
	if at.Start == at.End {
		at = whole
	}
	return labelled{strings.Join(strings.Fields(lower(label)), " "), field{value, at}}, true
}

// dash takes the mark of the Generic text.
func dash(s string) (string, bool) { return strings.CutPrefix(s, "-") }

// letter takes the mark of the pfSense steps, "a. ", or none.
func letter(s string) (string, bool) {
	if len(s) > 2 && 'a' <= s[0] && s[0] <= 'z' && s[1] == '.' {
		return s[2:], true
	}
	return s, s != "" && s[0] != '!'
}

// countLabels counts the lines with a label that the form knows, up to what is
// enough to be sure.
func countLabels(src *parser.Source, known func(string) bool) int {
	n := 0
	for line := 1; line <= src.LineCount() && n < 5; line++ {
		text := src.Line(line)
		trimmed := strings.TrimLeft(text, " \t")
		if trimmed == "" || trimmed[0] != '-' && (len(trimmed) < 2 || trimmed[1] != '.') {
			continue
		}
		mark := dash
		if trimmed[0] != '-' {
			mark = letter
		}
		if l, ok := cutLabel(src, line, mark); ok && known(l.label) {
			n++
		}
	}
	return n
}
