package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/vpnlint/vpnlint/rules"
)

// chooser picks the rules to run. Each list holds names of rules and of
// categories; an empty one picks all.
type chooser struct {
	selected, ignored, symptoms []string
}

func (c *chooser) define(fs *pflag.FlagSet, all []*rules.Rule) {
	var names, symptoms []string
	for _, r := range all {
		names = append(names, r.Name)
	}
	for _, r := range all {
		if !slices.Contains(names, r.Category) {
			names = append(names, r.Category)
		}
		for _, s := range r.Symptoms {
			if !slices.Contains(symptoms, string(s)) {
				symptoms = append(symptoms, string(s))
			}
		}
	}
	slices.Sort(symptoms)
	known := func(list *[]string, what string, names []string) func(string) error {
		return func(s string) error {
			if !slices.Contains(names, s) {
				return unknownName(what, s, names)
			}
			*list = append(*list, s)
			return nil
		}
	}
	fs.Var(&items{kind: "RULE", add: known(&c.selected, "rule or category", names), words: names}, "select", "only these rules or categories (repeats, takes commas)")
	fs.Var(&items{kind: "RULE", add: known(&c.ignored, "rule or category", names), words: names}, "ignore", "not these rules or categories; wins over --select")
	usage := "only what can cause this trouble"
	if len(symptoms) > 0 {
		usage += ": " + strings.Join(symptoms, ", ")
	}
	fs.Var(&items{kind: "SYMPTOM", add: known(&c.symptoms, "symptom", symptoms), words: symptoms}, "symptom", usage)
}

func unknownName(what, name string, names []string) error {
	hint := "vpnlint rules lists them"
	if what == "symptom" {
		hint = "there are " + strings.Join(names, ", ")
	}
	if n := nearest(name, names); n != "" {
		hint = "did you mean " + n + "?"
	}
	return fmt.Errorf("unknown %s; %s", what, hint)
}

func (c *chooser) rules(all []*rules.Rule) []*rules.Rule {
	var out []*rules.Rule
	for _, r := range all {
		named := func(list []string) bool { return slices.Contains(list, r.Name) || slices.Contains(list, r.Category) }
		causes := func(s rules.Symptom) bool { return slices.Contains(c.symptoms, string(s)) }
		switch {
		case named(c.ignored),
			len(c.selected) > 0 && !named(c.selected),
			len(c.symptoms) > 0 && !slices.ContainsFunc(r.Symptoms, causes):
		default:
			out = append(out, r)
		}
	}
	return out
}
