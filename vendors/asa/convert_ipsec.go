package asa

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// children fills phase 2: one child for each entry to the peer, or the one of a
// tunnel interface.
func (l *link) children() {
	if l.vti != nil {
		l.interfaceChild()
		return
	}
	total, why := 0, ""
	var at parser.Span
	var via []parser.Span
	for _, e := range l.entries {
		ch := l.child(e.settings, e.at)
		ch.Name = e.mapName + " " + strconv.Itoa(e.seq)
		n, first, reason := l.selectors(ch, e)
		if reason != "" && why == "" {
			why = reason
		}
		if at.IsZero() {
			at = first
		}
		if e.acl.set() {
			via = append(via, e.acl.at)
		}
		total += n
		l.t.Children = append(l.t.Children, ch)
	}
	switch {
	case why != "":
		l.t.SAPairs = ipsec.UnknownAs[int](why, at)
	case at.IsZero():
		l.t.SAPairs = ipsec.ExplicitAt(total, l.t.At, via...)
	default:
		l.t.SAPairs = ipsec.ExplicitAt(total, at, via...)
	}
}

func (l *link) interfaceChild() {
	head := l.t.At
	if l.prof != nil {
		head = l.prof.at
	}
	ch := l.child(l.settings(), head)
	ch.Name = l.vti.name
	ch.Selectors = []ipsec.Selector{{Local: "0.0.0.0/0", Remote: "0.0.0.0/0", Protocol: "any", At: l.t.At}}
	l.t.Children = []*ipsec.Child{ch}
	l.t.SAPairs = ipsec.DefaultOf(1, "a tunnel interface sets up one pair")
	if l.prof == nil {
		ch.Hidden = "ipsec profile " + l.vti.protection.text + " is not defined in this file"
		at := l.vti.protection.at
		ch.PFS, ch.PFSGroups = ipsec.UnknownAs[ipsec.PFS](ch.Hidden, at), ipsec.UnknownAs[[]int](ch.Hidden, at)
		ch.Lifetime, ch.LifetimeKilobytes = ipsec.UnknownAs[int](ch.Hidden, at), ipsec.UnknownAs[int](ch.Hidden, at)
	}
}

// child fills what a crypto map entry and a profile have in common.
func (l *link) child(set settings, head parser.Span) *ipsec.Child {
	ch := &ipsec.Child{At: head}
	ch.PFS, ch.PFSGroups = l.c.pfs(set)
	var ah, transport word
	var missing bool
	ch.Proposals, ah, transport, missing = l.ipsecProposals(set, ch.PFSGroups)
	if missing { // an ASA takes no name that it does not know: somebody has taken it out of the file
		ch.Hidden = "the transform-set or proposal is not defined in this file"
	}
	ch.Protocol = defaultValue(l.c, "esp")
	if ah.set() {
		ch.Protocol = ipsec.ExplicitAt("ah", ah.at)
	} else if len(ch.Proposals) > 0 {
		ch.Protocol = ipsec.ExplicitAt("esp", ch.Proposals[0].At)
	}
	ch.Mode = defaultValue(l.c, "tunnel")
	if transport.set() {
		ch.Mode = ipsec.ExplicitAt("transport", transport.at)
	}
	for _, e := range l.entries {
		if e.settings.lifetime == set.lifetime && e.mode2.set() && e.at == head {
			ch.Mode = ipsec.ExplicitAt(modeWord(e.mode2.text), e.mode2.at)
		}
	}
	ch.Lifetime = l.c.limitValue(set.lifetime.seconds, l.c.lifetime.seconds, defaultSASeconds)
	ch.LifetimeKilobytes = l.c.limitValue(set.lifetime.kilobytes, l.c.lifetime.kilobytes, defaultSAKilobytes)
	return ch
}

func modeWord(text string) string {
	if strings.HasPrefix(text, "transport") {
		return "transport"
	}
	return strings.ToLower(text)
}

// limitValue resolves a limit of the SA: the entry's, else the global one, else
// the built-in. Seconds and kilobytes go their own ways. A part of a configuration
// that shows none of its "crypto ipsec" lines cannot tell that there is no global one.
func (c *config) limitValue(own, global number, builtin int) ipsec.Value[int] {
	switch {
	case own.set():
		return own.value(ipsec.Explicit)
	case global.set():
		return global.value(ipsec.Inherited)
	}
	if shown := len(c.transforms)+len(c.proposals)+len(c.profiles) > 0 || c.lifetime != (saLifetime{}); !c.whole && !shown {
		return ipsec.UnknownAs[int]("this part of a configuration shows no \"crypto ipsec\" line, where a global lifetime would stand", parser.Span{})
	}
	return defaultValue(c, builtin)
}

// pfs reads "set pfs"; without a group its meaning depends on the version.
func (c *config) pfs(set settings) (ipsec.Value[ipsec.PFS], ipsec.Value[[]int]) {
	switch {
	case !set.pfs.set():
		return defaultValue(c, ipsec.PFSNone), defaultValue(c, []int{})
	case !set.pfs.on:
		return ipsec.ExplicitAt(ipsec.PFSNone, set.pfs.at), ipsec.ExplicitAt([]int{}, set.pfs.at)
	}
	on := ipsec.ExplicitAt(ipsec.PFSRequired, set.pfs.at)
	if n, ok := groupNumber(set.pfsGroup.text); ok {
		return on, ipsec.ExplicitAt([]int{n}, set.pfsGroup.at)
	}
	if groups, ok := c.defaultPFSGroup(); ok {
		v := defaultValue(c, groups)
		v.At = set.pfs.at
		return on, v
	}
	c.dependsOnVersion("\"set pfs\" without a group means group 2 up to 9.12 and group 14 from 9.13")
	return on, ipsec.UnknownAs[[]int]("\"set pfs\" without a group depends on the version, which the file does not name", set.pfs.at)
}

// maxSelectors bounds the list of pairs that the model holds of one child; the
// number of pairs is counted without making them.
const maxSelectors = 256

// selectors expands the entry's ACL: each permit entry makes a pair of SAs for
// each of its sources with each of its destinations.
func (l *link) selectors(ch *ipsec.Child, e *entry) (pairs int, first parser.Span, uncountable string) {
	if !e.acl.set() {
		if l.c.whole {
			return 0, e.at, ""
		}
		return 0, e.at, "the entry shows no ACL"
	}
	if _, ok := l.c.acls[e.acl.text]; !ok {
		l.c.undefined(e.acl, "access-list", l.t)
		return 0, e.acl.at, "access-list " + e.acl.text + " is not defined in this file"
	}
	seen := map[ipsec.Selector]bool{}
	entries, bad := l.c.entries(e.acl.text)
	if bad {
		uncountable = "an entry of access-list " + e.acl.text + " cannot be read"
	}
	var denied []ace
	for _, a := range entries {
		if a.deny {
			denied = append(denied, a)
			continue
		}
		for _, d := range denied {
			exclude(ch, d)
		}
		denied = nil
		if first.IsZero() {
			first = a.at
		}
		if a.uncountable != "" && uncountable == "" {
			uncountable = a.uncountable
		}
		pairs += l.expand(ch, a, seen)
	}
	if first.IsZero() {
		first = e.acl.at
	}
	return pairs, first, uncountable
}

// exclude adds the pairs of an entry that denies to the child.
func exclude(ch *ipsec.Child, a ace) {
	for _, src := range a.src {
		for _, dst := range a.dst {
			if len(ch.Excluded) < maxSelectors {
				ch.Excluded = append(ch.Excluded, ipsec.Selector{Local: src.text, Remote: dst.text, Protocol: a.protocol, Ports: a.ports, At: a.at})
			}
		}
	}
}

// expand adds the pairs of one ACL entry to the child and counts those that no
// earlier entry has made.
func (l *link) expand(ch *ipsec.Child, a ace, seen map[ipsec.Selector]bool) int {
	if len(a.src)*len(a.dst) > maxSelectors*maxSelectors {
		return len(a.src) * len(a.dst)
	}
	n := 0
	for _, src := range a.src {
		for _, dst := range a.dst {
			s := ipsec.Selector{Local: src.text, Remote: dst.text, Protocol: a.protocol, Ports: a.ports}
			if seen[s] {
				continue
			}
			seen[s] = true
			n++
			if len(ch.Selectors) < maxSelectors {
				s.At = a.at
				ch.Selectors = append(ch.Selectors, s)
			}
		}
	}
	return n
}

// initiation says who can start: a tunnel interface comes up by itself, a crypto
// map waits for traffic.
func (l *link) initiation() {
	if l.vti != nil {
		l.t.Initiation = ipsec.DefaultOf(ipsec.Start, "a tunnel interface comes up by itself")
		if l.prof != nil && l.prof.responderOnly.on {
			l.t.Initiation = ipsec.ExplicitAt(ipsec.ResponderOnly, l.prof.responderOnly.at, l.vti.protection.at)
		}
		return
	}
	l.t.Initiation = defaultValue(l.c, ipsec.OnDemand)
	if w := l.entries[0].connection; w.set() {
		v := ipsec.OnDemand
		if strings.EqualFold(w.text, "answer-only") {
			v = ipsec.ResponderOnly
		}
		l.t.Initiation = ipsec.ExplicitAt(v, w.at)
	}
}

// packets fills what happens to single packets: MSS, DF bit, fragmentation, replay.
func (l *link) packets() {
	c := l.c
	l.t.MSS = defaultValue(c, defaultMSS)
	if c.tcpmss.set() {
		l.t.MSS = ipsec.InheritedAt(c.tcpmss.n, c.tcpmss.at)
	}
	l.t.ReplayWindow = defaultValue(c, defaultReplayWindow)
	if c.replay.set() {
		l.t.ReplayWindow = ipsec.InheritedAt(c.replay.n, c.replay.at)
	}
	l.t.DontFragment = defaultValue(c, ipsec.DFCopy)
	l.t.Fragmentation = defaultValue(c, ipsec.FragmentBefore)
	for _, i := range l.ifaces {
		if w, ok := c.dfBit[i.text]; ok {
			l.t.DontFragment = ipsec.InheritedAt(ipsec.DFPolicy(strings.TrimSuffix(w.text, "-df")), w.at)
		}
		if w, ok := c.fragment[i.text]; ok {
			l.t.Fragmentation = ipsec.InheritedAt(ipsec.Fragmentation(w.text), w.at)
		}
	}
}

func addr(text string) (netip.Addr, bool) {
	a, err := netip.ParseAddr(text)
	return a, err == nil
}
