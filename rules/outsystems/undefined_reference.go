package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var undefinedReference = &rules.Rule{
	Name:      "undefined-reference",
	Category:  "input",
	Severity:  rules.Error,
	Symptoms:  []rules.Symptom{rules.Phase1Fails, rules.Phase2Fails},
	Title:     "Every name that a tunnel uses is defined",
	What:      "A name (of an access list, an object, a proposal, a profile, a group) that the configuration uses and does not define. It is a warning in a whole configuration and an info in a part of one; an error where the device refuses its configuration because of it.",
	Why:       "The setting behind the name is missing on the device: the tunnel uses a default instead, or does not come up. What hangs on it cannot be judged either.",
	Undecided: "In a part of a configuration the definition may simply not be shown. With --peer, names that only other tunnels use make no finding.",
	Since:     "0.1.0",
	Device: func(p *rules.Pass) {
		reportProblems(p, ipsec.Undefined, "a definition of the name", func(problem ipsec.Problem) rules.Severity {
			switch {
			case problem.Fatal:
				return rules.Error
			case p.Device.Whole:
				return rules.Warning
			}
			return rules.Info
		})
	},
}
