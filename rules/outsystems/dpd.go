package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var dpd = &rules.Rule{
	Name:     "dpd",
	Category: "liveness",
	Severity: rules.Error,
	Rows:     []int{20, 22, 23},
	Clause:   "Common reasons for inactive or unstable tunnels: dead peer detection",
	Symptoms: []rules.Symptom{rules.TunnelInactive, rules.Unstable},
	Title:    "Dead peer detection is answered, and the device probes too",
	What:     "A device that does not answer DPD is an error. One that answers and never probes by itself is a warning. An absent line counts with the vendor's default.",
	Why: "The guide says that OutSystems probes its peers and closes the tunnel after three unanswered requests. A device that does not even negotiate DPD loses the tunnel within a minute of silence. " +
		"One that never probes keeps a dead tunnel: after a failure of the far side its traffic goes nowhere until the lifetime ends.",
	Undecided: "When the export does not tell, it says so as info.",
	Since:     "0.1.0",
	Tunnel:    checkDPD,
}

func checkDPD(p *rules.Pass, t *ipsec.Tunnel) {
	d := t.IKE.DPD
	want := p.Profile.DPD
	change := []ipsec.Change{{Kind: ipsec.SetDPD, Tunnel: t, Seconds: want.Interval, Number: want.Retries}}
	expected := say("on, every %d s, %d times", want.Interval, want.Retries)

	if d.Answers.Known() && !d.Answers.V {
		f := about(d.Answers, ikeHead(t))
		f.Message = say("DPD is not answered%s; OutSystems closes the tunnel after %d unanswered requests", given(d.Answers), want.Retries)
		f.Actual, f.Expected, f.Changes = say("off"), expected, change
		p.ReportTunnel(t, f)
		return
	}
	if d.Answers.Origin == ipsec.Unknown && d.Enabled.Known() && d.Enabled.V {
		return // who probes by DPD has negotiated it, and answers
	}
	if d.Answers.Origin == ipsec.Unknown {
		tell(p, t, d.Answers, ikeHead(t), "answer to DPD requests")
		return
	}
	if !tell(p, t, d.Enabled, ikeHead(t), "use of DPD") || d.Enabled.V {
		return
	}
	f := about(d.Enabled, ikeHead(t))
	f.Severity = rules.Warning
	f.Message = say("DPD is answered, but the device never probes by itself%s: it does not notice when the far side is gone", given(d.Enabled))
	f.Actual, f.Expected, f.Changes = say("answers only"), expected, change
	p.ReportTunnel(t, f)
}
