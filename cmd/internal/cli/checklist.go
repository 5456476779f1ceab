package cli

import (
	"cmp"
	"slices"

	"github.com/vpnlint/vpnlint/cmd/internal/checklist"
)

// checklist prints what is to be looked at beside the configuration.
func (p *Program) checklist(args []string) int {
	fs := newFlags("checklist")
	o := &checkFlags{}
	known := fs.group("What no export can tell")
	intentFlags(known, &o.intent)
	o.defineSupplied(known)
	o.configFlags.defineWithoutBaseline(fs.group("Configuration"))
	g := fs.group("Input")
	o.inputFlags = defineInputFlags(g, p.Vendors)
	o.configFlags.defineFiles(g)
	output := fs.group("Output")
	format := oneOf(output, "format", "format", "text", []string{"text", "markdown"})
	lang := langFlag(output)
	paths, code, done := fs.parse(p, args)
	if done {
		return code
	}
	if len(paths) == 0 {
		p.complain("checklist needs a PATH; - reads standard input")
		return exitUsage
	}
	if err := checkStdin(paths); err != nil {
		p.complain("%v", err)
		return exitUsage
	}
	st, err := p.settings(&o.configFlags, fs, &o.intent, "error")
	if err != nil {
		p.complainAll(err)
		return exitUsage
	}
	ins, bad := p.collect(paths, *o.stdinName)
	ins = st.keep(ins)
	all := make([]*loaded, len(ins))
	lists := make([][]checklist.Device, len(ins))
	inParallel(len(ins), defaultJobs(), func(i int) {
		ins[i].lenient = *o.unrecognised == "skip"
		flags, intent := st.of(ins[i].name, o.inputFlags)
		all[i] = p.load(ins[i], flags)
		for _, d := range all[i].devices {
			lists[i] = append(lists[i], checklist.Build(d, ins[i].name, intent, st.profile()))
		}
		all[i].leave()
	})
	if p.tell(append(bad, rootFailures(all)...), all) {
		code = exitInput
	}
	doc := &checklist.Document{}
	isPart := partsIn(all)
	for i, l := range all {
		if !isPart(l) {
			doc.Devices = append(doc.Devices, lists[i]...)
		}
	}
	slices.SortStableFunc(doc.Devices, func(a, b checklist.Device) int { return cmp.Compare(a.Path, b.Path) })
	write := checklist.WriteText
	if *format == "markdown" {
		write = checklist.WriteMarkdown
	}
	return p.finish(write(p.Stdout, doc, p.system, p.language(*lang)), code)
}
