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
	output := fs.group("Output")
	format := oneOf(output, "format", "format", "text", []string{"text", "markdown", "json"})
	lang := langFlag(output)
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
	e := &explainer{Program: p, w: b}
	if *format != "json" {
		e.language = p.language(*lang)
	}
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
			e.markdown(r)
		default:
			e.text(r)
		}
		e.more(r, *format)
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

// explainer writes explanations of rules in a language.
type explainer struct {
	*Program
	w        io.Writer
	language rules.Language // nil = English
}

func (e *explainer) say(format string, args ...any) string {
	return rules.Say(format, args...).In(e.language)
}

// made says a sentence of a rule's documentation or of an example.
func (e *explainer) made(sentence string) string { return rules.Made(sentence).In(e.language) }

// section is a titled paragraph of an explanation.
type section struct{ title, text string }

func (e *explainer) sections(r *rules.Rule) []section {
	var symptoms []string
	for _, s := range r.Symptoms {
		symptoms = append(symptoms, string(s))
	}
	all := []section{
		{e.say("What it checks"), e.made(r.What)},
		{e.say("Why"), e.made(r.Why)},
		{e.say("When it cannot decide"), e.made(r.Undecided)},
		{e.say("Needs"), strings.Join(r.Needs, ", ")},
		{e.say("Troubles that this causes"), strings.Join(symptoms, ", ")},
		{e.say("In the guide"), e.made(r.Clause)},
		{e.say("Since"), r.Since},
	}
	return slices.DeleteFunc(all, func(s section) bool { return s.text == "" })
}

// explainWidth is used when the output is no terminal: an explanation is prose.
const explainWidth = 80

func (e *explainer) text(r *rules.Rule) {
	width, ok := e.Columns()
	if !ok {
		width = explainWidth
	}
	width = min(width, 100)
	fmt.Fprint(e.w, wrapped(fmt.Sprintf("%s (%s, %s): ", r.Name, r.Category, r.Severity), 4, e.made(r.Title), width))
	for _, s := range e.sections(r) {
		fmt.Fprintf(e.w, "\n%s\n%s", s.title, wrapped("  ", 2, s.text, width))
	}
	vendor := ""
	for _, x := range e.Examples(r) {
		if x.Vendor != vendor {
			vendor = x.Vendor
			fmt.Fprintf(e.w, "\n%s\n", e.say("On %s", rules.Made(e.vendorTitle(vendor))))
		}
		if x.None != "" {
			fmt.Fprint(e.w, wrapped("  ", 2, e.say("cannot happen: %s", rules.Made(x.None)), width))
			continue
		}
		fmt.Fprintf(e.w, "  %s\n%s", e.say("right:"), e.indented(x.Good))
		fmt.Fprintf(e.w, "  %s\n%s", e.say("wrong%s:", told(x.Intent)), e.indented(x.Bad))
		for _, f := range x.Finds {
			fmt.Fprint(e.w, wrapped("      -> ", 9, e.find(f), width))
		}
	}
}

func (e *explainer) markdown(r *rules.Rule) {
	fmt.Fprintf(e.w, "# %s\n\n%s (%s, %s)\n", r.Name, e.made(r.Title), r.Category, r.Severity)
	for _, s := range e.sections(r) {
		fmt.Fprintf(e.w, "\n## %s\n\n%s\n", s.title, s.text)
	}
	vendor := ""
	for _, x := range e.Examples(r) {
		if x.Vendor != vendor {
			vendor = x.Vendor
			fmt.Fprintf(e.w, "\n## %s\n", e.say("On %s", rules.Made(e.vendorTitle(vendor))))
		}
		if x.None != "" {
			fmt.Fprintf(e.w, "\n%s\n", e.say("Cannot happen: %s", rules.Made(x.None)))
			continue
		}
		fmt.Fprintf(e.w, "\n%s\n\n```\n%s\n```\n", e.say("Right:"), e.shown(x.Good))
		fmt.Fprintf(e.w, "\n%s\n\n```\n%s\n```\n\n", e.say("Wrong%s:", told(x.Intent)), e.shown(x.Bad))
		for _, f := range x.Finds {
			fmt.Fprintf(e.w, "- %s\n", e.find(f))
		}
	}
}

// more says which values of the profile the rule compares with, and where the
// same stands on a page.
func (e *explainer) more(r *rules.Rule, format string) {
	head, item := "\n%s\n", "  %s: %s (%s)\n"
	if format == "markdown" {
		head, item = "\n## %s\n\n", "- `%s`: `%s` (%s)\n"
	}
	for i, v := range e.Values(r) {
		if i == 0 {
			fmt.Fprintf(e.w, head, e.say("Values of the profile"))
		}
		fmt.Fprintf(e.w, item, v.Key, v.Value, v.Source)
	}
	fmt.Fprintf(e.w, "\n%s\n", e.say("As a page: %s", report.RulePage(r.Name)))
}

// find says what an example's finding is; it begins with the severity.
func (e *explainer) find(finding string) string {
	severity, message, ok := strings.Cut(finding, ": ")
	if !ok {
		return finding
	}
	return e.made(severity) + ": " + e.made(message)
}

// told says what the user must have told for the example.
func told(intent string) rules.Text {
	if intent == "" {
		return rules.Text{}
	}
	return rules.Say(" (told: %s)", strings.ReplaceAll(intent, "\n", ", "))
}

func (p *Program) vendorTitle(name string) string {
	if v, ok := vendors.Find(p.Vendors, name); ok {
		return v.Title
	}
	return name
}

// system is what a device runs, for headings.
func (p *Program) system(vendor, version string) string {
	return vendors.System(p.Vendors, vendor, version)
}

// shown returns the text of an example; one that only leaves something out says so.
func (e *explainer) shown(text string) string {
	text = strings.Trim(text, "\n")
	if strings.Trim(text, ". \n") == "" {
		return e.say("(without it)")
	}
	return text
}

func (e *explainer) indented(text string) string {
	var b strings.Builder
	for line := range strings.Lines(e.shown(text)) {
		b.WriteString("    " + strings.TrimSuffix(line, "\n") + "\n")
	}
	return b.String()
}
