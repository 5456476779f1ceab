package report

import (
	"bytes"
	"cmp"
	"strings"
	"unicode/utf8"

	"github.com/vpnlint/vpnlint/cmd/internal/commands"
	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Needs are what formats show of a finding besides what it says. Making that costs
// more than all the rest.
type Needs struct {
	Lines       bool // of the file
	Suggestions bool
}

// Build makes findings into data that can be shown: positions, and as far as they
// are needed redacted source lines and commands. The sources are not needed afterwards.
func Build(found []rules.Finding, profile *rules.Profile, secrets SecretsFunc, needs Needs) []Finding {
	out := make([]Finding, 0, len(found))
	snippets := snippeter{vendor: secrets, unread: map[place]*ipsec.Problem{}}
	for i := 0; i < len(found) && needs.Lines; i++ {
		snippets.learn(found[i].Device)
	}
	numbers := numbering{}
	for i := range found {
		f := &found[i]
		shown := build(f, profile, numbers)
		if needs.Lines {
			shown.Snippet = snippets.of(placeIn(f))
		}
		if needs.Suggestions {
			shown.Suggestion = suggest(f.Device, f.Changes)
		}
		out = append(out, shown)
	}
	return out
}

// placeIn is the place of a finding, else that of its device.
func placeIn(f *rules.Finding) parser.Span { return cmp.Or(f.At, f.Device.At) }

// numbering tells the place of a tunnel in its device's list, which may be long.
type numbering map[*ipsec.Device]map[*ipsec.Tunnel]int

func (n numbering) of(d *ipsec.Device, t *ipsec.Tunnel) (int, bool) {
	places := n[d]
	if places == nil {
		places = make(map[*ipsec.Tunnel]int, len(d.Tunnels))
		for i, t := range d.Tunnels {
			places[t] = i
		}
		n[d] = places
	}
	i, ok := places[t]
	return i, ok
}

// set keeps what it has been given, each once and in order.
type set[T comparable] struct {
	list []T
	has  map[T]bool
}

func (s *set[T]) add(v T) {
	if s.has == nil {
		s.has = map[T]bool{}
	}
	if !s.has[v] {
		s.has[v] = true
		s.list = append(s.list, v)
	}
}

func build(f *rules.Finding, profile *rules.Profile, numbers numbering) Finding {
	d, at := f.Device, placeIn(f)
	where := placeOf(at, d.Path)
	out := Finding{
		Path: where.Path, Line: where.Line, Column: where.Column, EndLine: where.EndLine, EndColumn: where.EndColumn,
		Rule: f.Rule.Name, Category: f.Rule.Category, Severity: f.Severity.String(), Level: f.Severity, Message: f.Message.String(),
		Device: d.Hostname, Context: d.Context, Vendor: d.Vendor, Tunnels: []string{}, Peers: []string{},
		Actual: f.Actual.String(), Expected: f.Expected.String(), Origin: f.Origin.String(),
		Requirement: Requirement{Profile: profile.Name, Clause: f.Rule.Clause, URL: profile.URL},
		Related:     []Related{}, Suggestion: Suggestion{Commands: []string{}, Notes: []string{}, Edits: []Edit{}},
		subject: f.Subject, owner: keyOf(d), said: said{f.Message, f.Actual, f.Expected},
	}
	out.bytes, out.width = where.bytes, where.width
	names, peers := set[string]{list: out.Tunnels}, set[string]{list: out.Peers}
	for i, t := range f.Tunnels {
		if n, ok := numbers.of(d, t); ok {
			out.on = append(out.on, n)
		}
		if i == 0 {
			out.Tunnel, out.Peer = t.Name, t.Peer
			if t.At.Source != nil && t.At.Source == at.Source {
				out.TunnelLine = t.At.Position().Line
			}
		}
		names.add(t.Name)
		peers.add(t.Peer)
	}
	out.Tunnels, out.Peers = names.list, peers.list
	for _, r := range f.Related {
		out.Related = append(out.Related, Related{Place: placeOf(r.At, d.Path), Message: r.Message.String(), said: r.Message})
	}
	return out
}

// placeOf returns where a span is; the first column of the file when it is zero.
func placeOf(at parser.Span, path string) Place {
	if at.IsZero() {
		return Place{Path: path, Line: 1, Column: 1, EndLine: 1, EndColumn: 1, bytes: columns{1, 1}, width: 1}
	}
	from, to := at.Position(), at.EndPosition()
	p := Place{Path: from.File, Line: from.Line, Column: from.Column, EndLine: to.Line, EndColumn: to.Column, width: to.Column}
	p.bytes = columns{byteColumn(at.Source, at.Start, from), byteColumn(at.Source, at.End, to)}
	if to.Line != from.Line {
		p.width = utf8.RuneCountInString(at.Source.Line(from.Line)) + 1
	}
	return p
}

// byteColumn returns the column, in UTF-8 bytes, of an offset of the text that
// stands at the position. Where the text differs from the file the line is
// counted anew.
func byteColumn(src *parser.Source, offset int, at parser.Position) int {
	if len(src.Text()) == len(src.Original()) {
		return offset - bytes.LastIndexByte(src.Text()[:offset], '\n')
	}
	line, n := src.Line(at.Line), 1
	for i := range line {
		if n == at.Column {
			return i + 1
		}
		n++
	}
	return len(line) + 1
}

// suggest asks the vendor how to make the changes and joins the answers, so
// that nothing stands there twice.
func suggest(d *ipsec.Device, changes []ipsec.Change) Suggestion {
	s := Suggestion{Commands: []string{}, Notes: []string{}, Edits: []Edit{}}
	if d.Remedier == nil {
		return s
	}
	var lines []string
	notes, edits := set[string]{list: s.Notes}, set[Edit]{list: s.Edits}
	for _, c := range changes {
		r, ok := d.Remedier.Remedy(c)
		if !ok {
			continue
		}
		lines = append(lines, r.Commands...)
		for _, n := range append(r.Notes, renewNotes(r)...) {
			notes.add(n)
		}
		for _, e := range r.Edits {
			edits.add(Edit{Place: placeOf(e.At, d.Path), Text: e.Text})
		}
	}
	s.Notes, s.Edits = notes.list, edits.list
	s.Commands = append(s.Commands, commands.Join(lines)...)
	return s
}

// renewNotes says how running SAs take the new values.
func renewNotes(r ipsec.Remedy) []string {
	if len(r.Renew) == 0 {
		return nil
	}
	return []string{"a running SA keeps its old values: afterwards \"" + strings.Join(r.Renew, "\", \"") + "\""}
}
