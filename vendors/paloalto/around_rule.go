package paloalto

import (
	"slices"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// otherTraffic is the first condition of a rule that denies other applications than
// a tunnel and its traffic are. It stays in the list, and no question is near to it.
const otherTraffic = "it is for applications of other traffic"

// ruleReader turns the rules of one rulebase into rules of the model.
type ruleReader struct {
	s    *surroundings
	v    *vsys
	base rulebase
}

// security reads one security rule. It becomes several rows where a part of it is
// certain and a part is not, and one row a zone where it is for traffic within or
// between zones only.
func (r ruleReader) security(n *node) []ipsec.FilterRule {
	view := r.s.v
	rule := ipsec.FilterRule{Name: n.word, At: n.at, Disabled: view.leaf(n, "disabled").yes()}
	switch action := view.leaf(n, "action"); {
	case action.unknown != "" || !action.set():
		rule.Maybe = append(rule.Maybe, "the file does not tell what the rule does")
	case !action.is("allow"):
		rule.Action = ipsec.Deny
	}
	rule.Source = r.s.addresses(view.members(n, "source"), r.base.objects, view.leaf(n, "negate-source"))
	rule.Destination = r.s.addresses(view.members(n, "destination"), r.base.objects, view.leaf(n, "negate-destination"))
	rule.Maybe = append(rule.Maybe, r.conditions(n)...)
	m := &matching{v: view, places: r.base.objects}
	for _, app := range view.members(n, "application") {
		m.application(app.text, map[string]bool{})
	}
	for _, service := range view.members(n, "service") {
		m.service(service.text, map[string]bool{})
	}
	var out []ipsec.FilterRule
	for _, part := range m.parts(rule.Action) {
		row := rule
		row.Services, row.Maybe = part.services, slices.Concat(rule.Maybe, part.maybe)
		out = append(out, row)
	}
	if len(out) == 0 {
		rule.Maybe = append([]string{otherTraffic}, rule.Maybe...)
		out = append(out, rule)
	}
	return r.placed(n, out)
}

// conditions are what else must hold for the rule, which the file does not tell.
func (r ruleReader) conditions(n *node) []string {
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
func (r ruleReader) zones(members []value) (places ipsec.Places, unknown string) {
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

// placed puts rows into their zones.
func (r ruleReader) placed(n *node, rows []ipsec.FilterRule) []ipsec.FilterRule {
	view := r.s.v
	from, why1 := r.zones(view.members(n, "from"))
	to, why2 := r.zones(view.members(n, "to"))
	kind := view.leaf(n, "rule-type")
	var out []ipsec.FilterRule
	for _, row := range rows {
		row.In, row.Out = from, to
		for _, why := range [...]string{why1, why2} {
			if why != "" {
				row.Maybe = append(slices.Clone(row.Maybe), why)
			}
		}
		switch {
		case kind.is("intrazone"):
			for _, z := range r.each(from) {
				row.In, row.Out = ipsec.Places{z}, ipsec.Places{z}
				out = append(out, row)
			}
		case kind.is("interzone"):
			for _, z := range r.each(from) {
				others := slices.DeleteFunc(r.each(to), func(o string) bool { return o == z })
				if row.In, row.Out = (ipsec.Places{z}), others; len(others) > 0 {
					out = append(out, row)
				}
			}
		default:
			out = append(out, row)
		}
	}
	return out
}

// each returns the zones one by one; of no places, all that there are.
func (r ruleReader) each(places ipsec.Places) []string {
	if len(places) > 0 {
		return slices.Clone(places)
	}
	return r.s.zoneNames(r.v)
}

// zoneNames returns the zones of a virtual system in the order of the file.
func (s *surroundings) zoneNames(v *vsys) []string {
	var out []string
	for _, z := range v.node.list("zone") {
		out = append(out, s.zone(v, z.word))
	}
	return out
}
