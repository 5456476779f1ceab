package report

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Snippet is one line of the user's file, fit to be shown.
type Snippet struct {
	Line  int    // its number; 0 when there is nothing to show
	Text  string // without secrets, line end and control characters; cut to a window when long
	Start int    // byte offset in Text of the marked part
	End   int    // end of the marked part, at least Start
}

// snippetWindow is how many bytes of a long line are shown on either side of
// the marked part: an XML export may be a single line.
const snippetWindow = 120

// place is the start of one line.
type place struct {
	source *parser.Source
	start  int
}

// snippeter shows lines of one file.
//
// Nobody knows what the arguments of a statement mean that could not be read, so
// of such a line, whatever a finding says about it, only that is shown which
// stands before the part that could not be read, the first word, and what follows
// it in the problem's own words: those quote no secret.
type snippeter struct {
	vendor SecretsFunc
	unread map[place]*ipsec.Problem
	seen   []*ipsec.Device
}

// learn takes note of the lines of a device that could not be read.
func (s *snippeter) learn(d *ipsec.Device) {
	if slices.Contains(s.seen, d) {
		return
	}
	s.seen = append(s.seen, d)
	for i := range d.Problems {
		p := &d.Problems[i]
		if (p.Kind == ipsec.Unread || p.Kind == ipsec.Unreadable) && !p.At.IsZero() {
			start, _ := lineAround(p.At)
			s.unread[place{p.At.Source, start}] = p
		}
	}
}

// lineAround returns the range of the line that the span starts in, without its
// line end.
func lineAround(at parser.Span) (start, end int) {
	text := at.Source.Text()
	start, end = bytes.LastIndexByte(text[:at.Start], '\n')+1, len(text)
	if i := bytes.IndexByte(text[at.Start:], '\n'); i >= 0 {
		end = at.Start + i
	}
	for end > at.Start && text[end-1] == '\r' {
		end--
	}
	return start, end
}

// of returns the first line of the span, with secrets replaced and the marked
// part moved accordingly.
func (s *snippeter) of(at parser.Span) Snippet {
	if at.IsZero() {
		return Snippet{}
	}
	start, end := lineAround(at)
	line := string(at.Source.Text()[start:end])
	mark := byteRange{at.Start - start, max(min(at.End, end), at.Start) - start}
	line, mark = replaceSecrets(line, s.hidden(at.Source, start, end), mark)
	line, mark = cutWindow(line, mark)
	return Snippet{Line: at.Position().Line, Text: printable(line), Start: mark.start, End: mark.end}
}

// hidden returns what of a line must not be shown.
func (s *snippeter) hidden(src *parser.Source, start, end int) []byteRange {
	return s.withUnread(secretRanges(src, start, end, s.vendor), src, start, end)
}

// withUnread adds to ranges the part of a line that could not be read.
func (s *snippeter) withUnread(secrets []byteRange, src *parser.Source, start, end int) []byteRange {
	if p := s.unread[place{src, start}]; p != nil {
		line := string(src.Text()[start:end])
		if from := max(p.At.Start-start, knownWords(line, p.Message)); from < len(line) {
			secrets = join(append(secrets, byteRange{from, len(line)}))
		}
	}
	return secrets
}

// Hidden returns a function that tells what of a line [start, end) of src must not
// be shown, as spans in their order: secrets, and what could not be read of the
// devices' statements.
func Hidden(devices []*ipsec.Device, vendor SecretsFunc) func(src *parser.Source, start, end int) []parser.Span {
	s := &snippeter{vendor: vendor, unread: map[place]*ipsec.Problem{}}
	for _, d := range devices {
		s.learn(d)
	}
	return func(src *parser.Source, start, end int) []parser.Span {
		var out []parser.Span
		sure := withVendor(surelySecret(string(src.Text()[start:end])), src, start, end, s.vendor)
		for _, r := range s.withUnread(sure, src, start, end) {
			out = append(out, src.Span(start+r.start, start+r.end))
		}
		return out
	}
}

// knownWords returns where the first word of the line starts that is neither its
// first nor in the message; the line's length when there is none.
func knownWords(line, message string) int {
	known := strings.FieldsFunc(message, func(r rune) bool { return r == ' ' || r == '"' || r == ',' || r == ':' })
	at := 0
	for i, w := range strings.Fields(line) {
		at += strings.Index(line[at:], w)
		if i > 0 && !slices.Contains(known, w) {
			return at
		}
		at += len(w)
	}
	return len(line)
}

// replaceSecrets puts a fixed word in the place of each range and moves the mark.
// A mark inside a secret comes to cover the word.
func replaceSecrets(line string, secrets []byteRange, mark byteRange) (string, byteRange) {
	var b strings.Builder
	moved, last := mark, 0
	for _, s := range secrets {
		b.WriteString(line[last:s.start])
		at := b.Len()
		b.WriteString(redacted)
		delta := b.Len() - s.end
		switch {
		case mark.start >= s.end:
			moved.start = mark.start + delta
		case mark.start >= s.start:
			moved.start = at
		}
		switch {
		case mark.end >= s.end:
			moved.end = mark.end + delta
		case mark.end > s.start:
			moved.end = b.Len()
		}
		last = s.end
	}
	b.WriteString(line[last:])
	return b.String(), moved
}

// cutWindow keeps what stands around the mark.
func cutWindow(line string, mark byteRange) (string, byteRange) {
	const dots = "…"
	from, to := max(mark.start-snippetWindow, 0), min(mark.start+2*snippetWindow, len(line))
	if len(line) <= 3*snippetWindow {
		return line, mark
	}
	for from > 0 && !utf8.RuneStart(line[from]) {
		from--
	}
	for to < len(line) && !utf8.RuneStart(line[to]) {
		to++
	}
	out := line[from:to]
	mark = byteRange{mark.start - from, min(mark.end, to) - from}
	if from > 0 {
		out = dots + out
		mark.start, mark.end = mark.start+len(dots), mark.end+len(dots)
	}
	if to < len(line) {
		out += dots
	}
	return out, mark
}

// Printable makes a text from a file safe to show on a terminal.
func Printable(s string) string { return printable(s) }

// printable replaces what could steer a terminal or turn text around by question
// marks, as many as it had bytes, so that offsets stay right.
func printable(s string) string {
	if strings.IndexFunc(s, steers) < 0 && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == utf8.RuneError && s[i] != 0xEF:
			b.WriteByte('?')
		case !steers(r):
			b.WriteRune(r)
		case r < utf8.RuneSelf:
			b.WriteByte('?')
		default:
			b.WriteString(strings.Repeat("?", utf8.RuneLen(r)))
		}
	}
	return b.String()
}

// steers reports control characters and the marks that reorder text; a tab is
// neither.
func steers(r rune) bool {
	return r < 0x20 && r != '\t' || r >= 0x7F && r < 0xA0 ||
		r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x2028 || r == 0x2029
}

// AllSnippets returns every line of a file as a finding at its start would show
// it. Tests look for secrets in them.
func AllSnippets(name string, data []byte, vendor SecretsFunc) []string {
	src, err := parser.NewSource(name, data, "")
	if err != nil {
		return nil
	}
	var out []string
	lines := snippeter{vendor: vendor}
	text := src.Text()
	for at := 0; at < len(text); {
		end := at + len(text[at:])
		if i := bytes.IndexByte(text[at:], '\n'); i >= 0 {
			end = at + i
		}
		out = append(out, lines.of(src.Span(at, end)).Text)
		at = end + 1
	}
	return out
}
