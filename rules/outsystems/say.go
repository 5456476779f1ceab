package outsystems

import "github.com/vpnlint/vpnlint/rules"

// say makes what a finding tells the user. The format is the sentence's key in a
// translation, so it is a whole sentence or a whole clause, never cut by +.
func say(format string, args ...any) rules.Text {
	return rules.Say(format, args...)
}

// plain makes a text of a value that is the same in every language.
func plain[T ~string](value T) rules.Text { return rules.Plain(string(value)) }

// made makes a text of a reason that a vendor's reader gives in English.
func made(reason string) rules.Text { return rules.Made(reason) }
