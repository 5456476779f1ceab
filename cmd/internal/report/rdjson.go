package report

import (
	"bufio"
	"encoding/json"
	"io"
	"path/filepath"
	"strings"

	"github.com/vpnlint/vpnlint/rules"
)

// The types of reviewdog's diagnostic format (reviewdog/reviewdog,
// proto/rdf/reviewdog.proto). Lines and columns start at one, columns count UTF-8
// bytes, ends are exclusive. Paths are relative to the working directory, in
// which reviewdog runs.
type (
	rdResult struct {
		Source      rdSource       `json:"source"`
		Severity    string         `json:"severity"`
		Diagnostics []rdDiagnostic `json:"diagnostics"`
	}
	rdSource struct {
		Name string `json:"name"`
		URL  string `json:"url"`
	}
	rdDiagnostic struct {
		Message     string         `json:"message"`
		Location    rdLocation     `json:"location"`
		Severity    string         `json:"severity"`
		Source      *rdSource      `json:"source,omitempty"`
		Code        *rdCode        `json:"code,omitempty"`
		Suggestions []rdSuggestion `json:"suggestions,omitempty"`
		Related     []rdRelated    `json:"related_locations,omitempty"`
	}
	rdCode struct {
		Value string `json:"value"`
		URL   string `json:"url"`
	}
	rdLocation struct {
		Path  string   `json:"path"`
		Range *rdRange `json:"range,omitempty"`
	}
	rdRange struct {
		Start rdPosition `json:"start"`
		End   rdPosition `json:"end"`
	}
	rdPosition struct {
		Line   int `json:"line"`
		Column int `json:"column"`
	}
	rdSuggestion struct {
		Range rdRange `json:"range"`
		Text  string  `json:"text"`
	}
	rdRelated struct {
		Message  string     `json:"message"`
		Location rdLocation `json:"location"`
	}
)

var rdTool = rdSource{toolName, toolURL}

// writeRDJSON writes one document.
func writeRDJSON(w io.Writer, r *Report, _ Options) error {
	doc := rdResult{Source: rdTool, Severity: "INFO", Diagnostics: rdDiagnostics(r)}
	switch {
	case r.Summary.Errors+r.Summary.Failed > 0:
		doc.Severity = "ERROR"
	case r.Summary.Warnings > 0:
		doc.Severity = "WARNING"
	}
	return writeIndented(w, doc)
}

// writeRDJSONLines writes one diagnostic per line.
func writeRDJSONLines(w io.Writer, r *Report, _ Options) error {
	b := bufio.NewWriter(w)
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	for _, d := range rdDiagnostics(r) {
		d.Source = &rdTool
		if err := enc.Encode(d); err != nil {
			return err
		}
	}
	return b.Flush()
}

func rdDiagnostics(r *Report) []rdDiagnostic {
	out := []rdDiagnostic{}
	for i := range r.Files {
		if f := &r.Files[i]; f.Status != OK {
			out = append(out, rdDiagnostic{Message: printable(f.Error), Severity: "ERROR", Location: rdLocation{Path: rdPath(f.Path)}})
		}
	}
	for i := range r.Findings {
		out = append(out, rdDiagnosticOf(&r.Findings[i]))
	}
	return out
}

func rdDiagnosticOf(f *Finding) rdDiagnostic {
	d := rdDiagnostic{
		Message:  strings.Join(append([]string{printable(f.Message)}, advice(f)...), "\n"),
		Location: rdPlace(f.Place()), Severity: rdSeverity(f.Level), Code: &rdCode{f.Rule, RulePage(f.Rule)},
	}
	for i := range f.Suggestion.Edits {
		e := &f.Suggestion.Edits[i]
		if e.Path == f.Path { // reviewdog applies it to the file of the diagnostic
			d.Suggestions = append(d.Suggestions, rdSuggestion{*rdPlace(e.Place).Range, e.Text})
		}
	}
	for i := range f.Related {
		d.Related = append(d.Related, rdRelated{printable(f.Related[i].Message), rdPlace(f.Related[i].Place)})
	}
	return d
}

func rdPlace(p Place) rdLocation {
	return rdLocation{rdPath(p.Path), &rdRange{rdPosition{p.Line, p.bytes.start}, rdPosition{p.EndLine, p.bytes.end}}}
}

func rdPath(path string) string { return printable(filepath.ToSlash(path)) }

func rdSeverity(s rules.Severity) string {
	switch s {
	case rules.Error:
		return "ERROR"
	case rules.Warning:
		return "WARNING"
	}
	return "INFO"
}
