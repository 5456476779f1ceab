package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var initiator = &rules.Rule{
	Name:     "initiator",
	Category: "liveness",
	Severity: rules.Error,
	Rows:     []int{7, 56},
	Clause:   "Establishing a stable connection: the customer's side is the initiator",
	Symptoms: []rules.Symptom{rules.Phase1Fails, rules.TunnelInactive},
	Title:    "The device can start the tunnel",
	What:     "A device that only answers is an error. A device that starts the tunnel when it has traffic for it is info, because something must then send that traffic; one that brings the tunnel up by itself is silent.",
	Why: "The guide says that OutSystems' side is a responder only and that the customer's network must always be the initiator. " +
		"OutSystems can neither start nor reset a tunnel: with a responder on both sides it never comes up, or stays down after the first loss.",
	Undecided: "When the export does not tell who may start the tunnel, it says so as info.",
	Since:     "0.1.0",
	Tunnel:    checkInitiator,
}

func checkInitiator(p *rules.Pass, t *ipsec.Tunnel) {
	who := t.Initiation
	if !tell(p, t, who, t.At, "side that may start the tunnel") || who.V == ipsec.Start {
		return
	}
	f := about(who, t.At)
	f.Actual, f.Expected = plain(who.V), say("start or on-demand")
	if who.V == ipsec.ResponderOnly {
		f.Message = say("the device only answers%s; OutSystems only answers too, so nobody starts the tunnel", given(who))
		f.Changes = []ipsec.Change{{Kind: ipsec.SetInitiation, Tunnel: t, Text: string(ipsec.OnDemand)}}
		p.ReportTunnel(t, f)
		return
	}
	f.Severity = rules.Info
	f.Message = say("the tunnel comes up only when the device has traffic for it%s; OutSystems never starts it", given(who))
	p.ReportTunnel(t, f)
}
