package outsystems_test

import (
	"slices"
	"testing"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// TestEditsCure makes the edits of what a rule suggests for each example and
// holds that the rule then has neither an error nor a warning left. Suggestions
// without edits for every change are passed over.
func TestEditsCure(t *testing.T) {
	for _, d := range dialects {
		cured := 0
		for _, r := range outsystems.All() {
			for _, e := range outsystems.Examples(r, d.vendor) {
				if e.None != "" {
					continue
				}
				text, err := e.Apply(base(t, d.base))
				if err != nil {
					t.Fatal(err)
				}
				run := func(text string) []rules.Finding {
					devices := read(t, d.read, d.base, text)
					return rules.Run(devices, []*rules.Rule{r}, outsystems.Profile(), parseIntent(t, e.Intent)).Findings
				}
				edits := suggestedEdits(run(text))
				if len(edits) == 0 {
					continue
				}
				cured++
				for _, f := range run(edited(text, edits)) {
					if f.Severity > rules.Info {
						t.Errorf("%s %s%s: after its edits it still says %s", r.Name, e.Vendor, e.Case, line(f))
					}
				}
			}
		}
		t.Logf("%s: %d suggestions were made by their edits", d.vendor, cured)
	}
}

// suggestedEdits returns the edits for all findings above info, or nil when a
// change of theirs has none.
func suggestedEdits(fs []rules.Finding) []ipsec.Edit {
	var edits []ipsec.Edit
	for _, f := range fs {
		if f.Severity == rules.Info {
			continue
		}
		if len(f.Changes) == 0 {
			return nil
		}
		for _, c := range f.Changes {
			remedy, _ := f.Device.Remedier.Remedy(c)
			if len(remedy.Edits) == 0 {
				return nil
			}
			edits = append(edits, remedy.Edits...)
		}
	}
	return edits
}

// edited makes the edits from the end of the text to its start, each once.
func edited(text string, edits []ipsec.Edit) string {
	slices.SortFunc(edits, func(a, b ipsec.Edit) int { return b.At.Start - a.At.Start })
	for _, e := range slices.Compact(edits) {
		text = text[:e.At.Start] + e.Text + text[e.At.End:]
	}
	return text
}
