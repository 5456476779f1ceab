package report

import (
	"io"

	"github.com/vpnlint/vpnlint/rules"
)

// gitlabIssue is one entry of GitLab's code quality report (GitLab documentation,
// "Code Quality report format").
type gitlabIssue struct {
	Description string         `json:"description"`
	CheckName   string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"`
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct {
	Begin int `json:"begin"`
	End   int `json:"end"`
}

// writeGitLab writes one list. GitLab does not show the name of the check, so the
// description starts with it. A file that could not be read is an entry, too.
func writeGitLab(w io.Writer, r *Report, o Options) error {
	out := []gitlabIssue{}
	seen := map[string]bool{}
	unique := func(parts ...string) string {
		id := hash(parts...)
		for seen[id] {
			id = hash(id)
		}
		seen[id] = true
		return id
	}
	for i := range r.Files {
		f := &r.Files[i]
		if f.Status == OK {
			continue
		}
		path := o.projectPath(f.Path)
		out = append(out, gitlabIssue{
			Description: "vpnlint: " + printable(f.Error), CheckName: string(f.Status), Fingerprint: unique(string(f.Status), path),
			Severity: "critical", Location: gitlabLocation{path, gitlabLines{1, 1}},
		})
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		path := o.projectPath(f.Path)
		out = append(out, gitlabIssue{
			Description: f.Rule + ": " + printable(f.Message), CheckName: f.Rule, Severity: gitlabSeverity(f.Level),
			Fingerprint: unique(f.Rule, f.Device, f.Context, f.Tunnel, f.Peer, f.subject, path),
			Location:    gitlabLocation{path, gitlabLines{f.Line, f.EndLine}},
		})
	}
	return writeIndented(w, out)
}

func gitlabSeverity(s rules.Severity) string {
	switch s {
	case rules.Error:
		return "major"
	case rules.Warning:
		return "minor"
	}
	return "info"
}
