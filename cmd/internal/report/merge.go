package report

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/rules"
)

// Part is what one file adds to the report.
type Part struct {
	File      File
	Findings  []Finding
	Devices   []Device
	NotJudged []rules.NotJudged
	Judged    int // tunnels in scope
	Unread    int // statements in VPN blocks that vpnlint does not know
	Skipped   bool

	Suppressed []Finding
}

// Kept says which findings are not shown.
type Kept struct {
	Known          func(*Finding) bool // whether the baseline has it; asked in the order of the report. nil = no baseline
	ShowSuppressed bool                // report them apart, those of the baseline too
}

// Merge puts the parts of all files together, in an order that does not depend
// on theirs. Findings below lowest are counted, not shown.
func Merge(parts []Part, lowest rules.Severity) *Report { return MergeWith(parts, lowest, Kept{}) }

// MergeWith is Merge with some findings kept back. Those are counted apart, and
// have no part in the other counts.
func MergeWith(parts []Part, lowest rules.Severity, kept Kept) *Report {
	found := 0
	for i := range parts {
		found += len(parts[i].Findings) + len(parts[i].Suppressed)
	}
	r := &Report{Schema: Schema, Findings: make([]Finding, 0, found), Files: []File{}, Summary: Summary{NotJudged: []NotJudged{}}}
	s := &r.Summary
	for _, p := range parts {
		if p.Skipped {
			s.Skipped++
			continue
		}
		if p.File.Path != "" { // findings about the configuration are of no file
			r.Files = append(r.Files, p.File)
		}
		s.Suppressed += len(p.Suppressed)
		r.Findings = append(append(r.Findings, p.Findings...), p.Suppressed...)
		r.Devices = append(r.Devices, p.Devices...)
		s.Devices += p.File.Devices
		s.Tunnels += p.File.Tunnels
		s.Judged += p.Judged
		s.Unread += p.Unread
		if p.File.Path != "" && p.File.Status != OK {
			s.Failed++
		}
		for _, n := range p.NotJudged {
			s.addNotJudged(n)
		}
	}
	slices.SortStableFunc(r.Files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	slices.SortStableFunc(r.Devices, func(a, b Device) int { return cmp.Compare(a.Path, b.Path) })
	r.Findings = sorted(r.Findings)
	slices.SortStableFunc(s.NotJudged, func(a, b NotJudged) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Reason, b.Reason))
	})
	fingerprints(r.Findings, r.Devices)
	r.keepBack(kept)
	for i := range r.Findings {
		switch r.Findings[i].Level {
		case rules.Error:
			s.Errors++
		case rules.Warning:
			s.Warnings++
		default:
			s.Infos++
		}
	}
	all := len(r.Findings)
	tooLow := func(f Finding) bool { return f.Level < lowest }
	r.Findings = slices.DeleteFunc(r.Findings, tooLow)
	s.Hidden = all - len(r.Findings)
	r.Suppressed, r.Baselined = slices.DeleteFunc(r.Suppressed, tooLow), slices.DeleteFunc(r.Baselined, tooLow)
	return r
}

// keepBack takes out of the findings what is suppressed and what the baseline
// knows. They had their identities together: suppressing one finding does not make
// another one new.
func (r *Report) keepBack(kept Kept) {
	if kept.Known == nil && !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Suppression != nil }) {
		return
	}
	left := make([]Finding, 0, len(r.Findings))
	for i := range r.Findings {
		f := &r.Findings[i]
		switch {
		case f.Suppression != nil:
			if kept.ShowSuppressed {
				r.Suppressed = append(r.Suppressed, *f)
			}
		case kept.Known != nil && kept.Known(f):
			r.Summary.Baselined++
			if kept.ShowSuppressed {
				r.Baselined = append(r.Baselined, *f)
			}
		default:
			left = append(left, *f)
			continue
		}
		r.held = append(r.held, *f)
	}
	r.Findings = left
}

// sorted returns the findings in the order of the report. Files come in the order of
// their names and findings in that of their lines, so that mostly there is nothing to
// do; else what is sorted are their places, as a finding is large.
func sorted(all []Finding) []Finding {
	order := make([]*Finding, len(all))
	for i := range all {
		order[i] = &all[i]
	}
	if slices.IsSortedFunc(order, compareFindings) {
		return all
	}
	slices.SortStableFunc(order, compareFindings)
	out := make([]Finding, len(all))
	for i, f := range order {
		out[i] = *f
	}
	return out
}

func compareFindings(a, b *Finding) int {
	if n := cmp.Or(strings.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column)); n != 0 {
		return n
	}
	return cmp.Or(strings.Compare(a.Rule, b.Rule), strings.Compare(a.subject, b.subject), strings.Compare(a.Message, b.Message))
}

// flags names the flag of each key of the intent.
var flags = map[string]string{
	"peers": "--peer", "cidr": "--cidr", "dns": "--dns", "onprem": "--onprem", "routing": "--routing", "behind_nat": "--behind-nat", "supplied": "--supplied",
}

func (s *Summary) addNotJudged(n rules.NotJudged) {
	out := NotJudged{Rule: n.Rule, Key: n.Key, Flag: flags[strings.TrimPrefix(n.Key, "outsystems.")], Reason: printable(n.Reason.String()), said: n.Reason}
	same := func(o NotJudged) bool {
		return o.Rule == out.Rule && o.Key == out.Key && (out.Key != "" || o.Reason == out.Reason)
	}
	if !slices.ContainsFunc(s.NotJudged, same) {
		s.NotJudged = append(s.NotJudged, out)
	}
}

// fingerprints gives each finding an identity that survives a new export: it
// holds no line number, no message and nothing of a secret. Names of exported
// files carry dates, so that the path counts only where it must: when the file
// names no device, and when several files name the same one. Findings that would
// share an identity are hashed again, in their order.
func fingerprints(fs []Finding, devices []Device) {
	shared := sharedNames(devices)
	seen := make(map[string]bool, len(fs))
	last := map[string]string{} // of those with one identity, what the latest was given
	for i := range fs {
		f := &fs[i]
		device := cmp.Or(f.Device, f.Path)
		if shared[f.Device] {
			device += "\x00" + cmp.Or(f.owner.path, f.Path)
		}
		id := hash(f.Rule, device, f.Context, f.Tunnel, f.Peer, f.subject)
		first := id
		if id = cmp.Or(last[first], first); seen[id] {
			for seen[id] {
				id = hash(id)
			}
			last[first] = id
		}
		seen[id] = true
		f.Fingerprint = id
	}
}

// sharedNames returns the hostnames that devices of several files have.
func sharedNames(devices []Device) map[string]bool {
	first, shared := map[string]string{}, map[string]bool{}
	for i := range devices {
		d := &devices[i]
		if path, ok := first[d.Hostname]; ok && path != d.Path {
			shared[d.Hostname] = true
		} else {
			first[d.Hostname] = d.Path
		}
	}
	return shared
}

func hash(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}
