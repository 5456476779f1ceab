package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var asymmetricRouting = &rules.Rule{
	Name:     "asymmetric-routing",
	Category: "routing",
	Severity: rules.Warning,
	Rows:     []int{15, 16, 17},
	Clause:   "Establishing a stable connection: failover",
	Symptoms: []rules.Symptom{rules.Unstable, rules.NoPing, rules.NoWeb},
	Title:    "One tunnel at a time, unless replies may come by the other one",
	What: "Static routes that lead to one destination through two tunnels at once, with equal cost, are a warning when the device takes a reply only on the interface that the request left by. " +
		"When one route is preferred and both tunnels are up all the same, it is info. It is silent when the device takes such replies, or when the intent says asymmetric_ok. Sessions of BGP are judged by bgp-preference.",
	Why: "The guide says that the cloud may receive by one tunnel and answer by the other, and that this cannot be changed: either the device supports asymmetric routing, or only one tunnel is up at a time. " +
		"AWS chooses its tunnel by itself among those that are up. A stateful firewall drops the replies that come by the other tunnel, so connections hang for some and not for others.",
	Undecided: "Where the export does not tell whether replies may come by the other tunnel, or may lack routes, it is info with the reason. Tunnels that selectors choose, and devices whose routes are not read, are passed over.",
	Since:     "0.1.0",
	Device:    checkAsymmetricRouting,
}

func checkAsymmetricRouting(p *rules.Pass) {
	if ok := p.Intent.AsymmetricOK; ok != nil && *ok {
		return
	}
	for _, to := range throughTunnels(p) {
		replies := p.Device.Around.AsymmetricReplies
		if replies.Known() && replies.V == "yes" {
			return
		}
		first := to.best[0]
		second, equal := first.other(to.best)
		if !equal {
			var ok bool
			if second, ok = first.other(to.spare); !ok || !keepsUp(first.tunnel) || !keepsUp(second.tunnel) {
				continue
			}
		}
		if standsBy(first.tunnel, second.tunnel) {
			continue
		}
		f := rules.Finding{
			At: second.route.Distance.Place(second.route.At), Tunnels: []*ipsec.Tunnel{first.tunnel, second.tunnel},
			Subject: to.prefix.String(), Origin: second.route.Distance.Origin, Expected: say("one tunnel at a time"),
			Related: []rules.Related{{At: first.route.At, Message: say("the route into %s", first.tunnel.Name)}},
		}
		x, y := first.tunnel.Name, second.tunnel.Name
		switch {
		case !equal:
			f.Severity, f.Actual = rules.Info, say("%s preferred, both up", x)
			f.Message = say("%s goes into %s, and %s is up as well: the cloud may answer by either; keep %s down while %s works, or let the device take replies on both", to.prefix, x, y, y, x)
		case !replies.Known():
			f.Severity, f.Actual = rules.Info, say("equal routes into %s and %s", x, y)
			f.Message = say("%s goes into %s and %s at once, and it cannot be told whether the device takes a reply that comes by the other tunnel: %s", to.prefix, x, y, made(replies.Reason))
		default:
			f.Actual = say("equal routes into %s and %s", x, y)
			f.Message = say("%s goes into %s and %s at once, and the device drops a reply that comes by the other tunnel; prefer one route, or let the device take replies on both", to.prefix, x, y)
			f.Changes = []ipsec.Change{{Kind: ipsec.SetRouteDistance, Tunnel: second.tunnel, Route: second.route, Number: p.Profile.Routing.BackupDistance}}
		}
		p.Report(doubted(f, to.unknown))
	}
}
