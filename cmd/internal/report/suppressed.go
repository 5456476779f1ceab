package report

import (
	"fmt"
	"time"

	"github.com/vpnlint/vpnlint/cmd/internal/suppress"
	"github.com/vpnlint/vpnlint/rules"
)

// Suppression is what keeps a finding back.
type Suppression struct {
	Kind   suppress.Kind `json:"kind"` // config, description or comment
	Reason string        `json:"reason"`
	Until  string        `json:"until"` // the last day on which it holds, "" = for good
	Path   string        `json:"path"`
	Line   int           `json:"line"`
	Column int           `json:"column"`
}

// Subject tells two findings of one rule about one tunnel apart.
func (f *Finding) Subject() string { return f.subject }

// BuildSuppressed makes suppressed findings into data that can be shown.
func BuildSuppressed(all []suppress.Suppressed, profile *rules.Profile, secrets SecretsFunc) []Finding {
	found := make([]rules.Finding, 0, len(all))
	for i := range all {
		found = append(found, all[i].Finding)
	}
	out := Build(found, profile, secrets)
	for i := range out {
		by := all[i].By
		at := by.At.Position()
		s := &Suppression{Kind: by.Kind, Reason: printable(by.Reason), Path: at.File, Line: at.Line, Column: at.Column}
		if !by.Until.IsZero() {
			s.Until = by.Until.Format(time.DateOnly)
		}
		out[i].Suppression = s
	}
	return out
}

// suppressed lists what was kept back, with the reasons.
func (t *textWriter) suppressed(all []Finding) {
	if len(all) == 0 {
		return
	}
	t.say("Suppressed:")
	for i := range all {
		f := &all[i]
		t.say(fmt.Sprintf("%s:%d:%d: %s: %s [%s]", printable(f.Path), f.Line, f.Column, f.Severity, printable(f.Message), f.Rule))
		if len(f.Tunnels) > 0 {
			t.note("  ", "tunnel", tunnelNote(f))
		}
		s := f.Suppression
		why := s.Reason
		if s.Until != "" {
			why += " (until " + s.Until + ")"
		}
		t.note("  ", "reason", why)
		t.note("  ", "by", fmt.Sprintf("%s, %s:%d", s.Kind, printable(s.Path), s.Line))
	}
	t.w.WriteByte('\n')
}
