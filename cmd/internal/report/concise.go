package report

import (
	"bufio"
	"fmt"
	"io"
)

// writeConcise writes PATH:LINE:COL: SEVERITY: MESSAGE [RULE], one line each:
// what editors and grep understand.
func writeConcise(w io.Writer, r *Report, _ Options) error {
	b := bufio.NewWriter(w)
	for i := range r.Findings {
		f := &r.Findings[i]
		fmt.Fprintf(b, "%s:%d:%d: %s: %s [%s]\n", printable(f.Path), f.Line, f.Column, f.Severity, printable(f.Message), f.Rule)
	}
	return b.Flush()
}
