package asa

import (
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// versions decides which IKE versions the tunnel can use: those that its entry or
// profile has phase-2 proposals for, less those that the group-policy, the keys
// or the interface rule out. When none is left, all stay and blockers say why.
func (l *link) versions() {
	set := l.settings()
	offered := map[int]parser.Span{}
	if len(set.transforms) > 0 {
		offered[1] = set.transforms[0].at
	}
	if len(set.proposals) > 0 {
		offered[2] = set.proposals[0].at
	}
	l.t.IKE.CanIKEv2 = l.canIKEv2()
	var usable, all []string
	var why []ipsec.Blocker
	var at parser.Span
	for ver := 1; ver <= 2; ver++ {
		if _, ok := offered[ver]; !ok {
			continue
		}
		name := versionName(ver)
		all = append(all, name)
		blockers := l.against(ver)
		if len(blockers) > 0 {
			why = append(why, blockers...)
			if !blockers[0].Unsure {
				continue
			}
		}
		usable = append(usable, name)
		at = offered[ver]
	}
	switch {
	case len(all) == 0:
		l.t.IKE.Versions = ipsec.UnknownAs[[]string]("no transform-set and no IKEv2 proposal is set", l.t.At)
	case len(usable) == 0:
		l.t.IKE.Versions = ipsec.ExplicitAt(all, offered[1+btoi(offered[1].IsZero())], l.via...)
		l.t.Blockers = append(l.t.Blockers, why...)
	default:
		l.t.IKE.Versions = ipsec.ExplicitAt(usable, at, l.via...)
		if len(usable) == 1 && len(why) > 0 && why[0].Unsure {
			l.t.Blockers = append(l.t.Blockers, why...)
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func versionName(ver int) string { return [...]string{"", "ikev1", "ikev2"}[ver] }

func display(ver int) string { return [...]string{"", "IKEv1", "IKEv2"}[ver] }

func (l *link) canIKEv2() ipsec.Value[bool] {
	v := l.c.version
	switch {
	case v.since(9, 8) || l.vti == nil && v.since(8, 4):
		return ipsec.DefaultOf(true, l.c.reason())
	case v.known():
		return ipsec.DefaultOf(false, l.c.reason())
	}
	return ipsec.UnknownAs[bool]("the file does not name the software version", parser.Span{})
}

// against lists what rules an IKE version out on this tunnel.
func (l *link) against(ver int) []ipsec.Blocker {
	if l.policy != nil && len(l.policy.protocols) > 0 && !l.allows(ver) && l.noGroup() == "" {
		return []ipsec.Blocker{{
			Message: "group-policy " + l.policy.name + " does not allow " + display(ver),
			At:      l.policy.protocols[0].at,
			Change:  &ipsec.Change{Kind: ipsec.SetIKEVersion, Tunnel: l.t, Text: versionName(ver)},
		}}
	}
	return l.notEnabled(ver)
}

func (l *link) allows(ver int) bool {
	for _, p := range l.policy.protocols {
		switch strings.ToLower(p.text) {
		case versionName(ver):
			return true
		case "ipsec": // the word up to 8.3, which knows IKEv1 only
			return ver == 1
		}
	}
	return false
}

// notEnabled reports that IKE of a version is not switched on where the tunnel
// leaves. In a snippet without any such line it may just not be shown.
func (l *link) notEnabled(ver int) []ipsec.Blocker {
	c := l.c
	if len(l.ifaces) == 0 {
		return nil
	}
	for _, i := range l.ifaces {
		if _, ok := c.enabled[ver][i.text]; ok {
			return nil
		}
	}
	if !c.whole && c.enables == 0 && len(c.policies[1])+len(c.policies[2]) == 0 {
		return nil
	}
	b := ipsec.Blocker{
		Message: display(ver) + " is not enabled on interface " + l.ifaces[0].text,
		At:      l.ifaces[0].at,
		Change:  &ipsec.Change{Kind: ipsec.EnableIKE, Tunnel: l.t, Text: versionName(ver)},
	}
	if !c.whole {
		b.Unsure = true
		b.Message = "the file does not show that " + display(ver) + " is enabled on interface " + l.ifaces[0].text
	}
	return []ipsec.Blocker{b}
}

func (l *link) uses(version string) bool { return slices.Contains(l.t.IKE.Versions.V, version) }

// ike fills phase 1.
func (l *link) ike() {
	k := &l.t.IKE
	k.At = l.t.At
	if l.group != nil {
		k.At = l.group.attrsPlace()
	}
	l.auth()
	l.mode()
	l.ikeProposals()
	if len(k.Proposals) > 0 {
		first := k.Proposals[0]
		if i := slices.IndexFunc(k.Proposals, func(p ipsec.Proposal) bool { return p.Version == 2 }); i >= 0 {
			first = k.Proposals[i]
		}
		k.Lifetime = first.Lifetime
	} else {
		k.Lifetime = ipsec.UnknownAs[int]("no IKE policy could be chosen", k.At)
	}
	k.DPD = l.dpd()
	k.NATTraversal = l.natTraversal()
	k.Port = defaultValue(l.c, 500)
	k.LocalID = defaultValue(l.c, "auto")
	if l.c.identity.set() {
		k.LocalID = ipsec.InheritedAt(l.c.identity.text, l.c.identity.at)
	}
	k.LocalAddress = l.localAddress()
}

func (l *link) mode() {
	if !l.uses("ikev1") {
		return
	}
	l.t.IKE.Mode = defaultValue(l.c, "main")
	for _, e := range l.entries {
		if e.mode1.set() {
			l.t.IKE.Mode = ipsec.ExplicitAt(strings.ToLower(e.mode1.text), e.mode1.at)
			return
		}
	}
}

// auth sets the method of authentication and what is known of the key.
func (l *link) auth() {
	k := &l.t.IKE
	g := l.group
	if why := l.noGroup(); why != "" {
		k.Auth = ipsec.UnknownAs[string](why, l.t.PeerAt)
		k.PSK = ipsec.Secret{State: ipsec.SecretElsewhere}
		return
	}
	if g == nil {
		l.noKey("there is no tunnel-group for the peer", l.t.PeerAt)
		return
	}
	origin := ipsec.Explicit
	if !l.byPeer {
		origin = ipsec.Inherited
	}
	trust := l.settings().trustpoint
	at := func(v string, s parser.Span) ipsec.Value[string] {
		return ipsec.Value[string]{V: v, Origin: origin, At: s}
	}
	switch {
	case l.uses("ikev2") && g.local2.kind.set():
		k.Auth = at(authWord(g.local2.kind.text), g.local2.kind.at)
		k.PSK = g.local2.key
	case l.uses("ikev1") && g.key1.Present():
		k.Auth, k.PSK = at("psk", g.key1.At), g.key1
	case l.uses("ikev1") && g.trust1.set():
		k.Auth = at("certificate", g.trust1.at)
	case trust.set():
		k.Auth = at("certificate", trust.at)
	default:
		l.noKey("tunnel-group "+g.name+" sets no key for "+strings.Join(l.t.IKE.Versions.V, " or "), g.attrsPlace())
	}
}

// noKey handles a tunnel that no tunnel-group gives a key. In a whole
// configuration the policies then tell the method, and the key is missing, unless
// a tunnel-group-map may send the peer to another group.
func (l *link) noKey(why string, at parser.Span) {
	k := &l.t.IKE
	k.Auth = ipsec.UnknownAs[string](why, at)
	if !l.c.whole || l.c.groupMap || !l.t.IKE.Versions.Known() {
		return
	}
	if l.uses("ikev1") {
		if p := l.c.policyForKeys(); p != nil {
			k.Auth = ipsec.InheritedAt("psk", p.auth.at)
			return
		}
	}
	k.Auth = ipsec.DefaultOf("psk", "no method is set")
}

// policyForKeys returns the first IKEv1 policy that authenticates by key. Wizards
// write policies for every method, so others beside it say nothing.
func (c *config) policyForKeys() *ikePolicy {
	for _, p := range c.policies[1] {
		if p.auth.set() && authWord(p.auth.text) == "psk" {
			return p
		}
	}
	return nil
}

func authWord(text string) string {
	switch text = strings.ToLower(text); text {
	case "pre-shared-key", "pre-share":
		return "psk"
	case "certificate", "rsa-sig":
		return "certificate"
	}
	return text
}

// dpd reads "isakmp keepalive", whose absence is the default 10 and 2, never "off".
// The number of probes is fixed at three.
func (l *link) dpd() ipsec.DPD {
	c := l.c
	d := ipsec.DPD{
		Enabled: defaultValue(c, true), Answers: defaultValue(c, true),
		Interval: defaultValue(c, defaultDPDThreshold), Retries: defaultValue(c, dpdProbes),
	}
	g := l.group
	if g == nil && !c.whole {
		unknown := "the file shows no tunnel-group for the peer"
		d.Enabled, d.Answers = ipsec.UnknownAs[bool](unknown, l.t.PeerAt), ipsec.UnknownAs[bool](unknown, l.t.PeerAt)
		d.Interval = ipsec.UnknownAs[int](unknown, l.t.PeerAt)
		return d
	}
	origin := ipsec.Explicit
	if g == nil || g.keepalive.at.IsZero() {
		// A group without the line takes it from DefaultL2LGroup.
		if g = c.groupsVPN["DefaultL2LGroup"]; g == nil || g.keepalive.at.IsZero() {
			return d
		}
		origin = ipsec.Inherited
	} else if !l.byPeer {
		origin = ipsec.Inherited
	}
	k := g.keepalive
	d.Enabled = ipsec.Value[bool]{V: !k.disabled && !k.infinite, Origin: origin, At: k.at}
	d.Answers = ipsec.Value[bool]{V: !k.disabled, Origin: origin, At: k.at}
	switch {
	case k.disabled || k.infinite:
		d.Interval = ipsec.Value[int]{} // it sends no probe
	case k.threshold.set():
		d.Interval = ipsec.Value[int]{V: k.threshold.n, Origin: origin, At: k.threshold.at}
	}
	return d
}

// natTraversal is on when both the device and the entry have it on.
func (l *link) natTraversal() ipsec.Value[string] {
	for _, e := range l.entries {
		if e.natTOff.on {
			return ipsec.ExplicitAt("off", e.natTOff.at)
		}
	}
	if n := l.c.natT; n.set() {
		if n.on {
			return ipsec.InheritedAt("on", n.at)
		}
		return ipsec.InheritedAt("off", n.at)
	}
	return l.c.defaultNATT()
}

func (l *link) localAddress() ipsec.Value[string] {
	for _, w := range l.ifaces {
		i := l.c.byNameif[w.text]
		switch {
		case i == nil:
		case i.ip.set():
			return ipsec.ExplicitAt(l.c.address(i.ip.text), i.ip.at, w.at)
		case i.dhcp:
			return ipsec.UnknownAs[string]("interface "+w.text+" gets its address from outside", i.at)
		}
	}
	return ipsec.UnknownAs[string]("the file shows no address of the outgoing interface", parser.Span{})
}
