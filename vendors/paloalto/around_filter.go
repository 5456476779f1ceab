package paloalto

import (
	"slices"
	"strings"
	"sync"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// filters makes one filter of each virtual system's security rules, and one for
// what is sent to the firewall itself in each zone that IKE ends in: PAN-OS takes
// that as traffic inside the zone of the interface that has the address.
func (s *surroundings) filters() []*ipsec.Filter {
	var out []*ipsec.Filter
	for _, v := range s.vsys {
		book := &rulebook{s: s, v: v}
		f := &ipsec.Filter{Name: "the security policy", At: s.firstRule(v), Hooks: ipsec.Transit, Stateful: true, Rules: book}
		if len(s.vsys) > 1 {
			f.Name += " of " + v.name
			f.In = s.interfacesOf(v)
			f.Out = f.In
		}
		f.Default, f.DefaultAt = s.standard(v, interzone, ipsec.Deny)
		out = append(out, f)
		for _, zone := range s.zoneNames(v) {
			if !s.endsIKE(zone) {
				continue
			}
			b := &ipsec.Filter{
				Name: f.Name + " for the firewall itself", At: f.At, Hooks: ipsec.ToBox, Stateful: true, In: ipsec.Places{zone},
				Rules: &boxRules{book: &rulebook{s: s, v: v, within: s.written(v, zone)}, zone: zone}, Unsure: s.elsewhere(zone),
			}
			b.Default, b.DefaultAt = s.standard(v, intrazone, ipsec.Permit)
			out = append(out, b)
		}
	}
	if len(s.vsys) > 1 {
		out = append(out, s.between()...)
	}
	return out
}

// firstRule is where the security rules of a virtual system begin.
func (s *surroundings) firstRule(v *vsys) ipsec.Span {
	for _, base := range v.bases {
		if rows := base.node.path("security", "rules").rows(); rows.n > 0 {
			return rows.read(0).at
		}
	}
	return ipsec.Span{}
}

// interfacesOf returns the interfaces of a virtual system: those of its zones and
// those that it imports.
func (s *surroundings) interfacesOf(v *vsys) ipsec.Places {
	out := ipsec.Places{}
	for _, m := range s.v.members(v.node, "import", "network", "interface") {
		out = append(out, m.text)
	}
	return append(out, s.zoneNames(v)...)
}

// between stands for what passes from one virtual system to another: both have a
// say, by their external zones, which is not followed.
func (s *surroundings) between() []*ipsec.Filter {
	var out []*ipsec.Filter
	for _, from := range s.vsys {
		for _, to := range s.vsys {
			if from != to {
				out = append(out, &ipsec.Filter{
					Name: "the security policy between " + from.name + " and " + to.name, Hooks: ipsec.Transit, Stateful: true,
					In: s.interfacesOf(from), Out: s.interfacesOf(to), Default: ipsec.Deny,
					Unsure: "traffic between virtual systems is not followed",
				})
			}
		}
	}
	return out
}

// endsIKE reports whether a tunnel's IKE ends on an interface of the zone.
func (s *surroundings) endsIKE(zone string) bool {
	return slices.ContainsFunc(s.c.dev.Tunnels, func(t *ipsec.Tunnel) bool {
		i := s.out.InterfaceNamed(t.Interface)
		return i != nil && slices.Contains(i.Zones, zone)
	})
}

// elsewhere says why traffic to the firewall may come from another zone: IKE ends
// on a loopback interface there. "" when it does not.
func (s *surroundings) elsewhere(zone string) string {
	for _, t := range s.c.dev.Tunnels {
		i := s.out.InterfaceNamed(t.Interface)
		if i != nil && strings.HasPrefix(i.Name, "loopback") && slices.Contains(i.Zones, zone) {
			return "the packets to " + i.Name + " come in by another interface, which may be in another zone"
		}
	}
	return ""
}

// standard is what one of the two default rules does. The file shows one only when
// it is overridden.
func (s *surroundings) standard(v *vsys, name string, action ipsec.Action) (ipsec.Action, ipsec.Span) {
	for i := len(v.bases) - 1; i >= 0; i-- {
		n := v.bases[i].node.path("default-security-rules", "rules", name)
		if a := s.v.leaf(n, "action"); a.known() {
			if a.is("allow") {
				return ipsec.Permit, a.at
			}
			return ipsec.Deny, a.at
		}
	}
	return action, ipsec.Span{}
}

// rulebook shows the security rules of a virtual system to the evaluator. They are
// read when the first question is asked; a row becomes a rule of the model each time
// that a question is near to it.
type rulebook struct {
	s *surroundings
	v *vsys
	// within leaves out the rules that hold for no traffic within a zone, as it is
	// written; "" leaves out none.
	within string

	once   sync.Once
	rules  []bookRule
	rows   []bookRow
	bounds []ipsec.Bounds
	pairs  [][2]ipsec.Places  // of rules that stand in several
	fixed  []ipsec.FilterRule // rules that stand in no file
}

// bookRow is one part of one rule. A pair below zero is the rule's own places; a
// rule below zero is one of the fixed ones.
type bookRow struct {
	rule, pair int32
	part       int32
}

func (b *rulebook) load() {
	b.s.v.e.mu.Lock()
	defer b.s.v.e.mu.Unlock()
	for _, base := range b.v.bases {
		if base.gap != "" {
			b.gap(base.gap)
			continue
		}
		r := b.s.reader(b.v, base)
		rows := base.node.path("security", "rules").rows()
		if b.within == "" {
			b.rules = slices.Grow(b.rules, rows.n)
		}
		for i := range rows.n {
			if b.within != "" && rows.avoids != nil && rows.avoids(i, b.within) {
				continue
			}
			b.add(r, r.security(rows.read(i)))
		}
	}
	action, at := b.s.standard(b.v, intrazone, ipsec.Permit)
	for _, zone := range b.s.zoneNames(b.v) {
		r := ipsec.FilterRule{
			Name: intrazone, At: at, Action: action, In: ipsec.Places{zone}, Out: ipsec.Places{zone},
			Source: ipsec.Anywhere(), Destination: ipsec.Anywhere(),
		}
		if b.s.hidden != "" {
			r.Maybe = []string{b.s.hidden}
		}
		b.fix(r)
	}
}

// Names of the two default rules.
const (
	intrazone = "intrazone-default"
	interzone = "interzone-default"
)

// add makes the rows of a rule.
func (b *rulebook) add(r *ruleReader, rule bookRule) {
	i := int32(len(b.rules))
	b.rules = append(b.rules, rule)
	bounds := rule.bounds()
	places := []int32{-1}
	if rule.kind == "intrazone" || rule.kind == "interzone" {
		places = places[:0]
		for _, pair := range r.spread(&rule) {
			places = append(places, int32(len(b.pairs)))
			b.pairs = append(b.pairs, pair)
		}
	}
	for part := range rule.parts {
		for _, pair := range places {
			b.rows = append(b.rows, bookRow{rule: i, part: int32(part), pair: pair})
			b.bounds = append(b.bounds, bounds)
		}
	}
}

// gap stands for rules that the file does not show.
func (b *rulebook) gap(reason string) {
	for _, action := range [...]ipsec.Action{ipsec.Permit, ipsec.Deny} {
		b.fix(ipsec.FilterRule{
			Name: "a rule that is not shown", Action: action, Source: ipsec.Anywhere(), Destination: ipsec.Anywhere(), Maybe: []string{reason},
		})
	}
}

func (b *rulebook) fix(r ipsec.FilterRule) {
	b.rows = append(b.rows, bookRow{rule: -1, part: int32(len(b.fixed))})
	b.bounds = append(b.bounds, r.Bounds())
	b.fixed = append(b.fixed, r)
}

// Len returns how many rows there are.
func (b *rulebook) Len() int {
	b.once.Do(b.load)
	return len(b.rows)
}

// Bounds encloses what row i may match.
func (b *rulebook) Bounds(i int) ipsec.Bounds { return b.bounds[i] }

// AllBounds returns the bounds of all rows.
func (b *rulebook) AllBounds() []ipsec.Bounds {
	b.once.Do(b.load)
	return b.bounds
}

// Rule makes row i.
func (b *rulebook) Rule(i int) *ipsec.FilterRule {
	row := b.rows[i]
	if row.rule < 0 {
		return &b.fixed[row.part]
	}
	in, out := b.places(i)
	return b.rules[row.rule].row(int(row.part), in, out)
}

// places are where row i stands.
func (b *rulebook) places(i int) (in, out ipsec.Places) {
	switch row := b.rows[i]; {
	case row.rule < 0:
		return b.fixed[row.part].In, b.fixed[row.part].Out
	case row.pair >= 0:
		return b.pairs[row.pair][0], b.pairs[row.pair][1]
	default:
		return b.rules[row.rule].in.places, b.rules[row.rule].out.places
	}
}

// boxRules are the rows of a rulebook that meet traffic to the firewall itself in
// one zone.
type boxRules struct {
	book *rulebook
	zone string

	once sync.Once
	rows []int
}

// Len returns how many rows there are.
func (b *boxRules) Len() int {
	b.once.Do(func() {
		for i := range b.book.Len() {
			if row := b.book.rows[i]; row.rule < 0 && b.book.fixed[row.part].Name == intrazone {
				continue // the filter's default
			}
			if in, out := b.book.places(i); at(in, b.zone) && at(out, b.zone) {
				b.rows = append(b.rows, i)
			}
		}
	})
	return len(b.rows)
}

func at(places ipsec.Places, zone string) bool {
	return len(places) == 0 || slices.Contains(places, zone)
}

// Bounds encloses what row i may match.
func (b *boxRules) Bounds(i int) ipsec.Bounds {
	out := b.book.Bounds(b.rows[i])
	out.Exact = false
	return out
}

// Rule returns row i for a packet that stays in the zone.
func (b *boxRules) Rule(i int) *ipsec.FilterRule {
	r := *b.book.Rule(b.rows[i])
	r.Out = nil
	return &r
}
