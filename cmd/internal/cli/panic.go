package cli

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
)

// issuesURL is where an internal error is reported.
const issuesURL = "https://github.com/vpnlint/vpnlint/issues"

// panicPlace returns the function of vpnlint that panicked, with its line. It
// is called by a deferred function while the panic is on, with its value. The value
// is not shown: it may quote the configuration.
func panicPlace(value any) string {
	pcs := make([]uintptr, 64)
	pcs = pcs[:runtime.Callers(2, pcs)]
	if p, ok := value.(*parser.Panic); ok {
		pcs = p.Callers
	}
	frames := runtime.CallersFrames(pcs)
	panicking := false
	for {
		f, more := frames.Next()
		if panicking && strings.Contains(f.Function, "vpnlint/") {
			name := f.Function[strings.LastIndexByte(f.Function, '/')+1:]
			return fmt.Sprintf("%s, line %d", name, f.Line)
		}
		panicking = panicking || f.Function == "runtime.gopanic"
		if !more {
			return "an unknown place"
		}
	}
}
