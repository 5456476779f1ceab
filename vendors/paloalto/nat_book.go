package paloalto

import (
	"bytes"
	"slices"
	"sync"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// natBook shows the NAT rules to the evaluator in the order in which PAN-OS tries
// them: pre-rules, the firewall's own, post-rules. A rule that translates no source
// keeps it, and keeps later rules from being tried. A rule is read when a question is
// near to it.
type natBook struct {
	lightBook
	once sync.Once
	rows []natRow
	made map[int32]*ipsec.NATRule // light ones that were read; the tree's lock guards it
}

// natRow is one row: a light rule, or what is read already.
type natRow struct {
	light int32
	read  *ipsec.NATRule
}

// translations returns all rows.
func (b *natBook) translations() []*ipsec.NATRule {
	out := make([]*ipsec.NATRule, b.Len())
	for i := range out {
		out[i] = b.Row(i)
	}
	return out
}

func (b *natBook) load() {
	b.s.v.e.mu.Lock()
	defer b.s.v.e.mu.Unlock()
	b.s.find()
	b.made = map[int32]*ipsec.NATRule{}
	for _, v := range b.s.vsys {
		for _, base := range v.bases {
			if base.gap != "" {
				b.add(&ipsec.NATRule{
					Name: "a rule that is not shown", Source: ipsec.Anywhere(), Destination: ipsec.Anywhere(), Kind: ipsec.NATUnknown, Maybe: []string{base.gap},
				})
				continue
			}
			on := b.base(v, base, "nat")
			b.rows = slices.Grow(b.rows, on.list.n)
			for i := range on.list.n {
				if _, ok := b.sorted(i, (*ruleReader).lightNAT); ok {
					b.rows = append(b.rows, natRow{light: int32(len(b.light)) - 1})
				} else {
					b.add(on.reader.nat(on.list.read(i))...)
				}
			}
		}
	}
}

// add makes rows of a rule that is read.
func (b *natBook) add(rows ...*ipsec.NATRule) {
	for _, n := range rows {
		b.rows = append(b.rows, natRow{read: n})
	}
}

// lightNAT reads a NAT rule as far as its text tells it plainly.
func (r *ruleReader) lightNAT(t *ruleText, rule *lightRule) bool {
	service := bytes.TrimSpace(t.value[ruleService])
	if !t.plainWords() || !plainValue(service) || !r.lightEnds(t, rule) {
		return false
	}
	switch string(t.value[ruleSourceTranslation]) {
	case "":
	case "dynamic-ip", "dynamic-ip-and-port":
		rule.action = ipsec.Deny
	default:
		return false // a static one may leave the address as it is, or be two rows
	}
	if to := t.value[ruleToInterface]; len(to) > 0 && string(to) != "any" {
		key := "to-interface " + string(to)
		if r.places[key] == nil {
			r.places[key] = &zoneList{places: ipsec.Places{string(to)}}
		}
		rule.out = r.places[key]
	}
	if rule.parts = r.parts[string(service)]; rule.parts == nil {
		var services []ipsec.Service
		if len(service) > 0 && string(service) != "any" {
			services, _ = r.natService(string(service))
		}
		rule.parts = &partList{bounds: []serviceBounds{boundsOf(services)}}
		r.parts[string(service)] = rule.parts
	}
	return true
}

// Len returns how many rows there are.
func (b *natBook) Len() int {
	b.once.Do(b.load)
	return len(b.rows)
}

// Bounds encloses what row i may match.
func (b *natBook) Bounds(i int) ipsec.Bounds { return b.AllBounds()[i] }

// AllBounds returns the bounds of all rows.
func (b *natBook) AllBounds() []ipsec.Bounds {
	if all := b.bounds.Load(); all != nil {
		return *all
	}
	return b.enclose(b.Len(), b.rowBounds)
}

// rowBounds makes the bounds of row i. The tree's lock is held.
func (b *natBook) rowBounds(i int) ipsec.Bounds {
	n := b.rows[i].read
	if n == nil {
		return b.boundsOf(b.rows[i].light, 0)
	}
	r := ipsec.FilterRule{Source: n.Source, Destination: n.Destination, Services: n.Services, Action: ipsec.Deny, Disabled: n.Disabled}
	if n.Kind == ipsec.NATExempt {
		r.Action = ipsec.Permit
	}
	out := r.Bounds()
	out.Exact = false
	return out
}

// Misses passes over the rows between other zones.
func (b *natBook) Misses(i int, in, out []string) bool {
	from, to := b.places(i)
	return elsewhere(from, in) || elsewhere(to, out)
}

// places are where row i stands.
func (b *natBook) places(i int) (in, out ipsec.Places) {
	if row := &b.rows[i]; row.read != nil {
		return row.read.In, row.read.Out
	}
	rule := &b.light[b.rows[i].light]
	return rule.in.places, rule.out.places
}

// Row makes row i.
func (b *natBook) Row(i int) *ipsec.NATRule {
	row := &b.rows[i]
	if row.read != nil {
		return row.read
	}
	b.s.v.e.mu.Lock()
	defer b.s.v.e.mu.Unlock()
	n := b.made[row.light]
	if n == nil {
		r, tree := b.read(row.light)
		n = r.nat(tree)[0]
		b.made[row.light] = n
	}
	return n
}
