package outsystems

import (
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var ikeVersion = &rules.Rule{
	Name:     "ike-version",
	Category: "ike",
	Severity: rules.Error,
	Clause:   "Common reasons for phase 1 to fail: requirements of phase 1",
	Symptoms: []rules.Symptom{rules.Phase1Fails},
	Title:    "An IKE version is left that can come up, preferably IKEv2",
	What: "At least one IKE version must be usable on both ends of the settings that decide it: what the tunnel asks for, what is enabled on its interface, what its policies and keys allow. " +
		"A tunnel that none of this lets up is an error at the line that stops it. IKEv1 where the device's software knows IKEv2 is an info.",
	Why:       "OutSystems accepts IKEv1 and IKEv2. AWS advises IKEv2 strongly and IKEv1 only for devices that know nothing else.",
	Undecided: "When the versions cannot be read from the export, or a part of a configuration only does not show that one is enabled, it says so as info. When the export does not tell whether the software knows IKEv2, IKEv1 is passed over in silence.",
	Since:     "0.1.0",
	Tunnel:    checkIKEVersion,
}

func checkIKEVersion(p *rules.Pass, t *ipsec.Tunnel) {
	for _, b := range t.Blockers {
		f := rules.Finding{At: headOf(b.At, ikeHead(t)), Message: made(b.Message), Subject: b.Message, Expected: say("a tunnel that can come up")}
		if b.Unsure {
			f.Severity, f.Origin = rules.Info, ipsec.Unknown
		}
		if b.Change != nil {
			f.Changes = []ipsec.Change{*b.Change}
		}
		p.ReportTunnel(t, f)
	}
	versions, want := t.IKE.Versions, p.Profile.IKE
	if !tell(p, t, versions, ikeHead(t), "IKE version") || len(t.Blockers) > 0 && len(versions.V) == 0 {
		return
	}
	f := about(versions, ikeHead(t))
	f.Actual, f.Expected = plain(list(versions.V)), plain(list(want.Versions))
	f.Changes = []ipsec.Change{{Kind: ipsec.SetIKEVersion, Tunnel: t, Text: want.Preferred}}
	usable := slices.ContainsFunc(versions.V, func(v string) bool { return slices.Contains(want.Versions, v) })
	switch {
	case len(versions.V) == 0:
		f.Message = say("no IKE version is left that this tunnel could use")
	case !usable:
		f.Message = say("the tunnel uses %s%s; the far side takes %s", list(versions.V), given(versions), list(want.Versions))
	case !slices.Contains(versions.V, want.Preferred) && t.IKE.CanIKEv2.Known() && t.IKE.CanIKEv2.V:
		f.Severity, f.Expected = rules.Info, plain(want.Preferred)
		f.Message = say("the tunnel uses %s%s although this device knows %s, which AWS advises", list(versions.V), given(versions), want.Preferred)
	default:
		return
	}
	p.ReportTunnel(t, f)
}
