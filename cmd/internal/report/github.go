package report

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/rules"
)

// GitHub shows this many annotations of a kind for one step, and drops the rest
// without a word (actions/toolkit, docs/problem-matchers.md).
const annotationsPerKind = 10

// writeGitHub writes the commands by which a GitHub workflow makes annotations:
// the gravest first, as many as GitHub shows, then a plain line that says how many
// were left out.
func writeGitHub(w io.Writer, r *Report, o Options) error {
	b := bufio.NewWriter(w)
	shown, left := map[string]int{}, 0
	command := func(kind, properties, message string) {
		if shown[kind] == annotationsPerKind {
			left++
			return
		}
		shown[kind]++
		fmt.Fprintf(b, "::%s %s::%s\n", kind, properties, githubData(message))
	}
	for i := range r.Files {
		if f := &r.Files[i]; f.Status != OK {
			command("error", githubProperties("title", "vpnlint", "file", o.repoPath(f.Path)), printable(f.Path+": "+f.Error))
		}
	}
	order := make([]*Finding, 0, len(r.Findings))
	for i := range r.Findings {
		order = append(order, &r.Findings[i])
	}
	slices.SortStableFunc(order, func(a, b *Finding) int { return cmp.Compare(b.Level, a.Level) })
	for _, f := range order {
		message := strings.Join(append([]string{printable(f.Message)}, advice(f)...), "\n")
		command(githubKind(f.Level), githubPlace(f, &o), message)
	}
	if left > 0 {
		fmt.Fprintf(b, "%s without an annotation: GitHub shows %d of a kind for a step.\n", plural(left, "finding is", "findings are"), annotationsPerKind)
	}
	return b.Flush()
}

// githubPlace gives columns only within one line: with a range of lines GitHub
// refuses them.
func githubPlace(f *Finding, o *Options) string {
	pairs := []string{"title", "vpnlint (" + f.Rule + ")", "file", o.repoPath(f.Path), "line", fmt.Sprint(f.Line)}
	if f.EndLine == f.Line {
		pairs = append(pairs, "col", fmt.Sprint(f.Column))
	}
	pairs = append(pairs, "endLine", fmt.Sprint(f.EndLine))
	if f.EndLine == f.Line {
		pairs = append(pairs, "endColumn", fmt.Sprint(f.EndColumn))
	}
	return githubProperties(pairs...)
}

func githubKind(s rules.Severity) string {
	switch s {
	case rules.Error:
		return "error"
	case rules.Warning:
		return "warning"
	}
	return "notice"
}

// githubProperties writes names and values in turn.
func githubProperties(pairs ...string) string {
	escape := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	var out []string
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, pairs[i]+"="+escape.Replace(pairs[i+1]))
	}
	return strings.Join(out, ",")
}

func githubData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}
