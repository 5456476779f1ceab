package fortigate

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
)

// staticID finds the number of a static route by its place. A route into SD-WAN
// is none that leads into one tunnel.
func (j *job) staticID(at parser.Span) (string, bool) {
	for _, o := range j.r.v.table(asWritten, nil, "router", "static").objects {
		if o.head == at && o.text("device") != "" {
			return o.name, true
		}
	}
	return "", false
}

const samePriority = "the route keeps its distance, so that it stays in the routing table and packets that come by this tunnel are not dropped as spoofed; of routes with one distance the lowest priority wins"

// routeDistance makes a route the second choice.
func (j *job) routeDistance() {
	if j.Route == nil {
		return
	}
	if id, ok := j.staticID(j.Route.At); ok {
		j.change("router static", id, "set priority "+strconv.Itoa(j.Number))
		j.note(samePriority)
	}
}

// backupRoute routes what another route does into this tunnel, as the second choice.
func (j *job) backupRoute() {
	if j.Route == nil || !j.routed || !j.Route.Prefix.Addr().Is4() {
		return
	}
	p := j.Route.Prefix.Masked()
	lines := []string{"set dst " + p.Addr().String() + " " + netmask(p.Bits()), "set device " + quote(j.interfaceName())}
	if j.Route.Distance.V != defaultDistance {
		lines = append(lines, "set distance "+strconv.Itoa(j.Route.Distance.V))
	}
	j.row("router static", j.newID("router static", p.String()), "", append(lines, "set priority "+strconv.Itoa(j.Number))...)
	j.note(samePriority)
}

// monitorRoute lets a probe withdraw the routes of the tunnel.
func (j *job) monitorRoute() {
	if j.Keepalive == nil || j.Keepalive.Kind != "link-monitor" {
		j.addKeepalive()
		return
	}
	j.say("system link-monitor", j.Keepalive.Name, "set update-static-route enable")
}

// inBGP says lines of one entry of a table of the BGP process.
func (j *job) inBGP(table, key string, lines ...string) {
	block := []string{"config router bgp", "    config " + table}
	if key != "" {
		block = append(block, "        edit "+key)
		for _, l := range lines {
			block = append(block, "            "+l)
		}
		block = append(block, "        next")
	} else {
		for _, l := range lines {
			block = append(block, "        "+l)
		}
	}
	j.enter("router bgp", append(block, "    end", "end"))
}

// bgpPreference gives the neighbour route-maps. Where it has some, their rules are
// the user's to change: other neighbours may use them.
func (j *job) bgpPreference() {
	n := j.Neighbor
	as := j.r.v.single("router", "bgp").text("as")
	if n == nil || !n.Address.IsValid() || as == "" {
		return
	}
	prepend := "set set-aspath " + quote(strings.TrimSpace(strings.Repeat(as+" ", j.Prepend)))
	preference := "set set-local-preference " + strconv.Itoa(j.Number)
	if n.PolicyOut != "" || n.PolicyIn != "" {
		j.note("neighbor " + n.Name + " has route-maps: its outbound one needs \"" + prepend + "\", its inbound one \"" + preference +
			"\", in every rule that permits, and neither may be shared with the other tunnel's neighbour")
		return
	}
	out, in := "out-"+n.Name, "in-"+n.Name
	block := []string{"config router route-map"}
	for _, m := range [][2]string{{out, prepend}, {in, preference}} {
		block = append(block, "    edit "+quote(m[0]), "        config rule", "            edit 1", "                "+m[1],
			"            next", "        end", "    next")
	}
	j.enter("router route-map", append(block, "end"))
	j.inBGP("neighbor", quote(n.Name), "set route-map-out "+quote(out), "set route-map-in "+quote(in))
	j.note("a session takes new route-maps with its next update: afterwards \"execute router clear bgp ip " + n.Name + "\", which drops it for a moment")
}

func (j *job) bgpTimers() {
	if n := j.Neighbor; n != nil && n.Address.IsValid() {
		j.inBGP("neighbor", quote(n.Name), "set keep-alive-timer "+strconv.Itoa(j.Seconds), "set holdtime-timer "+strconv.Itoa(j.Number))
		j.note("timers are agreed when a session starts: afterwards \"execute router clear bgp ip " + n.Name + "\", which drops it for a moment")
	}
}

func (j *job) dropDefault() {
	switch {
	case j.Advertised != nil:
		for _, o := range j.r.v.single("router", "bgp").entries("network") {
			if firstSpan(o.at("prefix"), o.head) == j.Advertised.At {
				j.inBGP("network", "", "delete "+o.name)
			}
		}
	case j.Neighbor != nil && j.Neighbor.Address.IsValid():
		j.inBGP("neighbor", quote(j.Neighbor.Name), "set capability-default-originate disable")
	}
}

func (j *job) announce() {
	if j.Advertised == nil || j.Advertised.Prefix == (netip.Prefix{}) {
		return
	}
	p := j.Advertised.Prefix.Masked()
	networks := j.r.v.single("router", "bgp").entries("network")
	used := func(id string) bool {
		return slices.ContainsFunc(networks, func(o *object) bool { return o.name == id })
	}
	j.inBGP("network", j.freeNumber(used, p.String()), "set prefix "+p.Addr().String()+" "+netmask(p.Bits()))
	j.note("the prefix is announced only while the routing table has exactly " + p.String() + ": where it is made of smaller networks, add a blackhole route for it")
}
