// Package report turns what the rules found into what people and machines read:
// one file per format. A [Report] is plain data, free of spans and of secrets,
// so that a format cannot show what it should not.
package report

import (
	"io"

	"github.com/vpnlint/vpnlint/rules"
)

// Schema names the shape of the JSON report. Keys may be added under one
// number, never renamed.
const Schema = "vpnlint/report/1"

// Report is the outcome of one run over all files.
type Report struct {
	Schema   string    `json:"schema"`
	Findings []Finding `json:"findings"` // by path, place, rule and subject
	Files    []File    `json:"files"`    // by path
	Summary  Summary   `json:"summary"`

	Suppressed []Finding `json:"suppressed,omitempty"` // only when asked for
	Baselined  []Finding `json:"baselined,omitempty"`  // only when asked for

	Devices []Device `json:"-"` // by path, in the order of the file
	Run     Run      `json:"-"`

	held []Finding // all that is kept back, whether it is shown or not
}

// Run is what formats say about the run itself.
type Run struct {
	Version  string        // of vpnlint; "" when not known
	Rules    []*rules.Rule // those that were to run
	Profile  *rules.Profile
	FailOn   rules.Severity // lowest severity that fails the run; more than Error: none does
	ExitCode int
}

// Finding is one finding as it is shown. Lines and columns start at one,
// columns count Unicode code points, ends are exclusive.
type Finding struct {
	Path        string       `json:"path"`
	Line        int          `json:"line"`
	Column      int          `json:"column"`
	EndLine     int          `json:"end_line"`
	EndColumn   int          `json:"end_column"`
	Rule        string       `json:"rule"`
	Category    string       `json:"category"`
	Severity    string       `json:"severity"`
	Message     string       `json:"message"`
	Device      string       `json:"device"` // the hostname, "" when the file names none
	Context     string       `json:"context"`
	Vendor      string       `json:"vendor"`
	Tunnel      string       `json:"tunnel"`  // the first of Tunnels, "" for a finding about the device
	Tunnels     []string     `json:"tunnels"` // all tunnels that share the place
	Peer        string       `json:"peer"`    // of Tunnel
	Peers       []string     `json:"peers"`   // of all tunnels: an entry with two peers is two tunnels of one name
	Actual      string       `json:"actual"`
	Expected    string       `json:"expected"`
	Origin      string       `json:"origin"`
	Requirement Requirement  `json:"requirement"`
	Related     []Related    `json:"related"`
	Suggestion  Suggestion   `json:"suggestion"`
	Fingerprint string       `json:"fingerprint"`
	Suppression *Suppression `json:"suppression,omitempty"` // what keeps it back; only of suppressed findings

	Level      rules.Severity `json:"-"`
	TunnelLine int            `json:"-"` // where the first tunnel is defined; 0 when in another file or unknown
	Snippet    Snippet        `json:"-"`

	said    said
	bytes   columns
	width   int
	subject string    // tells findings of one rule at one place apart
	owner   deviceKey // the device that it is about
	on      []int     // the tunnels of that device that share it, by their place in its list
	hash    string    // of the source line, as GitHub computes it; "" when not computed or not to be told
}

// said is what a finding says in words, as formats for people say it in the
// user's language; the strings of the same names are English.
type said struct{ message, actual, expected rules.Text }

// Requirement says who wants it.
type Requirement struct {
	Profile string `json:"profile"`
	Clause  string `json:"clause"` // the guide's section; "" when the rule is not from the guide
	URL     string `json:"url"`
}

// Place is a range of a file.
type Place struct {
	Path      string `json:"path"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"end_line"`
	EndColumn int    `json:"end_column"`

	bytes columns // the same columns in UTF-8 bytes
	width int     // column just behind the last character of the first line
}

// Place returns where the finding points.
func (f *Finding) Place() Place {
	return Place{f.Path, f.Line, f.Column, f.EndLine, f.EndColumn, f.bytes, f.width}
}

// columns is where a range begins and ends on its lines, counted from one.
type columns struct{ start, end int }

// Related is another place that helps to understand a finding.
type Related struct {
	Place
	Message string `json:"message"`

	said rules.Text
}

// Suggestion is what would mend a finding, for a person to review.
type Suggestion struct {
	Commands []string `json:"commands"` // in the order to type them
	Notes    []string `json:"notes"`    // what to know before typing
	Edits    []Edit   `json:"edits"`    // where one token of the file is all that changes
}

// Edit replaces a range of the file by a text.
type Edit struct {
	Place
	Text string `json:"text"`
}

// File is one input and what became of it.
type File struct {
	Path     string `json:"path"`
	Vendor   string `json:"vendor"`
	Version  string `json:"version"`
	Hostname string `json:"hostname"`
	Encoding string `json:"encoding"`
	Devices  int    `json:"devices"`
	Tunnels  int    `json:"tunnels"`
	Status   Status `json:"status"`
	Error    string `json:"error"` // "" unless the status is a failure

	Notes []string `json:"notes"` // how the text was won: a terminal capture, lines joined
	Peers []string `json:"-"`     // of the enabled tunnels
}

// Status is what became of an input.
type Status string

// The failures are inputs that the user named and that could not be judged.
const (
	OK           Status = "ok"
	Unreadable   Status = "unreadable"   // no such file, no permission, too large, not text
	Unrecognised Status = "unrecognised" // text of no known dialect
	Internal     Status = "internal-error"
)

// Summary counts.
type Summary struct {
	Errors     int         `json:"errors"`
	Warnings   int         `json:"warnings"`
	Infos      int         `json:"infos"`
	Suppressed int         `json:"suppressed"`
	Baselined  int         `json:"baselined"`
	Tunnels    int         `json:"tunnels"`
	Judged     int         `json:"tunnels_judged"` // those in scope: enabled, and to one of the peers asked for
	Devices    int         `json:"devices"`
	Unread     int         `json:"unread_statements"` // in VPN blocks
	Skipped    int         `json:"skipped_files"`     // found in a directory, of no known dialect
	Failed     int         `json:"failed_files"`
	Hidden     int         `json:"hidden"` // counted above, but below the lowest severity that is shown
	NotJudged  []NotJudged `json:"not_judged"`
}

// NotJudged is a rule that was silent for lack of a fact that no export tells.
type NotJudged struct {
	Rule   string `json:"rule"`
	Key    string `json:"key"`  // the key of the intent that would let it
	Flag   string `json:"flag"` // the flag of the same meaning; "" when there is none
	Reason string `json:"reason"`

	said rules.Text // the reason
}

// Options say how a format for people is laid out. The zero value suits a pipe.
type Options struct {
	Color    bool
	Width    int            // columns of the terminal; 0 = never wrap
	Language rules.Language // of the formats for people, text and markdown; nil = English

	// RepoPath makes a path as the user gave it relative to the root of the
	// repository, ProjectPath to the directory that GitLab checks out. A nil one
	// leaves paths as they are.
	RepoPath    func(string) string
	ProjectPath func(string) string
}

// Format is one way to write a report.
type Format struct {
	Name    string
	Summary string // one line for --help
	Write   func(io.Writer, *Report, Options) error

	// Spoken reports that people read the format, so that it is in the language of
	// the options; what machines read is English.
	Spoken bool
	// Lines reports that the format shows lines of the files.
	Lines bool
	// Brief reports that the format does not show what would mend a finding.
	Brief bool
	// LineHashes reports that the format shows what [HashLines] computes.
	LineHashes bool
	// Checks reports that the format shows the checks of devices.
	Checks bool
}

// Formats returns all formats; the first is the default.
func Formats() []Format {
	return []Format{
		{Name: "text", Summary: "for people: source line, tunnel, need and fix", Write: writeText, Spoken: true, Lines: true},
		{Name: "concise", Summary: "one line per finding", Write: writeConcise, Brief: true},
		{Name: "json", Summary: "everything, as " + Schema, Write: writeJSON},
		{Name: "jsonl", Summary: "one finding per line, as in json", Write: writeJSONLines},
		{Name: "sarif", Summary: "SARIF 2.1.0, for GitHub code scanning", Write: writeSARIF, LineHashes: true},
		{Name: "junit", Summary: "each tunnel and rule as a test case", Write: writeJUnit},
		{Name: "github", Summary: "annotations of a GitHub workflow", Write: writeGitHub},
		{Name: "gitlab", Summary: "GitLab code quality", Write: writeGitLab},
		{Name: "rdjson", Summary: "reviewdog, one document", Write: writeRDJSON},
		{Name: "rdjsonl", Summary: "reviewdog, one diagnostic per line", Write: writeRDJSONLines},
		{Name: "checkstyle", Summary: "Checkstyle XML", Write: writeCheckstyle},
		{Name: "markdown", Summary: "a page for a job summary or a merge request", Write: writeMarkdown, Spoken: true},
		{Name: "html", Summary: "one page with the tunnels drawn, to send or print", Write: writeHTML, Checks: true, Lines: true},
	}
}
