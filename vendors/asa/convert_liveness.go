package asa

import (
	"strconv"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// timeouts resolves the two timers of the group-policy: the tunnel's own policy,
// else DfltGrpPolicy, else the built-in value. Minutes become seconds.
func (l *link) timeouts() {
	if why := l.noGroup(); why != "" {
		l.t.IdleTimeout = ipsec.UnknownAs[int](why, l.t.PeerAt)
		l.t.SessionTimeout = ipsec.UnknownAs[int](why, l.t.PeerAt)
		return
	}
	if l.policy == nil && l.group != nil && l.group.policy.set() && l.group.policy.text != "DfltGrpPolicy" {
		why := "group-policy " + l.group.policy.text + " is not defined in this file"
		l.t.IdleTimeout = ipsec.UnknownAs[int](why, l.group.policy.at)
		l.t.SessionTimeout = ipsec.UnknownAs[int](why, l.group.policy.at)
		return
	}
	l.t.IdleTimeout = l.timer(func(g *groupPolicy) number { return g.idle }, defaultIdle)
	l.t.SessionTimeout = l.timer(func(g *groupPolicy) number { return g.session }, 0)
}

func (l *link) timer(of func(*groupPolicy) number, builtin int) ipsec.Value[int] {
	own, general := l.policy, l.c.policiesGP["DfltGrpPolicy"]
	if own != nil && of(own).set() {
		n := of(own)
		if own == general {
			return ipsec.InheritedAt(n.n*60, n.at, l.via...)
		}
		return ipsec.ExplicitAt(n.n*60, n.at, l.via...)
	}
	if general != nil && of(general).set() {
		n := of(general)
		return ipsec.InheritedAt(n.n*60, n.at, l.via...)
	}
	v := defaultValue(l.c, builtin)
	v.Via = l.via
	return v
}

// keepalives finds the probes whose packets enter this tunnel.
func (l *link) keepalives() {
	if !l.c.whole && len(l.c.slaOrder) == 0 {
		l.t.KeepalivesHidden = "the file is not a whole configuration and shows no probe"
	}
	for _, e := range l.entries {
		if e.acl.set() && l.c.acls[e.acl.text] == nil {
			l.t.KeepalivesHidden = "access-list " + e.acl.text + " is not defined in this file, so which probes enter the tunnel is not known"
		}
	}
	for _, m := range l.c.slaOrder {
		if m.target.set() && !m.scheduled.IsZero() && l.carries(m) {
			l.t.Keepalives = append(l.t.Keepalives, l.probe(m))
		}
	}
	if l.vti == nil || !l.t.InsideLocal.Known() {
		return
	}
	for _, n := range l.c.neighbors {
		a, ok := addr(l.c.address(n.addr.text))
		if !ok || !l.t.InsideLocal.V.Masked().Contains(a) {
			continue
		}
		k := ipsec.Keepalive{
			Kind: "bgp", Name: "neighbor " + n.addr.text, Target: a.String(), TargetAt: n.addr.at,
			Source: l.t.InsideLocal.V.Addr().String(), SourceAt: l.vti.ip.at, ControlsState: true, At: n.at,
			Interval: defaultValue(l.c, defaultBGPKeepalive),
		}
		if n.alive.set() {
			k.Interval = ipsec.ExplicitAt(n.alive.n, n.alive.at)
		}
		l.t.Keepalives = append(l.t.Keepalives, k)
	}
}

func (l *link) probe(m *slaMonitor) ipsec.Keepalive {
	k := ipsec.Keepalive{
		Kind: "sla", Name: "sla monitor " + m.id, Target: l.c.address(m.target.text), TargetAt: m.target.at,
		SourceAt: m.iface.at, Interval: defaultValue(l.c, defaultSLAFrequency), At: m.at,
	}
	if m.frequency.set() {
		k.Interval = ipsec.ExplicitAt(m.frequency.n, m.frequency.at)
	}
	if i := l.c.byNameif[m.iface.text]; i != nil && i.ip.set() {
		k.Source = l.c.address(i.ip.text)
	}
	if tr, ok := l.c.tracks[m.id]; ok {
		for _, r := range l.c.routes {
			k.ControlsState = k.ControlsState || r.track.text == tr.id
		}
	}
	return k
}

// carries reports that a probe's packets enter the tunnel. The probe leaves with
// the address of the interface that it names, so on a crypto map both that
// address and the target must be inside one selector. What the file does not tell
// (a masked address, an address from DHCP) counts as inside.
func (l *link) carries(m *slaMonitor) bool {
	if l.vti != nil {
		return l.vti.nameif.set() && m.iface.text == l.vti.nameif.text
	}
	leaves := false
	for _, w := range l.ifaces {
		leaves = leaves || w.text == m.iface.text
	}
	if !leaves {
		return false
	}
	var source string
	if i := l.c.byNameif[m.iface.text]; i != nil && i.ip.set() {
		source = l.c.address(i.ip.text)
	}
	for _, ch := range l.t.Children {
		for _, s := range ch.Selectors {
			if within(source, s.Local) && within(l.c.address(m.target.text), s.Remote) {
				return true
			}
		}
	}
	return false
}

// within reports that an address lies in a prefix, or that one of the two is not
// told.
func within(address, prefix string) bool {
	a, ok1 := addr(address)
	p, ok2 := ipsec.Selector{Local: prefix}.LocalPrefix()
	return !ok1 || !ok2 || p.Contains(a)
}

// block notes what keeps the tunnel down whatever the far side does.
func (l *link) block() {
	if !l.c.whole {
		return
	}
	add := func(msg string, at parser.Span) {
		l.t.Blockers = append(l.t.Blockers, ipsec.Blocker{Message: msg, At: at})
	}
	if l.vti != nil {
		if !l.vti.nameif.set() && !l.vti.noNameif {
			add("interface "+l.vti.name+" has no nameif, so the device does not bring it up", l.vti.at)
		}
		return
	}
	for _, e := range l.entries {
		name := "crypto map " + e.mapName + " " + strconv.Itoa(e.seq)
		if !e.acl.set() {
			add(name+" has no \"match address\", and an incomplete entry drops the traffic that it matches", e.at)
		}
		if len(e.transforms) == 0 && len(e.proposals) == 0 {
			add(name+" has neither an IKEv1 transform-set nor an IKEv2 proposal", e.at)
		}
	}
}
