package paloalto

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
)

// path begins a command on the router.
func (r router) path(words ...string) []string {
	if lr, vrf, ok := strings.Cut(r.name, "/"); r.logical && ok {
		return append([]string{"logical-router", quoted(lr), "vrf", quoted(vrf)}, words...)
	}
	return append([]string{"virtual-router", quoted(r.name)}, words...)
}

// bgpPath begins a command on the router's BGP.
func (r router) bgpPath(words ...string) []string {
	if r.logical {
		return append(r.path("bgp"), words...)
	}
	return append(r.path("protocol bgp"), words...)
}

// routeAt finds the static route that stands at a place, with its router.
func (j *job) routeAt(at parser.Span) (router, *node) {
	for _, r := range j.c.near.routers() {
		for _, n := range r.node.list("routing-table", "ip", "static-route") {
			if n.at == at {
				return r, n
			}
		}
	}
	return router{}, nil
}

// peerAt finds the BGP peer that stands at a place, with its group and router.
func (j *job) peerAt(at parser.Span) (r router, group, peer *node) {
	for _, r := range j.c.near.routers() {
		for _, group := range r.bgp.list("peer-group") {
			for _, peer := range group.list("peer") {
				if peer.at == at {
					return r, group, peer
				}
			}
		}
	}
	return router{}, nil, nil
}

func routePath(r router, name string, words ...string) []string {
	return append(r.path("routing-table ip static-route", quoted(name)), words...)
}

func (j *job) routeDistance() {
	if j.Route == nil {
		return
	}
	r, n := j.routeAt(j.Route.At)
	if n == nil {
		return
	}
	distance := j.c.v.leaf(n, "admin-dist")
	j.set(source(distance, n.from), routePath(r, n.word, "admin-dist", strconv.Itoa(j.Number))...)
	j.edit(distance, strconv.Itoa(j.Number))
}

// monitorRoute withdraws a route when a probe fails: the tunnel's own monitor where
// there is one, which then takes the tunnel interface down, else a path monitor.
func (j *job) monitorRoute() {
	if j.Route == nil {
		return
	}
	if k := j.Keepalive; k != nil && k.Kind == "tunnel-monitor" {
		interval := monitorInterval
		if k.Interval.Known() {
			interval = k.Interval.V
		}
		j.set(j.t.from, "profiles monitor-profile", newMonitor, "action fail-over interval", strconv.Itoa(interval), "threshold 5")
		j.set(j.t.from, j.tun("tunnel-monitor tunnel-monitor-profile", newMonitor)...)
		return
	}
	r, n := j.routeAt(j.Route.At)
	if n == nil {
		return
	}
	j.set(n.from, routePath(r, n.word, "path-monitor enable yes")...)
	if j.Keepalive != nil && j.Keepalive.Kind == "path-monitor" {
		return
	}
	target := hostText(j.Addr, "<address of an OutSystems DNS server>")
	j.set(n.from, routePath(r, n.word, "path-monitor monitor-destinations OS enable yes source", "<LAN address of the firewall>",
		"destination", target, "interval", strconv.Itoa(j.Seconds), "count 5")...)
	j.note("the source must be an address of the firewall that the cloud answers: one in a registered range")
}

// backupRoute routes what a primary route does into this tunnel, at a distance.
func (j *job) backupRoute() {
	if j.Route == nil || !j.Route.Prefix.IsValid() || !j.t.iface.known() {
		return
	}
	r, n := j.routeAt(j.Route.At)
	if n == nil || !slices.ContainsFunc(j.c.v.members(r.node, "interface"), func(m value) bool { return m.text == j.t.iface.text }) {
		return
	}
	j.set(n.from, routePath(r, n.word+"-2", "destination", j.Route.Prefix.Masked().String(), "interface", quoted(j.t.iface.text),
		"metric", strconv.Itoa(2*routeMetric), "admin-dist", strconv.Itoa(j.Number))...)
}

// bgpPreference makes rules for the neighbour's peer group, which must have no other
// peer and no rules yet: a rule of its own ends what the ones that are there let pass.
func (j *job) bgpPreference() {
	if j.Neighbor == nil {
		return
	}
	r, group, peer := j.peerAt(j.Neighbor.At)
	if peer == nil || r.logical || len(group.list("peer")) != 1 || j.Neighbor.PolicyIn != "" || j.Neighbor.PolicyOut != "" {
		return
	}
	name := quoted("OS-" + peer.word)
	j.set(peer.from, r.bgpPath("policy export rules", name, "enable yes used-by", quoted(group.word), "action allow update as-path prepend", strconv.Itoa(j.Prepend))...)
	j.set(peer.from, r.bgpPath("policy import rules", name, "enable yes used-by", quoted(group.word), "action allow update local-preference", strconv.Itoa(j.Number))...)
	j.note("each rule takes every route of the peer group " + group.word)
}

func (j *job) bgpTimers() {
	if j.Neighbor == nil {
		return
	}
	r, group, peer := j.peerAt(j.Neighbor.At)
	if peer == nil {
		return
	}
	keepalive, hold := strconv.Itoa(j.Seconds), strconv.Itoa(j.Number)
	path := r.bgpPath("peer-group", quoted(group.word), "peer", quoted(peer.word), "connection-options")
	if r.logical {
		j.set(peer.from, "routing-profiles bgp timer-profile OS-TIMERS keep-alive-interval", keepalive, "hold-time", hold)
		j.set(peer.from, append(path, "timers OS-TIMERS")...)
	} else {
		j.set(peer.from, append(path, "keep-alive-interval", keepalive, "hold-time", hold)...)
	}
	j.note("the session starts anew with the new timers, and is down for a moment")
}

// dropDefault takes the rule away that brings the default route into BGP.
func (j *job) dropDefault() {
	if j.Advertised == nil {
		return
	}
	for _, r := range j.c.near.routers() {
		for _, list := range [...][]string{{"redist-rules"}, {"advertise-network", "ipv4", "network"}} {
			for _, n := range r.bgp.list(list...) {
				if n.at == j.Advertised.At {
					j.delete(n.from, r.bgpPath(append(slices.Clone(list), n.word)...)...)
				}
			}
		}
	}
}

// announce brings a prefix into the BGP of a virtual router.
func (j *job) announce() {
	if j.Advertised == nil || !j.Advertised.Prefix.IsValid() {
		return
	}
	for _, r := range j.c.near.routers() {
		if r.logical || !j.c.v.leaf(r.bgp, "enable").yes() {
			continue
		}
		j.set(r.node.from, r.bgpPath("redist-rules", j.Advertised.Prefix.String(), "enable yes")...)
		j.note("the prefix is announced while the routing table has it; export rules must let it pass")
		return
	}
}
