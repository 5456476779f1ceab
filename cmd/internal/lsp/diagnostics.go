package lsp

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/cmd/internal/report"
	"github.com/vpnlint/vpnlint/rules"
)

const source = "vpnlint"

// check judges the documents that have changed, and shows what is wrong with
// them, by the order of their names.
func (s *Server) check() {
	for _, uri := range slices.Sorted(maps.Keys(s.documents)) {
		if d := s.documents[uri]; d.dirty {
			d.dirty, d.checked, d.shown = false, nil, nil
			s.guard("a check", func() { s.judge(d) })
			p := publishDiagnosticsParams{URI: d.uri, Version: &d.version, Diagnostics: []diagnostic{}}
			for _, f := range d.shown {
				p.Diagnostics = append(p.Diagnostics, f.diagnostic)
			}
			s.notify("textDocument/publishDiagnostics", p)
		}
	}
}

func (s *Server) judge(d *document) {
	c := s.Checker.Check(d.name, []byte(d.text), d.file)
	if c == nil {
		return
	}
	for _, why := range c.Failures {
		first := diagnostic{Range: d.span(0, 0, s.encoding), Severity: 1, Source: source, Message: report.Printable(why)}
		d.shown = append(d.shown, shownFinding{diagnostic: first})
	}
	for i := range c.Findings {
		x := shownFinding{diagnostic: s.diagnostic(d, &c.Findings[i]), finding: &c.Findings[i]}
		x.start, x.end = d.offset(x.Range.Start, s.encoding), d.offset(x.Range.End, s.encoding)
		d.shown = append(d.shown, x)
	}
	d.checked = c
}

func (s *Server) diagnostic(d *document, f *report.Finding) diagnostic {
	can := &s.client.Capabilities.TextDocument.PublishDiagnostics
	out := diagnostic{Range: s.rangeOf(d, f), Severity: severity(f.Level), Code: f.Rule, Source: source, Message: report.Printable(f.Message)}
	if f.Path != d.name {
		out.Message = s.say("%s, line %d: %s", report.Printable(f.Path), f.Line, out.Message)
	}
	if can.CodeDescriptionSupport {
		out.CodeDescription = &codeDescription{report.RulePage(f.Rule)}
	}
	if can.RelatedInformation {
		out.RelatedInformation = s.related(d, f)
	}
	if can.DataSupport {
		out.Data = &diagnosticData{f.Tunnels, f.Actual, f.Expected, f.Origin, f.Suggestion.Commands, f.Suggestion.Notes, f.Fingerprint}
	}
	return out
}

func severity(level rules.Severity) int {
	switch level {
	case rules.Error:
		return 1
	case rules.Warning:
		return 2
	}
	return 3
}

// rangeOf returns where the finding is shown: one about a file that this one
// includes stands in the first line.
func (s *Server) rangeOf(d *document, f *report.Finding) span {
	if f.Path != d.name {
		return d.span(0, 0, s.encoding)
	}
	return d.span(d.place(f.Line, f.Column), d.place(f.EndLine, f.EndColumn), s.encoding)
}

// related returns the other places that help to understand a finding, and what to
// type on the device.
func (s *Server) related(d *document, f *report.Finding) []relatedInformation {
	var out []relatedInformation
	add := func(p report.Place, message string) {
		out = append(out, relatedInformation{s.location(d, p), report.Printable(message)})
	}
	for _, r := range f.Related {
		add(r.Place, r.Message)
	}
	if f.TunnelLine > 0 && f.TunnelLine != f.Line {
		add(report.Place{Path: f.Path, Line: f.TunnelLine, Column: 1, EndLine: f.TunnelLine, EndColumn: 1}, s.say("tunnel %s", f.Tunnel))
	}
	if c := f.Suggestion.Commands; len(c) > 0 {
		lines := lines(c)
		if len(c) > 1 {
			lines = "\n" + lines
		}
		out = append(out, relatedInformation{s.location(d, f.Place()), s.say("fix: %s", lines)})
	}
	return out
}

// lines joins lines that may hold what steers a terminal.
func lines(all []string) string {
	out := make([]string, len(all))
	for i := range all {
		out[i] = report.Printable(all[i])
	}
	return strings.Join(out, "\n")
}

// location returns where a place of a report is. In other files than the open one
// the columns of lines with characters beyond ASCII are not exact.
func (s *Server) location(d *document, p report.Place) location {
	if cmp.Or(p.Path, d.name) == d.name {
		return location{d.uri, d.span(d.place(p.Line, p.Column), d.place(p.EndLine, p.EndColumn), s.encoding)}
	}
	return location{uriOf(p.Path), span{position{p.Line - 1, p.Column - 1}, position{p.EndLine - 1, p.EndColumn - 1}}}
}
