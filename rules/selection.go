package rules

import (
	"fmt"
	"slices"
	"strings"
)

// Categories lists the categories of rules in the order in which they are shown.
func Categories() []string {
	return []string{"ike", "ipsec", "liveness", "routing", "path", "input"}
}

// Select returns the rules that the names choose, in the order of all. A name is
// a rule's or a category's; no name chooses every rule. What ignore names is left
// out. A name that is neither is an error that lists the nearest names.
func Select(all []*Rule, chosen, ignore []string) ([]*Rule, error) {
	for _, name := range slices.Concat(chosen, ignore) {
		if err := checkName(all, name); err != nil {
			return nil, err
		}
	}
	var out []*Rule
	for _, r := range all {
		if (len(chosen) == 0 || named(r, chosen)) && !named(r, ignore) {
			out = append(out, r)
		}
	}
	return out, nil
}

// ForSymptom returns the rules whose findings can cause the symptom.
func ForSymptom(all []*Rule, s Symptom) []*Rule {
	var out []*Rule
	for _, r := range all {
		if slices.Contains(r.Symptoms, s) {
			out = append(out, r)
		}
	}
	return out
}

// Find returns the rule of that name; nil when there is none.
func Find(all []*Rule, name string) *Rule {
	for _, r := range all {
		if r.Name == name {
			return r
		}
	}
	return nil
}

func named(r *Rule, names []string) bool {
	return slices.Contains(names, r.Name) || slices.Contains(names, r.Category)
}

func checkName(all []*Rule, name string) error {
	var near []string
	for _, r := range all {
		if r.Name == name || r.Category == name {
			return nil
		}
		if name != "" && (strings.Contains(r.Name, name) || strings.Contains(name, r.Name)) {
			near = append(near, r.Name)
		}
	}
	if len(near) > 0 {
		return fmt.Errorf("no rule or category is called %q; near it: %s", name, strings.Join(near, ", "))
	}
	return fmt.Errorf("no rule or category is called %q; `vpnlint rules` lists them", name)
}
