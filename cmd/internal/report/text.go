package report

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/rules"
)

// labelWidth is the room for the words tunnel, needs, have, default, fix, note,
// see and more in front of what they say.
const labelWidth = 8

// textWriter lays findings out for people.
type textWriter struct {
	w *bufio.Writer
	paint
	width int
}

// writeText writes each finding with its source line, the tunnel it is about,
// what is needed, and what to type; then the summary.
func writeText(w io.Writer, r *Report, o Options) error {
	t := &textWriter{w: bufio.NewWriter(w), paint: paint(o.Color), width: o.Width}
	for i := range r.Findings {
		f := &r.Findings[i]
		shown := i > 0 && r.Findings[i-1].Path == f.Path && r.Findings[i-1].Snippet == f.Snippet
		t.finding(f, shown)
		t.w.WriteByte('\n')
	}
	t.suppressed(r.Suppressed)
	t.summary(r)
	return t.w.Flush()
}

// finding writes one finding. Its source line is left out when it has been shown
// just before.
func (t *textWriter) finding(f *Finding, shown bool) {
	place := fmt.Sprintf("%s:%d:%d:", printable(f.Path), f.Line, f.Column)
	words := []word{{place, bold}, {f.Severity + ":", severityStyle(f.Level)}}
	for _, w := range strings.Fields(printable(f.Message)) {
		words = append(words, word{w, bold})
	}
	words = append(words, word{"[" + f.Rule + "]", dim})
	t.paragraph("", 4, words)

	gutter := len(strconv.Itoa(max(f.Snippet.Line, f.Line)))
	if !shown {
		t.snippet(&f.Snippet, gutter, f.Level)
	}
	t.notes(f, strings.Repeat(" ", gutter+1))
}

// snippet shows the source line with the marked part underlined; of a whole line
// only the start is marked. Tabs are expanded, and double-width characters count
// two columns.
func (t *textWriter) snippet(s *Snippet, gutter int, level rules.Severity) {
	if s.Line == 0 || strings.TrimSpace(s.Text) == "" {
		return
	}
	before, marked, after := s.Text[:s.Start], s.Text[s.Start:s.End], s.Text[s.End:]
	lead := expandTabs(before, 0)
	body := expandTabs(marked, cells(lead))
	tail := expandTabs(after, cells(lead)+cells(body))
	room := 0
	if t.width > 0 {
		room = t.width - gutter - 3
	}
	lead, body, tail = fit(lead, body, tail, room)

	blank := strings.Repeat(" ", gutter)
	bar := t.style(blue, "|")
	fmt.Fprintf(t.w, "%s %s\n", blank, bar)
	fmt.Fprintf(t.w, "%s %s %s\n", t.style(blue, fmt.Sprintf("%*d", gutter, s.Line)), bar, strings.TrimRight(lead+body+tail, " "))
	caret := "^"
	if strings.TrimSpace(lead+tail) != "" {
		caret += strings.Repeat("~", max(cells(strings.TrimRight(body, " "))-1, 0))
	}
	fmt.Fprintf(t.w, "%s %s %s%s\n", blank, bar, strings.Repeat(" ", cells(lead)), t.style(severityStyle(level), caret))
}

// notes writes the lines that start with "=".
func (t *textWriter) notes(f *Finding, indent string) {
	if len(f.Tunnels) > 0 {
		t.note(indent, "tunnel", tunnelNote(f))
	}
	if f.Expected != "" {
		needs := f.Expected
		if f.Requirement.Clause != "" {
			needs += fmt.Sprintf(" (%s, %q)", f.Requirement.Profile, f.Requirement.Clause)
		}
		t.note(indent, "needs", needs)
	}
	if f.Actual != "" {
		label := "have"
		if f.Origin == "default" {
			label = "default"
		}
		t.note(indent, label, f.Actual)
	}
	for _, r := range f.Related {
		place := fmt.Sprintf("line %d", r.Line)
		if r.Path != f.Path {
			place = fmt.Sprintf("%s:%d", r.Path, r.Line)
		}
		t.note(indent, "see", place+": "+r.Message)
	}
	for i, c := range f.Suggestion.Commands {
		label := ""
		if i == 0 {
			label = "fix"
		}
		t.command(indent, label, c)
	}
	for _, n := range f.Suggestion.Notes {
		t.note(indent, "note", n)
	}
	t.note(indent, "more", "vpnlint explain "+f.Rule)
}

func tunnelNote(f *Finding) string {
	const shown = 3
	names := f.Tunnels
	text := list(names, shown)
	var about []string
	if len(f.Peers) > 0 && len(names) == 1 {
		about = append(about, "peer "+list(f.Peers, shown))
	}
	if f.TunnelLine > 0 && len(names) == 1 {
		about = append(about, "line "+strconv.Itoa(f.TunnelLine))
	}
	if f.Context != "" {
		about = append(about, "context "+f.Context)
	}
	if len(about) > 0 {
		text += " (" + strings.Join(about, ", ") + ")"
	}
	return text
}

// note writes one labelled text, wrapped under itself.
func (t *textWriter) note(indent, label, text string) {
	head := indent + t.style(blue, "=") + " " + t.style(dim, label) + strings.Repeat(" ", labelWidth-len(label))
	var words []word
	for _, w := range strings.Fields(printable(text)) {
		words = append(words, word{text: w})
	}
	t.paragraphAt(head, len(indent)+2+labelWidth, words)
}

// command writes one line to type. It is never wrapped: it is there to be copied.
func (t *textWriter) command(indent, label, line string) {
	sign := t.style(blue, "=")
	if label == "" {
		sign = " "
	}
	fmt.Fprintf(t.w, "%s%s %s%s%s\n", indent, sign, t.style(dim, label), strings.Repeat(" ", labelWidth-len(label)), t.style(green, printable(line)))
}
