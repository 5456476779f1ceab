package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var unreadStatement = &rules.Rule{
	Name:      "unread-statement",
	Category:  "input",
	Severity:  rules.Info,
	Symptoms:  []rules.Symptom{},
	Title:     "Every statement of a VPN block is known",
	What:      "A statement in a VPN block that vpnlint does not know. Options that the vendor documents and that no rule needs are left out on purpose and make no finding.",
	Why:       "vpnlint drops nothing in silence: a statement that it does not know may change a value that it reports.",
	Undecided: "It is always an info, since vpnlint cannot tell what the statement does. With --peer, statements that belong to other tunnels only make no finding.",
	Since:     "0.1.0",
	Device: func(p *rules.Pass) {
		reportProblems(p, ipsec.Unread, "", func(ipsec.Problem) rules.Severity { return rules.Info })
	},
}
