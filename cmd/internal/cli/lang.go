package cli

import (
	"github.com/spf13/pflag"

	"github.com/vpnlint/vpnlint/cmd/internal/language"
	"github.com/vpnlint/vpnlint/rules"
)

// byLocale is the value of --lang that leaves the language to the locale.
const byLocale = "auto"

// langFlag defines --lang. What machines read is English whatever it says.
func langFlag(fs *pflag.FlagSet) *string {
	return oneOf(fs, "lang", "language of what people read; auto is that of the locale", byLocale, append([]string{byLocale}, language.Names()...))
}

// language returns the language that the flag or the locale asks for; nil is English.
func (p *Program) language(flag string) rules.Language {
	if flag == byLocale {
		flag = language.FromLocale(p.Env)
	}
	return language.Find(flag)
}
