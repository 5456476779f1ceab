package cli

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"github.com/vpnlint/vpnlint/cmd/internal/report"
	"github.com/vpnlint/vpnlint/cmd/internal/suggest"
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// suggest prints what to type against the findings of check. The baseline has no
// part in it: what is known still wants a cure.
func (p *Program) suggest(args []string) int {
	fs := newFlags("suggest")
	o := p.defineSuggestFlags(fs)
	tunnel := fs.group("Output").String("tunnel", "", "only for the tunnel of this `NAME`")
	output := fs.groups[len(fs.groups)-1].FlagSet
	format := oneOf(output, "format", "format", "text", []string{"text", "json"})
	lang := langFlag(output)
	paths, code, done := fs.parse(p, args)
	if done {
		return code
	}
	if len(paths) == 0 {
		p.complain("suggest needs a PATH; - reads standard input")
		return exitUsage
	}
	if err := checkStdin(paths); err != nil {
		p.complain("%v", err)
		return exitUsage
	}
	st, err := p.settings(&o.configFlags, fs, &o.intent, *o.failOn)
	if err != nil {
		p.complainAll(err)
		return exitUsage
	}
	doc, hidden, known := p.plan(paths, o, st, *tunnel)
	code = doc.code
	if *tunnel != "" && !known && code != exitInput {
		p.complain("no tunnel is called %q; vpnlint model lists them", *tunnel)
		return exitUsage
	}
	if *format == "json" {
		return p.finish(encodeJSON(p.Stdout, doc.Document), code)
	}
	language := p.language(*lang)
	if err := suggest.WriteText(p.Stdout, &doc.Document, p.system, language); err != nil {
		return p.finish(err, code)
	}
	return p.finish(p.writeNothing(&doc.Document, hidden, code, language), code)
}

// planned is the document with the exit status that it calls for.
type planned struct {
	suggest.Document
	code int
}

// plan runs the rules and plans the cure of what they find. hidden counts findings
// below the lowest severity; known reports that a tunnel of that name was seen.
func (p *Program) plan(paths []string, o *checkFlags, st *settings, tunnel string) (out planned, hidden int, known bool) {
	var mu sync.Mutex
	lowest, seen := severity(*o.minSeverity), map[string]bool{}
	out.Document = suggest.Document{Schema: suggest.Schema, Devices: []suggest.DeviceText{}}
	byFile := map[string][]suggest.DeviceText{}
	o.each = func(l *loaded, found []rules.Finding) {
		found, below := wanted(found, lowest, tunnel)
		var texts []suggest.DeviceText
		for _, d := range suggest.Build(l.devices, found, st.profile()) {
			texts = append(texts, d.Text())
		}
		mu.Lock()
		defer mu.Unlock()
		byFile[l.name] = texts
		hidden += below
		for _, d := range l.devices {
			for _, t := range d.Tunnels {
				seen[t.Name] = true
			}
		}
	}
	run := p.examine(paths, o, st)
	isPart := partsIn(run.files)
	for _, l := range run.files {
		if !isPart(l) {
			out.Devices = append(out.Devices, byFile[l.name]...)
		}
	}
	slices.SortStableFunc(out.Devices, func(a, b suggest.DeviceText) int { return cmp.Compare(a.Path, b.Path) })
	out.Count()
	out.code = run.code()
	if r := report.Merge(run.parts, rules.Info); out.code == exitOK && atOrAbove(&r.Summary, st.failOn) {
		out.code = exitFindings
	}
	return out, hidden, seen[tunnel]
}

// wanted keeps the findings that are grave enough, and of the tunnel when one is
// named, with its changes only.
func wanted(found []rules.Finding, lowest rules.Severity, tunnel string) (out []rules.Finding, below int) {
	for _, f := range found {
		if tunnel != "" {
			if !slices.ContainsFunc(f.Tunnels, func(t *ipsec.Tunnel) bool { return t.Name == tunnel }) {
				continue
			}
			f.Changes = slices.DeleteFunc(slices.Clone(f.Changes), func(c ipsec.Change) bool { return c.Tunnel == nil || c.Tunnel.Name != tunnel })
		}
		if f.Severity < lowest {
			below++
			continue
		}
		out = append(out, f)
	}
	return out, below
}

// writeNothing says what stands in the document when nothing stands there.
func (p *Program) writeNothing(doc *suggest.Document, hidden, code int, language rules.Language) (err error) {
	below := rules.Say("%d findings", hidden)
	if hidden == 1 {
		below = rules.Say("1 finding")
	}
	switch {
	case code == exitInput && doc.Summary.Findings == 0:
	case doc.Summary.Findings == 0 && hidden == 0:
		_, err = fmt.Fprintln(p.Stdout, rules.Say("Nothing to suggest: there are no findings.").In(language))
	case doc.Summary.Findings == 0:
		_, err = fmt.Fprintln(p.Stdout, rules.Say("Nothing to suggest: there are no errors or warnings. %s below that: --min-severity info.", below).In(language))
	case hidden > 0:
		_, err = fmt.Fprintf(p.Stdout, "\n%s\n", rules.Say("%s below --min-severity left out: --min-severity info.", below).In(language))
	}
	return err
}

// defineSuggestFlags defines those flags of check that say what is read and judged.
func (p *Program) defineSuggestFlags(fs *flagSet) *checkFlags {
	o := &checkFlags{listFiles: new(bool), jobs: new(int)}
	*o.jobs = defaultJobs()
	known := fs.group("What no export can tell")
	intentFlags(known, &o.intent)
	o.defineSupplied(known)
	g := fs.group("What is cured")
	o.choose.define(g, p.Rules)
	o.minSeverity = oneOf(g, "min-severity", "lowest severity to cure", "warning", []string{"error", "warning", "info"})
	o.failOn = oneOf(g, "fail-on", "lowest severity that gives exit status 1", "error", []string{"error", "warning", "info", "never"})
	o.configFlags.defineWithoutBaseline(fs.group("Configuration"))
	g = fs.group("Input")
	o.inputFlags = defineInputFlags(g, p.Vendors)
	o.configFlags.defineFiles(g)
	return o
}
