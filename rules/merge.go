package rules

import (
	"cmp"
	"net/netip"
	"slices"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// merger joins findings of one rule at one place about one subject: what is
// global, or shared by several tunnels, profiles or partitions of a device, is
// reported once, with all tunnels. The gravest says the message.
type merger struct {
	places []*merged
	at     map[place]*merged
	order  map[*ipsec.Tunnel]int // tunnels as the devices list them
}

type place struct {
	rule    *Rule
	device  *ipsec.Device // only of findings that point nowhere
	at      ipsec.Span
	subject string
}

// merged is the finding of one place so far. The sets are made for the second
// finding, since most places have only one.
type merged struct {
	Finding
	related map[relatedKey]bool
	changes map[changeKey]bool
}

// relatedKey is what makes two related places the same.
type relatedKey struct {
	at      ipsec.Span
	message string
}

// changeKey is what makes two changes ask for the same thing at the same place,
// which happens when one tunnel comes to a shared place twice.
type changeKey struct {
	kind            ipsec.ChangeKind
	tunnel          *ipsec.Tunnel
	child           *ipsec.Child
	seconds, number int
	text            string
	addr, source    netip.Addr
	selector        *ipsec.Selector
	proposal        *ipsec.Proposal
	keepalive       *ipsec.Keepalive
	path            pathKey
	routing         routingKey
}

type routingKey struct {
	route      *ipsec.Route
	neighbor   *ipsec.Neighbor
	advertised ipsec.Advertised
	prepend    int
}

func routingKeyOf(c ipsec.Change) routingKey {
	k := routingKey{route: c.Route, neighbor: c.Neighbor, prepend: c.Prepend}
	if c.Advertised != nil {
		k.advertised = *c.Advertised
	}
	return k
}

func keyOf(c ipsec.Change) changeKey {
	return changeKey{c.Kind, c.Tunnel, c.Child, c.Seconds, c.Number, c.Text, c.Addr, c.Source, c.Selector, c.Proposal, c.Keepalive, pathKeyOf(c), routingKeyOf(c)}
}

// pathKey is of changes about what passes the device.
type pathKey struct {
	filter    *ipsec.Filter
	before    ipsec.Span
	prefix    netip.Prefix
	forwarder *ipsec.Forwarder
	limit     *ipsec.RateLimit
}

func pathKeyOf(c ipsec.Change) pathKey {
	return pathKey{c.Filter, c.Before, c.Prefix, c.Forwarder, c.Limit}
}

func newMerger(devices []*ipsec.Device) *merger {
	m := &merger{at: make(map[place]*merged), order: make(map[*ipsec.Tunnel]int)}
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
		if had := m.at[key]; had != nil {
			had.join(f)
			continue
		}
		one := &merged{Finding: f}
		m.at[key] = one
		m.places = append(m.places, one)
	}
}

func (m *merged) join(f Finding) {
	if m.changes == nil {
		m.related, m.changes = make(map[relatedKey]bool), make(map[changeKey]bool)
		// New slices: a rule may have reported shared ones.
		m.Tunnels = slices.Clone(m.Tunnels)
		related, changes := m.Related, m.Changes
		m.Related, m.Changes = nil, nil
		m.take(related, changes)
	}
	if f.Severity > m.Severity {
		m.Severity, m.Message, m.Actual, m.Expected, m.Origin = f.Severity, f.Message, f.Actual, f.Expected, f.Origin
	}
	m.Tunnels = append(m.Tunnels, f.Tunnels...)
	m.take(f.Related, f.Changes)
}

func (m *merged) take(related []Related, changes []ipsec.Change) {
	for _, r := range related {
		if key := (relatedKey{r.At, r.Message.String()}); !m.related[key] {
			m.related[key] = true
			m.Related = append(m.Related, r)
		}
	}
	for _, c := range changes {
		if key := keyOf(c); !m.changes[key] {
			m.changes[key] = true
			m.Changes = append(m.Changes, c)
		}
	}
}

// findings returns one finding for each place, its tunnels in the order of the
// devices.
func (m *merger) findings() []Finding {
	var out []Finding
	for _, one := range m.places {
		if one.changes != nil {
			slices.SortFunc(one.Tunnels, func(a, b *ipsec.Tunnel) int { return cmp.Compare(m.order[a], m.order[b]) })
			one.Tunnels = slices.Compact(one.Tunnels)
		}
		out = append(out, one.Finding)
	}
	return out
}
