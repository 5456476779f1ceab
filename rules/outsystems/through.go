package outsystems

import (
	"net/netip"
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// lane is a static route into a route-based tunnel in scope.
type lane struct {
	tunnel *ipsec.Tunnel
	route  *ipsec.Route
}

// through is a destination that static routes lead into tunnels.
type through struct {
	prefix  netip.Prefix
	best    []lane // in use while everything is up
	spare   []lane // used when the best ones are withdrawn, in that order
	unknown []string
}

// throughTunnels finds the destinations: what routes say about the cloud range, and
// without one in the intent each prefix that a route leads into a tunnel. Tunnels
// that selectors choose have no routes of their own and are left out. Each routing
// table is looked at by itself.
func throughTunnels(p *rules.Pass) []through {
	a := p.Device.Around
	if a == nil || a.Routes.Extent == ipsec.NotRead {
		return nil
	}
	lanesOf := lanesIn(p)
	var tables []string
	var prefixes []netip.Prefix
	for _, r := range a.Routes.All() {
		if r.Disabled || !r.Prefix.IsValid() || len(lanesOf([]*ipsec.Route{r}, r.Table)) == 0 {
			continue
		}
		if !slices.Contains(tables, r.Table) {
			tables = append(tables, r.Table)
		}
		if m := r.Prefix.Masked(); !slices.Contains(prefixes, m) {
			prefixes = append(prefixes, m)
		}
	}
	if p.Intent.CIDR.IsValid() {
		prefixes = []netip.Prefix{p.Intent.CIDR.Masked()}
	}
	var out []through
	for _, table := range tables {
		for _, prefix := range prefixes {
			answer := a.RoutesTo(prefix, table)
			for _, part := range answer.Parts {
				if !p.Intent.CIDR.IsValid() && part.Prefix != prefix {
					continue // judged when its own turn comes
				}
				to := through{prefix: part.Prefix, best: lanesOf(part.Best, table), unknown: answer.Unknown}
				to.spare = lanesOf(slices.Concat(part.Others, part.Wider), table)
				if len(to.best) > 0 {
					out = append(out, to)
				}
			}
		}
	}
	return out
}

// lanesIn returns the question which of some routes of a table lead into route-based
// tunnels in scope.
func lanesIn(p *rules.Pass) func(routes []*ipsec.Route, table string) []lane {
	places := make(map[*ipsec.Tunnel]int, len(p.Tunnels))
	for i, t := range p.Tunnels {
		if t.Kind == ipsec.RouteBased {
			places[t] = i
		}
	}
	return func(routes []*ipsec.Route, table string) []lane {
		var out []lane
		for _, r := range routes {
			if r.Table != table {
				continue
			}
			var into []int // in the order of the tunnels
			for _, t := range p.Device.Around.Into(r) {
				if i, ok := places[t]; ok {
					into = append(into, i)
				}
			}
			slices.Sort(into)
			for _, i := range slices.Compact(into) {
				out = append(out, lane{p.Tunnels[i], r})
			}
		}
		return out
	}
}

// other returns the first lane that is another route into another tunnel; ok is
// false when there is none. One statement that stands for several routes chooses
// among its tunnels by means of its own and is one route.
func (l lane) other(among []lane) (x lane, ok bool) {
	for _, m := range among {
		if m.tunnel != l.tunnel && m.route != l.route && m.route.At != l.route.At {
			return m, true
		}
	}
	return lane{}, false
}

// keepsUp reports that the tunnel is up whether or not its route is in use: the
// device starts it, or sends something into it.
func keepsUp(t *ipsec.Tunnel) bool {
	return t.Initiation.Known() && t.Initiation.V == ipsec.Start || len(t.Keepalives) > 0
}

// standsBy reports that the device itself brings up one of two tunnels only while
// the other is down.
func standsBy(a, b *ipsec.Tunnel) bool { return a.Role != b.Role }

// doubted makes a finding the info that it is when the file may not show all that
// decides. Without a reason it stays as it is, and so does one that already says
// what cannot be told.
func doubted(f rules.Finding, reasons []string) rules.Finding {
	if len(reasons) > 0 && f.Origin != ipsec.Unknown {
		f.Severity, f.Changes = rules.Info, nil
		f.Message = say("cannot be sure, since %s: %s", made(reasons[0]), f.Message)
	}
	return f
}
