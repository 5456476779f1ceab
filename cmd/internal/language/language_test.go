package language

import (
	"testing"
)

const sample = `# a comment
msgid ""
msgstr "Language: xx\n"

msgid "default of %s"
msgstr "built into %s"

msgid " (%s)"
msgstr "<%s>"

msgid "phase %d lives %d s%s, "
"and no longer"
msgstr "%[2]d sec%[3]s of stage %[1]d"

msgid "%s and %s"
msgstr "%s & %s"

msgid "policy %q is weak"
msgstr "weak: %q"

msgid "%s offers %s, which is weak"
msgstr "%[2]s from %[1]s: weak"

msgid "the tunnel has %d pairs: %s"
msgstr "%d pairs; %s"

msgid "%s, the smallest prefix of all, overlaps %s; use %s"
msgstr "not %s but %[3]s for %[2]s"

msgid "the route to %s"
msgstr "route %s"

msgid "%s wins; no other route is left"
msgstr "%s, alone"

msgid "at most %d s (once exactly %[1]d s), best %d s"
msgstr "%d s, %[2]d s"

msgid "uses %s%s although it knows %s"
msgstr "%[3]s not %[1]s%[2]s"

msgid "not yet said"
msgstr ""
`

func TestSentence(t *testing.T) {
	l, err := newLanguage(sample)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ english, want string }{
		{"default of ASA 9.16", "built into ASA 9.16"},
		{"phase 2 lives 60 s, and no longer", "60 sec of stage 2"},
		{"phase 2 lives 60 s (default of ASA 9.16), and no longer", "60 sec<built into ASA 9.16> of stage 2"},
		{"phase x lives 60 s, and no longer", ""},
		{`policy "a \"b\"" is weak`, `weak: "a \"b\""`},
		{"con1 offers des and md5, which is weak", "des & md5 from con1: weak"},
		{"Smith and Sons", ""}, // a name: too little of the format to tell it by
		{"the tunnel has 2 pairs: 10.0.0.0/8, the smallest prefix of all, overlaps 10.1.0.0/16; use 0.0.0.0/0",
			"2 pairs; not 10.0.0.0/8 but 0.0.0.0/0 for 10.1.0.0/16"},
		{"the route to 10.0.0.0/8 wins; no other route is left", "route 10.0.0.0/8, alone"},
		{"at most 60 s (once exactly 60 s), best 50 s", "60 s, 50 s"},
		{"uses ikev1 although it knows ikev2", "ikev2 not ikev1"},
		{"uses ikev1 (default of ASA 8.4) although it knows ikev2", "ikev2 not ikev1<built into ASA 8.4>"},
		{"not yet said", ""},
		{"something else", ""},
	} {
		got, ok := l.Sentence(c.english)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%q: %q, %v, want %q", c.english, got, ok, c.want)
		}
	}
}

// TestSentencesAreTakenApart holds that the formats of the catalogue do not take one
// another's sentences.
func TestSentencesAreTakenApart(t *testing.T) {
	l := Find("ja")
	for _, c := range []struct{ english, want string }{
		{"the route to 0.0.0.0/0 by wan takes 10.8.2.0/24; no route leads it into a tunnel; this is not certain: alias X is not defined in this file",
			"wanを通る0.0.0.0/0へのルートが10.8.2.0/24を対象としており、これをトンネルに向けるルートがありません。ただし確実ではありません: エイリアスXがこのファイルに定義されていません"},
		{"rule 1 on lan denies TCP 443 from 10.1.0.0/16 to 10.8.2.0/24", "rule 1 on lanが10.1.0.0/16から10.8.2.0/24へのTCP 443を拒否します"},
	} {
		if got, _ := l.Sentence(c.english); got != c.want {
			t.Errorf("%q: %q, want %q", c.english, got, c.want)
		}
	}
}

func TestBrokenPO(t *testing.T) {
	for _, text := range []string{"msgid no quotes\n", "\"before any msgid\"\n", "msgid \"a\"\nmsgstr \"unclosed\n", "msgid_plural \"x\"\n"} {
		if _, err := readPO(text); err == nil {
			t.Errorf("%q: no error", text)
		}
	}
}

func TestFromLocale(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want string
	}{
		{nil, "en"},
		{map[string]string{"LANG": "ja_JP.UTF-8"}, "ja"},
		{map[string]string{"LANG": "ja"}, "ja"},
		{map[string]string{"LANG": "ja_JP.utf8@modifier"}, "ja"},
		{map[string]string{"LANG": "ja_JP.eucJP"}, "en"},
		{map[string]string{"LANG": "jam_JM.UTF-8"}, "en"},
		{map[string]string{"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "en"},
		{map[string]string{"LANG": "de_DE.UTF-8", "LC_MESSAGES": "ja_JP.UTF-8"}, "ja"},
	} {
		if got := FromLocale(func(name string) string { return c.env[name] }); got != c.want {
			t.Errorf("%v: %s, want %s", c.env, got, c.want)
		}
	}
}
