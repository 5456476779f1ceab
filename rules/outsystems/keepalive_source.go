package outsystems

import (
	"net/netip"
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var keepaliveSource = &rules.Rule{
	Name:     "keepalive-source",
	Category: "liveness",
	Severity: rules.Error,
	Rows:     []int{35},
	Clause:   "Pinging the DNS server in the OutSystems Cloud",
	Symptoms: []rules.Symptom{rules.NoPing, rules.Unstable},
	Needs:    []string{rules.KeyOnPrem},
	Title:    "Probes leave with a source address that the cloud answers",
	What: "The source address of each probe must lie in one of the on-premises ranges of the intent. Another source is an error when the probe withdraws a route or takes the tunnel down, else info. " +
		"A probe without a source of its own has the address of the tunnel's interface. Probes to the far side's address inside the tunnel, and BGP sessions, are passed over.",
	Why: "The guide says that the OutSystems DNS servers answer ICMP only when the source address belongs to the routes of the VPN. " +
		"A probe that leaves with the firewall's public address, or with its address inside the tunnel, gets no answer; it still counts as traffic, but it must not decide about the route.",
	Undecided: "When the export does not tell the source address, it is info for a probe that controls state, and silent for the others.",
	Since:     "0.1.0",
	Tunnel:    checkKeepaliveSource,
}

func checkKeepaliveSource(p *rules.Pass, t *ipsec.Tunnel) {
	for i := range t.Keepalives {
		k := &t.Keepalives[i]
		target, err := netip.ParseAddr(k.Target)
		if k.Kind == "bgp" || err != nil || isInside(p, t, target) {
			continue
		}
		source, place, told := sourceOf(p, t, k)
		registered := func(r netip.Prefix) bool { return r.Contains(source) }
		if slices.ContainsFunc(p.Intent.OnPrem, registered) || !told && !k.ControlsState {
			continue
		}
		f := rules.Finding{
			At: headOf(k.SourceAt, k.At, t.At), Subject: k.Name, Severity: rules.Info, Origin: ipsec.Explicit,
			Actual: plain(source.String()), Expected: say("an address in %s", list(p.Intent.OnPrem)),
		}
		if !place.IsZero() {
			f.At, f.Origin = headOf(k.At, t.At), ipsec.Default
			f.Subject += " " + source.String() // a probe through several tunnels leaves each with another
			f.Related = []rules.Related{{At: place, Message: say("the probe has the address of this interface")}}
		}
		if own := registeredAddress(p); k.Kind == "link-monitor" && told && own.IsValid() {
			f.Changes = []ipsec.Change{{Kind: ipsec.SetKeepalive, Tunnel: t, Keepalive: k, Source: own}}
		}
		switch {
		case !told:
			f.Actual, f.Origin = rules.Text{}, ipsec.Unknown
			f.Message = say("cannot tell the source address of the probe to %s; the cloud answers only sources in %s", k.Target, list(p.Intent.OnPrem))
		case k.ControlsState:
			f.Severity = rules.Error
			f.Message = say("the probe that controls the route or the tunnel leaves with source %s, which gets no answer; the cloud answers only sources in %s", source, list(p.Intent.OnPrem))
		default:
			f.Message = say("the probe leaves with source %s, which gets no answer; it keeps traffic in the tunnel, and the cloud answers only sources in %s", source, list(p.Intent.OnPrem))
		}
		p.ReportTunnel(t, f)
	}
}

// registeredAddress returns an address of the device itself that the cloud answers;
// the zero one when the export tells none.
func registeredAddress(p *rules.Pass) netip.Addr {
	if p.Device.Around == nil {
		return netip.Addr{}
	}
	for _, i := range p.Device.Around.Interfaces.All() {
		for _, own := range i.Addresses {
			if i.Enabled && slices.ContainsFunc(p.Intent.OnPrem, func(r netip.Prefix) bool { return r.Contains(own.Addr()) }) {
				return own.Addr()
			}
		}
	}
	return netip.Addr{}
}

// sourceOf returns the address that a probe leaves with: its own, else that of the
// tunnel's interface or of the only interface that carries the tunnel, with the place
// of that interface. told is false when the export does not tell.
func sourceOf(p *rules.Pass, t *ipsec.Tunnel, k *ipsec.Keepalive) (source netip.Addr, place ipsec.Span, told bool) {
	source, err := netip.ParseAddr(k.Source)
	if own := t.InsideLocal.At; err == nil && k.SourceAt == own {
		return source, own, true // the probe names none
	}
	if err == nil || t.Kind != ipsec.RouteBased || k.Source != "" || p.Device.Around == nil {
		return source, ipsec.Span{}, err == nil
	}
	carriers := p.Device.Around.Carrier(t)
	if len(carriers) != 1 || carriers[0].Dynamic || len(carriers[0].Addresses) != 1 {
		return source, ipsec.Span{}, false
	}
	return carriers[0].Addresses[0].Addr(), carriers[0].At, true
}
