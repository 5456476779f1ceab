package outsystems

import (
	"net/netip"
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// anyIPv4 is the selector that needs no covering prefix.
var anyIPv4 = netip.PrefixFrom(netip.IPv4Unspecified(), 0)

// sides are the two sides of a tunnel's selectors.
type sides struct {
	local, remote []addrRange // IPv4 only, in the order of the file
	unread        string      // a selector that is no address, such as an undefined object; "" when all are
}

// sidesOf collects the selectors of all phase 2 entries.
func sidesOf(t *ipsec.Tunnel) sides {
	var s sides
	add := func(to []addrRange, text string) []addrRange {
		r, ok := parseRange(text)
		if !ok {
			s.unread = text
		}
		if !ok || !r.first.Is4() {
			return to
		}
		return append(to, r)
	}
	for _, c := range t.Children {
		for _, sel := range c.Selectors {
			s.local = add(s.local, sel.Local)
			s.remote = add(s.remote, sel.Remote)
		}
	}
	return s
}

// plan is the only pair of selectors that a tunnel should have.
type plan struct {
	local, remote netip.Prefix
	cover         netip.Prefix // the smallest prefix that covers the local ranges
	exact         bool         // the cover holds nothing else
	swallows      rules.Text   // what forbids to use the cover; zero when nothing does
	problem       rules.Text   // why there is no plan; zero when there is one
}

// planFor finds the only pair for a tunnel. On-premises ranges of the intent count
// as local selectors, so that every rule plans the same pair.
func planFor(p *rules.Pass, t *ipsec.Tunnel) plan {
	s := sidesOf(t)
	for _, r := range p.Intent.OnPrem {
		if r.Addr().Is4() && len(s.local) > 0 {
			s.local = append(s.local, rangeOf(r))
		}
	}
	return planPair(s, p.Intent.CIDR)
}

// planPair finds the pair. The cloud range is the intent's; without it the remote
// selectors stand in for it.
func planPair(s sides, cloud netip.Prefix) plan {
	if s.unread != "" {
		return plan{problem: say("selector %s is no address", s.unread)}
	}
	if len(s.local) == 0 || len(s.remote) == 0 {
		return plan{problem: say("the export shows no IPv4 selectors")}
	}
	var p plan
	p.cover, p.exact = coverage(onPremises(s.local, cloud))
	p.local = p.cover
	p.remote = remoteFor(s.remote, cloud)
	overlapsLocal := func(l addrRange) bool { return !l.isAny() && l.overlaps(rangeOf(p.remote)) }
	if !cloud.IsValid() && len(union(s.remote)) > 1 && slices.ContainsFunc(s.local, overlapsLocal) {
		return plan{problem: say("%s, which holds the remote selectors, overlaps the local ones; --cidr names the cloud range", p.remote)}
	}
	if p.cover == anyIPv4 {
		return p
	}
	if p.swallows = swallowed(rangeOf(p.cover), s.remote, cloud); !p.swallows.IsZero() {
		p.local = anyIPv4
	}
	return p
}

// onPremises leaves out local ranges that lie in the cloud: their selector is the
// wrong way round.
func onPremises(local []addrRange, cloud netip.Prefix) []addrRange {
	if !cloud.IsValid() {
		return local
	}
	inCloud := func(r addrRange) bool { return rangeOf(cloud).covers(r) }
	if own := slices.DeleteFunc(slices.Clone(local), inCloud); len(own) > 0 {
		return own
	}
	return local
}

// remoteFor is the remote side of the only pair: the narrowest selector that covers
// the cloud, else the cloud itself. What would hold several selectors is no choice
// where the cloud is known: it takes traffic of others into the tunnel, up to all.
func remoteFor(remote []addrRange, cloud netip.Prefix) netip.Prefix {
	if !cloud.IsValid() {
		p, _ := coverage(remote)
		return p
	}
	best := netip.Prefix{}
	for _, r := range remote {
		if p, _ := coverage([]addrRange{r}); r.covers(rangeOf(cloud)) && (!best.IsValid() || p.Bits() > best.Bits()) {
			best = p
		}
	}
	if best.IsValid() {
		return best
	}
	return cloud.Masked()
}

// swallowed names what of the far side the local range overlaps; zero for nothing.
func swallowed(local addrRange, remote []addrRange, cloud netip.Prefix) rules.Text {
	if cloud.IsValid() {
		if local.overlaps(rangeOf(cloud)) {
			return say("the cloud range %s", cloud.Masked())
		}
		return rules.Text{}
	}
	for _, r := range remote {
		if !r.isAny() && local.overlaps(r) {
			p, _ := coverage([]addrRange{r})
			return say("the remote selector %s", p)
		}
	}
	return rules.Text{}
}

// advice says in words what the only pair should be.
func (p plan) advice() rules.Text {
	switch {
	case !p.problem.IsZero():
		return say("put them into one pair (which one cannot be computed: %s)", p.problem)
	case !p.swallows.IsZero():
		return say("%s, the smallest prefix that covers the local ranges, overlaps %s, so use %s to %s and limit it with an ACL", p.cover, p.swallows, p.local, p.remote)
	case p.local == anyIPv4:
		return say("use %s to %s and limit it with an ACL", p.local, p.remote)
	case !p.exact:
		return say("use %s to %s, the smallest prefix that covers the local ranges; it holds more than they do, so limit it with an ACL", p.local, p.remote)
	}
	return say("use %s to %s", p.local, p.remote)
}

// changes asks the device for the pair; none when there is no plan.
func (p plan) changes(t *ipsec.Tunnel) []ipsec.Change {
	if !p.problem.IsZero() {
		return nil
	}
	only := &ipsec.Selector{Local: p.local.String(), Remote: p.remote.String(), Protocol: "any"}
	return []ipsec.Change{{Kind: ipsec.SetSelectors, Tunnel: t, Selector: only}}
}

// maxRelated bounds how many other selectors a finding points at: a crypto ACL may
// have hundreds of entries.
const maxRelated = 10

// relatedSelectors points at the other places where the tunnel's selectors stand,
// each once: one entry may stand for many selectors.
func relatedSelectors(t *ipsec.Tunnel, at ipsec.Span) []rules.Related {
	var out []rules.Related
	last := at
	for _, c := range t.Children {
		for _, s := range c.Selectors {
			if s.At.IsZero() || s.At == at || s.At == last || len(out) == maxRelated {
				continue
			}
			last = s.At
			out = append(out, rules.Related{At: s.At, Message: say("selector %s", pairSaid(s))})
		}
	}
	return out
}

// pairSaid writes a selector as messages do.
func pairSaid(s ipsec.Selector) rules.Text { return say("%s to %s", s.Local, s.Remote) }

// pairText tells the selector apart from others of a finding's place.
func pairText(s ipsec.Selector) string { return pairSaid(s).String() }
