package outsystems

import (
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var failoverDetection = &rules.Rule{
	Name:     "failover-detection",
	Category: "routing",
	Severity: rules.Warning,
	Rows:     []int{18},
	Clause:   "Establishing a stable connection: failover",
	Symptoms: []rules.Symptom{rules.TunnelInactive, rules.Unstable, rules.NoPing},
	Title:    "When the primary tunnel fails, its route goes and the other one takes over",
	What: "With static routes into tunnels, a route must be withdrawn when its tunnel fails: by a monitor whose probes go through that tunnel, or with the tunnel itself while dead peer detection watches it. A route that nothing withdraws is a warning. " +
		"With both peers in the intent, a second tunnel that neither a route nor a BGP session leads into is a warning too, and two entries that select the same traffic are info.",
	Why: "The guide asks for dead peer detection with monitoring of the VPN: when the primary tunnel fails, the second one must come up and take the traffic. " +
		"AWS takes one endpoint at a time down for maintenance. A route that stays sends everything into a dead tunnel, and a tunnel without a route helps nobody.",
	Undecided: "Where the export may lack routes or probes, it is info with the reason. So is a route of a Linux host into an XFRM interface or a VTI: it outlives the tunnel, but a script or another program that no file shows may withdraw it. " +
		"Two peers of one entry fail over by dead peer detection, which the rule dpd judges. " +
		"Devices whose routes are not read are passed over.",
	Since:  "0.1.0",
	Device: checkFailoverDetection,
}

func checkFailoverDetection(p *rules.Pass) {
	for _, to := range throughTunnels(p) {
		if second, ok := to.best[0].other(slices.Concat(to.best, to.spare)); ok {
			for _, l := range to.best {
				checkWithdrawn(p, to, l, second)
			}
			continue
		}
		checkNoBackup(p, to)
	}
	checkSameSelectors(p)
}

// checkWithdrawn reports a route that stays when its tunnel fails.
func checkWithdrawn(p *rules.Pass, to through, l, second lane) {
	t, r := l.tunnel, l.route
	dpd := t.IKE.DPD.Enabled
	if r.Learned || r.LinkOnly && (!dpd.Known() || dpd.V) || r.Monitor != "" && probesState(t) {
		return
	}
	if l.tunnel == second.tunnel {
		second = to.best[0]
	}
	f := rules.Finding{At: r.At, Tunnels: []*ipsec.Tunnel{t}, Subject: to.prefix.String(), Expected: say("a monitor that withdraws the route")}
	reasons := to.unknown
	switch {
	case r.Monitor != "":
		f.At, f.Origin, f.Actual = headOf(r.MonitorAt, r.At), ipsec.Explicit, plain(r.Monitor)
		f.Message = say("the route to %s through %s hangs on %s, which sends nothing through that tunnel, so it stays when the tunnel fails and %s does not take over", to.prefix, t.Name, r.Monitor, second.tunnel.Name)
		if t.KeepalivesHidden != "" {
			reasons = append(reasons, t.KeepalivesHidden)
		}
	case r.LinkOnly:
		f.Actual = say("dead peer detection is off")
		f.Message = say("the route to %s goes away with %s only, and without dead peer detection nothing tells that the tunnel is dead, so %s does not take over", to.prefix, t.Name, second.tunnel.Name)
		f.Related = []rules.Related{{At: dpd.Place(ikeHead(t)), Message: say("dead peer detection is off here")}}
		f.Changes = []ipsec.Change{{Kind: ipsec.SetDPD, Tunnel: t, Seconds: p.Profile.DPD.Interval, Number: p.Profile.DPD.Retries}}
	default:
		if r.MayGo != "" {
			reasons = append(reasons, r.MayGo)
		}
		f.Actual = say("no monitor")
		f.Message = say("nothing withdraws the route to %s through %s when that tunnel fails, so %s does not take over; let a probe to an OutSystems DNS server decide about it", to.prefix, t.Name, second.tunnel.Name)
		f.Changes = []ipsec.Change{monitorRoute(p, l)}
	}
	p.Report(doubted(f, reasons))
}

// checkNoBackup reports a second tunnel into which nothing leads.
func checkNoBackup(p *rules.Pass, to through) {
	if len(p.Intent.Peers) < p.Profile.Tunnel.Count {
		return
	}
	first := to.best[0]
	for _, t := range p.Tunnels {
		if t == first.tunnel || t.Kind != ipsec.RouteBased || rules.SamePeer(t.Peer, first.tunnel.Peer) || leadsAnywhere(p, t) {
			continue
		}
		f := rules.Finding{At: t.At, Tunnels: []*ipsec.Tunnel{t}, Subject: to.prefix.String(), Actual: say("no route"), Expected: say("a route to %s that waits", to.prefix)}
		f.Message = say("no route leads into %s, so it cannot take over %s when %s fails", t.Name, to.prefix, first.tunnel.Name)
		f.Related = []rules.Related{{At: first.route.At, Message: say("the route into %s", first.tunnel.Name)}}
		f.Changes = []ipsec.Change{{Kind: ipsec.AddBackupRoute, Tunnel: t, Route: first.route, Number: p.Profile.Routing.BackupDistance}}
		p.Report(doubted(f, to.unknown))
	}
}
