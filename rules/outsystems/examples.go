package outsystems

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/vpnlint/vpnlint/rules"
)

//go:embed testdata/*.txtar
var examples embed.FS

// Example shows a rule in one vendor's configuration: the same example that the
// tests run.
type Example struct {
	Vendor string
	Case   string // "" for the vendor's first, then "2", "3", …
	// Diff leads from a good configuration to a bad one. Each line begins with a
	// blank (context), '-' (good only) or '+' (bad only); a line "..." stands for
	// what lies between.
	Diff string
	// Want lists what the rule finds in the bad one, as "LINE:COLUMN: severity: message".
	Want string
	// Intent is what the user must have told for it, a key and a value on each line.
	Intent string
	// None says why the rule can find nothing in this vendor's configurations; the
	// other fields are empty then.
	None string
}

// Good returns the part of the good configuration that the example shows.
func (e Example) Good() string { return e.side('-') }

// Bad returns the part of the bad configuration that the example shows.
func (e Example) Bad() string { return e.side('+') }

func (e Example) side(mark byte) string {
	var b strings.Builder
	for line := range strings.Lines(e.Diff) {
		if line[0] == ' ' || line[0] == mark {
			b.WriteString(line[1:])
		} else if line[0] == '.' {
			b.WriteString(line)
		}
	}
	return b.String()
}

// Examples returns the rule's examples for a vendor, or for every vendor when
// vendor is "", in the order of the file.
func Examples(rule *rules.Rule, vendor string) []Example {
	data, err := examples.ReadFile("testdata/" + rule.Name + ".txtar")
	if err != nil {
		return nil
	}
	var out []Example
	for _, e := range ParseExamples(data) {
		if vendor == "" || e.Vendor == vendor {
			out = append(out, e)
		}
	}
	return out
}

// ParseExamples reads a file of examples: a txtar archive whose sections are
// called VENDOR.PART or VENDOR-CASE.PART.
func ParseExamples(data []byte) []Example {
	var out []Example
	for _, file := range txtar.Parse(data).Files {
		name, part, _ := strings.Cut(file.Name, ".")
		vendor, number, _ := strings.Cut(name, "-")
		i := slices.IndexFunc(out, func(e Example) bool { return e.Vendor == vendor && e.Case == number })
		if i < 0 {
			i = len(out)
			out = append(out, Example{Vendor: vendor, Case: number})
		}
		text := string(file.Data)
		switch part {
		case "diff":
			out[i].Diff = text
		case "want":
			out[i].Want = text
		case "intent":
			out[i].Intent = text
		case "none":
			out[i].None = strings.TrimSpace(text)
		}
	}
	return out
}

// Apply makes the bad configuration of a whole good one: it applies the hunks of
// the diff in order, each behind the one before it. The error says which is not
// found there.
func (e Example) Apply(good string) (string, error) {
	rest := strings.SplitAfter(good, "\n")
	var out []string
	for hunk := range strings.SplitSeq("\n"+strings.TrimRight(e.Diff, "\n"), "\n...") {
		var old, now []string
		for line := range strings.Lines(strings.TrimPrefix(hunk, "\n") + "\n") {
			switch line[0] {
			case '+':
				now = append(now, line[1:])
			case '-':
				old = append(old, line[1:])
			case ' ':
				old, now = append(old, line[1:]), append(now, line[1:])
			default:
				return "", fmt.Errorf("a line of the diff begins with neither ' ', '-' nor '+': %q", line)
			}
		}
		at := index(rest, old)
		if at < 0 || len(old) == 0 {
			return "", fmt.Errorf("not found in the base configuration:\n%s", strings.Join(old, ""))
		}
		out = slices.Concat(out, rest[:at], now)
		rest = rest[at+len(old):]
	}
	return strings.Join(slices.Concat(out, rest), ""), nil
}

func index(lines, part []string) int {
	for i := range len(lines) - len(part) + 1 {
		if slices.Equal(lines[i:i+len(part)], part) {
			return i
		}
	}
	return -1
}
