package outsystems

import (
	"net/netip"
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// routed reports that routes choose what enters the tunnel. A tunnel by policy
// needs one to the interface that its packets leave by, where that carries it; else
// the policy takes the packets before they are routed, or the export does not tell.
func routed(a *ipsec.Around, t *ipsec.Tunnel) bool {
	for _, i := range a.Carrier(t) {
		if t.Kind == ipsec.RouteBased || i.Name == t.Interface {
			return true
		}
	}
	return slices.ContainsFunc(a.Routes.All(), func(r *ipsec.Route) bool { return r.Tunnel == t })
}

// tableOf returns the routing table that the tunnels share; "" when they have
// several.
func tableOf(a *ipsec.Around, tunnels []*ipsec.Tunnel) string {
	table, found := "", false
	for _, t := range tunnels {
		for _, i := range a.Carrier(t) {
			if found && i.Table != table {
				return ""
			}
			table, found = i.Table, true
		}
	}
	return table
}

// comesByBGP reports that routes to the cloud may come by BGP.
func comesByBGP(p *rules.Pass) bool {
	if p.Intent.Routing == "bgp" {
		return true
	}
	a := p.Device.Around
	for _, b := range a.BGP.All() {
		for _, n := range b.Neighbors {
			off := n.Active.Known() && !n.Active.V
			through := n.Tunnel != nil && slices.Contains(p.Tunnels, n.Tunnel)
			if i := a.InterfaceNamed(n.Interface); i != nil && n.Tunnel == nil {
				through = slices.ContainsFunc(i.Carries, func(t *ipsec.Tunnel) bool { return slices.Contains(p.Tunnels, t) })
			}
			if !b.Disabled && !off && through {
				return true
			}
		}
	}
	return false
}

// split parts routes by whether they lead into one of the tunnels.
func split(p *rules.Pass, routes []*ipsec.Route) (in, stray []*ipsec.Route) {
	for _, r := range routes {
		into := func(t *ipsec.Tunnel) bool { return p.Device.Around.LeadsInto(r, t) }
		if slices.ContainsFunc(p.Tunnels, into) {
			in = append(in, r)
		} else {
			stray = append(stray, r)
		}
	}
	return in, stray
}

// doubts are the reasons why the device may have other routes.
func doubts(a *ipsec.Around, answer ipsec.RouteAnswer) []string {
	out := slices.Compact(slices.Sorted(slices.Values(answer.Unknown))) // two routes may have one reason
	if len(a.Learns) > 0 {
		out = append(out, say("the device also learns routes by %s", list(a.Learns)).String())
	}
	if answer.Uncovered.IsEmpty() {
		return out
	}
	for _, i := range a.Interfaces.All() {
		if i.Dynamic && i.Enabled {
			out = append(out, say("interface %s may get a default route with its address", i.Name).String())
		}
	}
	return out
}

// strayDoubts are the reasons why routes that lead elsewhere may lead into one of the
// tunnels all the same, or may not be there.
func strayDoubts(p *rules.Pass, stray []*ipsec.Route) (out []string) {
	a := p.Device.Around
	for _, r := range stray {
		if i := a.InterfaceNamed(r.Interface); r.Interface != "" && (i == nil || i.At.IsZero() && len(i.Carries) == 0) {
			out = append(out, say("the file does not define interface %s", r.Interface).String())
		}
		for _, t := range p.Device.Tunnels {
			if slices.Contains(p.Tunnels, t) || !a.LeadsInto(r, t) {
				continue
			}
			if _, err := netip.ParseAddr(t.Peer); err != nil {
				out = append(out, say("the file does not tell the peer of %s", t.Name).String())
			} else if !t.Enabled {
				out = append(out, say("%s is not in force, and its route may not be either", t.Name).String())
			}
		}
	}
	for _, t := range p.Tunnels {
		for _, i := range a.Carrier(t) {
			if i.At.IsZero() && t.Kind == ipsec.RouteBased && len(i.Addresses) == 0 && i.Name != t.Name {
				out = append(out, say("the file does not define interface %s of %s", i.Name, t.Name).String())
			}
		}
	}
	return out
}

// routeText names a route in a message.
func routeText(r *ipsec.Route) rules.Text {
	switch {
	case r.Connected:
		return say("the network %s of interface %s", r.Prefix.Masked(), r.Interface)
	case r.Blackhole:
		return say("the route to %s that drops", r.Prefix.Masked())
	case r.Interface == "":
		return say("the route to %s", r.Prefix.Masked())
	}
	return say("the route to %s by %s", r.Prefix.Masked(), r.Interface)
}
