package report

import (
	"strings"

	"github.com/vpnlint/vpnlint/cmd/internal/wrap"
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

// word is a piece of a paragraph between two blanks. It is broken only where it
// is written in a script without blanks, and a path not even there.
type word struct {
	text, style string
	path        bool
}

// words returns the words of a text in one style.
func words(text, style string) []word {
	var out []word
	for _, w := range strings.Fields(text) {
		out = append(out, word{text: w, style: style})
	}
	return out
}

// cells returns how many columns the text takes.
func cells(s string) int { return wrap.Cells(s) }

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
		lead = dots + wrap.Widths.TruncateLeft(lead, over+1, "")
	}
	if room -= cells(lead); cells(body) >= room {
		return lead, wrap.Widths.Truncate(body, max(room, 2), dots), ""
	}
	return lead, body, wrap.Widths.Truncate(tail, room-cells(body), dots)
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
	var run strings.Builder
	style := plain
	flush := func() {
		t.w.WriteString(t.style(style, run.String()))
		run.Reset()
	}
	first := true
	for _, w := range words {
		for _, piece := range t.pieces(w, hang) {
			n, blank := cells(piece.Text), 1
			if piece.Glued || first {
				blank = 0
			}
			switch {
			case first:
			case t.width > 0 && column+blank+n > t.width:
				flush()
				t.w.WriteString("\n" + strings.Repeat(" ", hang))
				column, blank = hang, 0
			case w.style != style:
				flush()
				t.w.WriteString(" "[:blank])
				column, blank = column+blank, 0
			}
			run.WriteString(" "[:blank] + piece.Text)
			style = w.style
			column += blank + n
			first = false
		}
	}
	flush()
	t.w.WriteByte('\n')
}

// pieces breaks a word of a script without blanks. A path is broken only when no
// line can hold it.
func (t *textWriter) pieces(w word, hang int) []wrap.Piece {
	text, room := w.text, t.width-hang
	if t.width == 0 || cells(text) == len(text) || w.path && (cells(text) <= room || room < 10) {
		return []wrap.Piece{{Text: text}}
	}
	if !w.path {
		return wrap.Pieces(text)
	}
	var out []wrap.Piece
	for cells(text) > room {
		head := wrap.Widths.Truncate(text, room, "")
		out = append(out, wrap.Piece{Text: head, Glued: len(out) > 0})
		text = text[len(head):]
	}
	return append(out, wrap.Piece{Text: text, Glued: len(out) > 0})
}
