package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var ikev2Rekey51min = &rules.Rule{
	Name:     "ikev2-rekey-51min",
	Category: "ipsec",
	Severity: rules.Warning,
	Rows:     []int{26},
	Clause:   "The tunnel drops every 60 minutes while using IKEv2",
	Symptoms: []rules.Symptom{rules.DropsHourly},
	Title:    "With IKEv2 the device renews phase 2 within 51 minutes",
	What: "When IKEv2 can be chosen, the latest moment at which this side renews phase 2 must be 3060 s (51 minutes) after setup or earlier. " +
		"Where nobody publishes how long before the end the device renews, the lifetime itself counts. Above 3600 s the rule is silent, because ipsec-lifetime speaks.",
	Why: "The guide knows tunnels that drop every 60 minutes with IKEv2 and cures them with a phase 2 lifetime of 51 minutes. It gives no reason. " +
		"With AWS's default margins the far side renews 3060 s to 3330 s after setup, so a device at 51 minutes is always the first. " +
		"3600 s stays a documented value: this is a warning, and it may be ignored on a tunnel that does not drop.",
	Undecided: "When the export does not tell which IKE versions can be used, or how long phase 2 lives, it says so as info. With IKEv1 it is silent.",
	Since:     "0.1.0",
	Alone:     true,
	Tunnel:    checkIKEv2Rekey51min,
}

func checkIKEv2Rekey51min(p *rules.Pass, t *ipsec.Tunnel) {
	want := p.Profile.IPsec
	versions := t.IKE.Versions
	for _, c := range t.Children {
		f := aboutChild(t, c, c.Lifetime)
		if !c.Lifetime.Known() {
			continue // ipsec-lifetime says why
		}
		latest, how := c.Lifetime.V, say("phase 2 lifetime is %d s%s", c.Lifetime.V, given(c.Lifetime))
		if c.Rekey != nil {
			latest = c.Rekey.Latest
			how = say("phase 2 is renewed as late as %d s%s", latest, given(c.Lifetime))
		}
		if latest <= want.IKEv2Rekey || latest > want.Lifetime {
			continue
		}
		switch {
		case canUse(t, "ikev2"):
			f.Message = say("%s with IKEv2; %d s is documented as valid, %d s (%d minutes) cures drops every hour",
				how, want.Lifetime, want.IKEv2Rekey, want.IKEv2Rekey/60)
			f.Changes = []ipsec.Change{{Kind: ipsec.SetIPsecLifetime, Tunnel: t, Child: c, Seconds: want.IKEv2Rekey}}
		case versions.Origin == ipsec.Unknown:
			f = cannotTell(f, made("IKE version"), versions)
			f.Message = say("%s; with IKEv2, %d s instead of %d s cures drops every hour", f.Message, want.IKEv2Rekey, latest)
		default:
			continue
		}
		f.Actual, f.Expected = seconds(latest), say("at most %d s", want.IKEv2Rekey)
		p.ReportTunnel(t, f)
	}
}
