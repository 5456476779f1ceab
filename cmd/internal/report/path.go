package report

import (
	"net/url"
	"path/filepath"
	"strings"
)

// toolName is vpnlint as other programs list it. Alerts are grouped and filtered
// by it: it does not change.
const toolName = "vpnlint"

// toolURL is where people find out more.
const toolURL = "https://github.com/vpnlint/vpnlint"

// RulePage returns the address of the page about a rule: docs/rules in the
// repository, which says what vpnlint explain says.
func RulePage(rule string) string { return toolURL + "/blob/main/docs/rules/" + rule + ".md" }

// repoPath is a path as formats want it that a service of a repository reads.
func (o *Options) repoPath(path string) string { return relative(o.RepoPath, path) }

// projectPath is a path as GitLab wants it.
func (o *Options) projectPath(path string) string { return relative(o.ProjectPath, path) }

func relative(to func(string) string, path string) string {
	if to != nil {
		path = to(path)
	}
	return strings.TrimPrefix(printable(filepath.ToSlash(path)), "./")
}

// uri encodes a path as a relative or, when it is absolute, file URI.
func uri(path string) string {
	u := url.URL{Path: path}
	if strings.HasPrefix(path, "/") {
		u.Scheme = "file"
	}
	return strings.TrimPrefix(u.String(), "./")
}
