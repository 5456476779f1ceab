package report

import (
	"bufio"
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/vpnlint/vpnlint/rules"
)

// markdownFindings is how many findings are told at length: a job summary holds
// 1 MiB, and nobody reads more.
const markdownFindings = 300

// writeMarkdown writes a page that fits a job summary and a merge request: the
// counts, a table of the findings of each device, and below it what to do.
func writeMarkdown(w io.Writer, r *Report, _ Options) error {
	m := &markdownWriter{bufio.NewWriter(w)}
	m.head(r)
	left := len(r.Findings) - markdownFindings
	for _, g := range byDevice(r.Findings[:min(len(r.Findings), markdownFindings)]) {
		m.device(g)
	}
	if left > 0 {
		fmt.Fprintf(m, "\n%s not shown here.\n", count(left, "more finding is", "more findings are"))
	}
	m.notJudged(r.Summary.NotJudged)
	return m.Flush()
}

type markdownWriter struct{ *bufio.Writer }

func (m *markdownWriter) head(r *Report) {
	s := &r.Summary
	fmt.Fprintf(m, "## vpnlint\n\n")
	if s.Devices == 0 {
		fmt.Fprintf(m, "Nothing was judged%s.\n", left(s))
	} else {
		fmt.Fprintf(m, "**%s, %s, %d info** in %s, %s%s.\n", count(s.Errors, "error", "errors"), count(s.Warnings, "warning", "warnings"), s.Infos,
			count(s.Devices, "device", "devices"), mdText(tunnels(r)), left(s))
	}
	if s.Unread > 0 {
		fmt.Fprintf(m, "\n%s in VPN blocks not understood.\n", count(s.Unread, "statement", "statements"))
	}
	bad := false
	for i := range r.Files {
		f := &r.Files[i]
		if f.Status == OK {
			continue
		}
		if !bad {
			fmt.Fprintf(m, "\n### Not read\n\n")
			bad = true
		}
		fmt.Fprintf(m, "- %s: %s\n", mdCode(f.Path), mdText(f.Error))
	}
}

// group is the findings of one device in one file, in their order.
type group struct {
	key  deviceKey
	list []*Finding
}

func byDevice(all []Finding) []group {
	var out []group
	at := map[deviceKey]int{}
	for i := range all {
		f := &all[i]
		n, ok := at[f.owner]
		if !ok {
			n = len(out)
			at[f.owner] = n
			out = append(out, group{key: f.owner})
		}
		out[n].list = append(out[n].list, f)
	}
	return out
}

func (m *markdownWriter) device(g group) {
	d := Device{Path: g.key.path, Hostname: g.key.hostname, Context: g.key.context}
	fmt.Fprintf(m, "\n### %s\n\n", mdText(d.name()))
	fmt.Fprintf(m, "| | Place | Tunnel | Finding | Rule |\n|---|---|---|---|---|\n")
	for _, f := range g.list {
		place := fmt.Sprintf("%s:%d", f.Path, f.Line)
		fmt.Fprintf(m, "| %s | %s | %s | %s | %s |\n", mdSeverity(f.Level), mdCode(place), mdText(list(f.Tunnels, 3)), mdText(f.Message), mdCode(f.Rule))
	}
	for _, f := range g.list {
		m.fix(f)
	}
}

// fix writes what to type, folded away.
func (m *markdownWriter) fix(f *Finding) {
	if len(f.Suggestion.Commands) == 0 {
		return
	}
	fmt.Fprintf(m, "\n<details><summary>Fix %s:%d, %s</summary>\n\n", html.EscapeString(printable(f.Path)), f.Line, f.Rule)
	if f.Expected != "" {
		fmt.Fprintf(m, "Needs %s", mdText(f.Expected))
		if f.Requirement.Clause != "" {
			fmt.Fprintf(m, " (%s, “%s”)", mdText(f.Requirement.Profile), mdText(f.Requirement.Clause))
		}
		fmt.Fprint(m, ".\n\n")
	}
	var lines []string
	for _, c := range f.Suggestion.Commands {
		lines = append(lines, printable(c))
	}
	text := strings.Join(lines, "\n")
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	fmt.Fprintf(m, "%s\n%s\n%s\n", fence, text, fence)
	for _, n := range f.Suggestion.Notes {
		fmt.Fprintf(m, "\n%s\n", mdText(n))
	}
	fmt.Fprint(m, "\n</details>\n")
}

func (m *markdownWriter) notJudged(all []NotJudged) {
	if len(all) == 0 {
		return
	}
	fmt.Fprint(m, "\n### Not judged\n\n")
	for i := range all {
		n := &all[i]
		rule := ""
		if n.Rule != "" {
			rule = mdCode(n.Rule) + ": "
		}
		fmt.Fprintf(m, "- %s%s\n", rule, mdText(n.why()))
	}
}

// mdSeverity marks a severity by shape and word.
func mdSeverity(s rules.Severity) string {
	switch s {
	case rules.Error:
		return "🛑 error"
	case rules.Warning:
		return "⚠️ warning"
	}
	return "ℹ️ info"
}

// mdText writes text so that nothing in it is read as Markdown or HTML.
func mdText(s string) string {
	s = strings.Join(strings.Fields(printable(s)), " ")
	var b strings.Builder
	for _, r := range s {
		switch r {
		case '&':
			b.WriteString("&amp;")
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '\\', '`', '*', '_', '[', ']', '|', '#', '~', '!', '@', '$':
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// mdCode writes text as code, also inside a table.
func mdCode(s string) string {
	s = strings.ReplaceAll(strings.Join(strings.Fields(printable(s)), " "), "|", `\|`)
	if strings.Contains(s, "`") {
		return "`` " + s + " ``"
	}
	return "`" + s + "`"
}
