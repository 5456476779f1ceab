package outsystems

import (
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var routeToCloud = &rules.Rule{
	Name:     "route-to-cloud",
	Category: "path",
	Severity: rules.Error,
	Rows:     []int{14, 41},
	Clause:   "Establishing a stable connection: routing; Why the whole IP range must be allowed",
	Symptoms: []rules.Symptom{rules.NoPing, rules.NoWeb, rules.NoDatabase, rules.NoNames, rules.TunnelInactive},
	Needs:    []string{rules.KeyCIDR},
	Title:    "The cloud range is routed into a tunnel",
	What: "Static routes must lead all of the cloud range into one of the tunnels, or out of the interface whose crypto policy takes it. A part that no route covers, or that a longer prefix or a lower distance takes elsewhere, is an error; " +
		"a route of equal cost that leads elsewhere is a warning. One tunnel with the route is enough; a second one that waits with a higher distance, or a last one that drops, is as it should be.",
	Why: "A tunnel that is chosen by routes carries only what is routed into it; without the route the traffic leaves by the default route, where nothing answers. " +
		"The guide asks for the whole range, because the addresses of load balancers and databases change.",
	Undecided: "Where BGP runs through a tunnel, or the intent says bgp, only static routes to a part of the range are judged, since the rest comes by BGP. A route with a condition or an undefined destination, " +
		"another routing protocol, an interface with a dynamic address, or an export that may not show all routes makes it info. It is silent where the device encrypts by policy before it routes.",
	Since:  "0.1.0",
	Device: checkRouteToCloud,
}

func checkRouteToCloud(p *rules.Pass) {
	a := around(p, routesOf)
	if a == nil || !p.Intent.CIDR.Addr().Is4() || len(p.Tunnels) == 0 {
		return
	}
	if slices.ContainsFunc(p.Tunnels, func(t *ipsec.Tunnel) bool { return !routed(a, t) }) {
		return
	}
	answer := a.RoutesTo(p.Intent.CIDR, tableOf(a, p.Tunnels))
	bgp := comesByBGP(p)
	for _, part := range answer.Parts {
		if bgp && part.Prefix.Bits() <= p.Intent.CIDR.Bits() {
			continue
		}
		checkRoutePart(p, part, doubts(a, answer))
	}
	if bgp || answer.Uncovered.IsEmpty() || a.Routes.Extent != ipsec.Complete {
		return
	}
	t := p.Tunnels[0]
	f := rules.Finding{At: headOf(t.At, p.Device.At), Tunnels: p.Tunnels, Subject: addresses(answer.Uncovered), Expected: say("a route into a tunnel")}
	f.Message = say("no route leads %s into a tunnel", addresses(answer.Uncovered))
	f.Changes = []ipsec.Change{{Kind: ipsec.AddRoute, Tunnel: t, Prefix: p.Intent.CIDR}}
	reportRoute(p, f, doubts(a, answer))
}

// checkRoutePart judges the part of the cloud range for which one prefix decides.
func checkRoutePart(p *rules.Pass, part ipsec.RoutePart, reasons []string) {
	in, stray := split(p, part.Best)
	if len(stray) == 0 {
		return
	}
	first, to := stray[0], addresses(part.Destination)
	f := rules.Finding{At: first.At, Tunnels: p.Tunnels, Subject: to, Origin: ipsec.Explicit, Expected: say("a route into a tunnel")}
	if first.Connected {
		f.Origin = ipsec.None
	}
	f.Actual = routeText(first)
	others, _ := split(p, slices.Concat(in, part.Others, part.Wider))
	for _, r := range others {
		f.Related = append(f.Related, rules.Related{At: r.At, Message: say("the route into the tunnel")})
	}
	switch {
	case len(in) > 0:
		f.Severity = rules.Warning
		f.Message = say("%s takes a share of %s at the same cost as the route into the tunnel", routeText(first), to)
	case len(others) > 0:
		f.Message = say("%s takes %s ahead of the route into the tunnel", routeText(first), to)
	default:
		f.Message = say("%s takes %s; no route leads it into a tunnel", routeText(first), to)
	}
	if part.Prefix.Bits() < p.Intent.CIDR.Bits() {
		f.Changes = []ipsec.Change{{Kind: ipsec.AddRoute, Tunnel: p.Tunnels[0], Prefix: p.Intent.CIDR}}
	}
	reportRoute(p, f, slices.Concat(reasons, strayDoubts(p, stray)))
}

func reportRoute(p *rules.Pass, f rules.Finding, reasons []string) {
	if len(reasons) > 0 {
		atMost(&f, ipsec.Partial, listed(reasons))
	}
	p.Report(f)
}
