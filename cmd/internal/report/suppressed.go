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
func BuildSuppressed(all []suppress.Suppressed, profile *rules.Profile, secrets SecretsFunc, needs Needs) []Finding {
	out := Build(suppress.Held(all), profile, secrets, needs)
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

// why is what stands beside a finding that is kept back: the reason with the last
// day, or that the baseline has it.
func (f *Finding) why() rules.Text {
	switch s := f.Suppression; {
	case s == nil:
		return rules.Say("known since the baseline")
	case s.Until != "":
		return rules.Say("%s (until %s)", s.Reason, s.Until)
	default:
		return rules.Plain(s.Reason)
	}
}

// suppressed lists what was kept back: with the reasons, or from the baseline.
func (t *textWriter) suppressed(title string, all []Finding) {
	if len(all) == 0 {
		return
	}
	t.line(title)
	for i := range all {
		f := &all[i]
		t.line(fmt.Sprintf("%s:%d:%d: %s: %s [%s]", printable(f.Path), f.Line, f.Column, t.severity(f.Level), printable(t.message(f)), f.Rule))
		if len(f.Tunnels) > 0 {
			t.note("  ", t.say("tunnel"), tunnelNote(f).In(t.language))
		}
		if s := f.Suppression; s != nil {
			t.note("  ", t.say("reason"), f.why().In(t.language))
			t.note("  ", t.say("by"), fmt.Sprintf("%s, %s:%d", s.Kind, printable(s.Path), s.Line))
		}
	}
	t.w.WriteByte('\n')
}
