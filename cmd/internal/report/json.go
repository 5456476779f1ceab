package report

import (
	"bufio"
	"encoding/json"
	"io"
)

// writeJSON writes the whole report as one indented document. Lists are never
// null, so that a reader need not ask.
func writeJSON(w io.Writer, r *Report, _ Options) error { return writeIndented(w, r) }

// writeIndented writes one JSON document.
func writeIndented(w io.Writer, doc any) error {
	b := bufio.NewWriter(w)
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(doc); err != nil {
		return err
	}
	return b.Flush()
}
