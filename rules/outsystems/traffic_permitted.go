package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var trafficPermitted = &rules.Rule{
	Name:     "traffic-permitted",
	Category: "path",
	Severity: rules.Error,
	Rows:     []int{3, 33, 36, 37, 40, 53},
	Clause:   "DNS forwarding; Checking the connection from on-premises; Connecting to on-premises databases; Common reasons for phase 2 to fail: access-lists",
	Symptoms: []rules.Symptom{rules.NoWeb, rules.NoNames, rules.NoPing, rules.NoDatabase},
	Needs:    []string{rules.KeyCIDR, rules.KeyOnPrem},
	Title:    "The policies let the traffic of the VPN pass",
	What: "From the on-premises ranges TCP 443 to the cloud range and UDP 53 to the OutSystems DNS servers must pass (error), and so should TCP 80, unless the edition is Sentry, TCP 53 and ICMP echo to the DNS servers (warning). " +
		"From the cloud range the database ports of the intent should pass to the on-premises ranges (warning). The rule speaks only when nothing of a service passes; a part is the business of whole-range-permitted. A rule that lets it pass, but sends it to a gateway outside the tunnel, is a warning.",
	Why: "The guide asks to test TCP 443, and 80 except with Sentry, to allow DNS to the servers of the cloud, and says that ping must be allowed for the test to mean anything. " +
		"OutSystems sends everything to on-premises databases, so what stops it is the customer's firewall. An access-list that stops the VPN's traffic is one of the guide's reasons for phase 2 to fail.",
	Undecided: "A rule that may match (a schedule, a user, an application, an undefined object) is info with the reason, and so is a denial in an export that may not show all rules. " +
		"It is silent where the export does not tell behind which interface the ranges lie, and, without peers in the intent, for tunnels whose selectors have nothing of the cloud range. Without dns, edition or db_ports in the intent that part is not judged. That a gateway in a rule goes before IPsec is documented for pfSense only, so that it is info on OPNsense.",
	Since:  "0.1.0",
	Tunnel: checkTrafficPermitted,
}

func checkTrafficPermitted(p *rules.Pass, t *ipsec.Tunnel) {
	if around(p, filtersOf) == nil || !p.Intent.CIDR.Addr().Is4() || !forCloud(p, t) || len(only4(p.Intent.OnPrem)) == 0 {
		return
	}
	lans := lansOf(p.Device.Around, only4(p.Intent.OnPrem)...)
	noteServices(p, rules.KeyDNS, rules.KeyEdition, rules.KeyDBPorts)
	to, from := stops{}, stops{}
	for _, s := range servicesOf(p) {
		if s.inward {
			askService(p, t, s, lans, &from)
		} else {
			askService(p, t, s, lans, &to)
		}
	}
	for _, found := range []stops{to, from} {
		for _, s := range found {
			reportStop(p, t, s)
		}
	}
}

// askService notes what stops a service from every lan: with one that gets
// through, or may by what the export does not tell, there is nothing to note.
func askService(p *rules.Pass, t *ipsec.Tunnel, s service, lans []lan, found *stops) {
	denied, unsure, diverted := stops{}, stops{}, stops{}
	for _, l := range lans {
		f := s.between(l, t)
		answer := p.Device.Around.Decide(f)
		if by, ok := answer.Diverted(&f); ok && !s.inward && l.told() {
			diverted.add(by, s.name, rules.Warning, made(by.Rule.Diverts.Unsure), f)
			continue
		}
		by, ok := doubter(answer)
		if !ok || answer.SomePermitted || answer.Verdict == ipsec.Permitted || !l.told() && answer.Verdict != ipsec.Denied {
			return
		}
		if answer.Verdict == ipsec.Undecided {
			unsure.add(by, s.name, rules.Info, listed(answer.Reasons), f)
			continue
		}
		by, _ = stopper(answer)
		denied.add(by, s.name, s.severity, rules.Text{}, f)
	}
	switch {
	case len(unsure) > 0:
		denied = unsure
	case len(diverted) > 0:
		denied = diverted
	}
	for _, d := range denied {
		found.add(d.by, s.name, d.severity, d.reason, d.flows...)
	}
}

func reportStop(p *rules.Pass, t *ipsec.Tunnel, s *stop) {
	f := rules.Finding{At: s.place(t), Severity: s.severity, Subject: way(s.flows[0]), Origin: ipsec.Explicit, Expected: say("permit %s", list(s.services))}
	from, to := endsOf(s.flows)
	what := say("%s from %s to %s", list(s.services), addresses(from), addresses(to))
	switch {
	case s.by.Rule != nil && s.by.Rule.Diverts != nil && s.by.Action == ipsec.Permit && !s.by.Maybe:
		reportDiversion(p, t, s, f, what)
		return
	case !s.reason.IsZero():
		f.Message = say("cannot tell whether %s passes: %s", what, s.reason)
	case s.by.Rule == nil:
		f.Message, f.Changes = say("%s permits no %s", made(s.by.Filter.Name), what), s.permit(t)
	default:
		f.Message, f.Changes = say("%s denies %s", names(s.by), what), s.permit(t)
	}
	atMost(&f, p.Device.Around.Filters.Extent, made(p.Device.Around.Filters.Reason))
	p.ReportTunnel(t, f)
}
