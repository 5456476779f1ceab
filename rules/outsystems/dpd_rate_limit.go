package outsystems

import (
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var dpdRateLimit = &rules.Rule{
	Name:     "dpd-rate-limit",
	Category: "liveness",
	Severity: rules.Warning,
	Rows:     []int{25},
	Clause:   "Unstable tunnel: DPD must not be rate limited by an IPS",
	Symptoms: []rules.Symptom{rules.Unstable, rules.TunnelInactive},
	Title:    "No flood or rate limit counts the packets of the peers",
	What: "A DoS policy, flood threshold or rate limit of the device that counts UDP 500, UDP 4500 or ESP from a peer, drops what is above its rate, and does not exempt the peer, is a warning, whatever the rate. " +
		"One that only logs is passed over, and so is one that counts the sessions of each source by itself and lets it have more than a peer needs.",
	Why: "The guide says that DPD must not be rate limited by an IPS: the far side closes the tunnel after three probes without an answer, " +
		"and a limit for all sources together drops the peer's probes just when others flood the address.",
	Undecided: "A limit with a condition that the export does not settle is info with the reason, and so is one that may exempt the peer. Limits of another device in front of this one stand in no export; `vpnlint checklist` names them.",
	Since:     "0.1.0",
	Tunnel:    checkDPDRateLimit,
}

func checkDPDRateLimit(p *rules.Pass, t *ipsec.Tunnel) {
	a := around(p, limitsOf)
	if a == nil {
		return
	}
	local, peer, at, ok := ends(a, t)
	if !ok {
		return
	}
	for _, l := range a.Limits.All() {
		here, reason := atPlace(a, l.In, at)
		if l.Disabled || !l.Drops || !here || l.Exempts.Covers(peer) {
			continue
		}
		if l.OwnSessions && l.Rate.Known() && l.Rate.V >= p.Profile.DPD.PeerSessions {
			continue // a peer alone never has so many
		}
		var counted []string
		for _, k := range tunnelPackets(p, t) {
			if k.severity != rules.Off && counts(l.Services, k.flow) {
				counted = append(counted, k.name)
			}
		}
		fromPeer, reason2 := overlaps(l.Source, peer)
		toBox, reason3 := overlaps(l.Destination, local)
		if len(counted) == 0 || !fromPeer || !toBox {
			continue
		}
		reasons := slices.Concat(reason, reason2, reason3, l.Maybe, l.Exempts.Unknown)
		f := rules.Finding{At: headOf(l.At, t.At), Subject: l.Name, Origin: ipsec.Explicit, Expected: say("the peers are exempt")}
		f.Message = say("%s counts %s from the peer and drops what is above its rate%s; exempt the peers", l.Name, list(counted), rateText(l))
		f.Changes = []ipsec.Change{{Kind: ipsec.ExemptLimit, Tunnel: t, Limit: l, Addr: peer.Prefixes()[0].Addr()}}
		if len(reasons) > 0 {
			atMost(&f, ipsec.Partial, listed(reasons))
		}
		p.ReportTunnel(t, f)
	}
}
