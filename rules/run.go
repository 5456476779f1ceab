package rules

import (
	"cmp"
	"slices"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Result is what the rules say about a set of devices.
type Result struct {
	Findings  []Finding   // by file, place, rule and subject
	NotJudged []NotJudged // each rule and key once
}

// Run applies each rule to each device. The order of devices does not change
// what is found.
func Run(devices []*ipsec.Device, all []*Rule, profile *Profile, intent *Intent) Result {
	var res Result
	for _, d := range devices {
		scope := InScope(d, intent)
		for _, r := range all {
			p := &Pass{Rule: r, Device: d, Tunnels: scope, Intent: intent, Profile: profile}
			if r.Device != nil {
				r.Device(p)
			} else {
				for _, t := range scope {
					r.Tunnel(p, t)
				}
			}
			res.Findings = append(res.Findings, merge(p.findings)...)
			res.NotJudged = append(res.NotJudged, p.notJudged...)
		}
	}
	slices.SortStableFunc(res.Findings, compare)
	return res
}

// InScope returns the tunnels that owe the profile: those that are enabled, and
// go to one of the intent's peers when it names any.
func InScope(d *ipsec.Device, intent *Intent) []*ipsec.Tunnel {
	var in []*ipsec.Tunnel
	for _, t := range d.Tunnels {
		if t.Enabled && (len(intent.Peers) == 0 || slices.Contains(intent.Peers, t.Peer)) {
			in = append(in, t)
		}
	}
	return in
}

// merge joins findings of one rule at one place about one subject: what is
// global or shared is reported once, with all tunnels.
func merge(fs []Finding) []Finding {
	var out []Finding
	for _, f := range fs {
		i := slices.IndexFunc(out, func(o Finding) bool { return o.At == f.At && o.Subject == f.Subject })
		if i < 0 {
			out = append(out, f)
			continue
		}
		o := &out[i]
		if f.Severity > o.Severity {
			o.Severity, o.Message, o.Actual, o.Expected = f.Severity, f.Message, f.Actual, f.Expected
		}
		for _, t := range f.Tunnels {
			if !slices.Contains(o.Tunnels, t) {
				o.Tunnels = append(o.Tunnels, t)
			}
		}
		o.Changes = append(o.Changes, f.Changes...)
	}
	return out
}

func compare(a, b Finding) int {
	return cmp.Or(
		cmp.Compare(a.Device.Path, b.Device.Path),
		cmp.Compare(a.At.Start, b.At.Start),
		cmp.Compare(a.Rule.Name, b.Rule.Name),
		cmp.Compare(a.Subject, b.Subject),
	)
}
