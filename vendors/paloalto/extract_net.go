package paloalto

import (
	"slices"

	"github.com/vpnlint/vpnlint/parser"
)

// monitorProfile says what a tunnel monitor does.
type monitorProfile struct {
	at                          parser.Span
	action, interval, threshold value
}

// staticRoute is a static route that leaves by a tunnel interface.
type staticRoute struct {
	name    string
	at      parser.Span
	from    string
	path    []string // the words that lead to it below "network", as the CLI takes them
	nexthop value
	monitor value // path-monitor/enable
	targets []pathTarget
}

// pathTarget is one destination of a route's path monitor.
type pathTarget struct {
	name                          string
	at                            parser.Span
	enable                        value
	source, destination, interval value
}

// bgpPeer is a BGP neighbour.
type bgpPeer struct {
	name      string
	at        parser.Span
	enabled   bool
	localIP   value
	address   value
	keepAlive value
}

// network is what lies around the tunnels, by the tunnel interface.
type network struct {
	routes map[string][]staticRoute
	peers  map[string][]bgpPeer
}

func (v *view) monitorProfile(name string) *monitorProfile {
	n := v.root.path("network", "profiles", "monitor-profile", name)
	if n == nil {
		return nil
	}
	return &monitorProfile{at: n.at, action: v.leaf(n, "action"), interval: v.leaf(n, "interval"), threshold: v.leaf(n, "threshold")}
}

// interfaceNode returns the entry of a tunnel interface, or of the interface
// that IKE leaves by; nil when the file does not show it.
func (v *view) interfaceNode(name string) *node {
	top := v.root.path("network", "interface")
	for _, kind := range [...]string{"tunnel", "loopback", "vlan"} {
		if n := top.path(kind, "units", name); n != nil {
			return n
		}
	}
	for _, kind := range [...]string{"ethernet", "aggregate-ethernet"} {
		for _, port := range top.list(kind) {
			l3 := port.find("layer3")
			if port.word == name {
				return l3
			}
			if n := l3.path("units", name); n != nil {
				return n
			}
		}
	}
	return nil
}

// network collects routes and BGP peers once, so that a tunnel need not search.
func (v *view) network() network {
	out := network{routes: map[string][]staticRoute{}, peers: map[string][]bgpPeer{}}
	for _, vr := range v.root.list("network", "virtual-router") {
		v.addRoutes(&out, vr, "virtual-router", quoted(vr.word))
		v.addPeers(&out, vr.path("protocol", "bgp"))
	}
	for _, lr := range v.root.list("network", "logical-router") {
		for _, vrf := range lr.list("vrf") {
			v.addRoutes(&out, vrf, "logical-router", quoted(lr.word), "vrf", quoted(vrf.word))
			v.addPeers(&out, vrf.find("bgp"))
		}
	}
	return out
}

func (v *view) addRoutes(out *network, router *node, path ...string) {
	for _, n := range router.list("routing-table", "ip", "static-route") {
		iface := v.leaf(n, "interface")
		if !iface.known() {
			continue
		}
		r := staticRoute{
			name: n.word, at: n.at, from: n.from,
			path:    append(slices.Clone(path), "routing-table ip static-route", quoted(n.word)),
			nexthop: v.leaf(n, "nexthop", "ip-address"), monitor: v.leaf(n, "path-monitor", "enable"),
		}
		for _, m := range n.list("path-monitor", "monitor-destinations") {
			r.targets = append(r.targets, pathTarget{
				name: m.word, at: m.at,
				enable: v.leaf(m, "enable"), source: v.leaf(m, "source"),
				destination: v.leaf(m, "destination"), interval: v.leaf(m, "interval"),
			})
		}
		out.routes[iface.text] = append(out.routes[iface.text], r)
	}
}

func (v *view) addPeers(out *network, bgp *node) {
	on := v.leaf(bgp, "enable").yes()
	for _, group := range bgp.list("peer-group") {
		for _, n := range group.list("peer") {
			iface := v.leaf(n, "local-address", "interface")
			if !iface.known() {
				continue
			}
			out.peers[iface.text] = append(out.peers[iface.text], bgpPeer{
				name: n.word, at: n.at,
				enabled:   on && !v.leaf(group, "enable").is("no") && !v.leaf(n, "enable").is("no"),
				localIP:   v.leaf(n, "local-address", "ip"),
				address:   v.leaf(n, "peer-address", "ip"),
				keepAlive: v.leaf(n, "connection-options", "keep-alive-interval"),
			})
		}
	}
}
