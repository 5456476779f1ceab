package suppress

import (
	"embed"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
)

//go:embed testdata/*.txtar
var examples embed.FS

// Examples returns the examples of a rule about suppressions, which the tests run
// on the good configurations of the profile's own examples.
func Examples(rule *rules.Rule) []outsystems.Example {
	data, err := examples.ReadFile("testdata/" + rule.Name + ".txtar")
	if err != nil {
		return nil
	}
	return outsystems.ParseExamples(data)
}
