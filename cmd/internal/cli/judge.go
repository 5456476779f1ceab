package cli

import (
	"cmp"
	"path/filepath"
	"slices"
	"sync"

	"github.com/vpnlint/vpnlint/cmd/internal/baseline"
	"github.com/vpnlint/vpnlint/cmd/internal/checklist"
	"github.com/vpnlint/vpnlint/cmd/internal/report"
	"github.com/vpnlint/vpnlint/cmd/internal/suppress"
	"github.com/vpnlint/vpnlint/rules"
)

// examination is what came of reading and judging all inputs.
type examination struct {
	parts    []report.Part
	files    []*loaded
	chosen   []*rules.Rule
	failed   bool
	complete bool // all that the configuration is about was read
}

func (e *examination) code() int {
	if e.failed {
		return exitInput
	}
	return exitOK
}

// examine reads the inputs and runs the rules over them.
func (p *Program) examine(paths []string, o *checkFlags, st *settings) *examination {
	ins, bad := p.collect(paths, *o.stdinName)
	ins = st.keep(ins)
	chosen := o.choose.rules(p.Rules)
	all := make([]*loaded, len(ins))
	parts := make([]report.Part, len(ins))
	outcomes := make([]suppress.Outcome, len(ins))
	var rooms sync.Pool // memory of files that have been judged, for those to come
	inParallel(len(ins), *o.jobs, func(i int) {
		if room, ok := rooms.Get().(*[]byte); ok {
			ins[i].room = *room
		}
		ins[i].lenient, ins[i].suppressing = *o.unrecognised == "skip", st.suppress != nil
		flags, intent := st.of(ins[i].name, o.inputFlags)
		all[i] = p.load(ins[i], flags)
		if !*o.listFiles {
			parts[i], outcomes[i] = p.judge(all[i], chosen, intent, o, st)
		}
		room := all[i].leave() // what is shown has been taken out: the text of the file can go
		if o.each == nil {
			rooms.Put(&room)
		}
	})
	parts = dropParts(parts, all)
	bad = append(bad, rootFailures(all)...)
	for _, f := range bad {
		parts = append(parts, report.Part{File: report.File{Path: f.name, Status: f.status, Error: f.what, Notes: []string{}}})
	}
	e := &examination{files: all, chosen: chosen, failed: p.tell(bad, all)}
	e.complete = st.complete(paths) && !e.failed
	if st.suppress != nil && len(st.suppress.Config) > 0 && !*o.listFiles {
		found := st.suppress.ConfigFindings(outcomes, st.ran(chosen, st.general()), e.complete)
		parts = append(parts, report.Part{Findings: report.Build(found, st.profile(), nil, o.needs())})
	}
	e.parts = parts
	return e
}

// judge runs the rules over one file and makes plain data of what they say.
func (p *Program) judge(l *loaded, chosen []*rules.Rule, intent *rules.Intent, o *checkFlags, st *settings) (part report.Part, out suppress.Outcome) {
	defer func() {
		if r := recover(); r != nil {
			l.internal(panicPlace(r))
			part, out = report.Part{File: l.file}, suppress.Outcome{}
		}
	}()
	part = report.Part{Skipped: l.skipped}
	if l.file.Status == report.OK && !l.skipped {
		runner := rules.Runner{Rules: chosen, Profile: st.profile(), Intent: intent, Severity: st.file.Severities()}
		res := runner.Run(l.devices)
		out.Findings = res.Findings
		if st.suppress != nil {
			out = st.suppress.Apply(suppress.Input{Path: l.name, Vendor: l.vendor.Name, Source: l.src, Devices: l.devices,
				Words: l.words, Findings: res.Findings, Intent: intent, Ran: st.ran(chosen, intent)})
		}
		part.Findings = report.Build(out.Findings, st.profile(), l.vendor.Secrets, o.needs())
		part.Suppressed = report.BuildSuppressed(out.Suppressed, st.profile(), l.vendor.Secrets, o.needs())
		if slices.ContainsFunc(o.formats, func(t target) bool { return t.LineHashes }) {
			report.HashLines(part.Findings, out.Findings, l.vendor.Secrets)
			report.HashLines(part.Suppressed, suppress.Held(out.Suppressed), l.vendor.Secrets)
		}
		if o.each != nil {
			o.each(l, out.Findings)
		}
		part.NotJudged, part.Devices = res.NotJudged, report.Describe(l.devices, intent)
		if slices.ContainsFunc(o.formats, func(t target) bool { return t.Checks }) {
			for i, d := range l.devices {
				list := checklist.Build(d, l.name, intent, st.profile())
				part.Devices[i].Checks, part.Devices[i].Open = list.Report()
			}
		}
		for _, d := range l.devices {
			part.Judged += len(rules.InScope(d, intent))
			part.Unread += unread(d)
			l.owners = append(l.owners, st.owner(d.Hostname, l.name))
		}
	}
	part.File = l.file
	return part, suppress.Outcome{Uses: out.Uses}
}

// general returns the intent without what is said about some files only.
func (st *settings) general() *rules.Intent {
	d := st.file.For("", st.flags)
	return d.OutSystems.Intent()
}

// dir returns what the paths in the baseline start from.
func (st *settings) dir() string { return filepath.Dir(cmp.Or(st.baseline, defaultBaseline)) }

func (st *settings) owner(hostname, path string) baseline.Owner {
	return baseline.KeyOf(st.dir(), hostname, path, "", "", "", "").Owner()
}

// key returns what the baseline knows a finding by.
func (st *settings) key(f *report.Finding) baseline.Key {
	return baseline.KeyOf(st.dir(), f.Device, f.Path, f.Context, f.Tunnel, f.Rule, f.Subject())
}

// isKnown returns the question whether a finding is in the baseline, nil without one.
func (st *settings) isKnown() func(*report.Finding) bool {
	if st.known == nil {
		return nil
	}
	m := st.known.Matcher()
	return func(f *report.Finding) bool { return m.Known(st.key(f)) }
}

// dropParts leaves out the files that were judged as parts of others.
func dropParts(parts []report.Part, all []*loaded) []report.Part {
	var out []report.Part
	isPart := partsIn(all)
	for i, l := range all {
		if !isPart(l) {
			out = append(out, parts[i])
		}
	}
	return out
}
