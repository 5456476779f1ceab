package paloalto

import (
	"slices"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// otherTraffic is the first condition of a rule that denies other applications than
// a tunnel and its traffic are. It stays in the list, and no question is near to it.
const otherTraffic = "it is for applications of other traffic"

// ruleReader turns the rules of one rulebase into rules of the model.
//
// Rules are many and their parts alike: what a list of names stands for is found
// once for each way in which it is written.
type ruleReader struct {
	s      *surroundings
	v      *vsys
	base   rulebase
	sets   map[string]*knownSet
	places map[string]*zoneList
	taken  map[string][]taken
	parts  map[string]*partList // by application and service as they are written
	ranges map[string]range4    // by name
	buf    []byte
}

func (s *surroundings) reader(v *vsys, base rulebase) *ruleReader {
	return &ruleReader{
		s: s, v: v, base: base, sets: map[string]*knownSet{}, places: map[string]*zoneList{}, taken: map[string][]taken{},
		parts: map[string]*partList{}, ranges: map[string]range4{},
	}
}

// bookRule is a security rule as far as it differs from others: its sets, places
// and services are shared with the rules that are written alike.
type bookRule struct {
	name        string
	at          ipsec.Span
	action      ipsec.Action
	disabled    bool
	other       bool // it is for other applications than those of a tunnel
	source      *knownSet
	destination *knownSet
	in, out     *zoneList
	parts       []taken
	conditions  []string
	kind        string // rule-type
}

// security reads one security rule.
func (r *ruleReader) security(n *node) bookRule {
	view := r.s.v
	rule := bookRule{name: n.word, at: n.at, disabled: view.leaf(n, "disabled").yes(), kind: n.find("rule-type").last().text()}
	switch action := view.leaf(n, "action"); {
	case action.unknown != "" || !action.set():
		rule.conditions = append(rule.conditions, "the file does not tell what the rule does")
	case !action.is("allow"):
		rule.action = ipsec.Deny
	}
	rule.source = r.set(n, "source", "negate-source")
	rule.destination = r.set(n, "destination", "negate-destination")
	rule.in, rule.out = r.place(n.find("from")), r.place(n.find("to"))
	rule.parts = r.services(n, rule.action)
	rule.conditions = append(rule.conditions, r.conditions(n)...)
	if rule.other = len(rule.parts) == 0; rule.other {
		rule.conditions = append([]string{otherTraffic}, rule.conditions...)
		rule.parts = []taken{{}}
	}
	return rule
}

// key writes the words of lists into one text that tells them from all others.
func (r *ruleReader) key(lists ...*node) []byte {
	r.buf = r.buf[:0]
	for _, l := range lists {
		if l != nil {
			for _, c := range l.sub {
				r.buf = append(append(r.buf, c.word...), 0)
			}
		}
		r.buf = append(r.buf, 1)
	}
	return r.buf
}

// knownSet is a set of addresses with what encloses it in IPv4.
type knownSet struct {
	ipsec.AddrSet
	range4
}

// set resolves a list of addresses once for all rules that are written alike.
func (r *ruleReader) set(n *node, list, negate string) *knownSet {
	l, not := n.find(list), n.find(negate)
	key := r.key(l, not)
	if known := r.sets[string(key)]; known != nil {
		return known
	}
	text := string(key)
	set := &knownSet{AddrSet: r.s.addresses(r.s.v.members(n, list), r.base.objects, r.s.v.leaf(n, negate))}
	set.At = ipsec.Span{}
	b := (&ipsec.FilterRule{Source: set.AddrSet}).Bounds()
	set.range4 = range4{b.SourceLow, b.SourceHigh}
	r.sets[text] = set
	return set
}

// zoneList is the places of from or to; unknown says why they cannot be told.
type zoneList struct {
	places  ipsec.Places
	unknown string
}

func (r *ruleReader) place(list *node) *zoneList {
	key := r.key(list)
	if known := r.places[string(key)]; known != nil {
		return known
	}
	text := string(key)
	z := new(zoneList)
	var members []value
	if list != nil {
		for _, m := range list.sub {
			members = append(members, r.s.v.resolve(m))
		}
	}
	z.places, z.unknown = r.zones(members)
	r.places[text] = z
	return z
}

// services says what the rule takes by application and service.
func (r *ruleReader) services(n *node, action ipsec.Action) []taken {
	apps, services := n.find("application"), n.find("service")
	key := append(r.key(apps, services), byte(action))
	if known, ok := r.taken[string(key)]; ok {
		return known
	}
	text := string(key)
	m := &matching{v: r.s.v, places: r.base.objects}
	seenApps, seenServices := map[string]bool{}, map[string]bool{}
	for _, app := range r.s.v.members(n, "application") {
		m.application(app.text, seenApps)
	}
	for _, service := range r.s.v.members(n, "service") {
		m.service(service.text, seenServices)
	}
	parts := m.parts(action)
	r.taken[text] = parts
	return parts
}

// conditions are what else must hold for the rule, which the file does not tell.
func (r *ruleReader) conditions(n *node) []string {
	var out []string
	view := r.s.v
	for _, c := range [...]struct{ word, reason string }{
		{"source-user", "it holds for some users only"},
		{"category", "it holds for some URL categories only"},
		{"hip-profiles", "it holds for some hosts by their state (HIP)"},
		{"source-hip", "it holds for some hosts by their state (HIP)"},
		{"destination-hip", "it holds for some hosts by their state (HIP)"},
	} {
		if m := view.members(n, c.word); len(m) > 0 && !slices.ContainsFunc(m, func(v value) bool { return v.text == "any" }) {
			out = append(out, c.reason)
		}
	}
	if view.leaf(n, "schedule").set() {
		out = append(out, "it holds at scheduled times only")
	}
	if target := n.find("target"); len(target.list("devices")) > 0 || view.leaf(target, "negate").yes() {
		out = append(out, "Panorama pushes it to some firewalls only")
	}
	return out
}

// zones turns the members of from or to into places. unknown says why a zone
// cannot be told.
func (r *ruleReader) zones(members []value) (places ipsec.Places, unknown string) {
	if len(members) == 0 {
		return nil, "the file does not show all zones of the rule"
	}
	for _, m := range members {
		switch {
		case m.unknown != "":
			unknown = m.unknown
		case m.text == "any":
			return nil, ""
		default:
			if r.v.zones[m.text] == nil && r.s.hiddenNet != "" {
				unknown = "the file does not show the interfaces of zone " + m.text
			}
			places = append(places, r.s.zone(r.v, m.text))
		}
	}
	if unknown != "" {
		return nil, unknown
	}
	return places, ""
}

// spread returns the pairs of places in which a rule stands: one, or for traffic
// within or between zones one for each zone that the traffic may come from.
func (r *ruleReader) spread(rule *bookRule) [][2]ipsec.Places {
	switch rule.kind {
	case "intrazone":
		var out [][2]ipsec.Places
		for _, z := range r.each(rule.in.places) {
			out = append(out, [2]ipsec.Places{{z}, {z}})
		}
		return out
	case "interzone":
		var out [][2]ipsec.Places
		for _, z := range r.each(rule.in.places) {
			others := slices.DeleteFunc(r.each(rule.out.places), func(o string) bool { return o == z })
			if len(others) > 0 {
				out = append(out, [2]ipsec.Places{{z}, others})
			}
		}
		return out
	}
	return [][2]ipsec.Places{{rule.in.places, rule.out.places}}
}

// each returns the zones one by one; of no places, all that there are.
func (r *ruleReader) each(places ipsec.Places) []string {
	if len(places) > 0 {
		return slices.Clone(places)
	}
	return r.s.zoneNames(r.v)
}

// row makes one part of a rule in one pair of places.
func (rule *bookRule) row(part int, in, out ipsec.Places) *ipsec.FilterRule {
	p := rule.parts[part]
	f := &ipsec.FilterRule{
		Name: rule.name, At: rule.at, Action: rule.action, Disabled: rule.disabled, In: in, Out: out,
		Source: rule.source.AddrSet, Destination: rule.destination.AddrSet, Services: p.services,
	}
	f.Maybe = slices.Concat(rule.conditions, p.maybe)
	for _, z := range [...]*zoneList{rule.in, rule.out} {
		if z.unknown != "" {
			f.Maybe = append(f.Maybe, z.unknown)
		}
	}
	return f
}

// bounds encloses what a part of the rule may match.
func (rule *bookRule) bounds(part int) ipsec.Bounds {
	if rule.disabled || rule.other {
		return ipsec.Bounds{SourceLow: 1, Action: rule.action} // nothing: Low is above High
	}
	return boundsOf(rule.parts[part].services).between(rule.source.range4, rule.destination.range4, rule.action)
}

// zoneNames returns the zones of a virtual system in the order of the file.
func (s *surroundings) zoneNames(v *vsys) []string {
	var out []string
	for _, z := range v.node.list("zone") {
		out = append(out, s.zone(v, z.word))
	}
	return out
}
