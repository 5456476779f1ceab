package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var wholeRangePermitted = &rules.Rule{
	Name:     "whole-range-permitted",
	Category: "path",
	Severity: rules.Error,
	Rows:     []int{11, 30, 38, 41},
	Clause:   "Why the whole IP range must be allowed; Connecting to on-premises databases; Establishing a stable connection: 0.0.0.0/0 with an ACL",
	Symptoms: []rules.Symptom{rules.NoWeb, rules.NoNames, rules.NoPing, rules.NoDatabase, rules.Unstable},
	Needs:    []string{rules.KeyCIDR, rules.KeyOnPrem},
	Title:    "Policies name the whole cloud range: not single hosts, and not everything",
	What: "A policy that lets the database ports of the intent in from a part of the cloud range only is an error. One that lets on-premises hosts reach a part of the cloud range only, or some of the OutSystems DNS servers, is a warning. " +
		"So is a rule that lets any source out of a tunnel whose selectors are 0.0.0.0/0; where no list at all limits such a tunnel it is info. " +
		"Which on-premises hosts may use the VPN is not judged.",
	Why: "The guide says that the addresses of load balancers change at any time and those of databases at maintenance, so that a policy with single hosts works today and not tomorrow: the whole range must be allowed. " +
		"Where one pair of SAs carries 0.0.0.0/0, it asks to limit the traffic by an access-list instead.",
	Undecided: "What a rule that may match (a schedule, a user, an undefined object) would let pass counts as passing here. In an export that may not show all rules it is info. " +
		"It is silent where nothing passes, which traffic-permitted says, and where the export does not tell behind which interface the ranges lie.",
	Since:  "0.1.0",
	Tunnel: checkWholeRange,
}

func checkWholeRange(p *rules.Pass, t *ipsec.Tunnel) {
	if around(p, filtersOf) == nil || !p.Intent.CIDR.Addr().Is4() || !forCloud(p, t) || len(only4(p.Intent.OnPrem)) == 0 {
		return
	}
	lans := lansOf(p.Device.Around, only4(p.Intent.OnPrem)...)
	if !lans[0].told() {
		return
	}
	noteServices(p, rules.KeyDNS, rules.KeyDBPorts)
	found := stops{}
	for _, s := range servicesOf(p) {
		if s.flow.Protocol != ipsec.ProtoICMP {
			findPart(p, t, s, lans, &found)
		}
	}
	for _, part := range found {
		reportPart(p, t, part)
	}
	if takesAnything(t) {
		checkAnyAny(p, t, lans[0])
	}
}

func reportPart(p *rules.Pass, t *ipsec.Tunnel, s *stop) {
	f := rules.Finding{At: s.place(t), Severity: s.severity, Subject: way(s.flows[0]), Origin: ipsec.Explicit}
	f.Actual, f.Expected, f.Related = plain(addresses(s.part)), plain(addresses(s.whole)), s.related
	f.Changes = s.permit(t)
	what := list(s.services)
	switch {
	case s.flows[0].From.Tunnel != nil:
		f.Message = say("%s passes from %s only; databases are asked from any address of the cloud, so permit all of %s", what, f.Actual, f.Expected)
	case s.whole.Covers(ipsec.SetOf(p.Intent.CIDR)):
		f.Message = say("%s passes to %s only; load balancers of the cloud change their addresses, so permit all of %s", what, f.Actual, f.Expected)
	default:
		f.Message = say("%s passes to %s only; permit all DNS servers of the cloud: %s", what, f.Actual, f.Expected)
	}
	atMost(&f, p.Device.Around.Filters.Extent, made(p.Device.Around.Filters.Reason))
	p.ReportTunnel(t, f)
}

// checkAnyAny reports that anything may come out of a tunnel that takes anything.
func checkAnyAny(p *rules.Pass, t *ipsec.Tunnel, l lan) {
	others := ipsec.SetOf(anyIPv4).Without(ipsec.SetOf(p.Intent.CIDR)).Without(l.hosts)
	answer := p.Device.Around.Decide(l.inward(t, others, ipsec.Flow{}))
	if answer.Verdict != ipsec.Permitted || p.Device.Around.Filters.Extent != ipsec.Complete {
		return
	}
	f := rules.Finding{At: t.At, Severity: rules.Info, Subject: "any", Actual: plain("any"), Expected: say("sources in %s", p.Intent.CIDR.Masked())}
	f.Message = say("the selectors take everything and no list limits what comes out of the tunnel; limit it to sources in %s", p.Intent.CIDR.Masked())
	if len(answer.By) > 0 && answer.By[0].Rule != nil {
		f.At, f.Severity, f.Origin = placeOf(answer.By[0], t), rules.Warning, ipsec.Explicit
		f.Message = say("the selectors take everything and %s lets any source out of the tunnel; limit it to sources in %s", names(answer.By[0]), p.Intent.CIDR.Masked())
	}
	p.ReportTunnel(t, f)
}
