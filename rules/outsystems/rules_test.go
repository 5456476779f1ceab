package outsystems_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
)

// TestRulesAreWhole holds that every rule says everything that explain shows.
func TestRulesAreWhole(t *testing.T) {
	symptoms := []rules.Symptom{rules.Phase1Fails, rules.Phase2Fails, rules.DropsHourly, rules.TunnelInactive, rules.Unstable,
		rules.NoPing, rules.NoWeb, rules.NoDatabase, rules.NoNames, rules.RangeChanged}
	name := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	seen := map[string]bool{}
	for _, r := range outsystems.All() {
		if !name.MatchString(r.Name) || seen[r.Name] {
			t.Errorf("%q is not a name of its own", r.Name)
		}
		seen[r.Name] = true
		if !slices.Contains(rules.Categories(), r.Category) {
			t.Errorf("%s: no category is called %q", r.Name, r.Category)
		}
		if r.Severity == 0 || r.Since == "" || r.Undecided == "" {
			t.Errorf("%s lacks its severity, the version that brought it, or when it cannot decide", r.Name)
		}
		for _, text := range []string{r.What, r.Why, r.Undecided} {
			if !strings.HasSuffix(text, ".") || strings.Contains(text, "  ") {
				t.Errorf("%s: not whole sentences: %q", r.Name, text)
			}
		}
		if r.Title == "" || strings.HasSuffix(r.Title, ".") || len(r.Title) > 80 {
			t.Errorf("%s: the title is one line of at most 80 characters without a full stop: %q", r.Name, r.Title)
		}
		if (r.Tunnel == nil) == (r.Device == nil) {
			t.Errorf("%s: exactly one of Tunnel and Device must be set", r.Name)
		}
		for _, s := range r.Symptoms {
			if !slices.Contains(symptoms, s) {
				t.Errorf("%s: the guide has no symptom %q", r.Name, s)
			}
		}
		for _, key := range r.Needs {
			if !strings.HasPrefix(key, "outsystems.") {
				t.Errorf("%s needs %q, which no intent has", r.Name, key)
			}
		}
	}
}

// TestEveryRuleIsListed holds that a rule's file is not forgotten in All, and
// that it is small: one rule, one file, less than a hundred lines.
func TestEveryRuleIsListed(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	declared := regexp.MustCompile(`(?m)^var \w+ = &rules\.Rule\{\n\tName: +"([^"]+)"`)
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		names := declared.FindAllStringSubmatch(string(data), -1)
		if len(names) == 0 {
			continue
		}
		name := names[0][1]
		if len(names) > 1 || file != strings.ReplaceAll(name, "-", "_")+".go" {
			t.Errorf("%s: a rule has a file of its own, called like the rule", file)
		}
		if rules.Find(outsystems.All(), name) == nil {
			t.Errorf("%s: the rule %s is not in All", file, name)
		}
		if n := strings.Count(string(data), "\n"); n >= 100 {
			t.Errorf("%s: %d lines; move what is not the rule itself to another file", file, n)
		}
	}
}
