package outsystems

import (
	"net/netip"
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var selectorCoverage = &rules.Rule{
	Name:     "selector-coverage",
	Category: "ipsec",
	Severity: rules.Error,
	Rows:     []int{12, 41, 55, 62},
	Clause:   "Establishing a stable connection: source and destination networks; Why the whole IP range must be allowed",
	Symptoms: []rules.Symptom{rules.Phase2Fails, rules.NoPing, rules.NoWeb, rules.RangeChanged},
	Title:    "Selectors cover the cloud and on-premises ranges, and nothing but IPv4",
	What: "No selector may be IPv6, or name a protocol or a port. With the cloud range in the intent (--cidr), the remote selectors must cover all of it, and must not have it on the local side. " +
		"With the on-premises ranges (--onprem), the local selectors must cover each of them; where they hold nothing of them, the ranges may have changed. Each failure is an error. 0.0.0.0/0 covers everything. " +
		"A deny entry that keeps a part of this traffic out of the tunnel is an error with both ranges in the intent, else a warning.",
	Why: "The guide asks for the right source and destination networks in one SA, and for the whole range of the cloud: addresses of load balancers change at any time and those of databases at maintenance, " +
		"so single hosts work today and not tomorrow. A selector with a port is one more SA pair, and AWS answers selectors that do not fit with TS_UNACCEPTABLE. OutSystems does not support IPv6.",
	Undecided: "Without --cidr or --onprem that side is not judged, unless it is 0.0.0.0/0. A selector that is no address, such as an object that the export does not define, is info.",
	Since:     "0.1.0",
	Tunnel:    checkSelectorCoverage,
}

func checkSelectorCoverage(p *rules.Pass, t *ipsec.Tunnel) {
	cloud, reversed := p.Intent.CIDR, false
	for _, c := range t.Children {
		checkExcluded(p, t, c)
		for _, s := range c.Selectors {
			f := rules.Finding{At: headOf(s.At, c.At, t.At), Subject: pairText(s), Origin: ipsec.Explicit, Actual: pairSaid(s)}
			local, ok := parseRange(s.Local)
			remote, ok2 := parseRange(s.Remote)
			switch {
			case !ok || !ok2:
				f.Severity = rules.Info
				f.Message = say("cannot tell which addresses this selector covers: %s", pairSaid(s))
			case !local.first.Is4() || !remote.first.Is4():
				f.Message = say("selector %s is IPv6, which OutSystems does not support", pairSaid(s))
				f.Changes = planFor(p, t).changes(t)
			case s.Ports != "" || s.Protocol != "" && s.Protocol != "any":
				f.Message = say("selector %s is limited to %s; it must take every protocol and port, and an ACL limits them", pairSaid(s), limits(s))
				f.Changes = planFor(p, t).changes(t)
			case cloud.IsValid() && !local.isAny() && local.overlaps(rangeOf(cloud)) && !remote.overlaps(rangeOf(cloud)):
				reversed = true
				f.Message = say("selector %s is the wrong way round: the cloud range %s is the remote side", pairSaid(s), cloud.Masked())
				f.Changes = []ipsec.Change{{Kind: ipsec.SetSelectors, Tunnel: t, Selector: &ipsec.Selector{Local: s.Remote, Remote: s.Local, Protocol: "any"}}}
				if countSelectors(t) > 1 {
					f.Changes = planFor(p, t).changes(t) // the pair that the others ask for, too
				}
			default:
				continue
			}
			p.ReportTunnel(t, f)
		}
	}
	if s := sidesOf(t); s.unread == "" && len(s.remote) > 0 && !reversed {
		checkSide(p, t, s.remote, []netip.Prefix{cloud}, rules.KeyCIDR, say("remote selectors"), say("cloud range"))
		checkSide(p, t, s.local, p.Intent.OnPrem, rules.KeyOnPrem, say("local selectors"), say("on-premises range"))
	}
}

// checkSide reports the ranges of the intent that the selectors of one side leave out.
func checkSide(p *rules.Pass, t *ipsec.Tunnel, has []addrRange, want []netip.Prefix, key string, side, what rules.Text) {
	if slices.ContainsFunc(has, addrRange.isAny) {
		return
	}
	if !p.Intent.Has(key) {
		p.NotJudged(key, say("whether the %s cover the %s", side, what))
		return
	}
	c := t.Children[0]
	f := rules.Finding{At: headOf(c.At, t.At), Origin: ipsec.Explicit, Actual: plain(rangesText(union(has))), Changes: planFor(p, t).changes(t)}
	if len(c.Selectors) > 0 {
		f.At = headOf(c.Selectors[0].At, f.At)
	}
	f.Related = relatedSelectors(t, f.At)
	if key == rules.KeyOnPrem && !slices.ContainsFunc(has, func(r addrRange) bool { return isRegistered(p, r) }) {
		f.Subject, f.Expected = what.String(), plain(list(want))
		f.Message = say("the local selectors (%s) hold nothing of the on-premises ranges (%s); if the ranges have changed, register the new ones%s", f.Actual, f.Expected, how(p))
		p.ReportTunnel(t, f)
		return
	}
	for _, w := range want {
		if !slices.ContainsFunc(union(has), func(r addrRange) bool { return r.covers(rangeOf(w)) }) {
			f.Subject, f.Expected = what.String()+" "+w.String(), plain(w.String())
			f.Message = say("the %s do not cover the %s %s", side, what, w)
			p.ReportTunnel(t, f)
		}
	}
}
