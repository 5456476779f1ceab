package outsystems

import (
	"net/netip"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var natExemption = &rules.Rule{
	Name:     "nat-exemption",
	Category: "path",
	Severity: rules.Error,
	Rows:     []int{32},
	Clause:   "Checking the connection from on-premises: traceroute stops at the firewall",
	Symptoms: []rules.Symptom{rules.NoPing, rules.NoWeb, rules.NoDatabase, rules.Phase2Fails},
	Needs:    []string{rules.KeyCIDR, rules.KeyOnPrem},
	Title:    "On-premises addresses are not translated on their way to the cloud",
	What: "Traffic from each on-premises range of the intent to the cloud range must keep its source address, or get one of a registered range. A NAT rule that translates all of a range is an error; " +
		"one that translates a part, such as the static address of one server, is a warning.",
	Why: "The guide says that a trace which ends at the firewall points at its policy or its NAT. The cloud answers only sources in the ranges registered for the VPN: " +
		"a packet that leaves with the firewall's public address does not match the selectors, or is dropped on the far side.",
	Undecided: "A NAT rule that may match, or that translates to what the export does not tell, is info with the reason. It is silent when the export does not tell behind which interface a range lies, or shows no NAT.",
	Since:     "0.1.0",
	Tunnel:    checkNATExemption,
}

func checkNATExemption(p *rules.Pass, t *ipsec.Tunnel) {
	a := around(p, natOf)
	if a == nil || !p.Intent.CIDR.Addr().Is4() || !forCloud(p, t) {
		return
	}
	for _, range4 := range only4(p.Intent.OnPrem) {
		for _, l := range lansOf(a, range4) {
			f := l.outward(t, ipsec.SetOf(p.Intent.CIDR), ipsec.Flow{})
			reportNAT(p, t, l, range4, f, a.Translate(f))
		}
	}
}

func reportNAT(p *rules.Pass, t *ipsec.Tunnel, l lan, range4 netip.Prefix, flow ipsec.Flow, got ipsec.NATAnswer) {
	f := rules.Finding{Origin: ipsec.Explicit, Subject: range4.String(), Expected: say("the source address stays")}
	cloud := p.Intent.CIDR.Masked()
	switch got.Verdict {
	case ipsec.NATUndecided:
		if len(got.Maybe) == 0 || !l.told() || reportServiceNAT(p, t, l, f, flow) {
			return
		}
		f.At, f.Severity = headOf(got.Maybe[0].At, t.At), rules.Info
		f.Message = say("cannot tell whether traffic from %s to %s keeps its source address: %s", range4, cloud, listed(got.Reasons))
		p.ReportTunnel(t, f)
		return
	case ipsec.NATTranslated, ipsec.NATPartly:
	default:
		return
	}
	for _, n := range got.By {
		if n.Kind == ipsec.NATExempt {
			f.Related = append(f.Related, rules.Related{At: n.At, Message: say("this rule leaves a part as it is")})
		}
	}
	all := l.hosts
	if got.Verdict == ipsec.NATPartly {
		all = hostsOf(got.Changed.Source)
	}
	n := translating(got.By, all)
	if n == nil || registered(n.To, p.Intent.OnPrem) {
		return
	}
	f.At, f.Actual = headOf(n.At, t.At), becomes(n)
	f.Changes = []ipsec.Change{{Kind: ipsec.ExemptNAT, Tunnel: t, Flows: []ipsec.Flow{flow}, Before: n.At}}
	switch {
	case !n.To.Exact():
		f.Severity, f.Changes = rules.Info, nil
		f.Message = say("traffic from %s to %s is translated, and whether to a registered address cannot be told: %s", range4, cloud, made(n.To.Unknown[0]))
	case got.Verdict == ipsec.NATTranslated && !n.Source.Covers(l.hosts):
		f.Message = say("traffic from %s to %s is translated, a part of it to %s; the cloud answers registered addresses only", addresses(l.hosts), cloud, becomes(n))
	case got.Verdict == ipsec.NATTranslated:
		f.Message = say("traffic from %s to %s is translated to %s; the cloud answers registered addresses only", addresses(l.hosts), cloud, becomes(n))
	case n.Source.Covers(l.hosts): // the part is one of the cloud
		f.Severity = rules.Warning
		f.Message = say("traffic from %s to a part of %s, such as that to %s, is translated to %s; the cloud answers registered addresses only",
			addresses(l.hosts), cloud, got.Changed.Destination, becomes(n))
	default:
		f.Severity = rules.Warning
		f.Message = say("a part of the traffic from %s to %s, such as that of %s, is translated to %s; the cloud answers registered addresses only",
			range4, cloud, got.Changed.Source, becomes(n))
	}
	atMost(&f, p.Device.Around.NAT.Extent, made(p.Device.Around.NAT.Reason))
	p.ReportTunnel(t, f)
}
