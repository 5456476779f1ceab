package report

import (
	"cmp"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/rules"
)

// writeSARIF writes one run as GitHub code scanning reads it (GitHub
// documentation, "SARIF support for code scanning"): all rules that were to run,
// sorted, so that the list is the same whatever is found; one location of one line
// for each result, since an alert shows in a pull request only when all its lines
// are in the difference; nothing of what is suppressed, which GitHub would show.
func writeSARIF(w io.Writer, r *Report, o Options) error {
	s := &sarifWriter{o: &o, index: map[string]int{}}
	run := sarifRun{
		Tool:              sarifTool{s.driver(&r.Run)},
		AutomationDetails: sarifAutomation{toolName + "/"},
		Invocations:       []sarifInvocation{s.invocation(r)},
		ColumnKind:        "unicodeCodePoints",
		Results:           make([]sarifResult, 0, len(r.Findings)),
	}
	for i := range r.Findings {
		run.Results = append(run.Results, s.result(&r.Findings[i]))
	}
	return writeIndented(w, sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}})
}

type sarifWriter struct {
	o     *Options
	index map[string]int // of each rule, in the driver's list
}

func (s *sarifWriter) driver(run *Run) sarifDriver {
	d := sarifDriver{Name: toolName, InformationURI: toolURL, Rules: []sarifRule{}}
	if v, ok := strings.CutPrefix(run.Version, "v"); semanticVersion(v) {
		d.SemanticVersion = v
	} else if ok || run.Version != "unknown" {
		d.Version = run.Version
	}
	all := slices.Clone(run.Rules)
	slices.SortFunc(all, func(a, b *rules.Rule) int { return cmp.Compare(a.Name, b.Name) })
	for i, rule := range all {
		s.index[rule.Name] = i
		d.Rules = append(d.Rules, sarifRuleOf(rule))
	}
	return d
}

// semanticVersion reports whether the text is a version as semver.org writes it.
func semanticVersion(v string) bool {
	return regexp.MustCompile(`^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`).MatchString(v)
}

// GitHub takes this many characters of a description, and shows this many tags.
const (
	sarifDescription = 1024
	sarifTags        = 10
)

func sarifRuleOf(rule *rules.Rule) sarifRule {
	tags := []string{rule.Category}
	for _, s := range rule.Symptoms {
		tags = append(tags, string(s))
	}
	return sarifRule{
		ID: rule.Name, Name: pascal(rule.Name),
		ShortDescription:     sarifText{Text: shorten(rule.Title, sarifDescription)},
		FullDescription:      sarifText{Text: shorten(cmp.Or(rule.What, rule.Title), sarifDescription)},
		HelpURI:              RulePage(rule.Name),
		Help:                 sarifText{Text: helpText(rule), Markdown: helpMarkdown(rule)},
		DefaultConfiguration: sarifConfig{sarifLevel(rule.Severity)},
		Properties:           sarifProperties{"high", sarifProblem(rule.Severity), tags[:min(len(tags), sarifTags)]},
	}
}

// pascal makes a name of an identifier, as SARIF wants the two to differ.
func pascal(id string) string {
	var b strings.Builder
	for _, part := range strings.Split(id, "-") {
		if part != "" {
			b.WriteString(strings.ToUpper(part[:1]) + part[1:])
		}
	}
	return b.String()
}

func shorten(s string, most int) string {
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return s
}

// helpParts returns what is said about a rule, each with its title.
func helpParts(rule *rules.Rule) [][2]string {
	var out [][2]string
	for _, p := range [][2]string{
		{"What it checks", rule.What}, {"Why", rule.Why}, {"When it cannot decide", rule.Undecided},
		{"Needs", strings.Join(rule.Needs, ", ")}, {"In the guide", rule.Clause},
	} {
		if p[1] != "" {
			out = append(out, p)
		}
	}
	return out
}

func helpText(rule *rules.Rule) string {
	text := rule.Title
	for _, p := range helpParts(rule) {
		text += "\n\n" + p[0] + ": " + p[1]
	}
	return text
}

func helpMarkdown(rule *rules.Rule) string {
	text := "# " + rule.Name + "\n\n" + rule.Title
	for _, p := range helpParts(rule) {
		text += "\n\n## " + p[0] + "\n\n" + p[1]
	}
	return text + "\n\n[Examples for each device](" + RulePage(rule.Name) + "), also by `vpnlint explain " + rule.Name + "`"
}

func sarifLevel(s rules.Severity) string {
	switch s {
	case rules.Error:
		return "error"
	case rules.Warning:
		return "warning"
	}
	return "note"
}

func sarifProblem(s rules.Severity) string {
	if s == rules.Info {
		return "recommendation"
	}
	return s.String()
}

// invocation tells how the run went: inputs that could not be judged, and how
// the text of the others was won where that is worth knowing.
func (s *sarifWriter) invocation(r *Report) sarifInvocation {
	out := sarifInvocation{ExecutionSuccessful: r.Summary.Failed == 0, ExitCode: r.Run.ExitCode, ToolExecutionNotifications: []sarifNotification{}}
	tell := func(level, path, text string) {
		out.ToolExecutionNotifications = append(out.ToolExecutionNotifications, sarifNotification{
			level, sarifText{Text: printable(text)}, []sarifLocation{{Physical: sarifPhysical{Artifact: s.artifact(path)}}},
		})
	}
	for i := range r.Files {
		f := &r.Files[i]
		if f.Status != OK {
			tell("error", f.Path, f.Error)
		}
		for _, n := range f.Notes {
			tell("note", f.Path, n)
		}
	}
	return out
}

func (s *sarifWriter) result(f *Finding) sarifResult {
	out := sarifResult{
		RuleID: f.Rule, Level: sarifLevel(f.Level),
		Locations:           []sarifLocation{{Physical: s.physical(f.Place())}},
		PartialFingerprints: map[string]string{"vpnlintFinding/v1": f.Fingerprint},
		Fixes:               s.fixes(f),
		Properties:          sarifFacts(f),
	}
	if i, ok := s.index[f.Rule]; ok {
		out.RuleIndex = &i
	}
	if f.hash != "" {
		out.PartialFingerprints["primaryLocationLineHash"] = f.hash
	}
	// The first sentence is the title of the alert.
	lines := []string{sarifPlain(f.Message) + "."}
	for _, l := range advice(f) {
		lines = append(lines, sarifPlain(strings.TrimRight(l, " ")))
	}
	for i := range f.Related {
		rel := &f.Related[i]
		text := sarifText{Text: printable(rel.Message)}
		out.RelatedLocations = append(out.RelatedLocations, sarifLocation{ID: i + 1, Physical: s.physical(rel.Place), Message: &text})
		lines = append(lines, fmt.Sprintf("See [%s](%d).", strings.NewReplacer("[", "(", "]", ")").Replace(text.Text), i+1))
	}
	out.Message = sarifText{Text: strings.Join(lines, "\n")}
	return out
}

// sarifPlain keeps text from looking like a link of SARIF.
func sarifPlain(s string) string { return strings.ReplaceAll(printable(s), "](", "] (") }

// sarifFacts lets a reader of the file group results as the report does.
func sarifFacts(f *Finding) map[string]string {
	out := map[string]string{}
	for _, p := range [][2]string{
		{"device", f.Device}, {"context", f.Context}, {"vendor", f.Vendor}, {"tunnel", f.Tunnel}, {"peer", f.Peer}, {"origin", f.Origin},
	} {
		if p[1] != "" {
			out[p[0]] = printable(p[1])
		}
	}
	return out
}

func (s *sarifWriter) artifact(path string) sarifArtifact {
	return sarifArtifact{uri(s.o.repoPath(path))}
}

func (s *sarifWriter) physical(p Place) sarifPhysical {
	region := sarifRegion{p.Line, p.Column, p.EndLine, p.EndColumn}
	if p.EndLine > p.Line {
		region.EndLine, region.EndColumn = p.Line, max(p.width, p.Column)
	}
	return sarifPhysical{s.artifact(p.Path), &region}
}

// fixes offers an edit where one token of the file is all that changes.
func (s *sarifWriter) fixes(f *Finding) []sarifFix {
	var out []sarifFix
	for i := range f.Suggestion.Edits {
		e := &f.Suggestion.Edits[i]
		region := sarifRegion{e.Line, e.Column, e.EndLine, e.EndColumn}
		change := sarifChange{s.artifact(e.Path), []sarifReplacement{{region, sarifText{Text: e.Text}}}}
		out = append(out, sarifFix{sarifText{Text: "Write " + printable(e.Text)}, []sarifChange{change}})
	}
	return out
}
