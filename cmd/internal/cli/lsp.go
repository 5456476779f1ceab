package cli

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/cmd/internal/lsp"
	"github.com/vpnlint/vpnlint/cmd/internal/report"
	"github.com/vpnlint/vpnlint/cmd/internal/suppress"
	"github.com/vpnlint/vpnlint/rules"
)

// lsp serves one editor on standard input and output.
func (p *Program) lsp(args []string) int {
	fs := newFlags("lsp")
	e := &editor{Program: p, flags: fs, checkFlags: p.defineCheckFlags(fs)}
	for _, name := range []string{"fail-on", "show-suppressed", "encoding", "stdin-filename", "force-exclude", "unrecognised", "list-files", "format", "color", "jobs"} {
		fs.drop(name) // what only a report has, or an editor does itself
	}
	fs.group("Connection").Bool("stdio", false, "standard input and output, as always; some editors say so")
	rest, code, done := fs.parse(p, args)
	if done {
		return code
	}
	if len(rest) > 0 {
		p.complain("lsp takes no argument %q; the editor names the files", rest[0])
		return exitUsage
	}
	e.language = p.language(*e.lang)
	server := &lsp.Server{Checker: e, Version: p.versionInfo().Version, Out: p.Stdout, Language: e.language}
	clean, err := server.Run(p.Stdin)
	var frame *lsp.FrameError
	switch {
	case errors.As(err, &frame):
		p.complain("standard input is no language server protocol: %v; lsp is started by an editor", err)
		return exitInput
	case err != nil:
		return p.finish(err, exitInput)
	case !clean:
		return exitFindings // what the protocol asks for: exit without shutdown
	}
	return exitOK
}

// editor judges what is open in an editor, as check would.
type editor struct {
	*Program
	*checkFlags
	flags    *flagSet
	language rules.Language // nil = English
}

// Check judges one text. The configuration file is read anew each time: it is
// small, and may have changed.
func (e *editor) Check(name string, text []byte, file bool) *lsp.Checked {
	dir := "."
	if file {
		dir = filepath.Dir(name)
	}
	st, err := e.settingsIn(dir, &e.configFlags, e.flags, &e.intent, *e.failOn)
	if err == nil {
		err = st.loadBaseline()
	}
	switch {
	case err != nil:
		return &lsp.Checked{Failures: strings.Split(err.Error(), "\n")}
	case file && st.excluded(name):
		return nil
	}
	flags, intent := st.of(name, e.inputFlags)
	own, decoded := *flags, "utf-8" // whatever the file's is: the editor has decoded it
	own.encoding = &decoded
	l := e.load(input{name: name, text: text, stdin: !file, suppressing: st.suppress != nil}, &own)
	switch {
	case l.skipped:
		return nil
	case l.file.Status != report.OK:
		return &lsp.Checked{Vendor: l.vendor.Name, Failures: []string{l.file.Error}}
	}
	part, _ := e.judge(l, e.choose.rules(e.Rules), intent, e.checkFlags, st)
	if part.File.Status != report.OK {
		return &lsp.Checked{Vendor: l.vendor.Name, Failures: []string{part.File.Error}}
	}
	r := report.MergeWith([]report.Part{part}, severity(*e.minSeverity), report.Kept{Known: st.isKnown()})
	report.InLanguage(r.Findings, e.language)
	return &lsp.Checked{Vendor: l.vendor.Name, Source: l.src, Devices: l.devices, Findings: r.Findings}
}

// Page returns what explain says about a rule, with the examples of one vendor.
func (e *editor) Page(rule, vendor string) string {
	var b strings.Builder
	only := *e.Program
	only.Stdout = &b
	only.Examples = func(r *rules.Rule) []Example {
		return slices.DeleteFunc(e.Program.Examples(r), func(x Example) bool { return x.Vendor != vendor })
	}
	only.explain([]string{"--format", "markdown", "--lang", *e.lang, rule})
	return b.String()
}

// Comments returns what a comment looks like in a vendor's text.
func (e *editor) Comments(vendor string, text []byte) (open, end string, ok bool) {
	return suppress.Comments(vendor, text)
}

// Suppression returns the text of a comment that suppresses a rule.
func (e *editor) Suppression(rule, reason string) string { return suppress.Text(rule, reason) }
