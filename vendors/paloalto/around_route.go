package paloalto

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Built-in values of static routes (PAN-OS web interface reference, static routes).
const (
	routeMetric   = 10
	routeDistance = 10
)

// routes takes over the static routes of every router, and what policy-based
// forwarding may send elsewhere.
func (s *surroundings) routes() []*ipsec.Route {
	var out []*ipsec.Route
	for _, r := range s.routers() {
		distance := s.figure(s.v.leaf(r.node, "admin-dists", "static"), ipsec.DefaultOf(routeDistance, s.c.standard()))
		if distance.Origin == ipsec.Explicit {
			distance.Origin = ipsec.Inherited
		}
		for _, n := range r.node.list("routing-table", "ip", "static-route") {
			out = append(out, s.route(n, r.table, distance))
		}
	}
	return append(out, s.forwarding()...)
}

// learns names the protocols other than BGP that may bring routes.
func (s *surroundings) learns() []string {
	var out []string
	for _, r := range s.routers() {
		for _, p := range [...]struct{ word, name string }{{"ospf", "OSPF"}, {"rip", "RIP"}} {
			n := r.node.path("protocol", p.word)
			if r.logical {
				n = r.node.find(p.word)
			}
			if s.v.leaf(n, "enable").yes() && !slices.Contains(out, p.name) {
				out = append(out, p.name)
			}
		}
	}
	return out
}

// figure reads a whole number, and makes no problem of what is none: rows may be
// read after the device's problems have been handed out.
func (s *surroundings) figure(v value, def ipsec.Value[int]) ipsec.Value[int] {
	if !v.set() {
		return def
	}
	n, err := strconv.Atoi(v.text)
	if v.unknown == "" && (err != nil || n < 0) {
		return ipsec.UnknownAs[int]("the value is no number", v.at)
	}
	return modelled(v, n)
}

func (s *surroundings) route(n *node, table string, distance ipsec.Value[int]) *ipsec.Route {
	out := &ipsec.Route{
		At: n.at, Table: table, Interface: s.v.leaf(n, "interface").text,
		Distance: s.figure(s.v.leaf(n, "admin-dist"), distance),
		Metric:   s.figure(s.v.leaf(n, "metric"), ipsec.DefaultOf(routeMetric, s.c.standard())),
	}
	s.destination(n, out)
	s.nextHop(n, out)
	if n.path("option", "no-install") != nil || n.path("route-table", "no-install") != nil || n.path("route-table", "multicast") != nil {
		out.Disabled = true
	}
	out.LinkOnly = out.Interface != "" && !strings.HasPrefix(out.Interface, "tunnel")
	s.monitor(n, out)
	return out
}

func (s *surroundings) destination(n *node, out *ipsec.Route) {
	v, _ := s.v.address(s.v.leaf(n, "destination"))
	p, ok := prefixOf(v.text)
	switch {
	case v.unknown != "":
		out.Unknown = "the destination of route " + n.word + " cannot be told: " + v.unknown
	case ok:
		out.Prefix = p
	default:
		out.Unknown = "the destination of route " + n.word + " is not an address in this file"
	}
}

func (s *surroundings) nextHop(n *node, out *ipsec.Route) {
	hop := n.find("nexthop").last()
	switch hop.text() {
	case "discard":
		out.Blackhole = true
	case "next-vr", "next-lr":
		to := s.v.leaf(hop)
		out.Maybe = append(out.Maybe, "route "+n.word+" leads on to router "+to.text)
	case "ip-address", "fqdn":
		v := s.v.leaf(hop)
		if hop.word == "ip-address" {
			v, _ = s.v.address(v)
		}
		out.Gateway, out.GatewayAt = v.text, v.at
		if a, ok := addressOf(v.text); ok {
			out.Gateway = a.String()
			if i := s.out.InterfaceOf(a); i != nil && out.Interface == "" && i.Table == out.Table {
				out.Interface = i.Name
			}
		}
	}
}

// monitor notes what withdraws the route: its own path monitor, or a tunnel
// monitor that takes the tunnel interface down. Without one the route stays when
// the tunnel fails, since a tunnel interface is up whatever its tunnel does.
func (s *surroundings) monitor(n *node, out *ipsec.Route) {
	if enable := s.v.leaf(n, "path-monitor", "enable"); enable.yes() {
		for _, m := range n.list("path-monitor", "monitor-destinations") {
			if s.v.leaf(m, "enable").is("no") || !s.v.leaf(m, "destination").set() {
				continue
			}
			if out.Monitor == "" {
				out.Monitor, out.MonitorAt = "path-monitor", enable.at
			}
			out.Monitor += " " + m.word
		}
	}
	i := s.out.InterfaceNamed(out.Interface)
	if out.Monitor != "" || i == nil {
		return
	}
	for _, t := range i.Carries {
		for _, k := range t.Keepalives {
			if k.Kind == "tunnel-monitor" && k.ControlsState {
				out.Monitor, out.MonitorAt = "tunnel-monitor "+k.Name, k.At
			}
		}
	}
}

// forwarding makes a conditional route of each rule of policy-based forwarding: it
// goes before the routing table for the packets that it matches.
func (s *surroundings) forwarding() []*ipsec.Route {
	var out []*ipsec.Route
	for _, v := range s.vsys {
		for _, base := range v.bases {
			if base.gap != "" {
				continue
			}
			rows := base.node.path("pbf", "rules").rows()
			for i := range rows.n {
				out = append(out, s.reader(v, base).forward(rows.read(i))...)
			}
		}
	}
	return out
}

func (r *ruleReader) forward(n *node) []*ipsec.Route {
	view := r.s.v
	how := n.find("action").last()
	if how.text() == "no-pbf" || how == nil {
		return nil // the routing table decides
	}
	route := ipsec.Route{
		At: n.at, Disabled: view.leaf(n, "disabled").yes(), Blackhole: how.word == "discard",
		Interface: view.leaf(how, "egress-interface").text,
		Distance:  ipsec.DefaultOf(0, "policy-based forwarding goes before the routing table"),
		Maybe:     []string{"policy-based forwarding rule " + n.word + " takes some of the traffic"},
	}
	if hop := view.leaf(how, "nexthop", "ip-address"); hop.set() {
		route.Gateway, route.GatewayAt = hop.text, hop.at
	}
	to := r.s.addresses(view.members(n, "destination"), r.base.objects, view.leaf(n, "negate-destination"))
	prefixes := to.Prefixes()
	if !to.Exact() {
		prefixes = []netip.Prefix{netip.PrefixFrom(netip.IPv4Unspecified(), 0)}
	}
	var out []*ipsec.Route
	for _, p := range prefixes {
		if p.Addr().Is4() {
			row := route
			row.Prefix = p
			out = append(out, &row)
		}
	}
	return out
}
