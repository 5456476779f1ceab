package fortigate

import (
	"slices"
	"strconv"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// sdwan is what the model has room for of SD-WAN, which was called virtual-wan-link
// up to 6.2: interfaces that routes use together, and the probes that take one out.
type sdwan struct {
	members []sdwanMember
	// rules reports that SD-WAN rules choose among the members.
	rules bool
}

type sdwanMember struct {
	iface, gateway, zone string
	priority             ipsec.Value[int]
	monitor              string
	monitorAt            parser.Span
}

// defaultZone is the zone of a member that names none, and before 6.4 the name of
// the only one.
const defaultZone = "virtual-wan-link"

// The priority of a route that does not set one. It became 1 with 7.0.4; since the
// lower one wins and one of 0 or 1 is hardly ever set, the difference does not
// matter where the version is not known.
func (s *surroundings) defaultPriority() ipsec.Value[int] {
	f := s.c.file
	if f.releases.from >= rel(7, 0, 4) {
		return ipsec.DefaultOf(1, f.defaultReason())
	}
	return ipsec.DefaultOf(0, f.defaultReason())
}

func (s *surroundings) readSDWAN() sdwan {
	var out sdwan
	for _, path := range [][]string{{"system", "sdwan"}, {"system", "virtual-wan-link"}} {
		o := s.v.single(path...)
		if status := o.text("status"); o == nil || status == "disable" || status == "" && s.c.dev.Whole {
			continue // SD-WAN is off unless it is switched on
		}
		checks := o.entries("health-check")
		for _, m := range o.entries("members") {
			if m.text("status") == "disable" {
				continue
			}
			x := sdwanMember{iface: m.text("interface"), gateway: m.text("gateway"), zone: m.text("zone")}
			if x.zone == "" {
				x.zone = defaultZone
			}
			x.priority = s.figure(m, "priority", s.defaultPriority())
			for _, h := range checks {
				used := h.list("members")
				if h.text("update-static-route") != "disable" && (slices.Contains(used, m.name) || slices.Contains(used, "0")) {
					x.monitor, x.monitorAt = "health-check "+h.name, h.head
					break
				}
			}
			out.members = append(out.members, x)
		}
		for _, r := range o.entries("service") {
			out.rules = out.rules || r.text("status") != "disable"
		}
	}
	return out
}

// figure reads a number that has a default.
func (s *surroundings) figure(o *object, name string, builtin ipsec.Value[int]) ipsec.Value[int] {
	if !o.has(name) {
		return builtin
	}
	n, err := strconv.Atoi(o.text(name))
	if err != nil || n < 0 {
		return ipsec.UnknownAs[int](unreadableValue, o.at(name))
	}
	return ipsec.ExplicitAt(n, o.at(name))
}

// builtinOf makes a value that no release changed.
func builtinOf[T any](s *surroundings, v T) ipsec.Value[T] {
	return ipsec.DefaultOf(v, s.c.file.defaultReason())
}
