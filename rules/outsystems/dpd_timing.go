package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var dpdTiming = &rules.Rule{
	Name:     "dpd-timing",
	Category: "liveness",
	Severity: rules.Warning,
	Rows:     []int{24},
	Clause:   "Common reasons for inactive or unstable tunnels: dead peer detection",
	Symptoms: []rules.Symptom{rules.Unstable},
	Title:    "Dead peer detection is neither hasty nor slow: 10 s, 3 times",
	What: "An interval below 5 s, or fewer than 2 retries, is a warning. When interval times retries is over 60 s it is info. " +
		"Both count as the vendor means them; where a device has no retries of its own, only the interval is judged. A device that does not probe is the dpd rule's business.",
	Why: "The guide says that the device must not be too busy for DPD. A hasty device takes one lost packet or a full line for a dead peer and closes a good tunnel by itself. " +
		"A slow one goes on sending into a dead tunnel. AWS's samples probe every 10 s, 3 times.",
	Undecided: "When a number cannot be read from the export, it says so as info.",
	Since:     "0.1.0",
	Alone:     true,
	Tunnel:    checkDPDTiming,
}

func checkDPDTiming(p *rules.Pass, t *ipsec.Tunnel) {
	d := t.IKE.DPD
	if !d.Enabled.Known() || !d.Enabled.V {
		return
	}
	want := p.Profile.DPD
	interval := tell(p, t, d.Interval, ikeHead(t), "DPD interval")
	retries := tell(p, t, d.Retries, ikeHead(t), "number of DPD retries")
	change := []ipsec.Change{{Kind: ipsec.SetDPD, Tunnel: t, Seconds: want.Interval, Number: want.Retries}}
	report := func(f rules.Finding, severity rules.Severity, actual, message rules.Text) {
		f.Severity, f.Actual, f.Message, f.Changes = severity, actual, message, change
		f.Expected = say("every %d s, %d times", want.Interval, want.Retries)
		p.ReportTunnel(t, f)
	}

	hasty := false
	if interval && d.Interval.V < want.IntervalMin {
		hasty = true
		report(about(d.Interval, ikeHead(t)), rules.Warning, seconds(d.Interval.V),
			say("DPD probes after %d s%s; below %d s a busy line is taken for a dead peer", d.Interval.V, given(d.Interval), want.IntervalMin))
	}
	if retries && d.Retries.V < want.RetriesMin {
		hasty = true
		f := about(d.Retries, ikeHead(t))
		f.Subject = "retries"
		report(f, rules.Warning, say("retries: %d", d.Retries.V),
			say("the number of DPD retries is %d%s; at least %d, so that one lost packet does not end the tunnel", d.Retries.V, given(d.Retries), want.RetriesMin))
	}
	if detection := d.Interval.V * d.Retries.V; interval && retries && !hasty && detection > want.DetectionMax {
		report(about(d.Interval, ikeHead(t)), rules.Info, seconds(detection),
			say("DPD needs %d s × %d = %d s%s to notice a dead peer; %d s × %d suffice",
				d.Interval.V, d.Retries.V, detection, given(d.Interval), want.Interval, want.Retries))
	}
}
