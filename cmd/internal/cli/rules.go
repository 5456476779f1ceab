package cli

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/vpnlint/vpnlint/cmd/internal/wrap"
	"github.com/vpnlint/vpnlint/rules"
)

// ruleJSON is a rule as rules and explain print it.
type ruleJSON struct {
	Name      string          `json:"name"`
	Category  string          `json:"category"`
	Severity  string          `json:"severity"`
	Profile   string          `json:"profile"`
	Clause    string          `json:"clause"`
	Title     string          `json:"title"`
	What      string          `json:"what"`
	Why       string          `json:"why"`
	Undecided string          `json:"undecided"`
	Symptoms  []rules.Symptom `json:"symptoms"`
	Needs     []string        `json:"needs"`
	Since     string          `json:"since"`
	Examples  []Example       `json:"examples,omitempty"`
}

func (p *Program) ruleJSON(r *rules.Rule) ruleJSON {
	return ruleJSON{r.Name, r.Category, r.Severity.String(), p.Profile().Name, r.Clause, r.Title, r.What, r.Why, r.Undecided,
		append([]rules.Symptom{}, r.Symptoms...), append([]string{}, r.Needs...), r.Since, nil}
}

func (p *Program) listRules(args []string) int {
	fs := newFlags("rules")
	output := fs.group("Output")
	format := oneOf(output, "format", "format", "text", []string{"text", "json", "markdown"})
	lang := langFlag(output)
	rest, code, done := fs.parse(p, args)
	if done {
		return code
	}
	if len(rest) > 0 {
		p.complain("rules takes no argument %q; vpnlint explain %s says more about one rule", rest[0], rest[0])
		return exitUsage
	}
	b := bufio.NewWriter(p.Stdout)
	switch *format {
	case "json":
		doc := struct {
			Schema string     `json:"schema"`
			Rules  []ruleJSON `json:"rules"`
		}{"vpnlint/rules/1", []ruleJSON{}}
		for _, r := range p.Rules {
			doc.Rules = append(doc.Rules, p.ruleJSON(r))
		}
		return p.finish(encodeJSON(p.Stdout, doc), exitOK)
	case "markdown":
		language := p.language(*lang)
		fmt.Fprintf(b, "| %s |\n|---|---|---|---|\n", rules.Say("rule | category | severity | what must be so").In(language))
		for _, r := range p.Rules {
			fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", r.Name, r.Category, r.Severity, strings.ReplaceAll(rules.Made(r.Title).In(language), "|", `\|`))
		}
	default:
		p.rulesText(b, p.language(*lang))
	}
	return p.finish(b.Flush(), exitOK)
}

// rulesText lists the rules by category, titles wrapped under themselves.
func (p *Program) rulesText(w io.Writer, language rules.Language) {
	width := 0
	for _, r := range p.Rules {
		width = max(width, len(r.Name))
	}
	columns, _ := p.Columns()
	category := ""
	for _, r := range p.Rules {
		if r.Category != category {
			if category != "" {
				fmt.Fprintln(w)
			}
			category = r.Category
			fmt.Fprintf(w, "%s:\n", category)
		}
		head := fmt.Sprintf("  %-*s  %-7s  ", width, r.Name, r.Severity)
		fmt.Fprint(w, wrapped(head, len(head), rules.Made(r.Title).In(language), columns))
	}
}

func encodeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// wrapped writes text after head, broken so that no line is longer than width;
// further lines are indented. Without a width it is one line.
func wrapped(head string, indent int, text string, width int) string {
	return wrap.Text(head, indent, indent, text, width)
}
