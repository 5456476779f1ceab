package outsystems

import (
	"net/netip"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var keepalive = &rules.Rule{
	Name:     "keepalive",
	Category: "liveness",
	Severity: rules.Warning,
	Rows:     []int{6, 57, 58},
	Clause:   "Establishing a stable connection: constant traffic into the tunnel",
	Symptoms: []rules.Symptom{rules.TunnelInactive, rules.Unstable},
	Title:    "Something keeps traffic in the tunnel",
	What: "The device must send something into the tunnel by itself: a probe (SLA monitor, link monitor, tunnel monitor, ping host), a BGP session, or a phase 2 that it keeps up. " +
		"A probe counts only for the tunnel that its packets enter. None at all is a warning; on a route-based tunnel that the device brings up again by itself it is info.",
	Why: "The guide asks for constant traffic from the customer's network, with the keepalive feature of the device or with continuous pings from internal servers to an OutSystems DNS server. " +
		"OutSystems' setup page says that a tunnel without traffic may go down, usually after 10 s, and OutSystems cannot start it again.",
	Undecided: "Pings from servers do not stand in the export: where they run, the warning may be ignored. " +
		"On software that has no keepalive of its own it is info, with the command for the host.",
	Since:  "0.1.0",
	Tunnel: checkKeepalive,
}

func checkKeepalive(p *rules.Pass, t *ipsec.Tunnel) {
	if len(t.Keepalives) > 0 {
		return
	}
	var target netip.Addr
	to, host := say("an OutSystems DNS server"), say("<OutSystems DNS server>")
	if len(p.Intent.DNS) > 0 {
		target = p.Intent.DNS[0]
		host = plain(target.String())
		to = say("an OutSystems DNS server (%s)", host)
	}
	add := ipsec.Change{Kind: ipsec.AddKeepalive, Tunnel: t, Seconds: p.Profile.Keepalive.Interval, Addr: target}
	f := rules.Finding{
		At:       t.At,
		Message:  say("nothing on the device keeps traffic in the tunnel; ping %s every %d s, from the device or from internal servers", to, add.Seconds),
		Actual:   say("no keepalive"),
		Expected: say("a probe every %d s", add.Seconds),
		Changes:  []ipsec.Change{add},
	}
	switch {
	case t.KeepalivesHidden != "":
		f.Severity, f.Origin, f.Actual = rules.Info, ipsec.Unknown, rules.Text{}
		f.Message = say("cannot tell whether the device keeps traffic in the tunnel: %s; it should ping %s every %d s", made(t.KeepalivesHidden), to, add.Seconds)
	case keptUp(t):
		f.Severity = rules.Info
		f.Message = say("the device keeps the tunnel up, but nothing on it sends traffic; ping %s every %d s, from the device or from internal servers", to, add.Seconds)
	case !canRemedy(p.Device, add):
		f.Severity = rules.Info
		f.Message = say("this software has no keepalive of its own; keep \"ping -I <internal address> -i %d %s\" running on the host, or a ping on one behind it", add.Seconds, host)
	}
	p.ReportTunnel(t, f)
}

// keptUp reports that the device brings the tunnel up, and up again, without any
// traffic for it: a route-based tunnel that starts by itself.
func keptUp(t *ipsec.Tunnel) bool {
	return t.Kind == ipsec.RouteBased && t.Initiation.Known() && t.Initiation.V == ipsec.Start
}

// canRemedy reports whether the device has the setting at all.
func canRemedy(d *ipsec.Device, c ipsec.Change) bool {
	if d.Remedier == nil {
		return true
	}
	_, ok := d.Remedier.Remedy(c)
	return ok
}
