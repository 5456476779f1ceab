package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var ikeESPReachable = &rules.Rule{
	Name:     "ike-esp-reachable",
	Category: "path",
	Severity: rules.Error,
	Rows:     []int{23, 48, 51},
	Clause:   "Common reasons for phase 1 and phase 2 to fail: blocked ports; Unstable tunnel: DPD",
	Symptoms: []rules.Symptom{rules.Phase1Fails, rules.Phase2Fails, rules.Unstable},
	Title:    "No filter of the device stops IKE or ESP of the peers",
	What: "UDP 500, ESP (IP protocol 50) and, behind a NAT, UDP 4500 must pass between the device itself and each peer, in both directions. A rule that denies them is an error. " +
		"A list without a rule that permits them is info where it keeps state, since the device sends first and the replies get in. " +
		"Behind a NAT a denial of ESP is info, and so is one of UDP 4500 where nothing tells whether there is a NAT. On an ASA only control-plane access-lists are asked, because those of interfaces do not see packets to the device.",
	Why: "The guide asks that UDP 500, UDP 4500 with NAT traversal, and ESP pass between the customer's network and both endpoints, and that the device receives and answers DPD, which runs on the same ports. " +
		"The far side closes the tunnel after three probes without an answer.",
	Undecided: "A rule that may match, such as one with a schedule or an undefined object, is info with the reason. Filters of another device, or of the provider, stand in no export. " +
		"It is silent when the peer is no address or the export shows no filters.",
	Since:  "0.1.0",
	Tunnel: checkIKEESPReachable,
}

func checkIKEESPReachable(p *rules.Pass, t *ipsec.Tunnel) {
	a := around(p, filtersOf)
	if a == nil {
		return
	}
	local, peer, at, ok := ends(a, t)
	if !ok {
		return
	}
	if local.IsEmpty() {
		local = ipsec.SetOf(anyIPv4) // what it is must not matter then
	}
	box := ipsec.Point{Box: true}
	in, out := stops{}, stops{}
	for _, k := range tunnelPackets(p, t) {
		if k.severity == rules.Off {
			continue
		}
		f := k.flow
		f.From, f.To, f.Source, f.Destination = at, box, peer, local
		askPacket(p, k, f, &in)
		f.From, f.To, f.Source, f.Destination = box, at, local, peer
		askPacket(p, k, f, &out)
	}
	for _, s := range in {
		reportPacket(p, t, s, "in", say("%s from the peer", list(s.services)))
	}
	for _, s := range out {
		reportPacket(p, t, s, "out", say("%s to the peer", list(s.services)))
	}
}

// askPacket notes what stops a packet, or may.
func askPacket(p *rules.Pass, k packet, f ipsec.Flow, found *stops) {
	answer := p.Device.Around.Decide(f)
	switch answer.Verdict {
	case ipsec.Denied:
		by, _ := stopper(answer)
		severity := k.severity
		if by.Filter.Stateful && f.To.Box && onlyRepeats(by) {
			severity = rules.Info
		}
		found.add(by, k.name, severity, rules.Text{}, f)
	case ipsec.Undecided:
		told := f.From.Interface != "" || f.To.Interface != ""
		if by, ok := doubter(answer); ok && told {
			found.add(by, k.name, rules.Info, listed(answer.Reasons))
		}
	}
}

func reportPacket(p *rules.Pass, t *ipsec.Tunnel, s *stop, way string, what rules.Text) {
	f := rules.Finding{At: s.place(t), Severity: s.severity, Subject: way, Origin: ipsec.Explicit, Expected: say("permit %s", what)}
	f.Changes = s.permit(t)
	switch {
	case !s.reason.IsZero():
		f.Message = say("cannot tell whether %s passes: %s", what, s.reason)
	case s.severity == rules.Info && onlyRepeats(s.by):
		f.Message = say("%s permits no %s; replies to the device's own packets get in, packets that the far side sends first do not", names(s.by), what)
	default:
		f.Message = say("%s denies %s", names(s.by), what)
		f.Actual = say("deny")
	}
	atMost(&f, p.Device.Around.Filters.Extent, made(p.Device.Around.Filters.Reason))
	p.ReportTunnel(t, f)
}
