package fortigate

import (
	"bytes"
	"sync"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// file is one export: what holds for all its VDOMs.
type file struct {
	tree     *parser.ConfigTree
	header   header
	version  string
	releases releases
	hostname string
	vdoms    []*vdom
	shared   index // sections that hold for all VDOMs

	// needsVersion reports that a value could not be told for lack of a version.
	needsVersion bool
}

// vdom is one virtual domain, or the whole device when it has none.
type vdom struct {
	file     *file
	name     string // "" on a device without VDOMs
	at       parser.Span
	sections index // its own

	phase1Interface, phase1 *table // route-based, policy-based
	phase2Interface, phase2 *table

	addresses func() *shelf // found once, for tunnels, policies and remedies
}

// index finds sections by the last word of their path.
type index map[string][]parser.ConfigSection

func (x index) add(tree *parser.ConfigTree, s parser.ConfigSection) {
	if n := len(s.Path); n > 0 {
		last := tree.Text(s.Path[n-1])
		x[last] = append(x[last], s)
	}
}

// find gives the sections of that path: those of the VDOM, then those that hold
// for all.
func (v *vdom) find(path ...string) []parser.ConfigSection {
	var found []parser.ConfigSection
	for _, x := range []index{v.sections, v.file.shared} {
		for _, s := range x[path[len(path)-1]] {
			if v.file.tree.PathIs(s, path...) {
				found = append(found, s)
			}
		}
	}
	return found
}

// extract finds the VDOMs of a file and reads the IPsec tables of each.
func extract(src *parser.Source) *file {
	f := &file{releases: releases{oldest, newest}}
	if parser.IsConfigYAML(src) {
		f.tree = parser.SplitConfigYAML(src)
	} else {
		f.tree = parser.SplitConfig(src, shape)
	}
	f.header, _ = findHeader(src)
	if f.header.version != "" {
		f.version, f.releases = f.header.version, f.header.range_
	}
	f.findVDOMs()
	if f.hostname = f.vdoms[0].single("system", "global").text("hostname"); f.hostname == "" {
		f.hostname = f.header.hostname
	}
	for _, v := range f.vdoms {
		v.phase2Interface = v.table(phase2Schema().resolve, nil, "vpn", "ipsec", "phase2-interface")
		v.phase2 = v.table(phase2Schema().resolve, nil, "vpn", "ipsec", "phase2")
		if len(src.Text()) >= largeFile && v.namesAddresses() {
			parser.Ahead(func() { v.addresses() }) // they will be asked for, when the rest has been read
		}
		v.phase1Interface = v.table(phase1Schema().resolve, nil, "vpn", "ipsec", "phase1-interface")
		v.phase1 = v.table(phase1Schema().resolve, nil, "vpn", "ipsec", "phase1")
	}
	if f.version == "" {
		f.narrow()
	}
	return f
}

// largeFile is the size of a file, in bytes, in which finding the addresses takes long
// enough to be started early.
const largeFile = 1 << 20

// namesAddresses reports whether a selector is given by the name of an address.
func (v *vdom) namesAddresses() bool {
	for _, t := range []*table{v.phase2Interface, v.phase2} {
		for _, p2 := range t.objects {
			if p2.text("src-addr-type") == "name" || p2.text("dst-addr-type") == "name" {
				return true
			}
		}
	}
	return false
}

// findVDOMs makes one vdom of each that the file has sections of; one without a
// name when the file knows none.
func (f *file) findVDOMs() {
	byName := map[string]*vdom{}
	add := func(name string, at parser.Span) *vdom {
		v := byName[name]
		if v == nil {
			v = &vdom{file: f, name: name, at: at, sections: index{}}
			v.addresses = sync.OnceValue(v.addressShelf)
			byName[name] = v
			f.vdoms = append(f.vdoms, v)
		}
		return v
	}
	f.shared = index{}
	outside := false
	for _, s := range f.tree.Sections {
		if s.Container == "vdom" && s.Key != (parser.Field{}) {
			add(f.tree.Text(s.Key), f.tree.Span(s.Key)).sections.add(f.tree, s)
			continue
		}
		f.shared.add(f.tree, s)
		outside = outside || s.Container == "" && (f.tree.PathIs(s, "vpn", "ipsec", "phase1-interface") ||
			f.tree.PathIs(s, "vpn", "ipsec", "phase1"))
	}
	if len(f.vdoms) == 0 || outside {
		add(f.header.vdom, f.start()).at = f.start()
	}
}

// start is the place that stands for the whole file: its header, else the first section.
func (f *file) start() parser.Span {
	switch {
	case !f.header.at.IsZero():
		return f.header.at
	case len(f.tree.Sections) > 0:
		s := f.tree.Sections[0]
		return f.tree.Source.Span(s.Start, min(s.Body, len(f.tree.Source.Text())))
	}
	return f.tree.Source.Span(0, 0)
}

// table reads a table over all its blocks; want is as for [parser.ConfigTree.Read].
func (v *vdom) table(name func(string) string, want func([]byte) bool, path ...string) *table {
	t := newTable()
	for _, s := range v.find(path...) {
		t.add(v.file.tree, v.file.tree.Read(s, want), name)
	}
	return t
}

// single reads a table that has no entries, such as system settings; nil when the
// file shows none.
func (v *vdom) single(path ...string) *object {
	var o *object
	for _, s := range v.find(path...) {
		n := v.file.tree.Read(s, nil)
		if o == nil {
			o = newObject(v.file.tree, n)
		}
		o.add(n, asWritten)
	}
	return o
}

// shows reports whether the file has the table.
func (v *vdom) shows(path ...string) bool { return len(v.find(path...)) > 0 }

// whole reports whether the file claims to be a complete backup: it has the
// header of one, the sections that every device has, and an end.
func (f *file) whole() bool {
	if !f.header.backup {
		return false
	}
	for _, fault := range f.tree.Faults {
		if fault.Kind == parser.OpenEnd {
			return false
		}
	}
	global, policy := f.header.vdom != "", false
	for _, s := range f.tree.Sections {
		global = global || f.tree.PathIs(s, "system", "global")
		policy = policy || f.tree.PathIs(s, "firewall", "policy") || f.tree.PathIs(s, "system", "interface")
	}
	return global && policy
}

// wanted makes a filter of names.
func wanted(names map[string]bool) func([]byte) bool {
	return func(key []byte) bool { return names[string(bytes.TrimSpace(key))] || bytes.IndexByte(key, '\\') >= 0 }
}

// narrow closes in on the version of a file that does not name it, by words that
// only some releases have.
func (f *file) narrow() {
	for _, s := range f.tree.Sections {
		switch {
		case f.tree.PathIs(s, "system", "sdwan"):
			f.atLeast(rel(6, 4, 0))
		case f.tree.PathIs(s, "system", "virtual-wan-link"):
			f.releases.to = min(f.releases.to, rel(6, 2, 99))
		}
	}
	for _, v := range f.vdoms {
		for _, t := range []*table{v.phase1Interface, v.phase1} {
			for _, o := range t.objects {
				f.narrowBy(o)
			}
		}
	}
	if f.releases.from > f.releases.to {
		f.releases = releases{oldest, newest}
	}
}

// narrowBy reads the age of one phase 1. DPD has its modes since 5.4; the type of
// peer is shown as any only where any is not the default, which it was up to 6.0.
func (f *file) narrowBy(o *object) {
	switch o.text("dpd") {
	case "on-idle", "on-demand":
		f.atLeast(rel(5, 4, 0))
	}
	if o.has("net-device") || o.text("peertype") == "any" {
		f.atLeast(rel(5, 4, 0))
	}
	if o.has("remote-gw-match") || o.has("transport") {
		f.atLeast(rel(7, 4, 0))
	}
}

func (f *file) atLeast(r release) { f.releases.from = max(f.releases.from, r) }

// Read reads the devices of a FortiGate's export: one for each VDOM.
func Read(src *parser.Source) ([]*ipsec.Device, error) {
	if bytes.HasPrefix(src.Text(), []byte(encryptedMark)) {
		return nil, &EncryptedError{File: src.Name()}
	}
	f := extract(src)
	if len(f.tree.Sections) == 0 {
		return nil, &EmptyError{File: src.Name()}
	}
	var devices []*ipsec.Device
	for _, v := range f.vdoms {
		devices = append(devices, convert(v))
	}
	f.reportVersion(devices)
	return devices, nil
}

// EncryptedError says that a backup is protected by a password.
type EncryptedError struct{ File string }

func (e *EncryptedError) Error() string {
	return e.File + ":1: the backup is encrypted: make one without a password"
}

// EmptyError says that a file holds no block of a FortiGate's configuration.
type EmptyError struct{ File string }

func (e *EmptyError) Error() string {
	return e.File + ": no FortiGate configuration in it: give the output of show, or a backup"
}
