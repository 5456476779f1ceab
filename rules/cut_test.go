package rules_test

import (
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// In a file that breaks off at "entry 20", an error stands only where the missing
// part cannot refute it.
func TestCutFileIsDoubted(t *testing.T) {
	src := source(t, "fw.cfg")
	first, second := src.Span(7, 15), src.Span(16, 24)
	cut := ipsec.Problem{Kind: ipsec.Truncated, At: second}
	for _, tt := range []struct {
		what     string
		category string
		alone    bool
		origin   ipsec.Origin
		at       ipsec.Span
		problems []ipsec.Problem
		want     rules.Severity
	}{
		{"a whole file", "ike", false, ipsec.Default, first, nil, rules.Error},
		{"a default", "ike", true, ipsec.Default, first, []ipsec.Problem{cut}, rules.Info},
		{"no value at all", "ike", true, ipsec.None, first, []ipsec.Problem{cut}, rules.Info},
		{"a written value that others could outweigh", "ike", false, ipsec.Explicit, first, []ipsec.Problem{cut}, rules.Info},
		{"a written value", "ike", true, ipsec.Explicit, first, []ipsec.Problem{cut}, rules.Error},
		{"half a written value", "ike", true, ipsec.Explicit, second, []ipsec.Problem{cut}, rules.Info},
		{"what is said of the file", "input", false, ipsec.None, second, []ipsec.Problem{cut}, rules.Error},
		{"another problem", "ike", false, ipsec.Default, first, []ipsec.Problem{{Kind: ipsec.Unread, At: second}}, rules.Error},
	} {
		rule := &rules.Rule{Name: "r", Category: tt.category, Severity: rules.Error, Alone: tt.alone, Device: func(p *rules.Pass) {
			p.Report(rules.Finding{At: tt.at, Message: rules.Say("wrong"), Origin: tt.origin})
		}}
		// The second partition of the device has no problem of its own.
		devices := []*ipsec.Device{{Path: "fw.cfg", Problems: tt.problems}, {Path: "fw.cfg"}}
		f := run(devices, rules.Intent{}, rule).Findings[0]
		if f.Severity != tt.want || strings.Contains(f.Message.String(), "cut off") != (tt.want == rules.Info) {
			t.Errorf("%s: %v, %q; want %v", tt.what, f.Severity, f.Message, tt.want)
		}
	}
}
