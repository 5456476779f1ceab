package rules

import (
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// cuts are the places where files end, or break off, in the middle of something.
// What is missing there may hold the setting, the proposal or the phase 2 whose
// absence a rule speaks about.
type cuts map[string][]ipsec.Span

// cutsIn collects the places by file: partitions of one device share the damage.
func cutsIn(devices []*ipsec.Device) cuts {
	var out cuts
	for _, d := range devices {
		for _, p := range d.Problems {
			if p.Kind != ipsec.Truncated {
				continue
			}
			if out == nil {
				out = cuts{}
			}
			out[d.Path] = append(out[d.Path], p.At)
		}
	}
	return out
}

// doubt makes information of a finding that the missing part could refute. What
// stays as grave as it is: what is said about the file itself, and a written value
// before the damage of a rule that judges each such value alone.
func (c cuts) doubt(f *Finding) {
	places := c[f.Device.Path]
	if len(places) == 0 || f.Severity <= Info || f.Rule.Category == "input" {
		return
	}
	if f.Rule.Alone && !f.Together && f.Origin == ipsec.Explicit && before(f.At, places) {
		return
	}
	f.Severity = Info
	f.Message = Say("%s; the file is cut off, so what is missing may say otherwise", f.Message)
}

// before reports whether a place lies before all the others of its file.
func before(at ipsec.Span, places []ipsec.Span) bool {
	for _, p := range places {
		if p.Source == at.Source && at.End > p.Start {
			return false
		}
	}
	return true
}
