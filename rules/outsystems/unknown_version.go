package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var unknownVersion = &rules.Rule{
	Name:      "unknown-version",
	Category:  "input",
	Severity:  rules.Info,
	Symptoms:  []rules.Symptom{},
	Title:     "The software version is known where a value depends on it",
	What:      "A value that the configuration leaves to the vendor's default, where that default depends on the software version and the file does not name it.",
	Why:       "Vendors change their defaults. Without the version vpnlint does not guess; the value counts as unknown. Export with the header that names the version.",
	Undecided: "It is silent when no value depended on the version.",
	Since:     "0.1.0",
	Device: func(p *rules.Pass) {
		reportProblems(p, ipsec.NoVersion, "the version in the file", func(ipsec.Problem) rules.Severity { return rules.Info })
	},
}
