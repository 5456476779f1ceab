package outsystems

import (
	"net/netip"
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var bgpSession = &rules.Rule{
	Name:     "bgp-session",
	Category: "routing",
	Severity: rules.Error,
	Clause:   "", // OutSystems, possible errors when setting up a VPN; AWS, customer gateway
	Symptoms: []rules.Symptom{rules.NoPing, rules.NoWeb, rules.Unstable},
	Title:    "BGP uses an AS number and timers that fit, and announces no default route",
	What: "The device's AS number towards the cloud must be a 2-byte one, and neither one of Amazon's nor one that is reserved: error. A default route announced to the cloud is a warning. " +
		"Timers other than a keepalive of 10 s and a hold time of 30 s are info. When the intent says that routing is bgp, a tunnel without a session is a warning.",
	Why: "OutSystems registers the AS number with the VPN connection and refuses others. The cloud has a default route of its own to the internet, so an announced one is not used; AWS's samples announce it all the same. " +
		"AWS's side has a hold time of 30 s, and the lower of both sides' is used; its samples set 10 and 30.",
	Undecided: "Where the export may lack BGP, or has it in a form that is not read, findings are info with the reason, and built-in timers are passed over. Whether the number is the registered one is told by supplied-config.",
	Since:     "0.1.0",
	Device:    checkBGPSession,
}

func checkBGPSession(p *rules.Pass) {
	checkNoSession(p)
	for _, s := range sessionsOf(p) {
		if f, bad := judgeASN(p, s); bad {
			p.ReportTunnel(s.tunnel, doubted(f, s.unknown))
		}
		if f, bad := judgeTimers(p, s); bad {
			p.ReportTunnel(s.tunnel, f)
		}
		for _, f := range defaultRoutes(s) {
			p.ReportTunnel(s.tunnel, doubted(f, s.unknown))
		}
	}
}

func judgeASN(p *rules.Pass, s session) (f rules.Finding, bad bool) {
	own, want := s.ownASN(), p.Profile.Routing
	f = about(own, s.process.At)
	f.Subject, f.Actual, f.Expected = "AS number", say("%d", own.V), say("a number of 2 bytes that nobody reserved")
	switch {
	case own.Origin == ipsec.Unknown:
		f = cannotTell(f, made("AS number"), own)
		f.Actual = rules.Text{}
	case !own.Known():
		return f, false
	case own.V > int(want.ASNMax):
		f.Message = say("the AS number %d is too large; OutSystems takes numbers up to %d", own.V, want.ASNMax)
	case slices.Contains(want.ASNReserved, uint32(own.V)):
		f.Message = say("the AS number %d is reserved, by Amazon or for special use; use one that is registered with OutSystems, such as a private one", own.V)
	default:
		return f, false
	}
	return f, true
}

func judgeTimers(p *rules.Pass, s session) (f rules.Finding, bad bool) {
	n, want := s.neighbor, p.Profile.Routing
	if n.Hold.Origin == ipsec.Default && len(s.unknown) > 0 || !n.Keepalive.Known() || !n.Hold.Known() || n.Keepalive.V == want.BGPKeepalive && n.Hold.V == want.BGPHold {
		return f, false
	}
	f = about(n.Hold, n.At)
	f.Severity, f.Subject = rules.Info, "timers"
	f.Actual = say("keepalive %d s, hold %d s", n.Keepalive.V, n.Hold.V)
	f.Expected = say("keepalive %d s, hold %d s", want.BGPKeepalive, want.BGPHold)
	f.Message = say("BGP has a keepalive of %d s and a hold time of %d s%s; AWS's samples have %d s and %d s, which notice a dead tunnel sooner", n.Keepalive.V, n.Hold.V, given(n.Hold), want.BGPKeepalive, want.BGPHold)
	if n.Hold.V <= want.BGPHold {
		f.Message = say("BGP has a keepalive of %d s and a hold time of %d s; AWS's samples have %d s and %d s", n.Keepalive.V, n.Hold.V, want.BGPKeepalive, want.BGPHold)
	}
	f.Changes = []ipsec.Change{{Kind: ipsec.SetBGPTimers, Tunnel: s.tunnel, Neighbor: n, Seconds: want.BGPKeepalive, Number: want.BGPHold}}
	return f, true
}

// defaultRoutes finds each statement that announces a default route by the session.
func defaultRoutes(s session) (out []rules.Finding) {
	text := say("a default route is announced to the cloud, which has one of its own and does not use it; announce the registered ranges only")
	any4 := netip.PrefixFrom(netip.IPv4Unspecified(), 0)
	if d := s.neighbor.DefaultOriginate; d.Known() && d.V {
		f := about(d, s.neighbor.At)
		f.Severity, f.Message, f.Subject = rules.Warning, text, "default route"
		f.Changes = []ipsec.Change{{Kind: ipsec.DropDefaultRoute, Tunnel: s.tunnel, Neighbor: s.neighbor}}
		out = append(out, f)
	}
	for i, n := range s.process.Networks {
		if n.Prefix == any4 && s.neighbor.Advertises.Contains(any4) {
			f := rules.Finding{At: n.At, Severity: rules.Warning, Message: text, Origin: ipsec.Explicit, Subject: "default route"}
			f.Changes = []ipsec.Change{{Kind: ipsec.DropDefaultRoute, Tunnel: s.tunnel, Advertised: &s.process.Networks[i]}}
			out = append(out, f)
		}
	}
	return out
}
