package outsystems

import (
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// probesState reports that a probe through the tunnel decides about a route or
// about the tunnel itself. A BGP session does for its own routes only.
func probesState(t *ipsec.Tunnel) bool {
	return slices.ContainsFunc(t.Keepalives, func(k ipsec.Keepalive) bool { return k.ControlsState && k.Kind != "bgp" })
}

// leadsAnywhere reports that a route, even one with a condition, or a BGP session
// leads into the tunnel, or may.
func leadsAnywhere(p *rules.Pass, t *ipsec.Tunnel) bool {
	a := p.Device.Around
	for _, r := range a.Routes.All() {
		if !r.Disabled && a.LeadsInto(r, t) {
			return true
		}
	}
	if a.BGP.Extent != ipsec.Complete && a.BGP.Extent != ipsec.NotRead {
		return true
	}
	for _, k := range t.Keepalives {
		if k.Kind == "bgp" {
			return true
		}
	}
	return slices.ContainsFunc(sessionsOf(p), func(s session) bool { return s.tunnel == t })
}

// monitorRoute asks for a probe through the tunnel that decides about the route:
// a probe that is there already, else a new one.
func monitorRoute(p *rules.Pass, l lane) ipsec.Change {
	c := ipsec.Change{Kind: ipsec.MonitorRoute, Tunnel: l.tunnel, Route: l.route, Seconds: p.Profile.Keepalive.Interval}
	for i := range l.tunnel.Keepalives {
		if k := &l.tunnel.Keepalives[i]; k.Kind != "bgp" && k.Target != "" {
			c.Keepalive = k
			break
		}
	}
	if len(p.Intent.DNS) > 0 {
		c.Addr = p.Intent.DNS[0]
	}
	return c
}

// checkSameSelectors reports two entries that choose the same traffic by selectors:
// devices that search such entries in order use the first one whatever its state.
// Two peers of one entry are the right way and are no such pair.
func checkSameSelectors(p *rules.Pass) {
	if a := p.Device.Around; a == nil || a.Routes.Extent == ipsec.NotRead || len(p.Intent.Peers) < p.Profile.Tunnel.Count {
		return
	}
	for i, first := range p.Tunnels {
		for _, second := range p.Tunnels[i+1:] {
			if !byPolicy(first) || !byPolicy(second) || rules.SamePeer(first.Peer, second.Peer) || !shareSelector(first, second) {
				continue
			}
			p.Report(rules.Finding{
				At: second.At, Tunnels: []*ipsec.Tunnel{first, second}, Severity: rules.Info, Subject: second.Name,
				Actual: say("the selectors of %s", first.Name), Expected: say("both peers in one entry"),
				Related: []rules.Related{{At: first.At, Message: say("%s selects the same traffic", first.Name)}},
				Message: say("%s and %s select the same traffic; a device that takes the first entry that fits never moves it to %s, so give both peers to one entry where it can have two", first.Name, second.Name, second.Name),
			})
		}
	}
}

func byPolicy(t *ipsec.Tunnel) bool { return t.Kind == ipsec.PolicyBased && t.Role == ipsec.Primary }

// shareSelector reports that two tunnels have a pair of selectors in common.
func shareSelector(a, b *ipsec.Tunnel) bool {
	for _, c := range a.Children {
		for _, s := range c.Selectors {
			for _, d := range b.Children {
				if slices.ContainsFunc(d.Selectors, func(x ipsec.Selector) bool { return x.Local == s.Local && x.Remote == s.Remote }) {
					return true
				}
			}
		}
	}
	return false
}
