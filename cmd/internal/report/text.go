package report

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/rules"
)

// labels are the words in front of what the lines of a finding say.
type labels struct {
	tunnel, needs, have, byDefault, see, fix, note, more string
	width                                                int // of the widest, and a blank
}

func (s speaker) labels() labels {
	l := labels{tunnel: s.say("tunnel"), needs: s.say("needs"), have: s.say("have"), byDefault: s.say("default"),
		see: s.say("see"), fix: s.say("fix"), note: s.say("note"), more: s.say("more")}
	for _, word := range []string{l.tunnel, l.needs, l.have, l.byDefault, l.see, l.fix, l.note, l.more} {
		l.width = max(l.width, cells(word)+1)
	}
	return l
}

// textWriter lays findings out for people.
type textWriter struct {
	w *bufio.Writer
	paint
	speaker
	labels labels
	width  int
}

// writeText writes each finding with its source line, the tunnel it is about,
// what is needed, and what to type; then the summary.
func writeText(w io.Writer, r *Report, o Options) error {
	t := &textWriter{w: bufio.NewWriter(w), paint: paint(o.Color), speaker: speaker{o.Language}, width: o.Width}
	t.labels = t.speaker.labels()
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
	head := []word{{place, bold, true}, {t.severity(f.Level) + ":", severityStyle(f.Level), false}}
	head = append(head, words(printable(t.message(f)), bold)...)
	t.paragraph("", 4, append(head, word{"[" + f.Rule + "]", dim, false}))

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
	l := &t.labels
	if len(f.Tunnels) > 0 {
		t.note(indent, l.tunnel, tunnelNote(f).In(t.language))
	}
	if needs := t.expected(f); needs != "" {
		if f.Requirement.Clause != "" {
			needs = t.say("%s (%s, %s)", needs, f.Requirement.Profile, t.quoted(f.Requirement.Clause))
		}
		t.note(indent, l.needs, needs)
	}
	if has := t.actual(f); has != "" {
		label := l.have
		if f.Origin == "default" {
			label = l.byDefault
		}
		t.note(indent, label, has)
	}
	for i := range f.Related {
		r := &f.Related[i]
		place := t.say("line %d", r.Line)
		if r.Path != f.Path {
			place = fmt.Sprintf("%s:%d", r.Path, r.Line)
		}
		t.note(indent, l.see, place+": "+t.related(r))
	}
	for i, c := range f.Suggestion.Commands {
		label := ""
		if i == 0 {
			label = l.fix
		}
		t.command(indent, label, c)
	}
	for _, n := range f.Suggestion.Notes {
		t.note(indent, l.note, t.made(n))
	}
	t.note(indent, l.more, "vpnlint explain "+f.Rule)
}

// quoted is a clause of the guide in the marks of the language.
func (s speaker) quoted(clause string) string { return s.say("\"%s\"", s.made(clause)) }

// tunnelNote names the tunnels of a finding and, of a single one, where it goes and
// stands.
func tunnelNote(f *Finding) rules.Text {
	const shown = 3
	names := f.Tunnels
	text := list(names, shown)
	var about []rules.Text
	if len(f.Peers) > 0 && len(names) == 1 {
		about = append(about, rules.Say("peer %s", list(f.Peers, shown)))
	}
	if f.TunnelLine > 0 && len(names) == 1 {
		about = append(about, rules.Say("line %d", f.TunnelLine))
	}
	if f.Context != "" {
		about = append(about, rules.Say("context %s", f.Context))
	}
	if len(about) > 0 {
		text = rules.Say("%s (%s)", text, series(about))
	}
	return text
}

// label writes a label and the blanks up to what it stands for.
func (t *textWriter) label(text string) string {
	return t.style(dim, text) + strings.Repeat(" ", max(t.labels.width-cells(text), 1))
}

// note writes one labelled text, wrapped under itself.
func (t *textWriter) note(indent, label, text string) {
	head := indent + t.style(blue, "=") + " " + t.label(label)
	t.paragraphAt(head, len(indent)+2+t.labels.width, words(printable(text), plain))
}

// command writes one line to type. It is never wrapped: it is there to be copied.
func (t *textWriter) command(indent, label, line string) {
	sign := t.style(blue, "=")
	if label == "" {
		sign = " "
	}
	fmt.Fprintf(t.w, "%s%s %s%s\n", indent, sign, t.label(label), t.style(green, printable(line)))
}
