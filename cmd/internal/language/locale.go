package language

import "strings"

// FromLocale returns the name of the language that the environment asks for:
// LC_ALL before LC_MESSAGES before LANG, as POSIX has it, the first that is not
// empty. A locale with a character set other than UTF-8 gives English, since
// vpnlint writes UTF-8 only.
func FromLocale(env func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		locale := env(name)
		if locale == "" {
			continue
		}
		locale, _, _ = strings.Cut(locale, "@")
		tongue, charset, _ := strings.Cut(locale, ".")
		tongue, _, _ = strings.Cut(tongue, "_")
		utf8 := charset == "" || strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "utf8")
		if strings.EqualFold(tongue, "ja") && utf8 {
			return "ja"
		}
		return "en"
	}
	return "en"
}
