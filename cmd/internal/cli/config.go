package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/cmd/internal/config"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// config prints what is in force, in general or for one file.
func (p *Program) config(args []string) int {
	flags := newFlags("config")
	format := oneOf(flags.group("Output of this command"), "format", "format", "yaml", []string{"yaml", "json"})
	o := &checkFlags{}
	g := flags.group("What no export can tell")
	intentFlags(g, &o.intent)
	o.defineSupplied(g)
	g = flags.group("Configuration, and what is known")
	o.failOn = oneOf(g, "fail-on", "lowest severity that gives exit status 1", "error", []string{"error", "warning", "info", "never"})
	o.configFlags.define(g)
	rest, code, done := flags.parse(p, args)
	if done {
		return code
	}
	if len(rest) > 1 {
		p.complain("config takes one PATH, to print what is in force for that file")
		return exitUsage
	}
	st, err := p.settings(&o.configFlags, flags, &o.intent, *o.failOn)
	if err != nil {
		p.complainAll(err)
		return exitUsage
	}
	path := ""
	if len(rest) == 1 {
		path = rest[0]
	}
	e := st.file.Effective(path, st.flags, st.extra)
	if *format == "json" {
		return p.finish(e.WriteJSON(p.Stdout), exitOK)
	}
	return p.finish(e.WriteYAML(p.Stdout), exitOK)
}

// init writes a commented configuration file, with the peers that the named
// configurations have. It never overwrites.
func (p *Program) init(args []string) int {
	flags := newFlags("init")
	in := defineInputFlags(flags.group("Input"), p.Vendors)
	output := flags.group("Output").StringP("output", "o", ".vpnlint.yaml", "`FILE` to write; - is standard output")
	paths, code, done := flags.parse(p, args)
	if done {
		return code
	}
	if err := checkStdin(paths); err != nil {
		p.complain("%v", err)
		return exitUsage
	}
	if _, err := os.Lstat(*output); err == nil && *output != "-" {
		p.complain("%s: the file exists, and is left alone; remove it, or name another with --output", *output)
		return exitUsage
	}
	var found []config.FoundPeer
	if len(paths) > 0 {
		ins, bad := p.collect(paths, *in.stdinName)
		all := make([]*loaded, len(ins))
		inParallel(len(ins), defaultJobs(), func(i int) { all[i] = p.load(ins[i], in) })
		if p.tell(append(bad, rootFailures(all)...), all) {
			code = exitInput
		}
		found = peersOf(all)
	}
	text := config.Template(found)
	if *output == "-" {
		_, err := fmt.Fprint(p.Stdout, text)
		return p.finish(err, code)
	}
	return p.finish(create(*output, text), code)
}

// create writes a file that must not be there yet.
func create(name, text string) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s: the file exists, and is left alone", name)
	}
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// peersOf lists the peers of the enabled tunnels, each once, in the order of
// files and tunnels.
func peersOf(all []*loaded) []config.FoundPeer {
	var out []config.FoundPeer
	for _, l := range all {
		for _, d := range l.devices {
			for _, t := range d.Tunnels {
				if !t.Enabled || !isPeer(t.Peer) {
					continue
				}
				i := slices.IndexFunc(out, func(p config.FoundPeer) bool { return p.Peer == t.Peer })
				if i < 0 {
					i, out = len(out), append(out, config.FoundPeer{Peer: t.Peer})
				}
				out[i].Where = append(out[i].Where, whereIs(d, t, l.name))
			}
		}
	}
	return out
}

// isPeer reports whether a tunnel's peer is one endpoint that can be compared.
func isPeer(peer string) bool {
	a, err := netip.ParseAddr(peer)
	if err == nil {
		return !a.IsUnspecified()
	}
	_, err = config.ParsePeer(peer)
	return err == nil && peer != "" && !strings.HasPrefix(peer, "%")
}

func whereIs(d *ipsec.Device, t *ipsec.Tunnel, path string) string {
	return fmt.Sprintf("tunnel %s of %s", t.Name, cmp.Or(d.Hostname, path))
}
