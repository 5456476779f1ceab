package cli

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/vpnlint/vpnlint/cmd/internal/report"
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// checkFlags are the flags of check.
type checkFlags struct {
	*inputFlags
	configFlags
	listFiles   *bool
	intent      rules.Intent
	choose      chooser
	failOn      *string
	minSeverity *string
	formats     []target
	color       *string
	lang        *string
	jobs        *int

	// each, when set, is given what was found in each file, suppressed findings left
	// out. It is called for several files at once.
	each func(*loaded, []rules.Finding)
}

// target is one --format: a format and the file that it goes to, "" for
// standard output.
type target struct {
	report.Format
	file string
}

func (p *Program) check(args []string) int {
	fs := newFlags("check")
	o := p.defineCheckFlags(fs)
	paths, code, done := fs.parse(p, args)
	if done {
		return code
	}
	if err := o.validate(paths); err != nil {
		p.complain("%v", err)
		return exitUsage
	}
	st, err := p.settings(&o.configFlags, fs, &o.intent, *o.failOn)
	if err == nil {
		err = st.loadBaseline()
	}
	if err != nil {
		p.complainAll(err)
		return exitUsage
	}
	run := p.examine(paths, o, st)
	if *o.listFiles {
		return p.finish(p.listFiles(run.files), run.code())
	}
	r := report.MergeWith(run.parts, severity(*o.minSeverity), report.Kept{Known: st.isKnown(), ShowSuppressed: *o.showSuppressed})
	code = run.code()
	if code == exitOK && atOrAbove(&r.Summary, st.failOn) {
		code = exitFindings
	}
	r.Run = report.Run{Version: p.versionInfo().Version, Rules: run.chosen, Profile: st.profile(), FailOn: severity(st.failOn), ExitCode: code}
	return p.finish(p.writeReports(r, o), code)
}

func (p *Program) defineCheckFlags(fs *flagSet) *checkFlags {
	o := &checkFlags{}
	g := fs.group("What no export can tell")
	intentFlags(g, &o.intent)
	o.defineSupplied(g)
	g = fs.group("What is checked")
	o.choose.define(g, p.Rules)
	o.failOn = oneOf(g, "fail-on", "lowest severity that gives exit status 1", "error", []string{"error", "warning", "info", "never"})
	o.minSeverity = oneOf(g, "min-severity", "lowest severity shown", "info", []string{"error", "warning", "info"})
	o.configFlags.define(fs.group("Configuration, and what is known"))
	g = fs.group("Input")
	o.inputFlags = defineInputFlags(g, p.Vendors)
	o.configFlags.defineFiles(g)
	o.listFiles = g.Bool("list-files", false, "print the files that would be checked and their vendors, and stop")
	g = fs.group("Output")
	o.defineFormat(g)
	o.color = oneOf(g, "color", "colour of the text format", "auto", []string{"auto", "always", "never"})
	o.lang = langFlag(g)
	o.jobs = g.IntP("jobs", "j", defaultJobs(), "`N` files are read at the same time; else one a processor")
	g.Lookup("jobs").DefValue = "0" // the help is the same on every machine
	return o
}

func (o *checkFlags) defineFormat(fs *pflag.FlagSet) {
	var names, lines []string
	for _, f := range report.Formats() {
		names = append(names, f.Name)
		lines = append(lines, f.Name+" ("+f.Summary+")")
	}
	add := func(s string) error {
		name, file, _ := strings.Cut(s, "=")
		i := slices.Index(names, name)
		if i < 0 {
			return fmt.Errorf("no such format%s; there are %s", didYouMean(name, names), strings.Join(names, ", "))
		}
		o.formats = append(o.formats, target{report.Formats()[i], file})
		return nil
	}
	fs.VarP(&items{kind: "NAME[=FILE]", words: names, add: add}, "format", "f", "format, and the file to write it to (repeats): "+strings.Join(lines, ", "))
}

// needs are what at least one of the formats shows of a finding. Who calls without a
// format may show everything.
func (o *checkFlags) needs() report.Needs {
	n := report.Needs{Lines: len(o.formats) == 0, Suggestions: len(o.formats) == 0}
	for _, t := range o.formats {
		n.Lines, n.Suggestions = n.Lines || t.Lines, n.Suggestions || !t.Brief
	}
	return n
}

// validate checks what no single flag can.
func (o *checkFlags) validate(paths []string) error {
	if len(o.formats) == 0 {
		o.formats = []target{{Format: report.Formats()[0]}}
	}
	var stdout []string
	files := map[string]bool{}
	for _, t := range o.formats {
		switch {
		case t.file == "":
			stdout = append(stdout, t.Name)
		case files[filepath.Clean(t.file)]:
			return fmt.Errorf("two formats for the file %s; give each a file of its own", t.file)
		}
		files[filepath.Clean(t.file)] = t.file != ""
	}
	if len(stdout) > 1 {
		return fmt.Errorf("two formats for standard output (%s); send all but one to a file: --format %s=FILE", strings.Join(stdout, ", "), stdout[1])
	}
	if *o.jobs < 1 {
		return fmt.Errorf("--jobs %d: at least one file must be read at a time", *o.jobs)
	}
	return checkStdin(paths)
}

func checkStdin(paths []string) error {
	first := slices.Index(paths, "-")
	if first >= 0 && slices.Contains(paths[first+1:], "-") {
		return fmt.Errorf("standard input (-) is named twice; it can be read once")
	}
	return nil
}

// unread counts the statements in VPN blocks that vpnlint does not know.
func unread(d *ipsec.Device) int {
	n := 0
	for i := range d.Problems {
		if d.Problems[i].Kind == ipsec.Unread && d.Problems[i].VPN {
			n++
		}
	}
	return n
}

func severity(word string) rules.Severity {
	for _, s := range []rules.Severity{rules.Info, rules.Warning, rules.Error} {
		if s.String() == word {
			return s
		}
	}
	return rules.Error + 1 // never
}

func atOrAbove(s *report.Summary, word string) bool {
	switch severity(word) {
	case rules.Info:
		return s.Errors+s.Warnings+s.Infos > 0
	case rules.Warning:
		return s.Errors+s.Warnings > 0
	case rules.Error:
		return s.Errors > 0
	}
	return false
}
