package rules

import (
	"cmp"
	"slices"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Result is what the rules say about a set of devices.
type Result struct {
	Findings  []Finding   // by file, place, rule and subject
	NotJudged []NotJudged // each rule, key and reason once
}

// Runner applies rules to devices. It holds no state of a run and is safe for
// concurrent use while its fields stay as they are.
type Runner struct {
	Rules   []*Rule
	Profile *Profile
	Intent  *Intent
	// Severity changes the severity of rules, by name. A rule that is made milder
	// says nothing graver than that; a rule that is made graver says so of what is
	// its gravest finding by itself, while its information stays information. A rule
	// that is Off does not run.
	Severity map[string]Severity
}

// Run applies each rule to each device with the severities that the rules have.
func Run(devices []*ipsec.Device, all []*Rule, profile *Profile, intent *Intent) Result {
	return (&Runner{Rules: all, Profile: profile, Intent: intent}).Run(devices)
}

// Run applies each rule to each device. The order of devices does not change
// what is found. A panic of a rule is the caller's to handle.
func (r *Runner) Run(devices []*ipsec.Device) Result {
	devices = slices.Clone(devices)
	slices.SortStableFunc(devices, func(a, b *ipsec.Device) int { return cmp.Compare(a.Path, b.Path) })
	var res Result
	found := newMerger(devices)
	for _, d := range devices {
		scope := InScope(d, r.Intent)
		res.NotJudged = append(res.NotJudged, outOfScope(d, r.Intent)...)
		for _, rule := range r.Rules {
			if wanted, ok := r.Severity[rule.Name]; ok && wanted == Off {
				continue
			}
			p := &Pass{Rule: rule, Device: d, Tunnels: scope, Intent: r.Intent, Profile: r.Profile}
			r.apply(p)
			found.add(p.findings)
			res.NotJudged = append(res.NotJudged, p.notJudged...)
		}
	}
	res.Findings = found.findings()
	cut := cutsIn(devices)
	for i := range res.Findings {
		f := &res.Findings[i]
		cut.doubt(f)
		f.Severity = r.severity(f.Rule, f.Severity)
	}
	return Join(res)
}

func (r *Runner) apply(p *Pass) {
	if missing := p.Intent.missing(p.Rule.Needs); len(missing) > 0 {
		if len(p.Tunnels) > 0 {
			for _, key := range missing {
				p.NotJudged(key)
			}
		}
		return
	}
	if p.Rule.Device != nil {
		p.Rule.Device(p)
		return
	}
	for _, t := range p.Tunnels {
		p.Rule.Tunnel(p, t)
	}
}

func (r *Runner) severity(rule *Rule, has Severity) Severity {
	wanted, ok := r.Severity[rule.Name]
	if !ok {
		return has
	}
	if wanted < has || has == rule.Severity {
		return wanted
	}
	return has
}

// Join puts the results of several runs together, in the same order whatever the
// order of the runs.
func Join(results ...Result) Result {
	var all Result
	for _, r := range results {
		all.Findings = append(all.Findings, r.Findings...)
		all.NotJudged = append(all.NotJudged, r.NotJudged...)
	}
	slices.SortStableFunc(all.Findings, compare)
	slices.SortFunc(all.NotJudged, compareNotJudged)
	all.NotJudged = slices.CompactFunc(all.NotJudged, func(a, b NotJudged) bool { return compareNotJudged(a, b) == 0 })
	return all
}

func compareNotJudged(a, b NotJudged) int {
	return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Key, b.Key), cmp.Compare(a.Reason.String(), b.Reason.String()))
}

func compare(a, b Finding) int {
	order := cmp.Or(
		cmp.Compare(a.file(), b.file()),
		cmp.Compare(a.At.Start, b.At.Start),
		cmp.Compare(a.Rule.Name, b.Rule.Name),
		cmp.Compare(a.Subject, b.Subject),
	)
	if order == 0 { // only then are the messages worth making
		order = cmp.Compare(a.Message.String(), b.Message.String())
	}
	return order
}

// file names the file that the finding points into: an included one, or the
// device's own.
func (f Finding) file() string {
	if f.At.IsZero() {
		return f.Device.Path
	}
	return f.At.Source.Name()
}

// InScope returns the tunnels that owe the profile: those that are enabled, and
// go to one of the intent's peers when it names any.
func InScope(d *ipsec.Device, intent *Intent) []*ipsec.Tunnel {
	var in []*ipsec.Tunnel
	for _, t := range d.Tunnels {
		if t.Enabled && intent.Means(t) {
			in = append(in, t)
		}
	}
	return in
}

// outOfScope names the tunnels whose peer the file gives in a form that cannot be
// compared with the intent's addresses.
func outOfScope(d *ipsec.Device, intent *Intent) []NotJudged {
	if len(intent.Peers) == 0 {
		return nil
	}
	var out []NotJudged
	for _, t := range d.Tunnels {
		if _, ok := asAddr(t.Peer); t.Enabled && !ok && !intent.Means(t) {
			out = append(out, NotJudged{Reason: Say(
				"tunnel %s in %s: its peer is %q, not an address that could be compared with the peers given", t.Name, d.Path, t.Peer)})
		}
	}
	return out
}
