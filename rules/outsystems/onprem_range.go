package outsystems

import (
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var onpremRange = &rules.Rule{
	Name:     "onprem-range",
	Category: "routing",
	Severity: rules.Error,
	Rows:     []int{62},
	Clause:   "The internal range of the on-premises network has changed",
	Symptoms: []rules.Symptom{rules.RangeChanged, rules.NoPing, rules.NoWeb, rules.NoDatabase},
	Needs:    []string{rules.KeyOnPrem},
	Title:    "What the device offers to the cloud is what OutSystems has registered",
	What: "A local selector or an announced prefix that shares no address with the on-premises ranges of the intent is a warning, and so is a registered range that BGP does not announce. " +
		"More than 20 registered ranges, or more than 100 announced prefixes, are a warning. A registered range that overlaps the cloud range, or is 0.0.0.0/0, is an error.",
	Why: "The guide says that a new internal range is unknown to OutSystems' security groups: traffic from it does not get through until the range is registered, in LifeTime with static routing, by a support case with BGP. " +
		"OutSystems refuses more than 20 routes, ranges that overlap its own, and 0.0.0.0/0; AWS takes 100 routes by BGP.",
	Undecided: "Selectors that hold a registered range and more are right, since the guide asks for a single range; whether they hold all of them is told by selector-coverage. " +
		"What a redistribution announces is not followed. Networks behind the device that no selector names are not looked at. Where the export may lack BGP, it is info with the reason.",
	Since:  "0.1.0",
	Device: checkOnpremRange,
}

func checkOnpremRange(p *rules.Pass) {
	if len(p.Tunnels) == 0 {
		return
	}
	checkRegistered(p)
	for _, t := range p.Tunnels {
		if !slices.ContainsFunc(sidesOf(t).local, func(r addrRange) bool { return isRegistered(p, r) }) {
			continue // selector-coverage says that they hold nothing of the registered ranges
		}
		for _, c := range t.Children {
			for _, s := range c.Selectors {
				local, ok := parseRange(s.Local)
				if !ok || !local.first.Is4() || isRegistered(p, local) || p.Intent.CIDR.IsValid() && local.overlaps(rangeOf(p.Intent.CIDR)) {
					continue // the others are the business of selector-coverage
				}
				f := rules.Finding{At: headOf(s.At, c.At, t.At), Severity: rules.Warning, Subject: s.Local, Origin: ipsec.Explicit}
				f.Actual, f.Expected = plain(s.Local), say("within %s", list(p.Intent.OnPrem))
				f.Message = say("the local selector %s is not among the registered ranges (%s), so the cloud does not let its traffic in; register it%s", s.Local, list(p.Intent.OnPrem), how(p))
				p.ReportTunnel(t, f)
			}
		}
	}
	var done []*ipsec.BGP
	for _, s := range sessionsOf(p) {
		if !slices.Contains(done, s.process) {
			done = append(done, s.process)
			checkAnnounced(p, s)
		}
	}
}

// checkRegistered judges the ranges of the intent themselves.
func checkRegistered(p *rules.Pass) {
	at := headOf(p.Tunnels[0].At, p.Device.At)
	if n, most := len(p.Intent.OnPrem), p.Profile.Routing.RoutesMax; n > most {
		p.Report(rules.Finding{
			At: at, Tunnels: p.Tunnels, Severity: rules.Warning, Subject: "number", Actual: say("%d ranges", n), Expected: say("at most %d", most),
			Message: say("%d on-premises ranges are given, and OutSystems takes at most %d; put neighbouring ones into one", n, most),
		})
	}
	for _, r := range p.Intent.OnPrem {
		f := rules.Finding{At: at, Tunnels: p.Tunnels, Subject: r.String(), Actual: plain(r.String())}
		switch {
		case r.Bits() == 0:
			f.Message = say("%s cannot be registered with OutSystems; register the internal ranges themselves (a selector may be %s all the same)", r, r)
		case p.Intent.CIDR.IsValid() && rangeOf(r).overlaps(rangeOf(p.Intent.CIDR)):
			f.Expected = say("no address of %s", p.Intent.CIDR.Masked())
			f.Message = say("the on-premises range %s overlaps the cloud range %s, so replies of the cloud never leave it; register smaller ranges, or translate the addresses", r, p.Intent.CIDR.Masked())
		default:
			continue
		}
		p.Report(f)
	}
}

// how says in words where a range is registered; nothing when the routing is not told.
func how(p *rules.Pass) rules.Text {
	switch p.Intent.Routing {
	case "static":
		return say(" in LifeTime")
	case "bgp":
		return say(" by a support case")
	}
	return rules.Text{}
}
