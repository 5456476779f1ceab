package strongswan

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// routeKinds are what a line of ip route may begin with besides a destination.
func isRouteKind(word string) bool {
	return isOneOf(word, "unicast", "local", "broadcast", "multicast", "anycast", "throw", "unreachable", "prohibit", "blackhole", "nat")
}

// isRoute reports whether the words are a line of the output of ip route.
func isRoute(words []string) bool {
	rest := words
	if isRouteKind(rest[0]) {
		if rest = rest[1:]; len(rest) == 0 {
			return false
		}
		if isOneOf(words[0], "unreachable", "prohibit", "blackhole", "throw") {
			return isDestination(rest[0])
		}
	}
	if !isDestination(rest[0]) || len(rest) < 3 {
		return false
	}
	return isOneOf(rest[1], "via", "dev", "proto", "nhid", "metric", "scope", "src")
}

// destination reads "default", an address or a network of IPv4.
func destination(text string) (netip.Prefix, bool) {
	if text == "default" {
		return netip.PrefixFrom(netip.IPv4Unspecified(), 0), true
	}
	p, ok := parsePrefix(text)
	return p, ok && p.Addr().Is4()
}

func isDestination(text string) bool {
	_, ok := destination(text)
	return ok
}

// routes reads the output of ip route (ip-route(8)).
func (h *host) routes(src *parser.Source) {
	var several *ipsec.Route // the route that the next hops below belong to
	for line := 1; line <= src.LineCount(); line++ {
		words := strings.Fields(src.Line(line))
		if len(words) == 0 || words[0][0] == '#' {
			continue
		}
		at := src.LineSpan(line)
		if words[0] == "nexthop" {
			if several != nil {
				hop := h.route(words[1:], several.Prefix, at)
				hop.Metric, hop.Learned, hop.Maybe = several.Metric, several.Learned, several.Maybe
				h.addRoute(hop)
			}
			continue
		}
		kind := ""
		if isRouteKind(words[0]) && len(words) > 1 {
			kind, words = words[0], words[1:]
		}
		to, ok := destination(words[0])
		if !ok || isOneOf(kind, "local", "broadcast", "multicast", "anycast") {
			continue
		}
		r := h.route(words[1:], to, at)
		r.Blackhole = isOneOf(kind, "unreachable", "prohibit", "blackhole")
		several = r
		if !r.Connected && (r.Interface != "" || r.Blackhole) {
			h.addRoute(r)
		}
	}
	h.out.Routes.Extent, h.out.Routes.Reason = ipsec.Complete, ""
}

// route reads what follows the destination.
func (h *host) route(words []string, to netip.Prefix, at parser.Span) *ipsec.Route {
	r := &ipsec.Route{Prefix: to, At: at, LinkOnly: true, Distance: ipsec.DefaultOf(0, "Linux has no administrative distance"),
		Metric: ipsec.DefaultOf(0, "default of ip route")}
	source := ""
	kernel := false
	for i := 0; i+1 < len(words); i++ {
		value := words[i+1]
		switch words[i] {
		case "via":
			r.Gateway, r.GatewayAt = value, at
		case "dev":
			r.Interface = value
			h.link(value)
		case "metric":
			if n, err := strconv.Atoi(value); err == nil {
				r.Metric = ipsec.ExplicitAt(n, at)
			}
		case "src":
			source = value
		case "proto":
			kernel = value == "kernel"
			r.Learned = !isOneOf(value, "kernel", "boot", "static", "dhcp", "ra", "redirect", "unspec")
		case "table":
			// strongSwan puts its routes into 220, which a rule looks up before main.
			if value == "220" {
				h.daemons[r] = true
			}
			if value != "main" && value != "220" {
				r.Maybe = []string{"the routing table " + value + " is used where a rule says so"}
			}
		}
	}
	if a, err := netip.ParseAddr(source); err == nil && kernel && r.Gateway == "" {
		i := h.row(r.Interface)
		i.Addresses = append(i.Addresses, netip.PrefixFrom(a, to.Bits()))
		i.At = at
		r.Connected = true // the evaluator makes it of the interface
	}
	for _, flag := range words {
		if flag == "linkdown" || flag == "dead" {
			r.Disabled = true
		}
	}
	return r
}

func (h *host) addRoute(r *ipsec.Route) { h.out.Routes.Rows = append(h.out.Routes.Rows, r) }

// outlive marks the routes that stay when their tunnel is dead. Linux keeps an XFRM
// interface or a VTI up, and its routes in place, whatever becomes of the SAs behind
// it: a script or another program must withdraw them. Neither stands in a dump, and so
// none of these routes is sure to stay. Those of table 220 are the daemon's own.
func (h *host) outlive() {
	for _, t := range h.device.Tunnels {
		known, name := h.known.of(t), h.linkOf(t)
		if t.Kind != ipsec.RouteBased || name == "" || known.routes {
			continue
		}
		for _, r := range h.out.Routes.Rows {
			if r.Interface != name || r.Learned || h.daemons[r] {
				continue
			}
			r.LinkOnly, r.MayGo = false, "a program on the host that no file shows may withdraw the route"
			if known.script {
				r.MayGo = "the updown script of " + t.Name + " may withdraw the route"
			}
		}
	}
}
