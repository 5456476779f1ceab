package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var ikeAuthentication = &rules.Rule{
	Name:     "ike-authentication",
	Category: "ike",
	Severity: rules.Error,
	Rows:     []int{43, 45},
	Clause:   "Common reasons for phase 1 to fail: pre-shared key",
	Symptoms: []rules.Symptom{rules.Phase1Fails},
	Title:    "Phase 1 authenticates with the pre-shared key of the configuration file",
	What: "Authentication must be by pre-shared key, and a key must be set. Where the export shows the key, a form that AWS does not take (other than 8 to 64 letters, digits, '.' and '_', or a leading zero) is a warning, " +
		"and so is one key for both tunnels: OutSystems supplies one key for each. Without the peers given, one key in two tunnels is only an info.",
	Why: "The guide asks for the pre-shared key from the configuration file that OutSystems supplies; certificates are not offered. The form of the keys is AWS's.",
	Undecided: "A key that is masked or encrypted in the export cannot be compared with the supplied one; that is left to the checklist. " +
		"Keys in a file that was not given, and a missing key in a snippet, make an info.",
	Since:  "0.1.0",
	Tunnel: checkIKEAuthentication,
}

func checkIKEAuthentication(p *rules.Pass, t *ipsec.Tunnel) {
	auth, want := t.IKE.Auth, p.Profile.IKE.Auth
	if !tell(p, t, auth, ikeHead(t), "phase 1 authentication") {
		return
	}
	if auth.V != want {
		f := about(auth, ikeHead(t))
		f.Message = say("phase 1 authenticates by %s%s; OutSystems uses a pre-shared key", auth.V, given(auth))
		f.Actual, f.Expected = plain(auth.V), plain(want)
		f.Changes = []ipsec.Change{{Kind: ipsec.SetIKEAuth, Tunnel: t, Text: want}, {Kind: ipsec.SetPSK, Tunnel: t}}
		p.ReportTunnel(t, f)
		return
	}
	f := rules.Finding{At: headOf(t.IKE.PSK.At, ikeHead(t)), Subject: "key", Origin: ipsec.Explicit}
	f.Changes = []ipsec.Change{{Kind: ipsec.SetPSK, Tunnel: t}}
	switch key := t.IKE.PSK; {
	case key.State == ipsec.SecretElsewhere:
		f.Severity, f.Origin, f.Changes = rules.Info, ipsec.Unknown, nil
		f.Message = say("cannot tell whether a pre-shared key is set: keys are kept in a file that was not given")
	case key.State == ipsec.SecretAbsent && !p.Device.Whole:
		f.Severity, f.Origin = rules.Info, ipsec.Unknown
		f.Message = say("this part of a configuration shows no pre-shared key for the peer %s", t.Peer)
	case key.State == ipsec.SecretAbsent:
		f.Origin, f.Message = ipsec.None, say("no pre-shared key is set for the peer %s", t.Peer)
	case len(key.Refused) > 0:
		f.Severity = rules.Warning
		f.Message = say("the pre-shared key cannot be one that AWS made: %s", reasons(key.Refused))
	default:
		reportSameKey(p, t, f)
		return
	}
	f.Expected = say("the key of the supplied configuration file")
	p.ReportTunnel(t, f)
}

// reportSameKey compares the key with those of the tunnels before t, so that
// each pair is seen once.
func reportSameKey(p *rules.Pass, t *ipsec.Tunnel, f rules.Finding) {
	other := p.SharesKeyWith(t)
	if other == nil {
		return
	}
	f.Severity = rules.Warning
	if !p.Intent.Has(rules.KeyPeers) {
		f.Severity = rules.Info
	}
	f.Message = say("the pre-shared key is the same as that of %s; OutSystems supplies one for each tunnel", other.Name)
	f.Related = []rules.Related{{At: other.IKE.PSK.At, Message: say("the other one")}}
	f.Expected = say("the key of the supplied configuration file")
	p.ReportTunnel(t, f)
}
