package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var ikePort = &rules.Rule{
	Name:      "ike-port",
	Category:  "ike",
	Severity:  rules.Error,
	Rows:      []int{47},
	Clause:    "Common reasons for phase 1 to fail: device behind NAT",
	Symptoms:  []rules.Symptom{rules.Phase1Fails},
	Title:     "IKE uses UDP port 500",
	What:      "The port that IKE uses towards the peer must be UDP 500. Another one is an error; 4500, on which IKE with NAT traversal starts at once, is a warning.",
	Why:       "The guide asks that IKE leaves for the far side on UDP port 500, and on 4500 only when NAT traversal moves it there. AWS listens on no other.",
	Undecided: "When the port cannot be read from the export it says so as info.",
	Since:     "0.1.0",
	Alone:     true,
	Tunnel:    checkIKEPort,
}

func checkIKEPort(p *rules.Pass, t *ipsec.Tunnel) {
	port, want := t.IKE.Port, p.Profile.IKE
	if !tell(p, t, port, ikeHead(t), "IKE port") || port.V == want.Port {
		return
	}
	f := about(port, ikeHead(t))
	f.Message = say("IKE uses UDP port %d%s; the far side expects it on %d", port.V, given(port), want.Port)
	f.Actual, f.Expected = say("%d", port.V), say("%d", want.Port)
	if port.V == want.NATPort {
		f.Severity = rules.Warning
		f.Message = say("%s, and on this port only after both sides have found a NAT", f.Message)
	}
	f.Changes = []ipsec.Change{{Kind: ipsec.SetIKEPort, Tunnel: t, Number: want.Port}}
	p.ReportTunnel(t, f)
}
