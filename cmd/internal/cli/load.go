package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/cmd/internal/baseline"
	"github.com/vpnlint/vpnlint/cmd/internal/report"
	"github.com/vpnlint/vpnlint/cmd/internal/suppress"
	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// loaded is one input as far as it could be read.
type loaded struct {
	input
	file    report.File
	vendor  vendors.Vendor
	devices []*ipsec.Device
	src     *parser.Source
	owners  []baseline.Owner // of the devices, as a baseline knows them
	words   suppress.Words   // of src
	skipped bool             // found in a directory, and no configuration

	included []string // files that were read as parts of this one
	beside   bool     // of use beside another file only, and no configuration itself
}

// load reads one input and makes devices of it. What goes wrong stands in
// file.Status and file.Error.
func (p *Program) load(in input, flags *inputFlags) (l *loaded) {
	l = &loaded{input: in, file: report.File{Path: in.name, Status: report.OK, Notes: []string{}}}
	defer func() {
		if r := recover(); r != nil {
			l.internal(panicPlace(r))
		}
	}()
	raw, err := p.read(in)
	if in.text == nil && cap(raw) > cap(l.room) {
		l.room = raw
	}
	if err != nil {
		l.fail(report.Unreadable, whyUnreadable(in.name, err))
		return l
	}
	src, err := parser.NewSource(in.name, raw, *flags.encoding)
	switch {
	case err != nil:
		l.reject(report.Unreadable, strings.TrimPrefix(err.Error(), in.name+": "))
		return l
	case len(strings.TrimSpace(string(src.Text()[:min(len(src.Text()), 4096)]))) == 0 && len(src.Text()) <= 4096:
		l.reject(report.Unreadable, "the file is empty; export the configuration again")
		return l
	}
	l.src = src
	if len(raw) >= large {
		parser.Ahead(func() { src.LineCount() }) // while the vendor reads: the places of findings are asked for
	}
	if in.suppressing {
		l.words = suppress.Search(src)
	}
	l.file.Encoding = src.Encoding()
	if !l.detect(p.Vendors, src, *flags.vendor) {
		return l
	}
	l.file.Vendor = l.vendor.Name
	l.file.Notes = append(l.file.Notes, src.Notes()...)
	if err = l.readDevices(src, *flags.encoding); err != nil {
		l.fail(report.Unreadable, strings.TrimPrefix(err.Error(), in.name+": "))
		return l
	}
	l.describe()
	return l
}

// readDevices lets the vendor read. What a file includes is looked for in the
// directory that was named, or in that of the file.
func (l *loaded) readDevices(src *parser.Source, encoding string) (err error) {
	if l.vendor.ReadIn == nil || l.stdin {
		l.devices, err = l.vendor.Read(src)
		return err
	}
	name := l.folder
	if name == "" {
		name = filepath.Dir(l.name)
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return err
	}
	defer root.Close()
	folder := parser.NewFolder(filepath.ToSlash(name), root.FS(), encoding)
	l.devices, err = l.vendor.ReadIn(src, folder)
	l.included = folder.Opened()
	return err
}

// partsIn returns the question whether a file was found in a directory, or is of no
// use by itself, and was read as a part of another one of these.
func partsIn(all []*loaded) func(*loaded) bool {
	including := map[string][]*loaded{}
	for _, l := range all {
		for _, name := range l.included {
			including[name] = append(including[name], l)
		}
	}
	return func(l *loaded) bool {
		return (!l.named || l.beside) && slices.ContainsFunc(including[filepath.ToSlash(l.name)], func(o *loaded) bool {
			return o != l && !slices.Contains(l.included, filepath.ToSlash(o.name))
		})
	}
}

// detect chooses the vendor. In a directory, --vendor is no reason to read every
// text file as a configuration.
func (l *loaded) detect(all []vendors.Vendor, src *parser.Source, name string) bool {
	if name != "auto" {
		var known bool
		if l.vendor, known = vendors.Find(all, name); !known {
			l.fail(report.Unrecognised, "the configuration says that it is of "+name+", which this vpnlint does not read")
			return false
		}
		l.skipped = !l.named && l.vendor.Detect(src) == 0
		return !l.skipped
	}
	v, err := vendors.Detect(all, src)
	if err != nil {
		what := err.Error()
		if vendors.IsSupplied(src) {
			what = "this is the configuration file that OutSystems supplied, not one of a device; give it with --supplied, beside the export of the device"
		}
		for _, v := range all {
			if l.beside = v.Beside != nil && v.Beside(src); l.beside {
				what = "this is a dump of a host's packet filter or routes, which defines no tunnel; lay it beside the configuration of " + v.Title + ", and name that or their folder"
				break
			}
		}
		l.reject(report.Unrecognised, what)
		return false
	}
	l.vendor = v
	return true
}

// leave lets go of the text of the file and of what points into it. It returns the
// memory that the text was in, which nobody reads any more: only of a large text things
// are looked for in the background, perhaps still now.
func (l *loaded) leave() (room []byte) {
	if cap(l.room) <= small {
		room = l.room
	}
	l.devices, l.src, l.words, l.room = nil, nil, nil, nil
	return room
}

// describe fills in what the report says about the file.
func (l *loaded) describe() {
	f := &l.file
	f.Devices = len(l.devices)
	for i, d := range l.devices {
		if i == 0 {
			f.Version, f.Hostname = d.Version, d.Hostname
		}
		f.Tunnels += len(d.Tunnels)
		for _, t := range d.Tunnels {
			if t.Enabled {
				f.Peers = append(f.Peers, t.Peer)
			}
		}
	}
}

// fail records that the input could not be judged.
func (l *loaded) fail(s report.Status, what string) {
	l.file.Status, l.file.Error, l.devices = s, what, nil
}

// reject records that the input is no configuration: a failure when the user
// named it, else it is only counted.
func (l *loaded) reject(s report.Status, what string) {
	if l.named && (!l.lenient || s != report.Unrecognised) {
		l.fail(s, what)
	} else {
		l.skipped = true
	}
}

func (l *loaded) internal(place string) {
	l.fail(report.Internal, fmt.Sprintf("internal error in %s at %s (please report it at %s)", l.name, place, issuesURL))
	l.file.Devices, l.file.Tunnels = 0, 0
}

// read returns the bytes of the input, one more than the limit at most.
func (p *Program) read(in input) ([]byte, error) {
	if in.text != nil {
		return in.text, nil
	}
	if in.stdin {
		return io.ReadAll(io.LimitReader(p.Stdin, parser.MaxFileSize+1))
	}
	f, err := os.Open(in.name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() > parser.MaxFileSize || !info.Mode().IsRegular() {
		return io.ReadAll(io.LimitReader(f, parser.MaxFileSize+1))
	}
	return readRegular(f, int(info.Size()), in.room)
}

// rootFailures returns the directories and patterns without any configuration.
func rootFailures(all []*loaded) []failure {
	type count struct{ found, other int }
	counts, order := map[string]*count{}, []string{}
	for _, l := range all {
		if l.root == "" {
			continue
		}
		if counts[l.root] == nil {
			counts[l.root] = &count{}
			order = append(order, l.root)
		}
		if l.skipped {
			counts[l.root].other++
		} else {
			counts[l.root].found++
		}
	}
	var bad []failure
	for _, root := range order {
		if n := counts[root]; n.found == 0 {
			files := "1 other file"
			if n.other != 1 {
				files = fmt.Sprintf("%d other files", n.other)
			}
			bad = append(bad, failure{root, report.Unrecognised,
				"no configuration found (" + files + "); name the file, or say whose it is with --vendor"})
		}
	}
	return bad
}

// tell says on standard error which inputs could not be judged, those that could
// not be found first, and reports whether there are any.
func (p *Program) tell(bad []failure, all []*loaded) bool {
	for _, f := range bad {
		p.complain("%s: %s", f.name, f.what)
	}
	failed, isPart := len(bad) > 0, partsIn(all)
	for _, l := range all {
		switch l.file.Status {
		case report.OK:
			continue
		case report.Unrecognised:
			if isPart(l) {
				continue
			}
			p.complain("%s: %s", l.name, l.file.Error)
		case report.Internal:
			p.complain("%s", l.file.Error)
		default:
			p.complain("%s: %s", l.name, l.file.Error)
		}
		failed = true
	}
	return failed
}
