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
	var several netip.Prefix // the destination that the next hops below belong to
	var metric ipsec.Value[int]
	for line := 1; line <= src.LineCount(); line++ {
		words := strings.Fields(src.Line(line))
		if len(words) == 0 || words[0][0] == '#' {
			continue
		}
		at := src.LineSpan(line)
		if words[0] == "nexthop" {
			if several.IsValid() {
				h.addRoute(h.route(words[1:], several, metric, at))
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
		r := h.route(words[1:], to, ipsec.Value[int]{}, at)
		r.Blackhole = isOneOf(kind, "unreachable", "prohibit", "blackhole")
		several, metric = to, r.Metric
		if !r.Connected && (r.Interface != "" || r.Blackhole) {
			h.addRoute(r)
		}
	}
	h.out.Routes.Extent, h.out.Routes.Reason = ipsec.Complete, ""
}

// route reads what follows the destination.
func (h *host) route(words []string, to netip.Prefix, metric ipsec.Value[int], at parser.Span) *ipsec.Route {
	r := &ipsec.Route{Prefix: to, At: at, Distance: ipsec.DefaultOf(0, "Linux has no administrative distance"), LinkOnly: true, Metric: metric}
	if !metric.Known() {
		r.Metric = ipsec.DefaultOf(0, "default of ip route")
	}
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
		case "table":
			// strongSwan puts its routes into 220, which a rule looks up before main.
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
