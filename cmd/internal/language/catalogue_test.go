package language

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestEveryTextIsTranslated walks the sources for what vpnlint says and lists what
// the catalogue lacks, as entries to fill in.
func TestEveryTextIsTranslated(t *testing.T) {
	had := map[string]bool{}
	for _, e := range readCatalogue(t) {
		had[e.id] = e.said != ""
	}
	wanted := allKeys(t)
	if len(wanted) < 300 {
		t.Fatalf("only %d texts were found in the sources", len(wanted))
	}
	var missing strings.Builder
	for _, text := range wanted.sorted() {
		if !had[text] {
			fmt.Fprintf(&missing, "#: %s\nmsgid %q\nmsgstr \"\"\n\n", wanted[text], text)
		}
	}
	if missing.Len() > 0 {
		t.Errorf("ja.po lacks:\n\n%s", missing.String())
	}
}

// TestNothingIsLeftOver finds entries of texts that nothing says any more, and
// entries that stand twice.
func TestNothingIsLeftOver(t *testing.T) {
	said, seen := allKeys(t), map[string]int{}
	for text := range madeInEnglish(t) {
		said.add(text, "")
	}
	for _, e := range readCatalogue(t) {
		if _, ok := said[e.id]; !ok {
			t.Errorf("ja.po:%d: nothing says %q any more: remove it", e.line, e.id)
		}
		if first := seen[e.id]; first != 0 {
			t.Errorf("ja.po:%d: %q stands in line %d already", e.line, e.id, first)
		}
		seen[e.id] = e.line
	}
}

// TestVerbsMatch checks that a translation takes the arguments of its key: each
// of them, by the same verb, in any order that it names (%[2]s).
func TestVerbsMatch(t *testing.T) {
	for _, e := range readCatalogue(t) {
		want, _ := verbs(e.id)
		got, err := verbs(e.said)
		if err != nil {
			t.Errorf("ja.po:%d: %v", e.line, err)
		} else if !slices.Equal(want, got) {
			t.Errorf("ja.po:%d: arguments %v of the translation are not %v of %q", e.line, got, want, e.id)
		}
	}
}

func TestVerbsAreRead(t *testing.T) {
	for format, want := range map[string]string{
		"%s has %d of 100%%": "[s d]", "%[2]d of %[1]s": "[s d]", "%[2]s %[1]d": "[d s]", "%[1]s and %[1]s": "[s]", "%[2]s": "[? s]", "none": "[]",
	} {
		if got, err := verbs(format); err != nil || fmt.Sprint(got) != want {
			t.Errorf("%q: %v, %v, want %s", format, got, err, want)
		}
	}
	for _, bad := range []string{"%", "%[1]", "%[x]s", "%5z", "%[0]s"} {
		if got, err := verbs(bad); err == nil {
			t.Errorf("%q: %v, want an error", bad, got)
		}
	}
}

// verbs returns the verb of each argument of a format, "?" for an argument that it
// does not use.
func verbs(format string) ([]string, error) {
	var all []string
	next := 0
	for rest := format; ; {
		_, after, found := strings.Cut(rest, "%")
		if !found {
			return all, nil
		}
		if rest, found = strings.CutPrefix(after, "%"); found {
			continue
		}
		if inside, ok := strings.CutPrefix(after, "["); ok {
			if _, err := fmt.Sscanf(inside, "%d]", &next); err != nil || next < 1 {
				return nil, fmt.Errorf("no argument number in %q", format)
			}
			next--
			_, after, _ = strings.Cut(inside, "]")
		}
		if after == "" || !strings.Contains("sdqvw", after[:1]) {
			return nil, fmt.Errorf("no verb after %% in %q", format)
		}
		for len(all) <= next {
			all = append(all, "?")
		}
		if all[next] = after[:1]; all[next] == "v" || all[next] == "w" {
			all[next] = "s" // how a sentence is recognised that was made by them
		}
		next++
		rest = after[1:]
	}
}
