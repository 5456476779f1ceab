package opnsense

import (
	"fmt"

	"github.com/vpnlint/vpnlint/vendors/configxml"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// legacyTunnel turns one phase 1 of the legacy section, with its phase 2s, into
// a tunnel.
func (c *config) legacyTunnel(p1 *configxml.Phase1) *link {
	used := c.box.Usable(p1)
	t := newTunnel()
	t.Name, t.Description = "con"+p1.IKEID.V, p1.Descr.Description()
	t.Peer, t.PeerAt = c.box.Peer(p1.RemoteGateway), p1.RemoteGateway.At
	t.At, t.Interface = p1.At, c.box.Leaves(p1.Interface.V)
	if n, ok := p1.Inactivity.Int(); ok && n > 0 {
		t.IdleTimeout = ipsec.ExplicitAt(n, p1.Inactivity.At)
	}
	var via *configxml.Interface
	for i, p2 := range used {
		if p2.RouteBased() {
			t.Kind = ipsec.RouteBased
			t.InsideLocal, t.InsideRemote = configxml.Inside(p2)
			via = c.box.TunnelInterface(p1, p2, i)
			break
		}
	}
	t.MSS = c.mss(via)
	t.IKE = c.legacyIKE(p1)
	l := &link{tunnel: t, p1: p1, used: used, groups: make(map[*ipsec.Child][]*configxml.Phase2)}
	c.legacyChildren(l)
	t.SAPairs = configxml.Pairs(t.Children, "the phase 1 has no phase 2 that is enabled")
	if len(used) == 0 && c.legacy.Cut {
		t.SAPairs = ipsec.UnknownAs[int]("the file ends before the end of the ipsec section", p1.At)
	}
	if len(p1.Phase2s) == 0 && len(c.legacy.Orphans) > 0 {
		t.SAPairs = ipsec.UnknownAs[int]("a phase 2 of the file belongs to no phase 1, and may be this one's", p1.At)
	}
	t.Initiation = legacyInitiation(p1)
	t.Keepalives = c.box.Keepalives(p1, used)
	c.box.CheckInterface(p1)
	t.Enabled = !p1.Disabled.Set && !p1.Cut && !p1.Refused() && c.legacyEnabled()
	return l
}

// legacyEnabled reports whether the legacy section is in use: 22.7 and before
// need its own switch, 23.1 and later have one in the IPsec model.
func (c *config) legacyEnabled() bool {
	if c.legacy.Enable.Set || !c.whole {
		return c.ipsecEnabled()
	}
	return c.general.Set && c.general.Filled()
}

func legacyVersion1(p1 *configxml.Phase1) bool {
	return p1.IKEType.V != "ikev2" && p1.IKEType.V != "ike" && p1.IKEType.V != "auto"
}

func (c *config) legacyIKE(p1 *configxml.Phase1) ipsec.IKE {
	v1 := legacyVersion1(p1)
	timers := c.legacyIKETimers(p1)
	local := c.box.LocalAddress(p1)
	ike := ipsec.IKE{
		At: p1.At, CanIKEv2: ipsec.DefaultOf(true, "OPNsense knows IKEv2"), Auth: configxml.AuthMethod(p1.Auth), PSK: p1.PSK,
		Lifetime: timers.Life, Rekey: timers.Rekey, Proposals: p1.Proposals(v1, true), DPD: configxml.DPD(p1, v1, "OPNsense"),
		NATTraversal: configxml.NATTraversal(p1.NATTraversal),
		Port:         ipsec.DefaultOf(500, "the legacy settings have no port"),
		LocalAddress: local, LocalID: configxml.LocalID(p1, local),
	}
	if len(p1.Items) == 0 {
		ike.Hidden = "the phase 1 names no algorithms: strongSwan's own list applies"
	}
	switch p1.IKEType.V {
	case "ike", "auto":
		ike.Versions = ipsec.ExplicitAt([]string{"ikev1", "ikev2"}, p1.IKEType.At)
	case "ikev2":
		ike.Versions = ipsec.ExplicitAt([]string{"ikev2"}, p1.IKEType.At)
	case "":
		ike.Versions = ipsec.DefaultOf([]string{"ikev1"}, "a phase 1 without iketype speaks IKEv1")
	default:
		ike.Versions = ipsec.ExplicitAt([]string{"ikev1"}, p1.IKEType.At)
	}
	if p1.IKEType.V != "ikev2" {
		ike.Mode = ipsec.DefaultOf("main", "the phase 1 names no mode")
		if p1.Mode.V != "" {
			ike.Mode = ipsec.ExplicitAt(p1.Mode.V, p1.Mode.At)
		}
	}
	return ike
}

// legacyIKETimers gives the lifetime of phase 1. Since 23.1 it does not reach
// strongSwan by itself: the renewal is written as lifetime minus margintime, and
// only where a margin is set.
// Source: OPNsense, ipsec.inc of 22.7 and 24.1.
func (c *config) legacyIKETimers(p1 *configxml.Phase1) configxml.Timers {
	life, ok := p1.Lifetime.Int()
	ok = ok && life > 0
	if c.writer == writesStroke {
		if p1.RekeyDisable.Set {
			return configxml.Never(p1.RekeyDisable.At)
		}
		v := ipsec.DefaultOf(configxml.StrokeIKELife, "lifetime is blank; strongSwan's default is 3 hours")
		if ok {
			v = ipsec.ExplicitAt(life, p1.Lifetime.At)
		}
		return configxml.Stroke(v, p1.MarginTime, p1.RekeyFuzz)
	}
	margin, okMargin := p1.MarginTime.Int()
	okMargin = okMargin && margin > 0 && ok && margin < life
	fuzz, okFuzz := p1.RekeyFuzz.Int()
	okFuzz = okFuzz && fuzz > 0
	const renewal = "since OPNsense 23.1 lifetime less margintime, plus 10 %"
	switch {
	case c.writer == writerUnknown:
		return configxml.Timers{Life: ipsec.UnknownAs[int]("since OPNsense 23.1 the lifetime of phase 1 counts only with margintime and rekeyfuzz, and the file does not tell the release", p1.Lifetime.At)}
	case p1.RekeyDisable.Set:
		return configxml.Timers{Life: ipsec.UnknownAs[int]("rekeying is switched off", p1.RekeyDisable.At)}
	case okMargin && okFuzz:
		soft := life - margin
		v := configxml.Derived(soft+soft/10, renewal, p1.Lifetime, p1.MarginTime, p1.RekeyFuzz)
		// The box multiplies by the percentage without dividing by 100.
		return configxml.Timers{Life: v, Rekey: configxml.Window(soft, margin*fuzz)}
	case okMargin && !p1.ReauthDisable.Set:
		soft := life - margin
		v := configxml.Derived(soft+soft/10, renewal, p1.Lifetime, p1.MarginTime)
		return configxml.Timers{Life: v, Rekey: configxml.Window(soft, soft/10)}
	}
	v := configxml.Derived(configxml.SwanctlIKELife,
		"OPNsense 23.1 and later ignore the lifetime of a phase 1 without margintime and rekeyfuzz; strongSwan renews after 4 hours", p1.Lifetime)
	return configxml.Timers{Life: v, Rekey: configxml.Window(configxml.SwanctlIKERekey, configxml.SwanctlIKERekey/10)}
}

func legacyInitiation(p1 *configxml.Phase1) ipsec.Value[ipsec.Initiation] {
	switch p1.Auto.V {
	case "add":
		return ipsec.ExplicitAt(ipsec.ResponderOnly, p1.Auto.At)
	case "start":
		return ipsec.ExplicitAt(ipsec.Start, p1.Auto.At)
	case "route":
		return ipsec.ExplicitAt(ipsec.OnDemand, p1.Auto.At)
	}
	return ipsec.DefaultOf(ipsec.OnDemand, "the connection method is start on traffic unless set")
}

// legacyChildren gives the CHILD_SAs: one for each phase 2 with IKEv1 and with
// tunnel isolation, else one for all.
func (c *config) legacyChildren(l *link) {
	name := "con" + l.p1.IKEID.V
	add := func(name string, group []*configxml.Phase2) {
		child := c.box.Child(name, l.p1, l.tunnel.Peer, group)
		t := c.legacyChildTimers(l.p1, group, l.used)
		child.Lifetime, child.Rekey = t.Life, t.Rekey
		l.groups[child] = group
		l.tunnel.Children = append(l.tunnel.Children, child)
	}
	merged := !legacyVersion1(l.p1) && !l.p1.SplitConn.Set
	configxml.Groups(name, l.used, merged, func(_ *configxml.Phase2, i int) string { return fmt.Sprintf("%s-%03d", name, i) }, add)
}

// legacyChildTimers gives the lifetime of phase 2: the shortest of all phase 2s
// in ipsec.conf; that of the phase 2 as the hard life in swanctl.conf.
func (c *config) legacyChildTimers(p1 *configxml.Phase1, group, all []*configxml.Phase2) configxml.Timers {
	if c.writer != writesSwanctl {
		if p1.RekeyDisable.Set {
			return configxml.Never(p1.RekeyDisable.At)
		}
		t := configxml.Stroke(configxml.MinLifetime(all), p1.MarginTime, p1.RekeyFuzz)
		if c.writer == writerUnknown {
			t.Rekey = nil
		}
		return t
	}
	if p1.RekeyDisable.Set {
		return configxml.Timers{Life: ipsec.UnknownAs[int]("rekeying is switched off", p1.RekeyDisable.At)}
	}
	for _, p2 := range group[1:] {
		if p2.Lifetime.V != group[0].Lifetime.V {
			return configxml.Timers{Life: ipsec.UnknownAs[int]("phase 2s of one child have different lifetimes", p2.Lifetime.At)}
		}
	}
	life, ok := group[0].Lifetime.Int()
	if !ok || life <= 0 {
		return configxml.Timers{Life: ipsec.DefaultOf(configxml.SwanctlChildLife, "lifetime is blank; strongSwan's default is 3960 s"),
			Rekey: configxml.Window(configxml.SwanctlRekey, configxml.SwanctlChildLife-configxml.SwanctlRekey)}
	}
	v := ipsec.ExplicitAt(life, group[0].Lifetime.At)
	margin, okMargin := p1.MarginTime.Int()
	fuzz, okFuzz := p1.RekeyFuzz.Int()
	if okMargin && okFuzz && margin > 0 && fuzz > 0 && margin < life {
		return configxml.Timers{Life: v, Rekey: configxml.Window(life-margin, margin*fuzz)}
	}
	// strongSwan 5.9.10 and later, which OPNsense has had since 23.1.
	soft := life * 10 / 11
	return configxml.Timers{Life: v, Rekey: configxml.Window(soft, life-soft)}
}
