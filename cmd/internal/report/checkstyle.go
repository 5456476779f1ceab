package report

import (
	"encoding/xml"
	"io"
	"path/filepath"
)

// The elements of Checkstyle's XML report.
type (
	checkstyleDoc struct {
		XMLName xml.Name         `xml:"checkstyle"`
		Version string           `xml:"version,attr"`
		Files   []checkstyleFile `xml:"file"`
	}
	checkstyleFile struct {
		Name   string            `xml:"name,attr"`
		Errors []checkstyleError `xml:"error"`
	}
	checkstyleError struct {
		Line     int    `xml:"line,attr"`
		Column   int    `xml:"column,attr"`
		Severity string `xml:"severity,attr"`
		Message  string `xml:"message,attr"`
		Source   string `xml:"source,attr"`
	}
)

// checkstyleVersion is the version of Checkstyle whose report this is.
const checkstyleVersion = "4.3"

// writeCheckstyle writes every file that was read, also those without a finding.
func writeCheckstyle(w io.Writer, r *Report, _ Options) error {
	doc := checkstyleDoc{Version: checkstyleVersion}
	at := map[string]int{}
	file := func(path string) *checkstyleFile {
		i, ok := at[path]
		if !ok {
			i = len(doc.Files)
			at[path] = i
			doc.Files = append(doc.Files, checkstyleFile{Name: printable(filepath.ToSlash(path))})
		}
		return &doc.Files[i]
	}
	for i := range r.Files {
		f := &r.Files[i]
		out := file(f.Path)
		if f.Status != OK {
			out.Errors = append(out.Errors, checkstyleError{1, 1, "error", printable(f.Error), "vpnlint." + string(f.Status)})
		}
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		out := file(f.Path)
		out.Errors = append(out.Errors, checkstyleError{f.Line, f.Column, f.Severity, printable(f.Message), "vpnlint." + f.Rule})
	}
	return writeXML(w, doc)
}

// writeXML writes one XML document. What XML 1.0 forbids has been made printable
// before; the encoder replaces the rest.
func writeXML(w io.Writer, doc any) error {
	out, err := xml.MarshalIndent(doc, "", "  ")
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, xml.Header+string(out)+"\n")
	return err
}
