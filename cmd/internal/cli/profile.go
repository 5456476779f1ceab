package cli

import (
	"strings"
	"sync"

	"github.com/vpnlint/vpnlint/cmd/internal/suppress"
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
)

// Example is how a rule looks on one vendor's device, right and wrong.
type Example struct {
	Vendor string   `json:"vendor"`
	Good   string   `json:"good"`
	Bad    string   `json:"bad"`
	Finds  []string `json:"finds"`          // what the rule says about Bad
	Intent string   `json:"intent"`         // what must be told for that, a key and a value on each line
	None   string   `json:"none,omitempty"` // why the rule cannot find anything on that vendor; the rest is empty then
}

func builtinRules() []*rules.Rule { return append(outsystems.All(), suppress.Rules()...) }

// builtinProfile returns the built-in profile, which is decoded when it is first
// asked for.
func builtinProfile() func() *rules.Profile { return sync.OnceValue(outsystems.Profile) }

// builtinExamples returns the examples that the rules' own tests run. Their
// findings are shown without line numbers, which are those of a whole file that
// the reader does not see.
func builtinExamples(r *rules.Rule) []Example {
	all := outsystems.Examples(r, "")
	if r.Category == suppressions {
		all = suppress.Examples(r)
	}
	var out []Example
	for _, e := range all {
		x := Example{Vendor: e.Vendor, Good: e.Good(), Bad: e.Bad(), Finds: []string{}, Intent: strings.TrimSpace(e.Intent), None: e.None}
		for line := range strings.Lines(strings.TrimSpace(e.Want)) {
			if _, said, ok := strings.Cut(line, ": "); ok {
				x.Finds = append(x.Finds, strings.TrimSpace(said))
			}
		}
		out = append(out, x)
	}
	return out
}
