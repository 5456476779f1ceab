package suppress

import (
	"slices"
	"strings"
	"time"

	"github.com/vpnlint/vpnlint/cmd/internal/config"
	"github.com/vpnlint/vpnlint/cmd/internal/spell"
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// housekeeping reports what is wrong with the suppressions in the file itself.
func (c *collector) housekeeping() (out []rules.Finding) {
	for _, e := range c.entries {
		if e.bad != nil {
			out = report(out, c.in.Ran, malformed, e, "malformed", rules.Say("this suppression does not work: %s", rules.Made(e.bad.Error())))
			continue
		}
		names := c.set.known(e.Rules, func(name string, hint rules.Text) {
			out = report(out, c.in.Ran, unknownRule, e, name, hint)
		})
		if e.Expired(c.set.Today) {
			out = report(out, c.in.Ran, expired, e, strings.Join(e.Rules, ","), expiry(&e.Directive, len(e.used) > 0))
			continue
		}
		for _, name := range names {
			if !e.used[name] && !c.unsure(e, name) {
				out = report(out, c.in.Ran, unused, e, name, rules.Say("no finding of %s is suppressed by this any more; remove it", name))
			}
		}
	}
	return out
}

// report adds a finding about a suppression, unless its rule is off.
func report(out []rules.Finding, ran map[string]rules.Severity, rule *rules.Rule, e *entry, subject string, message rules.Text) []rules.Finding {
	severity, on := ran[rule.Name]
	if !on || e.device == nil {
		return out
	}
	f := rules.Finding{Rule: rule, Severity: severity, Message: message, At: e.At, Device: e.device, Subject: subject}
	for _, t := range e.tunnel {
		if !slices.Contains(f.Tunnels, t.tunnel) {
			f.Tunnels = append(f.Tunnels, t.tunnel)
		}
	}
	return append(out, f)
}

func expiry(d *Directive, matches bool) rules.Text {
	day := d.Until.Format(time.DateOnly)
	if matches {
		return rules.Say("this suppression ended on %s, so that its findings are reported again; mend them, or set a new day", day)
	}
	return rules.Say("this suppression ended on %s and matches no finding; remove it", day)
}

// known returns the names that are rules, and tells of the others.
func (s *Set) known(names []string, tell func(name string, hint rules.Text)) (out []string) {
	for _, name := range names {
		near := spell.Nearest(name, s.Names)
		switch {
		case slices.Contains(s.Names, name):
			out = append(out, name)
		case slices.ContainsFunc(Rules(), func(r *rules.Rule) bool { return r.Name == name }):
			tell(name, rules.Say("%s cannot be suppressed; switch it off under rules in the configuration file", name))
		case near != "":
			tell(near, rules.Say("this suppression names a rule that there is not; did you mean %s?", near))
		default:
			tell("unknown", rules.Say("this suppression names a rule that there is not; vpnlint rules lists them"))
		}
	}
	return out
}

// unsure reports whether it cannot be told that the suppression is of no use: the
// rule did not run, or a tunnel that it covers is not judged.
func (c *collector) unsure(e *entry, rule string) bool {
	if _, ran := c.in.Ran[rule]; !ran {
		return true
	}
	for _, t := range e.tunnel {
		if !t.tunnel.Enabled || !c.in.Intent.Means(t.tunnel) {
			return true
		}
	}
	return len(e.tunnel) == 0 && slices.ContainsFunc(c.in.Devices, func(d *ipsec.Device) bool { return outOfScope(d, c.in.Intent) })
}

// outOfScope reports whether an enabled tunnel of the device is not judged.
func outOfScope(d *ipsec.Device, intent *rules.Intent) bool {
	return slices.ContainsFunc(d.Tunnels, func(t *ipsec.Tunnel) bool { return t.Enabled && !intent.Means(t) })
}

// look notes whether the suppression could have matched in this file.
func (u *Use) look(k *config.Suppression, in *Input) {
	for _, d := range in.Devices {
		if !means(k, d, in.Path) {
			continue
		}
		u.Seen = true
		away := k.Tunnel == "" && outOfScope(d, in.Intent)
		for _, t := range d.Tunnels {
			away = away || k.Tunnel != "" && wild(k.Tunnel, t.Name) && (!t.Enabled || !in.Intent.Means(t))
		}
		for _, name := range k.Rules {
			if _, ran := in.Ran[name]; away || !ran {
				u.Unsure = append(u.Unsure, name)
			}
		}
	}
}

// ConfigFindings reports what is wrong with the suppressions of the configuration
// file, from what became of them in each file. Complete says that all files were
// read that the configuration is about; else a suppression that names no device
// may belong to another.
func (s *Set) ConfigFindings(outcomes []Outcome, ran map[string]rules.Severity, complete bool) (out []rules.Finding) {
	for i := range s.Config {
		k := &s.Config[i]
		var all Use
		for _, o := range outcomes {
			if i < len(o.Uses) {
				all.Seen = all.Seen || o.Uses[i].Seen
				all.Used, all.Unsure = append(all.Used, o.Uses[i].Used...), append(all.Unsure, o.Uses[i].Unsure...)
			}
		}
		d := Directive{Kind: InConfig, Rules: k.Rules, Reason: k.Reason, Until: k.Until, At: k.At}
		e := &entry{Directive: d, device: &ipsec.Device{Path: k.At.Source.Name(), At: k.At}}
		about := strings.Join([]string{k.Device, k.Context, k.Tunnel}, " ")
		names := s.known(k.Rules, func(name string, hint rules.Text) { out = report(out, ran, unknownRule, e, name+" "+about, hint) })
		if d.Expired(s.Today) {
			out = report(out, ran, expired, e, strings.Join(k.Rules, ",")+" "+about, expiry(&d, len(all.Used) > 0 || !all.Seen))
			continue
		}
		if !complete && (k.Device == "" && len(k.Path) == 0 || !all.Seen) {
			continue
		}
		for _, name := range names {
			if _, on := ran[name]; on && !slices.Contains(all.Used, name) && !slices.Contains(all.Unsure, name) {
				out = report(out, ran, unused, e, name+" "+about, useless(k, name, all.Seen))
			}
		}
	}
	return out
}

func useless(k *config.Suppression, rule string, seen bool) rules.Text {
	if !seen && (k.Device != "" || k.Context != "" || len(k.Path) > 0) {
		return rules.Say("the suppression of %s matches none of the devices read; correct its device, or remove it", rule)
	}
	return rules.Say("no finding of %s is suppressed by this any more; remove it", rule)
}
