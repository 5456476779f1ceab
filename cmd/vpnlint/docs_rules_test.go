package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/cmd/internal/cli"
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors"
)

var rulePages = filepath.Join("..", "..", "docs", "rules")

// TestRulePages compares docs/rules with the rules: a page for each, made of what
// the rule says about itself, of the statements of the guide that it answers, of
// the profile's values and of the examples that the rules' tests run. Run make docs
// after a change.
func TestRulePages(t *testing.T) {
	p := cli.NewProgram()
	profile, err := os.ReadFile(filepath.Join("..", "..", "rules", "outsystems", "profile.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]string{"README.md": ruleIndex(p, string(profile))}
	guide := guideStatements(t)
	for _, r := range p.Rules {
		pages[r.Name+".md"] = rulePage(p, r, guide)
	}
	if *update {
		for name, text := range pages {
			if err := os.WriteFile(filepath.Join(rulePages, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, want := range pages {
		got, err := os.ReadFile(filepath.Join(rulePages, name))
		if err != nil {
			t.Errorf("%v; run make docs", err)
		} else if string(got) != want {
			t.Errorf("docs/rules/%s is not what the rule says; run make docs and read the difference", name)
		}
	}
	files, err := filepath.Glob(filepath.Join(rulePages, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if pages[filepath.Base(f)] == "" {
			t.Errorf("%s belongs to no rule: delete it", f)
		}
	}
}

// guideStatements returns the guide's statements, in our own words, by number.
func guideStatements(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "rules", "outsystems", "testdata", "guide.txt"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if number, said, ok := strings.Cut(strings.TrimSpace(line), " "); ok && number != "#" {
			out[number] = said
		}
	}
	return out
}

const madeFrom = "<!-- Made from the rules by make docs: change the rule, not this page. -->\n\n"

func rulePage(p *cli.Program, r *rules.Rule, guide map[string]string) string {
	var b strings.Builder
	b.WriteString(madeFrom)
	fmt.Fprintf(&b, "# %s\n\n**%s.**\n\n", r.Name, title(r))
	fmt.Fprintf(&b, "| | |\n|---|---|\n| category | [%s](README.md#%[1]s) |\n| severity | %s |\n", r.Category, severityRow(r))
	if len(r.Symptoms) > 0 {
		fmt.Fprintf(&b, "| can cause | %s |\n", list(r.Symptoms, func(s rules.Symptom) string { return fmt.Sprintf("[%s](README.md#%[1]s)", s) }))
	}
	if len(r.Needs) > 0 {
		fmt.Fprintf(&b, "| must be told | %s |\n", list(r.Needs, func(key string) string {
			return fmt.Sprintf("[`%s`](../configuration.md#what-no-export-can-tell)", key)
		}))
	}
	if r.Clause != "" {
		fmt.Fprintf(&b, "| in the guide | [%s](%s) |\n", tableCell(r.Clause), p.Profile().URL)
	}
	fmt.Fprintf(&b, "| since | %s |\n", r.Since)
	for _, s := range [][2]string{{"What it checks", r.What}, {"Why", r.Why}, {"When it cannot decide", r.Undecided}} {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", s[0], markdownText(s[1]))
	}
	if len(r.Rows) > 0 {
		b.WriteString("\n## What the guide says\n\nThe statements that this rule answers, in short:\n\n")
		for _, row := range r.Rows {
			fmt.Fprintf(&b, "- %d: %s\n", row, markdownText(guide[fmt.Sprint(row)]))
		}
	}
	if values := p.Values(r); len(values) > 0 {
		b.WriteString("\n## Values of the profile\n\nA [profile of your own](../configuration.md#a-profile-of-your-own) can change them. " +
			"The [index](README.md#sources-of-the-values) explains the sources.\n\n| key | value | source |\n|---|---|---|\n")
		for _, v := range values {
			fmt.Fprintf(&b, "| `%s` | `%s` | %s |\n", v.Key, v.Value, tableCell(v.Source))
		}
	}
	writeExamples(&b, p, r)
	fmt.Fprintf(&b, "\n## To accept a finding\n\n%s\n", acceptFinding(r))
	return b.String()
}

// title is the rule's title as a sentence begins.
func title(r *rules.Rule) string { return strings.ToUpper(r.Title[:1]) + r.Title[1:] }

func severityRow(r *rules.Rule) string {
	if r.Severity == rules.Info {
		return "info"
	}
	return "up to " + r.Severity.String()
}

func acceptFinding(r *rules.Rule) string {
	if r.Category == "suppressions" {
		return "It cannot be suppressed. `rules: { " + r.Name + ": off }` in the [configuration file](../configuration.md#rules) switches it off."
	}
	return "Write a [suppression](../configuration.md#suppressions) with its reason, or change the severity: `rules: { " + r.Name +
		": info }` in the [configuration file](../configuration.md#rules)."
}

// writeExamples writes what the rule's own tests run, by vendor.
func writeExamples(b *strings.Builder, p *cli.Program, r *rules.Rule) {
	vendor, n := "", 0
	for _, e := range p.Examples(r) {
		if vendor == "" {
			b.WriteString("\n## Examples\n\nParts of whole configurations, on which the tests run the rule; `...` stands for what lies between.\n")
		}
		if e.Vendor != vendor {
			vendor, n = e.Vendor, 0
			v, _ := vendors.Find(p.Vendors, vendor)
			fmt.Fprintf(b, "\n### %s\n", v.Title)
		}
		if e.None != "" {
			fmt.Fprintf(b, "\nIt finds nothing here: %s\n", markdownText(e.None))
			continue
		}
		told := ""
		if e.Intent != "" {
			told = ", when this is told: `" + strings.ReplaceAll(e.Intent, "\n", "`, `") + "`"
		}
		n++
		number := ""
		if n > 1 {
			b.WriteString("\n---\n")
			number = fmt.Sprintf(" (%d)", n)
		}
		fmt.Fprintf(b, "\nRight%s:\n\n%s\nWrong%[1]s%[3]s:\n\n%[4]s\nvpnlint says:\n\n", number, fenced(e.Good), told, fenced(e.Bad))
		for _, f := range slices.Compact(slices.Clone(e.Finds)) { // the same for both tunnels is said once
			severity, message, _ := strings.Cut(f, ": ")
			fmt.Fprintf(b, "- **%s**: %s\n", severity, markdownText(message))
		}
	}
}

func fenced(text string) string {
	text = strings.Trim(text, "\n")
	if strings.Trim(text, ". \n") == "" {
		return "(without it)\n"
	}
	return "```text\n" + text + "\n```\n"
}

// markdownText keeps a sentence from being read as markup, save for its own code
// spans.
func markdownText(s string) string {
	parts := strings.Split(s, "`")
	for i := 0; i < len(parts); i += 2 {
		parts[i] = strings.NewReplacer("*", `\*`, "_", `\_`, "<", `\<`, "[", `\[`, "]", `\]`).Replace(parts[i])
	}
	return strings.Join(parts, "`")
}

func tableCell(s string) string { return strings.ReplaceAll(markdownText(s), "|", `\|`) }

func list[T any](all []T, say func(T) string) string {
	var out []string
	for _, v := range all {
		out = append(out, say(v))
	}
	return strings.Join(out, ", ")
}

// troubles says what people see, in the order of the guide.
var troubles = []struct {
	symptom rules.Symptom
	seen    string
}{
	{rules.Phase1Fails, "Phase 1 does not come up: there is no IKE SA."},
	{rules.Phase2Fails, "Phase 1 is up, and phase 2 is not: there is an IKE SA, and no pair of IPsec SAs."},
	{rules.TunnelInactive, "The tunnel is down until something is sent, or stays down."},
	{rules.DropsHourly, "Connections break every 60 minutes or so."},
	{rules.Unstable, "The tunnel goes up and down, or some subnets lose their connection at times."},
	{rules.NoPing, "Nothing answers a ping."},
	{rules.NoWeb, "The environments cannot be reached with a browser."},
	{rules.NoDatabase, "The cloud cannot reach databases or services on premises, or the other way round."},
	{rules.NoNames, "Names of the environments do not resolve to private addresses."},
	{rules.RangeChanged, "A range of the network on premises, or of the cloud, has changed."},
}

// ruleIndex lists the rules; profile is the text of the profile, whose head names
// the sources.
func ruleIndex(p *cli.Program, profile string) string {
	var b strings.Builder
	b.WriteString(madeFrom + "# Rules\n\n")
	fmt.Fprintf(&b, "The rules of the profile `%s`, by [category](#by-category) and by [trouble](#by-trouble). `vpnlint rules` lists them, and "+
		"`vpnlint explain single-sa-pair` says what a page says.\n\nSeverities: an error means that the tunnel will not come up, will drop, or that the guide says must; "+
		"a warning, that it says should, or that it breaks later; info, that the export cannot tell, or that something is worth knowing.\n\n## By category\n", p.Profile().Name)
	for _, category := range append(rules.Categories(), "suppressions") {
		fmt.Fprintf(&b, "\n### %s\n\n| rule | severity | what must be so | must be told |\n|---|---|---|---|\n", category)
		for _, r := range p.Rules {
			if r.Category == category {
				fmt.Fprintf(&b, "| [%s](%[1]s.md) | %s | %s | %s |\n", r.Name, r.Severity, tableCell(title(r)), list(r.Needs, func(key string) string { return "`" + key + "`" }))
			}
		}
	}
	b.WriteString("\n## By trouble\n\nWhat you see, and the rules that look for what can cause it, gravest first.\n")
	for _, s := range troubles {
		fmt.Fprintf(&b, "\n### %s\n\n%s\n\n    vpnlint --symptom %[1]s fw.cfg\n\n", s.symptom, s.seen)
		causes := slices.DeleteFunc(slices.Clone(p.Rules), func(r *rules.Rule) bool { return !slices.Contains(r.Symptoms, s.symptom) })
		slices.SortStableFunc(causes, func(a, b *rules.Rule) int { return cmp.Compare(b.Severity, a.Severity) })
		for _, r := range causes {
			fmt.Fprintf(&b, "- [%s](%[1]s.md) (%s): %s\n", r.Name, r.Severity, markdownText(title(r)))
		}
	}
	b.WriteString("\n## Sources of the values\n\nEvery value that a rule compares with stands in [profile.yaml](../../rules/outsystems/profile.yaml), with its source:\n\n" +
		"| source | what it is |\n|---|---|\n")
	for line := range strings.Lines(profile) {
		if source, ok := strings.CutPrefix(line, "#   "); ok {
			name, what, _ := strings.Cut(strings.TrimSpace(source), " ")
			fmt.Fprintf(&b, "| %s | %s |\n", name, tableCell(strings.TrimSpace(what)))
		}
	}
	return b.String()
}
