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
	intent      rules.Intent
	choose      chooser
	failOn      *string
	minSeverity *string
	formats     []target
	color       *string
	jobs        *int
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
	ins, bad := p.collect(paths, *o.stdinName)
	chosen := o.choose.rules(p.Rules)
	all := make([]*loaded, len(ins))
	parts := make([]report.Part, len(ins))
	inParallel(len(ins), *o.jobs, func(i int) {
		all[i] = p.load(ins[i], o.inputFlags)
		parts[i] = p.judge(all[i], chosen, o)
		all[i].devices = nil // what is shown has been taken out: the text of the file can go
	})
	parts = dropParts(parts, all)
	bad = append(bad, rootFailures(all)...)
	for _, f := range bad {
		parts = append(parts, report.Part{File: report.File{Path: f.name, Status: f.status, Error: f.what, Notes: []string{}}})
	}
	failed := p.tell(bad, all)
	r := report.Merge(parts, severity(*o.minSeverity))
	code = exitOK
	switch {
	case failed:
		code = exitInput
	case atOrAbove(&r.Summary, *o.failOn):
		code = exitFindings
	}
	r.Run = report.Run{Version: p.versionInfo().Version, Rules: chosen, Profile: p.Profile, FailOn: severity(*o.failOn), ExitCode: code}
	return p.finish(p.writeReports(r, o), code)
}

func (p *Program) defineCheckFlags(fs *flagSet) *checkFlags {
	o := &checkFlags{}
	intentFlags(fs.group("What no export can tell"), &o.intent)
	g := fs.group("What is checked")
	o.choose.define(g, p.Rules)
	o.failOn = oneOf(g, "fail-on", "lowest severity that gives exit status 1", "error", []string{"error", "warning", "info", "never"})
	o.minSeverity = oneOf(g, "min-severity", "lowest severity shown", "info", []string{"error", "warning", "info"})
	o.inputFlags = defineInputFlags(fs.group("Input"), p.Vendors)
	g = fs.group("Output")
	o.defineFormat(g)
	o.color = oneOf(g, "color", "colour of the text format", "auto", []string{"auto", "always", "never"})
	o.jobs = g.IntP("jobs", "j", defaultJobs(), "files read at the same time")
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
	fs.VarP(&items{kind: "NAME[=FILE]", add: add}, "format", "f", "format, and the file to write it to (repeats): "+strings.Join(lines, ", "))
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

// judge runs the rules over one file and makes plain data of what they say.
func (p *Program) judge(l *loaded, chosen []*rules.Rule, o *checkFlags) (part report.Part) {
	defer func() {
		if r := recover(); r != nil {
			l.internal(panicPlace())
			part = report.Part{File: l.file}
		}
	}()
	part = report.Part{Skipped: l.skipped}
	if l.file.Status == report.OK && !l.skipped {
		res := rules.Run(l.devices, chosen, p.Profile, &o.intent)
		part.Findings = report.Build(res.Findings, p.Profile, l.vendor.Secrets)
		if slices.ContainsFunc(o.formats, func(t target) bool { return t.LineHashes }) {
			report.HashLines(part.Findings, res.Findings, l.vendor.Secrets)
		}
		part.NotJudged, part.Devices = res.NotJudged, report.Describe(l.devices, &o.intent)
		for _, d := range l.devices {
			part.Judged += len(rules.InScope(d, &o.intent))
			part.Unread += unread(d)
		}
	}
	part.File = l.file
	return part
}

// dropParts leaves out the files that were judged as parts of others.
func dropParts(parts []report.Part, all []*loaded) []report.Part {
	var out []report.Part
	for i, l := range all {
		if !l.partOf(all) {
			out = append(out, parts[i])
		}
	}
	return out
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
