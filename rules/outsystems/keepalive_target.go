package outsystems

import (
	"net/netip"
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var keepaliveTarget = &rules.Rule{
	Name:     "keepalive-target",
	Category: "liveness",
	Severity: rules.Error,
	Rows:     []int{27, 28},
	Clause:   "Pinging front-end servers or databases",
	Symptoms: []rules.Symptom{rules.NoPing, rules.Unstable, rules.TunnelInactive},
	Needs:    []string{rules.KeyDNS},
	Title:    "Probes go to an OutSystems DNS server",
	What: "Each probe into the tunnel must go to one of the DNS servers of the intent. Another target is an error when the probe withdraws a route or takes the tunnel down, else info. " +
		"The far side's address inside the tunnel is accepted, with info. BGP sessions are not probes and are passed over.",
	Why: "The guide says that only the OutSystems DNS servers answer ICMP; front-end servers and databases never do. A probe to another address fails for ever: " +
		"where it controls the route or the tunnel, the device takes down a tunnel that works. " +
		"AWS's own samples ping the far side's inside address; that proves the tunnel, not the network behind it.",
	Undecided: "A target that is a name and not an address is info.",
	Since:     "0.1.0",
	Tunnel:    checkKeepaliveTarget,
}

func checkKeepaliveTarget(p *rules.Pass, t *ipsec.Tunnel) {
	for i := range t.Keepalives {
		k := &t.Keepalives[i]
		if k.Kind == "bgp" || k.Target == "" {
			continue
		}
		target, err := netip.ParseAddr(k.Target)
		if slices.Contains(p.Intent.DNS, target) {
			continue
		}
		f := rules.Finding{
			At: headOf(k.TargetAt, k.At, t.At), Subject: k.Name, Origin: ipsec.Explicit,
			Actual: plain(k.Target), Expected: plain(list(p.Intent.DNS)),
		}
		change := ipsec.Change{Kind: ipsec.SetKeepalive, Tunnel: t, Keepalive: k, Addr: p.Intent.DNS[0]}
		switch {
		case err != nil:
			f.Severity = rules.Info
			f.Message = say("cannot tell whether %s answers the probe: it is a name; OutSystems' DNS servers are %s", k.Target, list(p.Intent.DNS))
		case isInside(p, t, target):
			f.Severity = rules.Info
			f.Message = say("the probe goes to %s, the far side's address inside the tunnel: it proves the tunnel, not the network behind it", k.Target)
		case k.ControlsState:
			f.Message = say("the probe that controls the route or the tunnel goes to %s, which does not answer ICMP; only the OutSystems DNS servers do (%s)", k.Target, list(p.Intent.DNS))
			f.Changes = []ipsec.Change{change}
		default:
			f.Severity = rules.Info
			f.Message = say("the probe goes to %s, which does not answer ICMP; only the OutSystems DNS servers do (%s)", k.Target, list(p.Intent.DNS))
			f.Changes = []ipsec.Change{change}
		}
		p.ReportTunnel(t, f)
	}
}

// isInside reports whether a is an address inside the tunnel itself, such as the
// far side's tunnel address.
func isInside(p *rules.Pass, t *ipsec.Tunnel, a netip.Addr) bool {
	return t.InsideRemote.Known() && t.InsideRemote.V == a ||
		t.InsideLocal.Known() && t.InsideLocal.V.Contains(a) ||
		p.Profile.Tunnel.InsideRange.Contains(a)
}
