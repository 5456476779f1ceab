package report

import (
	"strings"

	"github.com/mattn/go-runewidth"

	"github.com/vpnlint/vpnlint/rules"
)

// The styles of the text format, as terminal attributes.
const (
	plain  = ""
	bold   = "1"
	dim    = "2"
	red    = "1;31"
	green  = "32"
	yellow = "1;33"
	blue   = "34"
	cyan   = "1;36"
)

func severityStyle(s rules.Severity) string {
	switch s {
	case rules.Error:
		return red
	case rules.Warning:
		return yellow
	}
	return cyan
}

// paint reports whether output is coloured.
type paint bool

// style wraps text in the attributes of a style, when there is colour.
func (p paint) style(style, text string) string {
	if !p || style == plain || text == "" {
		return text
	}
	return "\x1b[" + style + "m" + text + "\x1b[0m"
}

// word is a piece of a paragraph that is not broken.
type word struct{ text, style string }

// widths is the table of how many columns a character takes. East Asian
// ambiguous characters count one, whatever the locale, so that output does not
// depend on it.
var widths = &runewidth.Condition{}

// cells returns how many columns the text takes.
func cells(s string) int { return widths.StringWidth(s) }

// expandTabs replaces tabs by blanks up to the next multiple of eight; column
// is where the text starts.
func expandTabs(s string, column int) string {
	if !strings.Contains(s, "\t") {
		return s
	}
	var b strings.Builder
	for i, part := range strings.Split(s, "\t") {
		if i > 0 {
			n := 8 - column%8
			b.WriteString(strings.Repeat(" ", n))
			column += n
		}
		b.WriteString(part)
		column += cells(part)
	}
	return b.String()
}

// fit cuts a source line to room columns around its marked part; 0 is no limit.
func fit(lead, body, tail string, room int) (string, string, string) {
	const dots = "…"
	if room <= 0 || cells(lead+body+tail) <= room {
		return lead, body, tail
	}
	if over := cells(lead) + min(cells(body), room/2) - room*2/3; over > 0 && cells(lead) > over+1 {
		lead = dots + widths.TruncateLeft(lead, over+1, "")
	}
	if room -= cells(lead); cells(body) >= room {
		return lead, widths.Truncate(body, max(room, 2), dots), ""
	}
	return lead, body, widths.Truncate(tail, room-cells(body), dots)
}

// paragraph writes words after head, wrapped to the terminal with the given
// indentation of further lines.
func (t *textWriter) paragraph(head string, hang int, words []word) {
	t.flow(head, cells(head), hang, words)
}

// paragraphAt is paragraph for a head that holds attributes and ends at column.
func (t *textWriter) paragraphAt(head string, column int, words []word) {
	t.flow(head, column, column, words)
}

// flow writes the words; neighbours of one style share its attributes, so that
// a search in coloured output finds more than single words.
func (t *textWriter) flow(head string, column, hang int, words []word) {
	t.w.WriteString(head)
	var run []string
	style := plain
	flush := func() {
		t.w.WriteString(t.style(style, strings.Join(run, " ")))
		run = run[:0]
	}
	first := true
	for _, w := range words {
		for _, piece := range t.pieces(w.text, hang) {
			n := cells(piece)
			switch {
			case first:
			case t.width > 0 && column+1+n > t.width:
				flush()
				t.w.WriteString("\n" + strings.Repeat(" ", hang))
				column = hang
			case w.style != style:
				flush()
				t.w.WriteByte(' ')
				column++
			default:
				column++
			}
			run, style = append(run, piece), w.style
			column += n
			first = false
		}
	}
	flush()
	t.w.WriteByte('\n')
}

// pieces breaks a word that no line can hold, such as a Japanese sentence,
// which has no blanks. A path or a command is never broken.
func (t *textWriter) pieces(text string, hang int) []string {
	room := t.width - hang
	if t.width == 0 || cells(text) <= room || room < 10 || cells(text) == len(text) {
		return []string{text}
	}
	var out []string
	for cells(text) > room {
		head := widths.Truncate(text, room, "")
		out = append(out, head)
		text = text[len(head):]
	}
	return append(out, text)
}
