package rules

import (
	"cmp"
	"slices"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// merger joins findings of one rule at one place about one subject: what is
// global, or shared by several tunnels, profiles or partitions of a device, is
// reported once, with all tunnels. The gravest says the message.
type merger struct {
	all   []Finding
	at    map[place]int
	order map[*ipsec.Tunnel]int // tunnels as the devices list them
}

type place struct {
	rule    *Rule
	device  *ipsec.Device // only of findings that point nowhere
	at      ipsec.Span
	subject string
}

func newMerger(devices []*ipsec.Device) *merger {
	m := &merger{at: make(map[place]int), order: make(map[*ipsec.Tunnel]int)}
	for _, d := range devices {
		for _, t := range d.Tunnels {
			m.order[t] = len(m.order)
		}
	}
	return m
}

func (m *merger) add(fs []Finding) {
	for _, f := range fs {
		key := place{rule: f.Rule, at: f.At, subject: f.Subject}
		if f.At.IsZero() {
			key.device = f.Device
		}
		i, seen := m.at[key]
		if !seen {
			m.at[key] = len(m.all)
			m.all = append(m.all, f)
			continue
		}
		m.all[i] = m.join(m.all[i], f)
	}
}

func (m *merger) join(a, b Finding) Finding {
	if b.Severity > a.Severity {
		a, b = b, a
	}
	// New slices throughout: a rule may have reported shared ones.
	tunnels := slices.Concat(a.Tunnels, b.Tunnels)
	slices.SortFunc(tunnels, func(x, y *ipsec.Tunnel) int { return cmp.Compare(m.order[x], m.order[y]) })
	a.Tunnels = slices.Compact(tunnels)
	related := slices.Clone(a.Related)
	for _, r := range b.Related {
		if !slices.Contains(related, r) {
			related = append(related, r)
		}
	}
	a.Related = related
	changes := slices.Clone(a.Changes)
	for _, c := range b.Changes {
		if !slices.ContainsFunc(changes, func(o ipsec.Change) bool { return sameChange(o, c) }) {
			changes = append(changes, c)
		}
	}
	a.Changes = changes
	return a
}

// sameChange reports whether two changes ask for the same thing in the same
// place, which happens when one tunnel comes to a shared place twice.
func sameChange(a, b ipsec.Change) bool {
	return a.Kind == b.Kind && a.Tunnel == b.Tunnel && a.Child == b.Child && a.Proposal == b.Proposal &&
		a.Seconds == b.Seconds && a.Number == b.Number && a.Text == b.Text &&
		a.Addr == b.Addr && a.Source == b.Source && a.Selector == b.Selector && a.Keepalive == b.Keepalive
}
