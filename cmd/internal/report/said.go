package report

import "github.com/vpnlint/vpnlint/rules"

// speaker says texts in the language of the options.
type speaker struct{ language rules.Language }

// say is [rules.Say] in the language.
func (s speaker) say(format string, args ...any) string {
	return rules.Say(format, args...).In(s.language)
}

// made says a sentence that another package made in English.
func (s speaker) made(sentence string) string { return rules.Made(sentence).In(s.language) }

// message, actual and expected say what stands in the finding. One that was built
// without texts has the strings only.
func (s speaker) message(f *Finding) string  { return s.either(f.said.message, f.Message) }
func (s speaker) actual(f *Finding) string   { return s.either(f.said.actual, f.Actual) }
func (s speaker) expected(f *Finding) string { return s.either(f.said.expected, f.Expected) }
func (s speaker) related(r *Related) string  { return s.either(r.said, r.Message) }

func (s speaker) either(text rules.Text, english string) string {
	if s.language == nil || text.IsZero() {
		return english
	}
	return text.In(s.language)
}

// severity is the word for the severity.
func (s speaker) severity(level rules.Severity) string {
	switch level {
	case rules.Error:
		return s.say("error")
	case rules.Warning:
		return s.say("warning")
	}
	return s.say("info")
}

// InLanguage makes the findings say in a language what they say in English. Their
// identities stay the same.
func InLanguage(all []Finding, language rules.Language) {
	s := speaker{language}
	for i := range all {
		f := &all[i]
		f.Message, f.Actual, f.Expected = s.message(f), s.actual(f), s.expected(f)
		for j := range f.Related {
			f.Related[j].Message = s.related(&f.Related[j])
		}
		for j := range f.Suggestion.Notes {
			f.Suggestion.Notes[j] = s.made(f.Suggestion.Notes[j])
		}
	}
}

// count says how many there are of something; one and many are formats, of which
// many takes the number.
func count(n int, one, many rules.Text) rules.Text {
	if n == 1 {
		return one
	}
	return many
}

// series joins texts by commas.
func series(parts []rules.Text) rules.Text {
	var all rules.Text
	for i, p := range parts {
		if i == 0 {
			all = p
		} else {
			all = rules.Say("%s, %s", all, p)
		}
	}
	return all
}
