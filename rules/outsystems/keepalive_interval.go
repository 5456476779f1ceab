package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var keepaliveInterval = &rules.Rule{
	Name:     "keepalive-interval",
	Category: "liveness",
	Severity: rules.Warning,
	Rows:     []int{59},
	Clause:   "Keeping the tunnel active: continuous ping every 5 seconds",
	Symptoms: []rules.Symptom{rules.TunnelInactive, rules.Unstable},
	Title:    "Probes run every 5 s, and at least every 10 s",
	What: "The most frequent probe of the tunnel must run every 10 s or more often; the guide's value is 5 s. Slower probes beside it are fine. " +
		"What has no interval, such as a phase 2 that the device keeps up, says nothing here, and a tunnel with a BGP session is silent: AWS brings the hold time down to 30 s, so BGP sends every 10 s.",
	Why: "OutSystems' setup page says that a tunnel may go down after usually 10 s without traffic, and AWS starts to doubt the peer after that time. " +
		"The guide asks for a ping every 5 s.",
	Undecided: "When the interval of the only probes cannot be read from the export, it says so as info.",
	Since:     "0.1.0",
	Tunnel:    checkKeepaliveInterval,
}

func checkKeepaliveInterval(p *rules.Pass, t *ipsec.Tunnel) {
	want := p.Profile.Keepalive
	var best, unknown *ipsec.Keepalive
	for i := range t.Keepalives {
		k := &t.Keepalives[i]
		switch {
		case k.Kind == "bgp":
			return
		case k.Interval.Origin == ipsec.Unknown:
			unknown = k
		case k.Interval.Known() && (best == nil || k.Interval.V < best.Interval.V):
			best = k
		}
	}
	if best != nil && best.Interval.V <= want.IntervalMax {
		return
	}
	if unknown != nil {
		tell(p, t, unknown.Interval, headOf(unknown.At, t.At), "interval of the probe")
		return
	}
	if best == nil {
		return
	}
	f := about(best.Interval, headOf(best.At, t.At))
	f.Subject = best.Name
	f.Actual, f.Expected = seconds(best.Interval.V), say("%d s, at most %d s", want.Interval, want.IntervalMax)
	f.Message = say("the probe runs every %d s%s; the tunnel may go down after %d s without traffic, so probe every %d s",
		best.Interval.V, given(best.Interval), want.IntervalMax, want.Interval)
	f.Changes = []ipsec.Change{{Kind: ipsec.SetKeepalive, Tunnel: t, Keepalive: best, Seconds: want.Interval}}
	p.ReportTunnel(t, f)
}
