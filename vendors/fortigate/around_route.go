package fortigate

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

const defaultDistance = 10 // of a static route, in every release

// routes lists the static routes, then the policy routes with what they match as a
// condition.
func (s *surroundings) routes() []*ipsec.Route {
	var rows []*ipsec.Route
	monitors := s.v.table(asWritten, nil, "system", "link-monitor").objects
	for _, o := range s.v.table(asWritten, nil, "router", "static").objects {
		rows = append(rows, s.static(o, monitors)...)
	}
	for _, o := range s.v.table(asWritten, nil, "router", "policy").objects {
		rows = append(rows, s.policyRoute(o)...)
	}
	return rows
}

// static reads one static route: one row for each destination and each interface
// that it uses.
func (s *surroundings) static(o *object, monitors []*object) []*ipsec.Route {
	base := ipsec.Route{
		At: o.head, Gateway: o.text("gateway"), GatewayAt: o.at("gateway"), Disabled: o.text("status") == "disable",
		Blackhole: o.text("blackhole") == "enable", Distance: s.figure(o, "distance", builtinOf(s, defaultDistance)),
		Metric: s.figure(o, "priority", s.defaultPriority()), Table: s.vrf(o),
	}
	if base.Gateway == "0.0.0.0" || o.text("dynamic-gateway") == "enable" {
		base.Gateway, base.GatewayAt = "", ipsec.Span{}
	}
	var rows []*ipsec.Route
	for _, one := range s.destinations(o, base) {
		for _, r := range s.hops(o, one) {
			s.watch(&r, o, monitors)
			rows = append(rows, &r)
		}
	}
	return rows
}

// destinations sets the prefixes that a route leads to. Without one it is the
// default route.
func (s *surroundings) destinations(o *object, base ipsec.Route) []ipsec.Route {
	with := func(p netip.Prefix) ipsec.Route {
		base.Prefix = p.Masked()
		return base
	}
	everything := netip.PrefixFrom(netip.IPv4Unspecified(), 0)
	for _, name := range []string{"internet-service", "internet-service-custom"} {
		if v := o.text(name); v != "" && v != "0" {
			base.Maybe = []string{"a route serves " + name + " " + v + " only"}
			return []ipsec.Route{with(everything)}
		}
	}
	switch {
	case o.text("dstaddr") != "":
		set := s.r.list(o.list("dstaddr")).set
		var out []ipsec.Route
		for _, p := range set.Prefixes() {
			if p.Addr().Is4() {
				out = append(out, with(p))
			}
		}
		for _, why := range set.Unknown {
			base.Unknown = why
			out = append(out, base)
		}
		return out
	case o.has("dst"):
		p, ok := parsePrefix(o.list("dst"))
		if !ok {
			base.Unknown = "the destination of a route cannot be read"
			return []ipsec.Route{base}
		}
		return []ipsec.Route{with(p)}
	}
	return []ipsec.Route{with(everything)}
}

// hops sets the interface. A route into SD-WAN uses all members of its zones at
// once; SD-WAN rules may choose among them.
func (s *surroundings) hops(o *object, r ipsec.Route) []ipsec.Route {
	if r.Blackhole {
		r.Gateway, r.GatewayAt = "", ipsec.Span{}
		return []ipsec.Route{r}
	}
	r.Interface = o.text("device")
	zones := o.list("sdwan-zone")
	if o.text("sdwan") == "enable" || o.text("virtual-wan-link") == "enable" || r.Interface == defaultZone {
		zones = append(zones, defaultZone)
	}
	if len(zones) == 0 {
		return []ipsec.Route{r}
	}
	all := o.text("sdwan") == "enable"
	var out []ipsec.Route
	for _, m := range s.sdwan().members {
		if !all && !slices.Contains(zones, m.zone) {
			continue
		}
		hop := r
		hop.Interface, hop.Gateway, hop.Metric = m.iface, m.gateway, m.priority
		hop.Monitor, hop.MonitorAt = m.monitor, m.monitorAt
		if s.sdwan().rules {
			hop.Metric = ipsec.UnknownAs[int]("SD-WAN rules choose among the members", o.head)
		}
		out = append(out, hop)
	}
	if len(out) == 0 {
		r.Interface = zones[0]
		out = append(out, r)
	}
	return out
}

// watch says what withdraws a route: a link monitor on its interface, or the tunnel
// itself, since FortiOS takes the routes of a tunnel interface out while it is down.
func (s *surroundings) watch(r *ipsec.Route, o *object, monitors []*object) {
	if r.Blackhole {
		return
	}
	if i := s.out.InterfaceNamed(r.Interface); i != nil {
		for _, t := range i.Carries {
			r.LinkOnly = r.LinkOnly || t.Kind == ipsec.RouteBased
		}
	}
	if r.Monitor != "" || o.text("link-monitor-exempt") == "enable" {
		return
	}
	for _, m := range monitors {
		if m.text("status") == "disable" || m.text("update-static-route") == "disable" || m.text("srcintf") != r.Interface {
			continue
		}
		if g := m.text("gateway-ip"); g != "" && g != "0.0.0.0" && r.Gateway != "" && g != r.Gateway {
			continue
		}
		if m.text("route") != "" && !slices.ContainsFunc(m.list("route"), func(text string) bool {
			p, ok := parsePrefix(strings.Fields(text))
			return ok && p.Masked() == r.Prefix
		}) {
			continue
		}
		r.Monitor, r.MonitorAt = "link-monitor "+m.name, m.head
		return
	}
}

// vrf is the routing table of a route: its own, else that of its interface.
func (s *surroundings) vrf(o *object) string {
	i := s.out.InterfaceNamed(o.text("device"))
	switch v := o.text("vrf"); {
	case v != "" && v != "0":
		return v
	case i != nil:
		return i.Table
	}
	for _, i := range s.out.Interfaces.All() {
		if i.Table != "" {
			return "0"
		}
	}
	return ""
}

// policyRoute reads a policy route, which comes before the routing table: one row
// for each destination. One that leaves what it matches to the table is none, and
// neither is one for single ports that leads past the tunnels: it does not tell where
// a network is reached.
func (s *surroundings) policyRoute(o *object) []*ipsec.Route {
	i := s.out.InterfaceNamed(o.text("output-device"))
	ports := o.has("end-port") && o.text("end-port") != "65535"
	if o.text("action") == "deny" || ports && i != nil && len(i.Carries) == 0 {
		return nil
	}
	base := ipsec.Route{
		Interface: o.text("output-device"), Gateway: o.text("gateway"), GatewayAt: o.at("gateway"),
		Disabled: o.text("status") == "disable", At: o.head, Table: s.vrf(o), Metric: s.defaultPriority(),
		Distance: ipsec.DefaultOf(0, "a policy route comes before the routing table"),
		Maybe:    []string{"policy route " + o.name + " decides about what it matches"},
	}
	var rows []*ipsec.Route
	for _, p := range s.policyDestinations(o) {
		r := base
		r.Prefix = p.Masked()
		rows = append(rows, &r)
	}
	return rows
}

// policyDestinations gives the destinations of a policy route; everything where the
// file does not tell them.
func (s *surroundings) policyDestinations(o *object) []netip.Prefix {
	everything := []netip.Prefix{netip.PrefixFrom(netip.IPv4Unspecified(), 0)}
	if o.text("dst-negate") == "enable" {
		return everything
	}
	var out []netip.Prefix
	if o.text("dstaddr") != "" {
		set := s.r.list(o.list("dstaddr")).set
		if !set.Exact() {
			return everything
		}
		for _, p := range set.Prefixes() {
			if p.Addr().Is4() {
				out = append(out, p)
			}
		}
	}
	words := o.list("dst")
	if p, ok := parsePrefix(words); ok && len(words) == 2 { // an address and its mask
		return append(out, p)
	}
	for _, w := range words {
		p, ok := parsePrefix([]string{w})
		if !ok {
			return everything
		}
		out = append(out, p)
	}
	if len(out) == 0 {
		return everything
	}
	return out
}
