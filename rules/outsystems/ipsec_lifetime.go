package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var ipsecLifetime = &rules.Rule{
	Name:     "ipsec-lifetime",
	Category: "ipsec",
	Severity: rules.Error,
	Rows:     []int{52},
	Clause:   "Common reasons for phase 2 to fail: SA lifetime",
	Symptoms: []rules.Symptom{rules.Phase2Fails, rules.DropsHourly, rules.Unstable},
	Title:    "Phase 2 lives at most 3600 s, at least 900 s, and shorter than phase 1",
	What: "The time after which the device renews phase 2 must be 3600 s or less. Where the device renews at a soft life before the hard one, " +
		"the soft life counts, and the hard life may be up to a tenth longer. A lifetime below 900 s, or one that is not below the lifetime of phase 1, is reported too. " +
		"An absent line counts with the vendor's default.",
	Why: "The guide's phase 2 section asks for an SA lifetime of 3600 s: the newer English text says equal or lower, the older Japanese text says 3600 s; the newer decides. " +
		"AWS on the far side renews by its own timers, between 900 s and 3600 s and below phase 1; a device that means to keep the SA longer loses it each hour.",
	Undecided: "When the lifetime cannot be read from the export it says so as info. The lifetime of phase 1 is compared only when it is known.",
	Since:     "0.1.0",
	Alone:     true,
	Tunnel:    checkIPsecLifetime,
}

func checkIPsecLifetime(p *rules.Pass, t *ipsec.Tunnel) {
	want := p.Profile.IPsec
	for _, c := range t.Children {
		life := c.Lifetime
		if !tell(p, t, life, headOf(c.At, t.At), "phase 2 lifetime") {
			continue
		}
		latest, hardMax := life.V, want.Lifetime
		if c.Rekey != nil {
			latest, hardMax = c.Rekey.Latest, want.Lifetime*want.HardPercent/100
		}
		f := aboutChild(t, c, life)
		f.Actual, f.Expected = limit(life.V), say("at most %d s", want.Lifetime)
		f.Changes = []ipsec.Change{{Kind: ipsec.SetIPsecLifetime, Tunnel: t, Child: c, Seconds: wantedLifetime(p, t)}}
		need := say("the guide asks for at most %d s (its older Japanese text for exactly %[1]d s)", want.Lifetime)
		if canUse(t, "ikev2") {
			f.Expected = say("at most %d s, %d s with IKEv2", want.Lifetime, want.IKEv2Rekey)
			need = say("the guide asks for at most %d s (its older Japanese text for exactly %[1]d s), best %d s with IKEv2", want.Lifetime, want.IKEv2Rekey)
		}
		phase1 := t.IKE.Lifetime
		switch {
		case life.V == 0:
			f.Message = say("phase 2 has no time limit%s; %s", given(life), need)
		case latest > want.Lifetime && c.Rekey != nil:
			f.Message = say("phase 2 is renewed as late as %d s after setup%s; %s", latest, given(life), need)
			f.Actual = seconds(latest)
		case life.V > hardMax:
			f.Message = say("phase 2 lifetime is %d s%s; %s", life.V, given(life), need)
		case life.V < want.LifetimeMin:
			f.Severity = rules.Warning
			f.Message = say("phase 2 lifetime is %d s%s; AWS knows no lifetime below %d s", life.V, given(life), want.LifetimeMin)
			f.Expected = say("%d s to %d s", want.LifetimeMin, want.Lifetime)
		case phase1.Known() && phase1.V > 0 && phase1.V <= life.V:
			f = about(phase1, headOf(t.IKE.At, t.At))
			f.Together = true
			f.Message = say("phase 1 lifetime of %d s%s is not longer than the phase 2 lifetime of %d s%s; it must be %d s",
				phase1.V, given(phase1), life.V, given(life), p.Profile.IKE.Lifetime)
			f.Actual, f.Expected = seconds(phase1.V), seconds(p.Profile.IKE.Lifetime)
			f.Related = append(f.Related, rules.Related{At: life.Place(headOf(c.At, t.At)), Message: say("phase 2")})
			f.Changes = []ipsec.Change{{Kind: ipsec.SetIKELifetime, Tunnel: t, Seconds: p.Profile.IKE.Lifetime}}
		default:
			continue
		}
		p.ReportTunnel(t, f)
	}
}

// wantedLifetime is the phase 2 lifetime that no rule has anything against.
func wantedLifetime(p *rules.Pass, t *ipsec.Tunnel) int {
	if canUse(t, "ikev2") {
		return p.Profile.IPsec.IKEv2Rekey
	}
	return p.Profile.IPsec.Lifetime
}
