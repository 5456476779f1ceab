// Package strongswan reads the configuration of strongSwan (swanctl.conf,
// strongswan.conf, ipsec.conf, ipsec.secrets) and of libreswan and openswan
// (ipsec.conf). What the daemon would make of a file is computed, not guessed:
// references and inheritance, defaults, rekey windows, refused connections.
package strongswan

import (
	"fmt"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Read reads one file without following its includes.
func Read(src *parser.Source) ([]*ipsec.Device, error) { return ReadIn(src, nil) }

// ReadIn reads one file and what it includes from the folder. The error says
// that the file is a template, or none of this vendor's.
func ReadIn(src *parser.Source, folder *parser.Folder) ([]*ipsec.Device, error) {
	return readAs(src, folder, release{})
}

// readAs reads a file as the given release would.
func readAs(src *parser.Source, folder *parser.Folder, rel release) ([]*ipsec.Device, error) {
	if at, ok := templateDirective(src); ok {
		return nil, fmt.Errorf("the file is a template, with a directive of its own in line %d; render it and check the result", at.Position().Line)
	}
	kind, _ := shapeOf(src)
	d := &ipsec.Device{Path: src.Name(), Vendor: "strongswan", At: src.Span(0, 0)}
	inc := &includer{folder: folder}
	known := links{}
	switch kind {
	case shapeSwanctl, shapeDaemon:
		readSwanctl(d, src, inc, rel, known)
	case shapeSecrets:
		readSecretsFile(d, src, inc)
	default:
		readIPsecConf(d, src, inc, rel, known)
	}
	surround(d, src, folder, known)
	d.Whole = !inc.missed
	d.Problems = tidyProblems(append(d.Problems, inc.problems...))
	return []*ipsec.Device{d}, nil
}

// readSwanctl reads swanctl.conf. strongswan.conf has the same language and no
// connections.
func readSwanctl(d *ipsec.Device, src *parser.Source, inc *includer, rel release, known links) {
	file := parseSettings(src, inc)
	x := &extractor{resolver: newResolver(file.root), keys: &ipsec.Keyring{}}
	fix := remedier{lang: langSwanctl, root: file.root, conns: map[*ipsec.Tunnel]*connection{}}
	d.Remedier, d.Checker = fix, fix
	keys, given := x.secrets()
	v := &converter{rel: rel, device: d, secrets: &secretStore{keys: keys, given: given, elsewhere: inc.missed}}
	for _, c := range x.connections() {
		t, ok := v.tunnel(c)
		if ok {
			d.Tunnels = append(d.Tunnels, t)
			fix.conns[t] = c
			known.swanctl(t, c)
		}
		d.Problems = append(d.Problems, c.problems(t)...)
	}
	for _, ref := range x.undefined {
		d.Problems = append(d.Problems, ipsec.Problem{Kind: ipsec.Undefined, At: ref.at, VPN: true,
			Message: "the section refers to another one that does not exist, so nothing is taken from it"})
	}
	if !file.refused.IsZero() {
		refuseFile(d, file.refused, "strongSwan refuses the whole file and loads none of its connections: "+file.why)
	}
}

// problems reports what charon does not take of a connection; t is nil when it is
// no tunnel of a site.
func (c *connection) problems(t *ipsec.Tunnel) []ipsec.Problem {
	var tunnels []*ipsec.Tunnel
	if t != nil {
		tunnels = []*ipsec.Tunnel{t}
	}
	var out []ipsec.Problem
	for _, r := range c.refusals {
		out = append(out, ipsec.Problem{Kind: ipsec.Unreadable, At: r.at, Message: r.message, VPN: true, Fatal: true, Tunnels: tunnels})
	}
	for _, at := range c.ignored {
		out = append(out, ipsec.Problem{Kind: ipsec.Unread, At: at, VPN: true, Tunnels: tunnels,
			Message: "charon knows no section inside a child and ignores it with everything in it"})
	}
	return out
}

// refuseFile disables all tunnels: the daemon takes nothing of a file with an
// error of syntax.
func refuseFile(d *ipsec.Device, at parser.Span, message string) {
	for _, t := range d.Tunnels {
		t.Enabled = false
	}
	d.Problems = append(d.Problems, ipsec.Problem{Kind: ipsec.Unreadable, At: at, Message: message, VPN: true, Fatal: true, Tunnels: d.Tunnels})
}
