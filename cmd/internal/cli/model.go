package cli

import (
	"bufio"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

func (p *Program) model(args []string) int {
	fs := newFlags("model")
	c := &configFlags{}
	c.defineForReading(fs.group("Configuration"))
	in := defineInputFlags(fs.group("Input"), p.Vendors)
	format := oneOf(fs.group("Output"), "format", "format", "text", []string{"text", "json"})
	paths, code, done := fs.parse(p, args)
	if done {
		return code
	}
	if len(paths) == 0 {
		p.complain("model needs a PATH; - reads standard input")
		return exitUsage
	}
	if err := checkStdin(paths); err != nil {
		p.complain("%v", err)
		return exitUsage
	}
	st, err := p.settings(c, fs, &rules.Intent{}, "error")
	if err != nil {
		p.complainAll(err)
		return exitUsage
	}
	ins, bad := p.collect(paths, *in.stdinName)
	ins = st.keep(ins)
	all := make([]*loaded, len(ins))
	inParallel(len(ins), defaultJobs(), func(i int) {
		flags, _ := st.of(ins[i].name, in)
		all[i] = p.load(ins[i], flags)
	})
	if p.tell(append(bad, rootFailures(all)...), all) {
		code = exitInput
	}
	var devices []*ipsec.Device
	isPart := partsIn(all)
	for _, l := range all {
		if !isPart(l) {
			devices = append(devices, l.devices...)
		}
	}
	if *format == "json" {
		return p.finish(ipsec.WriteJSON(p.Stdout, devices), code)
	}
	b := bufio.NewWriter(p.Stdout)
	for i, d := range devices {
		if i > 0 {
			b.WriteByte('\n')
		}
		writeDevice(b, d)
	}
	return p.finish(b.Flush(), code)
}
