package cli

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/cmd/internal/report"
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors"
)

func (p *Program) explain(args []string) int {
	fs := newFlags("explain")
	format := oneOf(fs.group("Output"), "format", "format", "text", []string{"text", "markdown", "json"})
	names, code, done := fs.parse(p, args)
	if done {
		return code
	}
	if len(names) == 0 {
		p.complain("explain needs the name of a rule; vpnlint rules lists them")
		return exitUsage
	}
	var chosen []*rules.Rule
	for _, name := range names {
		i := slices.IndexFunc(p.Rules, func(r *rules.Rule) bool { return r.Name == name })
		if i < 0 {
			p.complain("%s: %v", name, unknownName("rule", name, p.ruleNames()))
			return exitUsage
		}
		chosen = append(chosen, p.Rules[i])
	}
	b := bufio.NewWriter(p.Stdout)
	for i, r := range chosen {
		switch *format {
		case "json":
			doc := p.ruleJSON(r)
			doc.Examples = p.Examples(r)
			if err := encodeJSON(b, doc); err != nil {
				return p.finish(err, exitOK)
			}
			continue
		case "markdown":
			p.explainMarkdown(b, r)
		default:
			p.explainText(b, r)
		}
		p.explainMore(b, r, *format)
		if i < len(chosen)-1 {
			fmt.Fprintln(b)
		}
	}
	return p.finish(b.Flush(), exitOK)
}

func (p *Program) ruleNames() []string {
	var names []string
	for _, r := range p.Rules {
		names = append(names, r.Name)
	}
	return names
}

// section is a titled paragraph of an explanation.
type section struct{ title, text string }

func (p *Program) sections(r *rules.Rule) []section {
	var symptoms []string
	for _, s := range r.Symptoms {
		symptoms = append(symptoms, string(s))
	}
	all := []section{
		{"What it checks", r.What},
		{"Why", r.Why},
		{"When it cannot decide", r.Undecided},
		{"Needs", strings.Join(r.Needs, ", ")},
		{"Troubles that this causes", strings.Join(symptoms, ", ")},
		{"In the guide", r.Clause},
		{"Since", r.Since},
	}
	return slices.DeleteFunc(all, func(s section) bool { return s.text == "" })
}

// explainWidth is used when the output is no terminal: an explanation is prose.
const explainWidth = 80

func (p *Program) explainText(w io.Writer, r *rules.Rule) {
	width, ok := p.Columns()
	if !ok {
		width = explainWidth
	}
	width = min(width, 100)
	fmt.Fprint(w, wrap(fmt.Sprintf("%s (%s, %s): ", r.Name, r.Category, r.Severity), 4, r.Title, width))
	for _, s := range p.sections(r) {
		fmt.Fprintf(w, "\n%s\n%s", s.title, wrap("  ", 2, s.text, width))
	}
	vendor := ""
	for _, e := range p.Examples(r) {
		if e.Vendor != vendor {
			vendor = e.Vendor
			fmt.Fprintf(w, "\nOn %s\n", p.vendorTitle(vendor))
		}
		if e.None != "" {
			fmt.Fprint(w, wrap("  ", 2, "cannot happen: "+e.None, width))
			continue
		}
		fmt.Fprintf(w, "  right:\n%s", indented(e.Good))
		fmt.Fprintf(w, "  wrong%s:\n%s", told(e.Intent), indented(e.Bad))
		for _, f := range e.Finds {
			fmt.Fprint(w, wrap("      -> ", 9, f, width))
		}
	}
}

func (p *Program) explainMarkdown(w io.Writer, r *rules.Rule) {
	fmt.Fprintf(w, "# %s\n\n%s (%s, %s)\n", r.Name, r.Title, r.Category, r.Severity)
	for _, s := range p.sections(r) {
		fmt.Fprintf(w, "\n## %s\n\n%s\n", s.title, s.text)
	}
	vendor := ""
	for _, e := range p.Examples(r) {
		if e.Vendor != vendor {
			vendor = e.Vendor
			fmt.Fprintf(w, "\n## On %s\n", p.vendorTitle(vendor))
		}
		if e.None != "" {
			fmt.Fprintf(w, "\nCannot happen: %s\n", e.None)
			continue
		}
		fmt.Fprintf(w, "\nRight:\n\n```\n%s\n```\n", shown(e.Good))
		fmt.Fprintf(w, "\nWrong%s:\n\n```\n%s\n```\n\n", told(e.Intent), shown(e.Bad))
		for _, f := range e.Finds {
			fmt.Fprintf(w, "- %s\n", f)
		}
	}
}

// explainMore says which values of the profile the rule compares with, and where
// the same stands on a page.
func (p *Program) explainMore(w io.Writer, r *rules.Rule, format string) {
	head, item, page := "\nValues of the profile\n", "  %s: %s (%s)\n", "\nAs a page: %s\n"
	if format == "markdown" {
		head, item = "\n## Values of the profile\n\n", "- `%s`: `%s` (%s)\n"
	}
	for i, v := range p.Values(r) {
		if i == 0 {
			fmt.Fprint(w, head)
		}
		fmt.Fprintf(w, item, v.Key, v.Value, v.Source)
	}
	fmt.Fprintf(w, page, report.RulePage(r.Name))
}

// told says what the user must have told for the example.
func told(intent string) string {
	if intent == "" {
		return ""
	}
	return " (told: " + strings.ReplaceAll(intent, "\n", ", ") + ")"
}

func (p *Program) vendorTitle(name string) string {
	if v, ok := vendors.Find(p.Vendors, name); ok {
		return v.Title
	}
	return name
}

// shown returns the text of an example; one that only leaves something out says so.
func shown(text string) string {
	text = strings.Trim(text, "\n")
	if strings.Trim(text, ". \n") == "" {
		return "(without it)"
	}
	return text
}

func indented(text string) string {
	var b strings.Builder
	for line := range strings.Lines(shown(text)) {
		b.WriteString("    " + strings.TrimSuffix(line, "\n") + "\n")
	}
	return b.String()
}
