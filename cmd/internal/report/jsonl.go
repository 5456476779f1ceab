package report

import (
	"bufio"
	"encoding/json"
	"io"
)

// writeJSONLines writes one finding per line, as it stands in the JSON report.
// Nothing found is an empty output. Failed files are on standard error only.
func writeJSONLines(w io.Writer, r *Report, _ Options) error {
	b := bufio.NewWriter(w)
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	for i := range r.Findings {
		if err := enc.Encode(&r.Findings[i]); err != nil {
			return err
		}
	}
	return b.Flush()
}
