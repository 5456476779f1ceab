package outsystems_test

import (
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
)

// typed writes the commands of a suggestion into a configuration as its last
// lines. It is for vendors whose later lines win; the others are not in the map.
var typed = map[string]func(text string, commands []string) string{
	"asa": func(text string, commands []string) string {
		body, _, _ := strings.Cut(text, "Cryptochecksum")
		return body + strings.Join(commands, "\n") + "\nCryptochecksum:00000000000000000000000000000000\n: end\n"
	},
	"strongswan": func(text string, commands []string) string { return text + strings.Join(commands, "\n") + "\n" },
	"fortigate":  func(text string, commands []string) string { return text + strings.Join(commands, "\n") + "\n" },
	"paloalto": func(text string, commands []string) string {
		return text + strings.Join(commands, "\n") + "\n"
	},
}

// TestSuggestionsCure types what a rule suggests for each example into it and
// holds that the rule then has neither an error nor a warning left, and that no
// other rule has a new one. Suggestions that leave a value to the user, or that take
// something away, cannot be typed this way.
func TestSuggestionsCure(t *testing.T) {
	for _, d := range dialects {
		write := typed[d.vendor]
		if write == nil {
			continue
		}
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
				run := func(text string, list ...*rules.Rule) []rules.Finding {
					devices := read(t, d.read, d.base, text)
					return rules.Run(devices, list, outsystems.Profile(), parseIntent(t, e.Intent)).Findings
				}
				commands, ok := suggested(run(text, r))
				if !ok {
					continue
				}
				cured++
				had := map[string]bool{}
				for _, f := range run(text, outsystems.All()...) {
					had[f.Rule.Name+f.Message.String()] = f.Rule != r
				}
				for _, f := range run(write(text, commands), outsystems.All()...) {
					if f.Severity > rules.Info && !had[f.Rule.Name+f.Message.String()] {
						t.Errorf("%s %s%s: after\n%s\n%s says %s", r.Name, e.Vendor, e.Case, strings.Join(commands, "\n"), f.Rule.Name, line(f))
					}
				}
			}
		}
		if cured == 0 {
			t.Errorf("%s: no suggestion could be typed", d.vendor)
		}
	}
}

// suggested returns the commands for all findings above info. ok is false when
// there are none, or when they cannot simply be typed.
func suggested(fs []rules.Finding) (commands []string, ok bool) {
	for _, f := range fs {
		if f.Severity == rules.Info {
			continue
		}
		before := len(commands)
		for _, c := range f.Changes {
			remedy, _ := f.Device.Remedier.Remedy(c)
			commands = append(commands, remedy.Commands...)
		}
		if len(commands) == before {
			return nil, false
		}
	}
	for _, c := range commands {
		if strings.Contains(c, "<") || strings.HasPrefix(c, "# ") || strings.HasPrefix(c, "no ") || strings.HasPrefix(c, "clear ") {
			return nil, false
		}
	}
	return commands, len(commands) > 0
}
