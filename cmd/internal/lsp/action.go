package lsp

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/cmd/internal/report"
)

// quickFix is the only kind of action that the server has.
const quickFix = "quickfix"

// trialBytes is how much text is judged to answer one request: enough for every
// finding of an ordinary export, and for some in the largest.
const trialBytes = 64 << 20

// codeActions offers, for each finding in the range: the change of the text, where
// one token is all that changes; the commands to type on the device, as comments;
// and a comment that suppresses the finding, with the reason to be filled in.
// Comments are offered where the format has them.
func (s *Server) codeActions(p *codeActionParams) any {
	d := s.documents[p.TextDocument.URI]
	out := []codeAction{}
	if d == nil || d.checked == nil || !s.client.wants(p.Context.Only) {
		return out
	}
	from, to := d.offset(p.Range.Start, s.encoding), d.offset(p.Range.End, s.encoding)
	s.trials = max(3, trialBytes/(len(d.text)+1))
	var comments []codeAction
	for _, f := range d.shown {
		if f.finding == nil || f.finding.Path != d.name || f.start > to || f.end < from {
			continue
		}
		if edits := s.edits(d, f.finding); len(edits) > 0 && s.helps(d, f, edits) {
			title := s.say("Write %s here (%s)", edits[0].NewText, f.Code)
			if len(edits) > 1 {
				title = s.say("Make %d changes here (%s)", len(edits), f.Code)
			}
			a := s.action(d, title, f, edits)
			a.IsPreferred = s.client.Capabilities.TextDocument.CodeAction.IsPreferredSupport
			out = append(out, a)
		}
		comments = append(comments, s.comments(d, f)...)
	}
	return append(out, comments...)
}

// wants reports whether the client takes actions with edits, and of this kind.
func (p *initializeParams) wants(only []string) bool {
	return p.Capabilities.TextDocument.CodeAction.CodeActionLiteralSupport != nil &&
		(len(only) == 0 || slices.ContainsFunc(only, func(k string) bool { return k == "" || k == quickFix }))
}

// edits returns the changes of a finding, none when one of them is in another file.
func (s *Server) edits(d *document, f *report.Finding) []textEdit {
	var out []textEdit
	for _, e := range f.Suggestion.Edits {
		if e.Path != d.name {
			return nil
		}
		r := span{d.position(d.place(e.Line, e.Column), s.encoding), d.position(d.place(e.EndLine, e.EndColumn), s.encoding)}
		out = append(out, textEdit{r, e.Text})
	}
	return out
}

func (s *Server) action(d *document, title string, f shownFinding, edits []textEdit) codeAction {
	a := codeAction{Title: report.Printable(title), Kind: quickFix, Diagnostics: []diagnostic{f.diagnostic}}
	if s.client.Capabilities.Workspace.WorkspaceEdit.DocumentChanges {
		a.Edit.DocumentChanges = []documentEdit{{documentID{d.uri, d.version}, edits}}
	} else {
		a.Edit.Changes = map[string][]textEdit{d.uri: edits}
	}
	return a
}

// comments returns the actions that add comment lines above a finding.
func (s *Server) comments(d *document, f shownFinding) []codeAction {
	open, end, ok := s.Checker.Comments(d.checked.Vendor, []byte(d.text))
	if !ok {
		return nil
	}
	var out []codeAction
	offer := func(title string, all []string, good func(*document, shownFinding, []textEdit) bool) {
		if end != "" && slices.ContainsFunc(all, func(l string) bool { return strings.Contains(l, "--") }) {
			return // which a comment of XML cannot hold
		}
		line := d.line(f.Range.Start.Line)
		indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
		text := ""
		for _, l := range all {
			text += indent + open + " " + report.Printable(l) + end + d.lineEnd()
		}
		above := position{Line: f.Range.Start.Line}
		if edits := []textEdit{{span{above, above}, text}}; good(d, f, edits) {
			out = append(out, s.action(d, title, f, edits))
		}
	}
	if c := f.finding.Suggestion.Commands; len(c) > 0 {
		offer(s.say("Insert what to type on the device as a comment (%s)", f.Code), c, s.harmless)
	}
	offer(s.say("Suppress %s here, with a reason", f.Code), []string{s.Checker.Suppression(f.Code, "TODO")}, s.helps)
	return out
}

// helps reports whether the finding is gone after the edits, and nothing new comes
// in its place: what a format takes where is its own business, so that an action
// is tried before it is offered.
func (s *Server) helps(d *document, f shownFinding, edits []textEdit) bool {
	was, is := fingerprints(d.checked), fingerprints(s.after(d, edits))
	return is != nil && !slices.Contains(is, f.finding.Fingerprint) && len(is) < len(was)
}

// harmless reports whether the findings stay as they are.
func (s *Server) harmless(d *document, _ shownFinding, edits []textEdit) bool {
	return slices.Equal(fingerprints(d.checked), fingerprints(s.after(d, edits)))
}

// after judges the text as it would be; nil when enough was tried for one request.
func (s *Server) after(d *document, edits []textEdit) *Checked {
	if s.trials--; s.trials < 0 {
		return nil
	}
	try := &document{name: d.name, file: d.file}
	try.setText(d.text)
	sorted := slices.Clone(edits)
	slices.SortStableFunc(sorted, func(a, b textEdit) int { // from the end, so that positions stay
		return cmp.Or(cmp.Compare(b.Range.Start.Line, a.Range.Start.Line), cmp.Compare(b.Range.Start.Character, a.Range.Start.Character))
	})
	for _, e := range sorted {
		try.change([]contentChange{{&e.Range, e.NewText}}, s.encoding)
	}
	return s.Checker.Check(try.name, []byte(try.text), try.file)
}

// fingerprints returns the identities of the findings, sorted; nil when there was
// nothing to judge.
func fingerprints(c *Checked) []string {
	if c == nil || c.Source == nil {
		return nil
	}
	out := make([]string, 0, len(c.Findings))
	for i := range c.Findings {
		out = append(out, c.Findings[i].Fingerprint)
	}
	slices.Sort(out)
	return out
}

// lineEnd returns what ends the lines of the text.
func (d *document) lineEnd() string {
	if i := strings.IndexByte(d.text, '\n'); i > 0 && d.text[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}
