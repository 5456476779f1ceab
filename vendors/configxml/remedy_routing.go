package configxml

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Menus are the pages of a box for routing, under its own names.
type Menus struct {
	Gateways, GatewayGroups   string
	Neighbors, RouteMaps, BGP string
	PolicyIn, PolicyOut       string // fields of a neighbour
	Keepalive, Hold, Default  string // fields of a neighbour
	Networks                  string // field of the BGP page
	SetPrepend, SetPreference string // what a route-map is told; %s is the value
	MonitorOff, Interval      string // of a gateway: the switch against probes; the field for their interval
	StaticRoutes              string
	Forwarders, Server        string // the page of conditional forwarders; its field for the server
	Milliseconds              bool   // what the field for the interval counts
}

// Routing answers a change to routes and BGP. Nothing of it is one token of the
// file.
func (p *Pages) Routing(b *Box, m *Menus) {
	switch p.Kind {
	case ipsec.MonitorRoute:
		p.monitorRoute(b, m)
	case ipsec.AddBackupRoute:
		p.inGroup(m, b.gatewayOf(p.Carrier), 2)
	case ipsec.SetRouteDistance:
		if p.Route != nil {
			p.inGroup(m, b.gatewayOf(p.Route.Interface), 2)
		}
	case ipsec.SetBGPPreference:
		p.bgpPreference(m)
	case ipsec.SetBGPTimers:
		if n := p.Neighbor; n != nil {
			p.Do(m.Neighbors + " > Edit " + n.Name + ": " + m.Keepalive + " " + strconv.Itoa(p.Seconds) + ", " + m.Hold + " " + strconv.Itoa(p.Number))
			p.Note("timers are agreed when a session starts, so the session has to be restarted afterwards")
		}
	case ipsec.DropDefaultRoute:
		switch {
		case p.Advertised != nil:
			p.Do(m.BGP + ": " + m.Networks + ", delete " + p.Advertised.Prefix.String())
		case p.Neighbor != nil:
			p.Do(m.Neighbors + " > Edit " + p.Neighbor.Name + ": " + m.Default)
		}
	case ipsec.AnnounceRange:
		if p.Advertised != nil && p.Advertised.Prefix != (netip.Prefix{}) {
			p.Do(m.BGP + ": " + m.Networks + ", add " + p.Advertised.Prefix.String())
			p.Note("the prefix is announced only while the routing table has exactly " + p.Advertised.Prefix.String() + ": where it is made of smaller networks, add a null route for it")
		}
	}
}

// gatewayOf names the gateway on an interface, by the interface where the file has
// none.
func (b *Box) gatewayOf(iface string) string {
	for _, g := range b.Gateways {
		if g.Interface.V == iface && iface != "" {
			return g.Name.V
		}
	}
	if iface == "" {
		return "<gateway of the tunnel interface>"
	}
	return "the gateway of " + iface
}

// monitorRoute lets a probe decide. Static routes stay whatever a probe says, so
// that a group of gateways has to choose.
func (p *Pages) monitorRoute(b *Box, m *Menus) {
	if p.Route == nil {
		return
	}
	gateway := b.gatewayOf(p.Route.Interface)
	target, every := "<address of an OutSystems DNS server>", max(1, p.Seconds)
	if p.Addr.IsValid() {
		target = p.Addr.String()
	}
	if m.Milliseconds {
		every *= 1000
	}
	p.Do(m.Gateways + " > Edit " + gateway + ": clear " + m.MonitorOff + ", Monitor IP " + target + ", " + m.Interval + " " + strconv.Itoa(every))
	if p.Route.Distance.V > 0 { // no rule with a gateway made it
		p.inGroup(m, gateway, 1)
		p.Do("Firewall > Rules, on the tab of the local network: a rule to " + p.Route.Prefix.String() + " with that group as its Gateway, before the others")
		p.Note("a static route is never withdrawn: it serves the firewall's own packets only, beside the group")
	}
	p.Note("the far side must answer the probe's source address, or the gateway counts as down for ever")
}

// inGroup puts a gateway into a tier of the group that chooses the tunnel.
func (p *Pages) inGroup(m *Menus, gateway string, tier int) {
	p.Do(m.GatewayGroups + ", the group of both tunnels: " + gateway + " Tier " + strconv.Itoa(tier) + ", Trigger Level Member Down")
}

// bgpPreference gives the neighbour route-maps. Where it has some, their entries are
// the user's to change: other neighbours may use them.
func (p *Pages) bgpPreference(m *Menus) {
	n := p.Neighbor
	if n == nil {
		return
	}
	const own = "<own AS number> "
	prepend := strings.ReplaceAll(m.SetPrepend, "%s", strings.TrimSpace(strings.Repeat(own, p.Prepend)))
	preference := strings.ReplaceAll(m.SetPreference, "%s", strconv.Itoa(p.Number))
	if n.PolicyOut != "" || n.PolicyIn != "" {
		p.Note("neighbor " + n.Name + " has route-maps: its outbound one needs " + prepend + ", its inbound one " + preference +
			", in every entry that permits, and neither may be shared with the other tunnel's neighbour")
		return
	}
	p.Do(m.RouteMaps+" > Add: SECOND-OUT, Permit, "+prepend, m.RouteMaps+" > Add: SECOND-IN, Permit, "+preference,
		m.Neighbors+" > Edit "+n.Name+": "+m.PolicyOut+" SECOND-OUT, "+m.PolicyIn+" SECOND-IN")
}
