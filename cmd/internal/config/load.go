package config

import (
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/vpnlint/vpnlint/rules"
)

// Names of the configuration file.
var fileNames = []string{".vpnlint.yaml", ".vpnlint.yml"}

// Find returns the nearest configuration file, from the directory upward to the
// root of the repository (where .git is) or of the file system; "" when there is
// none. The path starts from dir. Two of them side by side are an error.
func Find(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for at := abs; ; at = filepath.Dir(at) {
		var found []string
		for _, name := range fileNames {
			if info, err := os.Stat(filepath.Join(at, name)); err == nil && !info.IsDir() {
				found = append(found, shown(abs, filepath.Join(at, name)))
			}
		}
		if len(found) == 2 {
			return "", &Error{[]Problem{{Path: found[1], Message: "stands beside " + found[0] + "; remove one of them"}}}
		}
		if len(found) == 1 {
			return found[0], nil
		}
		if _, err := os.Stat(filepath.Join(at, ".git")); err == nil || at == filepath.Dir(at) {
			return "", nil
		}
	}
}

func shown(from, path string) string {
	if rel, err := filepath.Rel(from, path); err == nil {
		return rel
	}
	return path
}

// Load reads a configuration file and those that it extends. Rules are the names
// of the rules there are. The error is an [*Error].
func Load(path string, rules []string) (*File, error) {
	return load(path, rules, nil)
}

func load(path string, rules, chain []string) (*File, error) {
	f, err := decode(path, rules)
	if err != nil {
		return nil, err
	}
	chain = append(slices.Clone(chain), filepath.Clean(path))
	base := &File{}
	for _, e := range f.Extends {
		bad := func(message string) error {
			return &Error{[]Problem{{e.Path, e.Line, e.Column, message}}}
		}
		if slices.Contains(chain, e.V) {
			return nil, bad("these files extend each other in a circle")
		}
		if _, err := os.Stat(e.V); err != nil {
			return nil, bad("the file to extend: " + whyNot(err))
		}
		more, err := load(e.V, rules, chain)
		if err != nil {
			return nil, err
		}
		base = more.over(base)
	}
	return f.over(base), nil
}

// over returns base with what f says put over it. Values and lists of f replace
// those of base; devices and suppressions are added behind them; rules are
// replaced one by one.
func (f *File) over(base *File) *File {
	out := *f
	out.Version = f.Version.over(base.Version)
	out.Profile = f.Profile.over(base.Profile)
	out.OutSystems = f.OutSystems.Over(base.OutSystems)
	out.Include = f.Include.over(base.Include)
	out.Exclude = f.Exclude.over(base.Exclude)
	out.Devices = slices.Concat(base.Devices, f.Devices)
	out.Rules = map[string]Value[rules.Severity]{}
	maps.Copy(out.Rules, base.Rules)
	maps.Copy(out.Rules, f.Rules)
	out.FailOn = f.FailOn.over(base.FailOn)
	out.Baseline = f.Baseline.over(base.Baseline)
	out.Suppressions = slices.Concat(base.Suppressions, f.Suppressions)
	return &out
}

// Over returns base with what o says put over it, key by key.
func (o OutSystems) Over(base OutSystems) OutSystems {
	return OutSystems{
		Peers: o.Peers.over(base.Peers), CIDR: o.CIDR.over(base.CIDR), DNS: o.DNS.over(base.DNS), OnPrem: o.OnPrem.over(base.OnPrem),
		Routing: o.Routing.over(base.Routing), BehindNAT: o.BehindNAT.over(base.BehindNAT), AsymmetricOK: o.AsymmetricOK.over(base.AsymmetricOK),
		Edition: o.Edition.over(base.Edition), DBPorts: o.DBPorts.over(base.DBPorts), Supplied: o.Supplied.over(base.Supplied),
	}
}

// For returns what holds of one file: the entries of devices that match it, put
// over the general keys in their order, and flags over both. What none of them
// tells is taken from the file that OutSystems supplied. An empty path stands for
// what holds in general.
func (f *File) For(path string, flags OutSystems) Device {
	out := Device{OutSystems: f.OutSystems}
	for _, d := range f.Devices {
		if path != "" && MatchAny(d.Match, path) {
			out.Vendor, out.Encoding = d.Vendor.over(out.Vendor), d.Encoding.over(out.Encoding)
			out.OutSystems = d.OutSystems.Over(out.OutSystems)
		}
	}
	out.OutSystems = flags.Over(out.OutSystems)
	out.OutSystems.take(f.Supplied[out.OutSystems.Supplied.V])
	return out
}

// Severities returns what the file says about rules, as the runner takes it.
func (f *File) Severities() map[string]rules.Severity {
	out := make(map[string]rules.Severity, len(f.Rules))
	for name, v := range f.Rules {
		out[name] = v.V
	}
	return out
}

// Intent returns the keys as rules see them.
func (o *OutSystems) Intent() *rules.Intent {
	in := &rules.Intent{Peers: o.Peers.V, CIDR: o.CIDR.V, DNS: o.DNS.V, OnPrem: o.OnPrem.V, Routing: o.Routing.V, Edition: o.Edition.V, DBPorts: o.DBPorts.V}
	in.Supplied = o.file
	if !o.BehindNAT.IsZero() {
		in.BehindNAT = &o.BehindNAT.V
	}
	if !o.AsymmetricOK.IsZero() {
		in.AsymmetricOK = &o.AsymmetricOK.V
	}
	return in
}

// FromFlags returns an intent that the command line gave.
func FromFlags(in *rules.Intent) (o OutSystems) {
	flagged(&o.Peers, in.Peers, len(in.Peers) > 0, "--peer")
	flagged(&o.CIDR, in.CIDR, in.CIDR.IsValid(), "--cidr")
	flagged(&o.DNS, in.DNS, len(in.DNS) > 0, "--dns")
	flagged(&o.OnPrem, in.OnPrem, len(in.OnPrem) > 0, "--onprem")
	flagged(&o.Routing, in.Routing, in.Routing != "", "--routing")
	if in.BehindNAT != nil {
		o.BehindNAT = FromFlag(*in.BehindNAT, "--behind-nat")
	}
	return o
}

func flagged[T any](to *Value[T], v T, given bool, flag string) {
	if given {
		*to = FromFlag(v, flag)
	}
}
