package rules_test

import (
	"testing"

	"github.com/vpnlint/vpnlint/rules"
)

// backwards is a language that turns one sentence around.
type backwards struct{}

func (backwards) Format(english string) (string, bool) {
	f, ok := map[string]string{"%s lives %d s%s": "%[3]s%[2]d sec: %[1]s", "phase %d": "stage %d", " (%s)": "<%s>"}[english]
	return f, ok
}

func (backwards) Sentence(english string) (string, bool) {
	return "built-in", english == "default of ASA 9.16"
}

func TestTextInALanguage(t *testing.T) {
	given := func(reason string) rules.Text { return rules.Say(" (%s)", rules.Made(reason)) }
	for _, c := range []struct {
		text          rules.Text
		english, said string
	}{
		{rules.Say("%s lives %d s%s", rules.Say("phase %d", 1), 60, rules.Text{}), "phase 1 lives 60 s", "60 sec: stage 1"},
		{rules.Say("%s lives %d s%s", "con1", 60, given("default of ASA 9.16")), "con1 lives 60 s (default of ASA 9.16)", "<built-in>60 sec: con1"},
		{given("default of ASA 9.17"), " (default of ASA 9.17)", "<default of ASA 9.17>"},
		{rules.Say("no word for this: %s", rules.Say("phase %d", 2)), "no word for this: phase 2", "no word for this: stage 2"},
		{rules.Plain("100%s"), "100%s", "100%s"},
		{rules.Made("100%s"), "100%s", "100%s"},
		{rules.Say("all"), "all", "all"},
		{rules.Text{}, "", ""},
	} {
		if got := c.text.String(); got != c.english {
			t.Errorf("in English: %q, want %q", got, c.english)
		}
		if got := c.text.In(backwards{}); got != c.said {
			t.Errorf("in the language: %q, want %q", got, c.said)
		}
	}
}
