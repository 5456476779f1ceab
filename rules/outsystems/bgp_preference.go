package outsystems

import (
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var bgpPreference = &rules.Rule{
	Name:     "bgp-preference",
	Category: "routing",
	Severity: rules.Warning,
	Rows:     []int{19},
	Clause:   "Establishing a stable connection: failover",
	Symptoms: []rules.Symptom{rules.Unstable, rules.NoPing, rules.NoWeb},
	Title:    "With BGP, exactly one tunnel is preferred, in both directions",
	What: "Of the two BGP sessions, one must prepend its AS path (or send a higher MED), so that the cloud prefers the other tunnel, and have a lower local preference (or weight), so that the device does. " +
		"No difference at all is a warning, and so are differences that prefer different tunnels. A difference in one direction only is info. " +
		"Where the device takes replies on either tunnel (asymmetric_ok), prepending is info, and its absence is right.",
	Why: "The guide asks for AS-path prepending or local preference on one of the tunnels, so that requests and replies take the same one. " +
		"AWS asks devices that support asymmetric routing not to prepend: it moves traffic between the tunnels itself, for instance during maintenance.",
	Undecided: "Where a policy cannot be followed, or the export may lack BGP, it is info with the reason. With sessions on more than two tunnels it is silent until the intent names the peers of one connection.",
	Since:     "0.1.0",
	Device:    checkBGPPreference,
}

func checkBGPPreference(p *rules.Pass) {
	a, b, many := pairOf(p, sessionsOf(p))
	if a.neighbor == nil {
		if many > p.Profile.Tunnel.Count {
			p.NotJudged(rules.KeyPeers, say("%d tunnels have BGP sessions, and which two belong together is not told", many))
		}
		return
	}
	if standsBy(a.tunnel, b.tunnel) {
		return
	}
	out, outUnknown := outward(a.neighbor, b.neighbor)
	in, inUnknown := inward(a.neighbor, b.neighbor)
	f := rules.Finding{
		At: preferencePlace(b, a), Tunnels: []*ipsec.Tunnel{a.tunnel, b.tunnel}, Origin: ipsec.Explicit,
		Actual: preferenceText(a, b), Expected: say("one tunnel preferred in both directions"),
	}
	x, y := a.tunnel.Name, b.tunnel.Name
	if takesReplies(p) {
		if out == 0 {
			return
		}
		f.Severity, f.Expected = rules.Info, say("no prepending")
		f.Message = say("the device takes replies on either tunnel, and AWS asks such devices not to prepend or to send a MED: it moves the traffic itself")
		p.Report(doubted(f, a.unknown))
		return
	}
	reasons := slices.Concat(a.unknown, b.unknown)
	switch {
	case out == 0 && outUnknown != "", in == 0 && inUnknown != "":
		if out != 0 || in != 0 {
			return
		}
		f.Severity, f.Origin = rules.Info, ipsec.Unknown
		f.Message = say("cannot tell which of %s and %s is preferred: %s", x, y, made(headText(outUnknown, inUnknown)))
	case out == 0 && in == 0:
		f.Message = say("neither AS path nor local preference tells %s and %s apart, so requests and replies may take different tunnels; prepend and lower the local preference on one of them", x, y)
		if n := a.neighbor.Prepend; n.Known() && n.V > 0 {
			f.Message = say("both %s and %s prepend their AS path alike, so neither is preferred; prepend on one of them only", x, y)
		}
		f.Changes = []ipsec.Change{preferOther(p, a, b)}
	case out*in < 0:
		f.Message = say("the AS path prefers %s and the local preference %s, so requests and replies take different tunnels", prefers(out, x, y), prefers(in, x, y))
	case in == 0:
		f.Severity = rules.Info
		f.Message = say("the cloud prefers %s, and nothing makes this device prefer it as well; set a local preference", prefers(out, x, y))
	case out == 0:
		f.Severity = rules.Info
		f.Message = say("this device prefers %s, and nothing makes the cloud prefer it as well; prepend the AS path on the other tunnel", prefers(in, x, y))
	default:
		return
	}
	if m := b.process.Multipath; m.Written() && m.V > 1 && in == 0 {
		f.Related = append(f.Related, rules.Related{At: m.At, Message: say("the device uses %d equal paths at once", m.V)})
	}
	p.Report(doubted(f, reasons))
}

// takesReplies reports that a reply may come by the other tunnel: what the intent
// says, else what the device does.
func takesReplies(p *rules.Pass) bool {
	if ok := p.Intent.AsymmetricOK; ok != nil {
		return *ok
	}
	replies := p.Device.Around.AsymmetricReplies
	return replies.Known() && replies.V == "yes"
}
