package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var ipsecLifetimeVolume = &rules.Rule{
	Name:     "ipsec-lifetime-volume",
	Category: "ipsec",
	Severity: rules.Warning,
	Symptoms: []rules.Symptom{rules.Unstable},
	Title:    "Phase 2 is not renewed after a volume of traffic",
	What: "A limit below 1000000 kB is a warning, one up to 4608000 kB (the built-in limit of several vendors) is info. " +
		"A higher limit, or none, is silent.",
	Why: "OutSystems' requirements know a lifetime in seconds only, and AWS renews by time. A limit by volume makes the device renew at moments that depend on the load: " +
		"1000000 kB pass within the hour at 2.2 Mbit/s, 4608000 kB at 10 Mbit/s. Each renewal is one more chance for the tunnel to stall.",
	Undecided: "When the limit cannot be read from the export it says so as info.",
	Since:     "0.1.0",
	Alone:     true,
	Tunnel:    checkIPsecLifetimeVolume,
}

func checkIPsecLifetimeVolume(p *rules.Pass, t *ipsec.Tunnel) {
	want := p.Profile.IPsec
	for _, c := range t.Children {
		limit := c.LifetimeKilobytes
		if !tell(p, t, limit, headOf(c.At, t.At), "phase 2 lifetime by volume") || limit.V == 0 || limit.V > want.VolumeInfo {
			continue
		}
		f := aboutChild(t, c, limit)
		if limit.V >= want.VolumeWarning {
			f.Severity = rules.Info
		}
		f.Actual, f.Expected = say("%d kB", limit.V), say("no limit by volume")
		f.Message = say("phase 2 is renewed after %d kB%s; OutSystems knows a lifetime in seconds only", limit.V, given(limit))
		f.Changes = []ipsec.Change{{Kind: ipsec.SetIPsecVolume, Tunnel: t, Child: c}}
		p.ReportTunnel(t, f)
	}
}
