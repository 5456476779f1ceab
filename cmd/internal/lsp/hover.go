package lsp

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/cmd/internal/facts"
	"github.com/vpnlint/vpnlint/cmd/internal/report"
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// hover tells, about a place of the text: which values of which tunnels it sets
// and where they come from; at the head of a tunnel or phase 2 all its values;
// what is wrong there, what to type, and the page of the rule.
func (s *Server) hover(p *hoverParams) any {
	d := s.documents[p.TextDocument.URI]
	if d == nil || d.checked == nil {
		return nil
	}
	at := d.offset(p.Position, s.encoding)
	line := d.position(at, s.encoding).Line
	page := &page{Server: s, doc: d}
	where := s.values(page, at, line)
	page.heads(line)
	for _, f := range d.at(line, at) {
		if where == nil {
			where = &f.Range
		}
		page.finding(f.finding)
	}
	for _, rule := range page.rules {
		page.part(s.Checker.Page(rule, d.checked.Vendor))
	}
	if len(page.parts) == 0 {
		return nil
	}
	kind := "markdown"
	if formats := s.client.Capabilities.TextDocument.Hover.ContentFormat; len(formats) > 0 && !slices.Contains(formats, kind) {
		kind = "plaintext"
	}
	return hover{markupContent{kind, strings.Join(page.parts, "\n\n---\n\n")}, where}
}

// at returns the findings at the offset; those of the line when there are none.
func (d *document) at(line, offset int) []shownFinding {
	var here, near []shownFinding
	for _, f := range d.shown {
		switch {
		case f.finding == nil || line < f.Range.Start.Line || line > f.Range.End.Line:
		case offset >= f.start && offset <= f.end:
			here = append(here, f)
		default:
			near = append(near, f)
		}
	}
	if len(here) > 0 {
		return here
	}
	return near
}

// page collects the parts of a hover text, in Markdown.
type page struct {
	*Server
	doc   *document
	parts []string
	rules []string
}

func (p *page) part(text string) {
	if text = strings.TrimSpace(text); text != "" && !slices.Contains(p.parts, text) {
		p.parts = append(p.parts, text)
	}
}

// values adds what the place sets: the values that stand at the offset, else those
// of the line. It returns where the first one stands.
func (s *Server) values(p *page, at, line int) (where *span) {
	var here, near said
	for _, d := range p.doc.checked.Devices {
		for _, t := range d.Tunnels {
			for _, f := range facts.Of(t) {
				start, end, ok := p.doc.bytes(f.At)
				if !ok || f.Label == "phase 2" || p.doc.position(start, s.encoding).Line != line {
					continue
				}
				if at < start || at > end {
					near.add(p.value(&f), p.owner(t, f.Child))
					continue
				}
				here.add(p.value(&f), p.owner(t, f.Child))
				if where == nil {
					r := p.doc.span(start, end, s.encoding)
					where = &r
				}
			}
		}
	}
	if len(here) == 0 {
		here = near
	}
	p.said(here)
	return where
}

// said is values in words, each with those that have it.
type said []struct {
	value  string
	owners []string
}

func (s *said) add(value, owner string) {
	for i := range *s {
		if v := &(*s)[i]; v.value == value {
			if !slices.Contains(v.owners, owner) {
				v.owners = append(v.owners, owner)
			}
			return
		}
	}
	*s = append(*s, struct {
		value  string
		owners []string
	}{value, []string{owner}})
}

// most is how many tunnels are named that share a value.
const most = 5

func (p *page) said(all said) {
	for _, v := range all {
		owners := v.owners
		if n := len(owners); n > most {
			owners = append(slices.Clone(owners[:most]), p.say("and %d more", n-most))
		}
		p.part(v.value + "\n\n- " + strings.Join(owners, "\n- "))
	}
}

// owner names the tunnel, or its phase 2.
func (p *page) owner(t *ipsec.Tunnel, c *ipsec.Child) string {
	if c != nil && c.Name != "" && c.Name != t.Name {
		return p.say("tunnel %s, phase 2 %s", code(t.Name), code(c.Name))
	}
	return p.say("tunnel %s", code(t.Name))
}

// value says one value and where it comes from.
func (p *page) value(f *facts.Fact) string {
	text := fmt.Sprintf("**%s**", f.Label)
	if f.Text != "" {
		text += " " + code(f.Text)
	}
	if from := p.origin(f, false); from != "" {
		text += ", " + from
	}
	return text
}

// origin says where a value comes from; with place, also at which line it stands.
func (p *page) origin(f *facts.Fact, place bool) string {
	var out []string
	switch f.Origin {
	case ipsec.Explicit:
		out = append(out, p.say("explicit"))
	case ipsec.Inherited:
		out = append(out, p.say("inherited from a more general level"))
	case ipsec.Default:
		out = append(out, report.Printable(p.made(f.Reason)))
	case ipsec.Unknown:
		out = append(out, p.say("unknown: %s", report.Printable(p.made(f.Reason))))
	}
	if at := p.lineOf(f.At); place && at != "" {
		out = append(out, at)
	}
	var via []string
	for _, v := range f.Via {
		if at := p.lineOf(v); at != "" && !slices.Contains(via, at) {
			via = append(via, at)
		}
	}
	if len(via) > 0 {
		out = append(out, p.say("through %s", strings.Join(via, ", ")))
	}
	return strings.Join(out, ", ")
}

// lineOf names a place; "" when nothing does.
func (p *page) lineOf(at ipsec.Span) string {
	switch {
	case at.IsZero():
		return ""
	case at.Source != p.doc.checked.Source:
		return p.say("%s line %d", report.Printable(at.Source.Name()), at.Position().Line)
	}
	return p.say("line %d", at.Position().Line)
}

// heads adds all values of the tunnels and phase 2s that begin in the line: also
// those that nothing in the file says.
func (p *page) heads(line int) {
	here := func(s ipsec.Span) bool {
		start, _, ok := p.doc.bytes(s)
		return ok && p.doc.position(start, utf8Units).Line == line
	}
	for _, d := range p.doc.checked.Devices {
		for _, t := range d.Tunnels {
			if here(t.At) || here(t.IKE.At) {
				head := p.say("Tunnel %s, %s, peer %s", code(t.Name), string(t.Kind), code(t.Peer))
				if !t.Enabled {
					head = p.say("%s, disabled", head)
				}
				p.table(head, facts.Of(t), nil)
				continue
			}
			for _, c := range t.Children {
				if here(c.At) {
					p.table(p.say("Phase 2 %s of tunnel %s", code(c.Name), code(t.Name)), facts.Of(t), c)
				}
			}
		}
	}
}

// table adds the values of a tunnel, or of one phase 2, as text with aligned
// columns: not every editor draws the tables of Markdown.
func (p *page) table(head string, all []facts.Fact, only *ipsec.Child) {
	var rows []string
	for _, f := range all {
		if only != nil && (f.Child != only || f.Label == "phase 2") {
			continue
		}
		label := f.Label
		if only == nil && f.Child != nil && label != "phase 2" {
			label = "  " + label
		}
		rows = append(rows, strings.TrimRight(fmt.Sprintf("%-20s %-28s %s", label, strings.ReplaceAll(report.Printable(f.Text), "```", "'''"), p.origin(&f, true)), " "))
	}
	if len(rows) > 0 {
		p.part(head + "\n\n```text\n" + strings.Join(rows, "\n") + "\n```")
	}
}

// finding adds what is wrong and what to type, and notes the rule.
func (p *page) finding(f *report.Finding) {
	var b strings.Builder
	fmt.Fprintf(&b, "**%s** %s: %s", f.Severity, code(f.Rule), report.Printable(f.Message))
	var items []string
	if len(f.Tunnels) > 0 {
		items = append(items, "- "+p.say("tunnel")+": "+code(strings.Join(f.Tunnels, ", ")))
	}
	if f.Expected != "" {
		items = append(items, "- "+p.say("needs")+": "+code(f.Expected))
	}
	if f.Actual != "" {
		label := p.say("have")
		if f.Origin == ipsec.Default.String() {
			label = p.say("default")
		}
		items = append(items, "- "+label+": "+code(f.Actual))
	}
	if len(items) > 0 {
		b.WriteString("\n\n" + strings.Join(items, "\n"))
	}
	if c := f.Suggestion.Commands; len(c) > 0 {
		fmt.Fprintf(&b, "\n\n%s\n\n```text\n%s\n```\n", p.say("On the device:"), strings.ReplaceAll(lines(c), "```", "'''"))
	}
	for _, n := range f.Suggestion.Notes {
		fmt.Fprintf(&b, "\n- %s", report.Printable(n))
	}
	p.part(b.String())
	if !slices.Contains(p.rules, f.Rule) {
		p.rules = append(p.rules, f.Rule)
	}
}

// made says a sentence that a vendor's reader made.
func (p *page) made(sentence string) string { return rules.Made(sentence).In(p.Language) }

// bytes returns where a span stands in the open text; ok is false when it stands
// in no file or in another one.
func (d *document) bytes(at ipsec.Span) (start, end int, ok bool) {
	if at.IsZero() || at.Source != d.checked.Source {
		return 0, 0, false
	}
	return at.Position().Byte, at.EndPosition().Byte, true
}

// code is a text of the configuration inside a sentence.
func code(s string) string {
	return "`" + strings.ReplaceAll(report.Printable(strings.ReplaceAll(s, "\n", " ")), "`", "'") + "`"
}
