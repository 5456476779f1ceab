package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var unreadableStatement = &rules.Rule{
	Name:     "unreadable-statement",
	Category: "input",
	Severity: rules.Error,
	Symptoms: []rules.Symptom{},
	Title:    "Every known statement can be read",
	What: "A statement that vpnlint knows and cannot read, because something is missing, misspelt or out of range. In a VPN block it is a warning, elsewhere an info; " +
		"where the device itself would refuse its configuration, so that the tunnel never comes up, an error.",
	Why:       "What cannot be read is not judged: the device may have another value than the one that vpnlint goes by, or none.",
	Undecided: "With --peer, statements that belong to other tunnels only make no finding.",
	Since:     "0.1.0",
	Device: func(p *rules.Pass) {
		reportProblems(p, ipsec.Unreadable, "a statement that the device takes", inVPN)
	},
}
