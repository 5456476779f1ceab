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
func writeMarkdown(w io.Writer, r *Report, o Options) error {
	m := &markdownWriter{bufio.NewWriter(w), speaker{o.Language}}
	m.head(r)
	left := len(r.Findings) - markdownFindings
	for _, g := range byDevice(r.Findings[:min(len(r.Findings), markdownFindings)]) {
		m.device(g)
	}
	if left > 0 {
		fmt.Fprintf(m, "\n%s\n", count(left, rules.Say("1 more finding is not shown here."), rules.Say("%d more findings are not shown here.", left)).In(m.language))
	}
	m.notJudged(r.Summary.NotJudged)
	return m.Flush()
}

type markdownWriter struct {
	*bufio.Writer
	speaker
}

func (m *markdownWriter) head(r *Report) {
	s := &r.Summary
	fmt.Fprintf(m, "## vpnlint\n\n")
	if s.Devices == 0 {
		fmt.Fprintf(m, "%s\n", m.say("Nothing was judged%s.", left(s)))
	} else {
		fmt.Fprintln(m, m.say("**%s, %s, %s** in %s, %s%s.", severityCount(rules.Error, s.Errors), severityCount(rules.Warning, s.Warnings),
			severityCount(rules.Info, s.Infos), deviceCount(s.Devices), mdText(tunnels(r).In(m.language)), left(s)))
	}
	if s.Unread > 0 {
		fmt.Fprintf(m, "\n%s\n", m.say("%s in VPN blocks not understood.", statementCount(s.Unread)))
	}
	bad := false
	for i := range r.Files {
		f := &r.Files[i]
		if f.Status == OK {
			continue
		}
		if !bad {
			fmt.Fprintf(m, "\n### %s\n\n", m.say("Not read"))
			bad = true
		}
		fmt.Fprintf(m, "- %s: %s\n", mdCode(f.Path), mdText(m.made(f.Error)))
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
	fmt.Fprintf(m, "| | %s | %s | %s | %s |\n|---|---|---|---|---|\n", m.say("Place"), m.say("Tunnel"), m.say("Finding"), m.say("Rule"))
	for _, f := range g.list {
		place := fmt.Sprintf("%s:%d", f.Path, f.Line)
		fmt.Fprintf(m, "| %s | %s | %s | %s | %s |\n", m.badge(f.Level), mdCode(place), mdText(list(f.Tunnels, 3).In(m.language)), mdText(m.message(f)), mdCode(f.Rule))
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
	fmt.Fprintf(m, "\n<details><summary>%s</summary>\n\n", m.say("Fix %s:%d, %s", html.EscapeString(printable(f.Path)), f.Line, f.Rule))
	switch needs := mdText(m.expected(f)); {
	case needs != "" && f.Requirement.Clause != "":
		fmt.Fprintf(m, "%s\n\n", m.say("Needs %s (%s, “%s”).", needs, mdText(f.Requirement.Profile), mdText(m.made(f.Requirement.Clause))))
	case needs != "":
		fmt.Fprintf(m, "%s\n\n", m.say("Needs %s.", needs))
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
		fmt.Fprintf(m, "\n%s\n", mdText(m.made(n)))
	}
	fmt.Fprint(m, "\n</details>\n")
}

func (m *markdownWriter) notJudged(all []NotJudged) {
	if len(all) == 0 {
		return
	}
	fmt.Fprintf(m, "\n### %s\n\n", m.say("Not judged"))
	for i := range all {
		n := &all[i]
		rule := ""
		if n.Rule != "" {
			rule = mdCode(n.Rule) + ": "
		}
		fmt.Fprintf(m, "- %s%s\n", rule, mdText(n.why().In(m.language)))
	}
}

// badge marks a severity by shape and word.
func (m *markdownWriter) badge(s rules.Severity) string {
	sign := "ℹ️"
	switch s {
	case rules.Error:
		sign = "🛑"
	case rules.Warning:
		sign = "⚠️"
	}
	return sign + " " + m.severity(s)
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
