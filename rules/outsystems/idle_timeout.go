package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var idleTimeout = &rules.Rule{
	Name:     "idle-timeout",
	Category: "liveness",
	Severity: rules.Error,
	Rows:     []int{21},
	Clause:   "Common reasons for inactive or unstable tunnels: idle timeout",
	Symptoms: []rules.Symptom{rules.TunnelInactive, rules.Unstable},
	Title:    "No timer of the device tears the tunnel down",
	What: "An idle timer that ends is an error when nothing on the device keeps traffic in the tunnel. With a keepalive, or on a route-based tunnel that the device keeps up by itself, it is info. " +
		"A session timer, which ends the tunnel whatever its traffic, is an error without a keepalive and a warning with one. An absent line counts with the vendor's default.",
	Why: "The guide names idle timers of vendor devices among the common reasons for inactive tunnels. A quiet night is enough: the device closes the tunnel, " +
		"and traffic from the cloud cannot open it again, because OutSystems only answers.",
	Undecided: "When the timer cannot be read from the export it says so as info. Pings from servers behind the device do not stand in the export.",
	Since:     "0.1.0",
	Tunnel:    checkIdleTimeout,
}

func checkIdleTimeout(p *rules.Pass, t *ipsec.Tunnel) {
	kept := keptUp(t)
	if idle := t.IdleTimeout; tell(p, t, idle, t.At, "idle timeout") && idle.V > 0 {
		f := about(idle, t.At)
		f.Actual, f.Expected = seconds(idle.V), say("never")
		f.Changes = []ipsec.Change{{Kind: ipsec.SetIdleTimeout, Tunnel: t}}
		closes := say("the device closes the tunnel after %d s without traffic%s", idle.V, given(idle))
		switch {
		case len(t.Keepalives) > 0:
			f.Severity = rules.Info
			f.Message = say("%s; only the keepalive holds it open", closes)
		case kept:
			f.Severity = rules.Info
			f.Message = say("%s; as a route-based tunnel it should come up again by itself", closes)
		case t.KeepalivesHidden != "":
			f.Severity = rules.Info
			f.Message = say("%s; cannot tell whether a keepalive sends any: %s", closes, made(t.KeepalivesHidden))
		default:
			f.Message = say("%s, and no keepalive sends any; OutSystems cannot start it again", closes)
		}
		p.ReportTunnel(t, f)
	}
	if t.IdleTimeout.Origin == ipsec.Unknown && t.SessionTimeout.Origin == ipsec.Unknown {
		return // what hides one hides the other: one info is enough
	}
	if session := t.SessionTimeout; tell(p, t, session, t.At, "session timeout") && session.V > 0 {
		f := about(session, t.At)
		f.Subject = "session timeout"
		f.Actual, f.Expected = seconds(session.V), say("never")
		f.Changes = []ipsec.Change{{Kind: ipsec.SetSessionTimeout, Tunnel: t}}
		closes := say("the device closes the tunnel after %d s whatever its traffic%s", session.V, given(session))
		if len(t.Keepalives) > 0 || kept {
			f.Severity = rules.Warning
			f.Message = say("%s; each time the connections in it stall until it is up again", closes)
		} else {
			f.Message = say("%s, and no keepalive starts it again", closes)
		}
		p.ReportTunnel(t, f)
	}
}
