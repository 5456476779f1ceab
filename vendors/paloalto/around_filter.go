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
		f := &ipsec.Filter{Name: "security rules", Hooks: ipsec.Transit, Stateful: true, Rules: book}
		if len(s.vsys) > 1 {
			f.Name += " of " + v.name
			f.In = s.interfacesOf(v)
			f.Out = f.In
		}
		f.Default, f.DefaultAt = s.standard(v, "interzone-default", ipsec.Deny)
		out = append(out, f)
		for _, zone := range s.zoneNames(v) {
			if !s.endsIKE(zone) {
				continue
			}
			b := &ipsec.Filter{
				Name: f.Name + ", to the firewall itself", Hooks: ipsec.ToBox, Stateful: true, In: ipsec.Places{zone},
				Rules: &boxRules{book: book, zone: zone}, Unsure: s.elsewhere(zone),
			}
			b.Default, b.DefaultAt = s.standard(v, "intrazone-default", ipsec.Permit)
			out = append(out, b)
		}
	}
	if len(s.vsys) > 1 {
		out = append(out, s.between()...)
	}
	return out
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
					Name: "security rules between " + from.name + " and " + to.name, Hooks: ipsec.Transit, Stateful: true,
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

// rulebook shows the security rules of a virtual system to the evaluator. When the
// first question is asked each rule is read once for its bounds; a rule that a
// question is near to is read again and kept.
type rulebook struct {
	s *surroundings
	v *vsys

	once   sync.Once
	rows   []bookRow
	bounds []ipsec.Bounds
	fixed  []ipsec.FilterRule // rules that stand in no file
	mu     sync.Mutex
	kept   map[int]*ipsec.FilterRule
}

// bookRow is one row: row part of rule number rule in a rulebase; base -1 is one
// of the fixed rules.
type bookRow struct {
	base, part int16
	rule       int32
}

func (b *rulebook) load() {
	b.s.v.e.mu.Lock()
	defer b.s.v.e.mu.Unlock()
	b.kept = map[int]*ipsec.FilterRule{}
	for k, base := range b.v.bases {
		if base.gap != "" {
			b.gap(base.gap)
			continue
		}
		rows := base.node.path("security", "rules").rows()
		for i := range rows.n {
			for part, rule := range (ruleReader{b.s, b.v, base}).security(rows.read(i)) {
				b.rows = append(b.rows, bookRow{int16(k), int16(part), int32(i)})
				bounds := rule.Bounds()
				if len(rule.Maybe) > 0 && rule.Maybe[0] == otherTraffic {
					bounds = ipsec.Bounds{SourceLow: 1} // nothing: Low is above High
				}
				b.bounds = append(b.bounds, bounds)
			}
		}
	}
	action, at := b.s.standard(b.v, "intrazone-default", ipsec.Permit)
	for _, zone := range b.s.zoneNames(b.v) {
		r := ipsec.FilterRule{
			Name: "intrazone-default", At: at, Action: action, In: ipsec.Places{zone}, Out: ipsec.Places{zone},
			Source: ipsec.Anywhere(), Destination: ipsec.Anywhere(),
		}
		if b.s.hidden != "" {
			r.Maybe = []string{b.s.hidden}
		}
		b.fix(r)
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
	b.rows = append(b.rows, bookRow{base: -1, rule: int32(len(b.fixed))})
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

// Rule reads row i.
func (b *rulebook) Rule(i int) *ipsec.FilterRule {
	b.mu.Lock()
	defer b.mu.Unlock()
	if r := b.kept[i]; r != nil {
		return r
	}
	b.kept[i] = b.look(i)
	return b.kept[i]
}

// look reads row i and keeps nothing.
func (b *rulebook) look(i int) *ipsec.FilterRule {
	row := b.rows[i]
	if row.base < 0 {
		return &b.fixed[row.rule]
	}
	b.s.v.e.mu.Lock()
	defer b.s.v.e.mu.Unlock()
	base := b.v.bases[row.base]
	n := base.node.path("security", "rules").rows().read(int(row.rule))
	return &ruleReader{b.s, b.v, base}.security(n)[row.part]
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
			if row := b.book.rows[i]; row.base < 0 && b.book.fixed[row.rule].Name == "intrazone-default" {
				continue // the filter's default
			}
			r := b.book.look(i)
			if at(r.In, b.zone) && at(r.Out, b.zone) {
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
