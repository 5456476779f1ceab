package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var truncatedConfig = &rules.Rule{
	Name:      "truncated-config",
	Category:  "input",
	Severity:  rules.Warning,
	Symptoms:  []rules.Symptom{},
	Title:     "The file holds the whole configuration",
	What:      "A file that ends, or is cut, in the middle of something: a block that is never closed, a terminal capture whose rest was not taken.",
	Why:       "What is missing is not judged, and a setting that stands in the missing part looks like a default: in such a file, findings that rest on what is absent are information only. Export the configuration anew, without a pager.",
	Undecided: "A file that is cut exactly between two statements may look whole. A last line without a line end is info: it may be cut off, or just be written so.",
	Since:     "0.1.0",
	Device: func(p *rules.Pass) {
		reportProblems(p, ipsec.Truncated, "a whole configuration", func(problem ipsec.Problem) rules.Severity {
			switch {
			case problem.Fatal:
				return rules.Error
			case problem.Unsure:
				return rules.Info
			}
			return rules.Warning
		})
	},
}
