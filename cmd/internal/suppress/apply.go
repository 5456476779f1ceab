package suppress

import (
	"slices"
	"strings"
	"time"

	"github.com/vpnlint/vpnlint/cmd/internal/config"
	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Set is what suppressions need to know of a run. It is safe for concurrent use.
type Set struct {
	Config []config.Suppression
	Names  []string  // of the rules that can be suppressed
	Today  time.Time // midnight UTC
}

// Input is one file and what was found in it.
type Input struct {
	Path     string
	Vendor   string
	Source   *parser.Source // nil when the file has no devices
	Words    Words          // of Source; nil: they are searched for now
	Devices  []*ipsec.Device
	Findings []rules.Finding
	Intent   *rules.Intent
	// Ran holds the rules that looked at the file, with the severity in force. A
	// rule about suppressions that is not in it is not reported.
	Ran map[string]rules.Severity
}

// Suppressed is a finding that is kept back, and by what.
type Suppressed struct {
	rules.Finding
	By *Directive
}

// Outcome is what is left of a file's findings.
type Outcome struct {
	Findings   []rules.Finding
	Suppressed []Suppressed
	Uses       []Use // of the configuration's suppressions, in their order
}

// Use says what became of one suppression of the configuration in one file.
type Use struct {
	Seen   bool // a device that it could mean was there
	Used   []string
	Unsure []string // rules that did not run, or tunnels that were not judged
}

// Apply sorts the findings of one file, and adds those about its suppressions.
// Source must be set when there are devices.
func (s *Set) Apply(in Input) Outcome {
	out := Outcome{Uses: make([]Use, len(s.Config))}
	if in.Source == nil {
		out.Findings = in.Findings
		return out
	}
	entries := find(&in)
	c := &collector{set: s, in: &in, entries: entries, uses: out.Uses}
	for i := range s.Config {
		k := &s.Config[i]
		c.config = append(c.config, &Directive{Kind: InConfig, Rules: k.Rules, Reason: k.Reason, Until: k.Until, At: k.At})
	}
	for _, f := range in.Findings {
		if kept, by := c.sort(f); by != nil {
			out.Suppressed = append(out.Suppressed, Suppressed{f, by})
		} else {
			out.Findings = append(out.Findings, kept)
		}
	}
	for i := range s.Config {
		out.Uses[i].look(&s.Config[i], &in)
	}
	out.Findings = append(out.Findings, c.housekeeping()...)
	return out
}

// collector sorts the findings of one file and notes what was of use.
type collector struct {
	set     *Set
	in      *Input
	entries []*entry
	config  []*Directive
	uses    []Use
}

// sort returns the finding as it is to be shown, or what suppresses it. A finding
// that several tunnels share loses those that are covered.
func (c *collector) sort(f rules.Finding) (rules.Finding, *Directive) {
	left := f.Tunnels
	var by *Directive
	whole := false
	apply := func(d *Directive, all bool, some func(*ipsec.Tunnel) bool) bool {
		if !all && (some == nil || !slices.ContainsFunc(f.Tunnels, some)) {
			return false
		}
		if d.Expired(c.set.Today) {
			f.Related = append(slices.Clone(f.Related), rules.Related{At: d.At,
				Message: rules.Say("its suppression ended on %s (%s)", d.Until.Format(time.DateOnly), d.Reason)})
			return true
		}
		if by, whole = d, whole || all; !all {
			left = slices.DeleteFunc(slices.Clone(left), some)
		}
		return true
	}
	for _, e := range c.entries {
		if e.bad == nil && slices.Contains(e.Rules, f.Rule.Name) && apply(&e.Directive, e.whole(&f), e.some(&f)) {
			e.use(f.Rule.Name)
		}
	}
	for i := range c.set.Config {
		k := &c.set.Config[i]
		if slices.Contains(k.Rules, f.Rule.Name) && means(k, f.Device, c.in.Path) &&
			apply(c.config[i], k.Tunnel == "", func(t *ipsec.Tunnel) bool { return wild(k.Tunnel, t.Name) }) {
			c.uses[i].Used = append(c.uses[i].Used, f.Rule.Name)
		}
	}
	if by != nil && (whole || len(left) == 0) {
		return f, by
	}
	f.Tunnels = left
	return f, nil
}

func (e *entry) use(rule string) {
	if e.used == nil {
		e.used = map[string]bool{}
	}
	e.used[rule] = true
}

// whole reports whether the finding is covered whatever tunnels share it.
func (e *entry) whole(f *rules.Finding) bool {
	return e.File || inside(f.At, e.place)
}

func inside(at, place ipsec.Span) bool {
	return at.Source != nil && at.Source == place.Source && at.Start >= place.Start && at.Start < place.End
}

// some returns which tunnels of the finding are covered; nil when none is.
func (e *entry) some(f *rules.Finding) func(*ipsec.Tunnel) bool {
	if len(e.tunnel) == 0 {
		return nil
	}
	return func(t *ipsec.Tunnel) bool {
		return slices.ContainsFunc(e.tunnel, func(x tunnelOrPart) bool {
			return x.tunnel == t && (x.child == nil || e.about(f, x.child))
		})
	}
}

// about reports whether the finding is about that phase 2: it points into its
// block, or what would mend it is a change of that phase 2 alone.
func (e *entry) about(f *rules.Finding, c *ipsec.Child) bool {
	if c.At.Source != nil && inside(f.At, dialectOf(f.Device.Vendor, c.At.Source.Text()).block(c.At)) {
		return true
	}
	return len(f.Changes) > 0 && !slices.ContainsFunc(f.Changes, func(x ipsec.Change) bool { return x.Child != c })
}

// means reports whether the suppression is about the device in that file.
func means(k *config.Suppression, d *ipsec.Device, file string) bool {
	return (k.Device == "" || wild(k.Device, d.Hostname)) && (k.Context == "" || wild(k.Context, d.Context)) &&
		(len(k.Path) == 0 || config.MatchAny(k.Path, file))
}

// wild compares a name with one that may hold stars, each for any text.
func wild(pattern, name string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == name
	}
	first, last := parts[0], parts[len(parts)-1]
	if len(name) < len(first)+len(last) || !strings.HasPrefix(name, first) || !strings.HasSuffix(name, last) {
		return false
	}
	name = name[len(first) : len(name)-len(last)]
	for _, p := range parts[1 : len(parts)-1] {
		i := strings.Index(name, p)
		if i < 0 {
			return false
		}
		name = name[i+len(p):]
	}
	return true
}
