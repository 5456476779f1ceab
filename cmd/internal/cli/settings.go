package cli

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/vpnlint/vpnlint/cmd/internal/baseline"
	"github.com/vpnlint/vpnlint/cmd/internal/config"
	"github.com/vpnlint/vpnlint/cmd/internal/suppress"
	"github.com/vpnlint/vpnlint/rules"
)

// defaultBaseline is where a baseline is written when nothing names one.
const defaultBaseline = ".vpnlint-baseline.json"

// builtinProfileName is the profile that needs no file.
const builtinProfileName = "outsystems-cloud"

// configFlags are the flags about the configuration file and what it can say.
type configFlags struct {
	path           *string
	none           *bool
	profile        *string
	supplied       *string
	baseline       *string
	noBaseline     *bool
	exclude        []config.Pattern
	forceExclude   *bool
	unrecognised   *string
	noSuppress     *bool
	showSuppressed *bool
}

func (c *configFlags) define(fs *pflag.FlagSet) {
	c.defineFile(fs)
	c.baseline = fs.String("baseline", "", "`FILE` of known findings, which are counted and not shown")
	c.noBaseline = fs.Bool("no-baseline", false, "show known findings, too")
	c.noSuppress = fs.Bool("no-suppress", false, "show suppressed findings like all others")
	c.showSuppressed = fs.Bool("show-suppressed", false, "list suppressed findings with their reasons, and those of the baseline")
}

// defineFile defines the flags about the file itself.
func (c *configFlags) defineFile(fs *pflag.FlagSet) {
	c.definePlace(fs)
	c.profile = new(string)
	fs.Var(&nameOrFile{c.profile, []string{builtinProfileName}}, "profile", "requirements: "+builtinProfileName+", or a file that extends it")
}

// definePlace defines the flags that say which file it is.
func (c *configFlags) definePlace(fs *pflag.FlagSet) {
	c.path = fs.String("config", "", "configuration `FILE`; else the nearest .vpnlint.yaml upward, or $VPNLINT_CONFIG")
	c.none = fs.Bool("no-config", false, "read no configuration file")
}

// defineForReading is define for commands that only read: the configuration says
// which files there are, and of some their vendor and encoding.
func (c *configFlags) defineForReading(fs *pflag.FlagSet) {
	c.definePlace(fs)
	c.profile, c.supplied, c.baseline = new(string), new(string), new(string)
	c.noBaseline, c.noSuppress, c.showSuppressed, c.forceExclude = new(bool), new(bool), new(bool), new(bool)
}

// defineWithoutBaseline is define for commands that show no list of findings.
func (c *configFlags) defineWithoutBaseline(fs *pflag.FlagSet) {
	c.defineFile(fs)
	c.baseline, c.noBaseline, c.showSuppressed = new(string), new(bool), new(bool)
	c.noSuppress = fs.Bool("no-suppress", false, "count suppressed findings like all others")
}

// defineSupplied defines the flag for the file that OutSystems supplied.
func (c *configFlags) defineSupplied(fs *pflag.FlagSet) {
	c.supplied = fs.String("supplied", "", "the configuration `FILE` that OutSystems supplied; it tells the peers and the routing, too")
}

func (c *configFlags) defineFiles(fs *pflag.FlagSet) {
	add := func(s string) error {
		p, err := config.NewPattern(s, ".")
		c.exclude = append(c.exclude, p)
		return err
	}
	fs.Var(&items{kind: "GLOB", add: add}, "exclude", "leave out these files and directories (repeats, takes commas)")
	c.forceExclude = fs.Bool("force-exclude", false, "leave excluded files out when they are named, too")
	c.unrecognised = oneOf(fs, "unrecognised", "what a named file of no known dialect is", "error", []string{"error", "skip"})
}

// settings is what is in force in one run: the configuration file, and the flags over it.
type settings struct {
	*configFlags
	file     *config.File // empty without a configuration file
	flags    config.OutSystems
	extra    []config.Setting // what only flags say, for the config command
	profile  func() *rules.Profile
	failOn   string
	baseline string             // path; "" = none
	known    *baseline.Baseline // nil without a baseline
	suppress *suppress.Set      // nil with --no-suppress
}

// settings reads the configuration file and puts the flags over it. The error
// says all that is wrong, one thing a line.
func (p *Program) settings(c *configFlags, flags *flagSet, intent *rules.Intent, failOn string) (*settings, error) {
	return p.settingsIn(".", c, flags, intent, failOn)
}

// settingsIn is settings with the configuration file that is nearest upward from
// a directory.
func (p *Program) settingsIn(dir string, c *configFlags, flags *flagSet, intent *rules.Intent, failOn string) (*settings, error) {
	s := &settings{configFlags: c, file: &config.File{}, flags: config.FromFlags(intent), profile: p.Profile}
	path, err := p.configPath(dir, c)
	if err != nil {
		return nil, err
	}
	if *c.supplied != "" {
		s.flags.Supplied = config.FromFlag(filepath.Clean(*c.supplied), "--supplied")
	}
	var names, all []string
	for _, r := range p.Rules {
		if all = append(all, r.Name); r.Category != suppressions {
			names = append(names, r.Name)
		}
	}
	if path != "" {
		if s.file, err = config.Load(path, all); err != nil {
			return nil, err
		}
	}
	if s.file.Supplied, err = p.readSupplied(s.file.SuppliedPaths(s.flags)); err != nil {
		return nil, err
	}
	profile := s.file.Profile
	if flags.all.Changed("profile") {
		profile = config.FromFlag(*c.profile, "--profile")
		s.extra = append(s.extra, config.FlagSetting("profile", *c.profile, "--profile"))
	}
	if !profile.IsZero() && profile.V != p.Profile().Name {
		own, err := config.LoadProfile(profile)
		if err != nil {
			return nil, err
		}
		s.profile = func() *rules.Profile { return own }
	}
	s.failOn = failOn
	switch {
	case flags.all.Changed("fail-on"):
		s.extra = append(s.extra, config.FlagSetting("fail_on", failOn, "--fail-on"))
	case !s.file.FailOn.IsZero():
		s.failOn = s.file.FailOn.V
	}
	s.baseline = s.file.Baseline.V
	if *c.baseline != "" {
		s.baseline = *c.baseline
		s.extra = append(s.extra, config.FlagSetting("baseline", *c.baseline, "--baseline"))
	}
	if !*c.noSuppress {
		s.suppress = &suppress.Set{Config: s.file.Suppressions, Names: names, Today: p.today()}
	}
	return s, nil
}

// suppressions is the category of the rules about suppressions.
const suppressions = "suppressions"

// today returns the day of the run, at midnight UTC: a laptop and a CI server
// must agree on what has expired.
func (p *Program) today() time.Time {
	now := time.Now
	if p.Now != nil {
		now = p.Now
	}
	return now().UTC().Truncate(24 * time.Hour)
}

func (p *Program) configPath(dir string, c *configFlags) (string, error) {
	switch {
	case *c.none && *c.path != "":
		return "", errors.New("--config and --no-config exclude each other; leave one out")
	case *c.none:
		return "", nil
	case *c.path != "":
		return *c.path, nil
	}
	if path := p.Env("VPNLINT_CONFIG"); path != "" {
		return path, nil
	}
	path, err := config.Find(dir)
	if path != "" && !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	return path, err
}

// loadBaseline reads the baseline that is in force.
func (s *settings) loadBaseline() (err error) {
	if s.baseline != "" && !*s.noBaseline {
		s.known, err = baseline.Load(s.baseline)
	}
	return err
}

// complainAll writes each line of an error as a message of its own.
func (p *Program) complainAll(err error) {
	for line := range strings.Lines(err.Error()) {
		p.complain("%s", strings.TrimSuffix(line, "\n"))
	}
}

// keep drops the inputs that are excluded, and in directories those that are not
// included.
func (s *settings) keep(ins []input) []input {
	return slices.DeleteFunc(ins, func(in input) bool {
		switch {
		case !in.named && s.file.Supplied[filepath.Clean(in.name)] != nil:
			return true // a sample for a vendor is no device
		case in.named && (in.stdin && in.name == "<stdin>" || !*s.forceExclude):
			return false
		case s.excluded(in.name):
			return true
		}
		return in.folder != "" && len(s.file.Include.V) > 0 && !config.MatchAny(s.file.Include.V, in.name)
	})
}

func (s *settings) excluded(name string) bool {
	return config.CoverAny(s.exclude, name) || config.CoverAny(s.file.Exclude.V, name)
}

// complete reports whether the run looks at all that the configuration is about:
// no path was named, and the working directory is that of the configuration.
func (s *settings) complete(paths []string) bool {
	return len(paths) == 0 && (s.file.Path == "" || filepath.Dir(s.file.Path) == ".")
}

// of returns what holds of one file: how to read it, and the intent.
func (s *settings) of(name string, flags *inputFlags) (*inputFlags, *rules.Intent) {
	d := s.file.For(name, s.flags)
	own := *flags
	if *flags.vendor == "auto" && !d.Vendor.IsZero() {
		own.vendor = &d.Vendor.V
	}
	if *flags.encoding == "auto" && !d.Encoding.IsZero() {
		own.encoding = &d.Encoding.V
	}
	return &own, d.OutSystems.Intent()
}

// ran returns the severity of each rule that looks at a file with that intent.
func (s *settings) ran(chosen []*rules.Rule, intent *rules.Intent) map[string]rules.Severity {
	out := make(map[string]rules.Severity, len(chosen))
	severities := s.file.Severities()
	for _, r := range chosen {
		level, changed := severities[r.Name]
		if !changed {
			level = r.Severity
		}
		missing := slices.ContainsFunc(r.Needs, func(key string) bool { return !intent.Has(key) })
		if level != rules.Off && !missing {
			out[r.Name] = level
		}
	}
	return out
}

// listFiles prints the files that would be checked, with their vendors.
func (p *Program) listFiles(all []*loaded) error {
	isPart := partsIn(all)
	for _, l := range all {
		if l.vendor.Name != "" && !l.skipped && !isPart(l) {
			if _, err := fmt.Fprintf(p.Stdout, "%s\t%s\n", l.name, l.vendor.Name); err != nil {
				return err
			}
		}
	}
	return nil
}
