package suppress

import (
	"errors"

	"github.com/vpnlint/vpnlint/rules"
)

// The rules about suppressions. They do not look at devices: [Set.Apply] and
// [Set.Config] report them.
var (
	unused = &rules.Rule{
		Name: "unused-suppression", Category: "suppressions", Severity: rules.Warning, Since: "0.1.0",
		Title:     "a suppression keeps a finding back",
		What:      "Reports each rule of a suppression that no finding of this run matches, in the configuration file, in a description and in a comment.",
		Why:       "What is mended needs no suppression. One that is left would hide the next mistake at the same place.",
		Undecided: "Silent when the rule was not run, when the device was not read, or when the tunnel is not in scope.",
	}
	expired = &rules.Rule{
		Name: "suppression-expired", Category: "suppressions", Severity: rules.Warning, Since: "0.1.0",
		Title:     "a suppression is within its time",
		What:      "Reports a suppression whose last day (until) has passed. Its findings are reported again, and say so.",
		Why:       "A day was set so that somebody looks again.",
		Undecided: "Never: a suppression without a day does not expire.",
	}
	unknownRule = &rules.Rule{
		Name: "suppression-unknown-rule", Category: "suppressions", Severity: rules.Warning, Since: "0.1.0",
		Title:     "a suppression names rules that there are",
		What:      "Reports a name in a suppression that is no rule, with the nearest one. Rules about suppressions cannot be suppressed; they can be switched off under rules in the configuration file.",
		Why:       "A misspelled name suppresses nothing.",
		Undecided: "Never.",
	}
	malformed = &rules.Rule{
		Name: "suppression-malformed", Category: "suppressions", Severity: rules.Warning, Since: "0.1.0",
		Title:     "a suppression can be read",
		What:      "Reports a text that was meant as a suppression and is none: without its list of rules, its reason or a day of the calendar, or at a place where it covers nothing.",
		Why:       "Whoever wrote it believes that it works.",
		Undecided: "A text that only mentions vpnlint is left alone.",
	}
)

// Rules returns the rules about suppressions.
func Rules() []*rules.Rule {
	all := []*rules.Rule{unused, expired, unknownRule, malformed}
	for i, r := range all {
		c := *r
		c.Device = func(*rules.Pass) {}
		all[i] = &c
	}
	return all
}

var (
	errNothingFollows = errors.New("no statement follows it; put it on the line before the one that it is about")
	errMisplaced      = errors.New("it covers nothing here; put it into the description of the tunnel, or on a line of its own before the statement")
)
