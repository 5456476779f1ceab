package paloalto

import (
	"slices"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Built-in flood thresholds (PAN-OS web interface reference, zone protection: flood
// protection): packets are dropped at random above the first and all of them above
// the second.
const (
	floodActivate = 10000
	floodMaximal  = 40000
)

// dosRule begins the name of a limit that a DoS rule sets.
const dosRule = "DoS rule "

// newSessions is why a flood threshold may leave DPD alone.
const newSessions = "it counts new sessions, and the packets of an IKE session that exists are none"

// floods are the kinds of flood protection that see IKE or ESP: UDP, and what is
// neither TCP, UDP nor ICMP.
var floods = [...]struct {
	word    string
	service ipsec.Service
}{
	{"udp", ipsec.Service{Protocol: ipsec.ProtoUDP}},
	{"other-ip", ipsec.Service{Protocol: ipsec.ProtoESP}},
}

// limits takes over what counts new sessions: the zone-protection profile of each
// zone, and the DoS rules with their profiles. A profile that nothing uses is no limit.
func (s *surroundings) limits() []*ipsec.RateLimit {
	var out []*ipsec.RateLimit
	for _, v := range s.vsys {
		for _, zone := range v.node.list("zone") {
			name := s.v.leaf(zone, "network", "zone-protection-profile")
			if !name.set() {
				continue
			}
			for _, l := range s.flood(s.v.root.path("network", "profiles", "zone-protection-profile", name.text)) {
				l.Name += " limit of zone protection profile " + name.text
				l.In = ipsec.Places{s.zone(v, zone.word)}
				l.Source, l.Destination = ipsec.Anywhere(), ipsec.Anywhere()
				out = append(out, l)
			}
		}
		out = append(out, s.dos(v)...)
	}
	return out
}

// flood makes the limits of a profile that see IKE or ESP.
func (s *surroundings) flood(profile *node) []*ipsec.RateLimit {
	var out []*ipsec.RateLimit
	for _, f := range floods {
		n := profile.path("flood", f.word)
		if !s.v.leaf(n, "enable").yes() {
			continue
		}
		at := n.at
		rate := s.figure(s.v.leaf(n, "red", "activate-rate"), ipsec.DefaultOf(floodActivate, s.c.standard()))
		most := s.figure(s.v.leaf(n, "red", "maximal-rate"), ipsec.DefaultOf(floodMaximal, s.c.standard()))
		if rate.Known() && most.Known() && most.V < rate.V {
			rate = most
		}
		out = append(out, &ipsec.RateLimit{
			Name: f.word + " flood", Kind: "flood", Services: []ipsec.Service{f.service}, Rate: rate, Unit: "new sessions per second",
			Drops: true, Maybe: []string{newSessions}, At: at,
		})
	}
	return out
}

// dos makes the limits of the DoS rules of a virtual system. A rule that allows
// exempts the sources that it matches from the rules below it.
func (s *surroundings) dos(v *vsys) []*ipsec.RateLimit {
	var out []*ipsec.RateLimit
	var allowed []ipsec.RateLimit
	for _, base := range v.bases {
		if base.gap != "" {
			continue
		}
		rows := base.node.path("dos", "rules").rows()
		for i := range rows.n {
			n := rows.read(i)
			r := s.reader(v, base)
			rule := r.dosRule(n)
			switch how := n.find("action").last(); {
			case rule.Disabled:
			case how.text() == "allow" && len(rule.Maybe) == 0 && len(rule.Services) == 0:
				allowed = append(allowed, rule)
			case how.text() == "protect":
				rule.Exempts = exempted(allowed, rule)
				out = append(out, r.protections(n, rule)...)
			case how.text() == "deny":
				rule.Exempts, rule.Rate, rule.Drops, rule.Kind = exempted(allowed, rule), ipsec.ExplicitAt(0, how.at), true, "limit"
				rule.Unit = "packets per second"
				out = append(out, &rule)
			}
		}
	}
	return out
}

// exempted are the sources that one of the rules above lets pass.
func exempted(above []ipsec.RateLimit, rule ipsec.RateLimit) ipsec.AddrSet {
	var b ipsec.AddrBuilder
	for _, a := range above {
		if (len(a.In) == 0 || slices.Equal(a.In, rule.In)) && a.Destination.Covers(rule.Destination) {
			b.AddSet(a.Source)
		}
	}
	return b.Set()
}

// dosRule reads what a DoS rule matches.
func (r *ruleReader) dosRule(n *node) ipsec.RateLimit {
	view := r.s.v
	out := ipsec.RateLimit{
		Name: dosRule + n.word, At: n.at, Disabled: view.leaf(n, "disabled").yes(),
		Source:      r.s.addresses(view.members(n, "source"), r.base.objects, view.leaf(n, "negate-source")),
		Destination: r.s.addresses(view.members(n, "destination"), r.base.objects, view.leaf(n, "negate-destination")),
		Maybe:       r.conditions(n),
	}
	for _, i := range view.members(n, "from", "interface") {
		out.In = append(out.In, i.text)
	}
	if len(out.In) == 0 {
		var why string
		if out.In, why = r.zones(view.members(n, "from", "zone")); why != "" {
			out.Maybe = append(out.Maybe, why)
		}
	}
	m := &matching{v: view, places: r.base.objects}
	for _, service := range view.members(n, "service") {
		m.service(service.text, map[string]bool{})
	}
	if !m.anyService {
		out.Services, out.Maybe = m.services, append(out.Maybe, m.unread...)
	}
	return out
}

// protections are the limits that the profiles of a DoS rule set.
func (r *ruleReader) protections(n *node, rule ipsec.RateLimit) []*ipsec.RateLimit {
	s := r.s
	var out []*ipsec.RateLimit
	for _, kind := range [...]string{"aggregate", "classified"} {
		name := s.v.leaf(n, "protection", kind, "profile")
		if !name.set() {
			continue
		}
		profile := r.dosProfile(name.text)
		// What is counted for each source by itself leaves the peer's own packets only.
		by := s.v.leaf(n, "protection", kind, "classification-criteria", "address")
		rule.OwnSessions = kind == "classified" && (by.is("source-ip-only") || by.is("src-dest-ip-both"))
		for _, l := range s.flood(profile) {
			row := rule
			row.Name, row.Kind, row.Rate, row.Unit, row.Drops = rule.Name+", profile "+name.text+", "+l.Name, l.Kind, l.Rate, l.Unit, true
			row.Maybe = slices.Concat(rule.Maybe, l.Maybe)
			if len(rule.Services) == 0 {
				row.Services = l.Services
			} else if row.Services = sharing(rule.Services, l.Services[0].Protocol); len(row.Services) == 0 {
				continue
			}
			out = append(out, &row)
		}
		sessions := profile.path("resource", "sessions")
		if most := s.v.leaf(sessions, "max-concurrent-limit"); s.v.leaf(sessions, "enabled").yes() && most.set() {
			row := rule
			row.Name, row.Kind, row.Unit, row.Drops = rule.Name+", profile "+name.text, "sessions", "sessions", true
			row.Rate = s.figure(most, ipsec.Value[int]{})
			out = append(out, &row)
		}
	}
	return out
}

// dosProfile finds a DoS profile by its name.
func (r *ruleReader) dosProfile(name string) *node {
	for _, place := range r.base.objects {
		if n := place.path("profiles", "dos-protection", name); n != nil {
			return n
		}
	}
	return nil
}

// sharing are the services of one protocol.
func sharing(list []ipsec.Service, protocol int) []ipsec.Service {
	var out []ipsec.Service
	for _, s := range list {
		if s.Protocol == protocol {
			out = append(out, s)
		}
	}
	return out
}
