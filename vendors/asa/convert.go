package asa

import (
	"cmp"
	"maps"
	"net/netip"
	"slices"
	"strconv"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// link is how one tunnel hangs together: the objects of the configuration that
// make up its settings.
type link struct {
	c       *config
	t       *ipsec.Tunnel
	entries []*entry // of one crypto map, to the same peer; empty for a tunnel interface
	vti     *iface
	prof    *profile
	peer    word
	ifaces  []word // nameifs that the tunnel's IKE packets leave by
	group   *tunnelGroup
	byPeer  bool // the group is the peer's own, not the default one
	policy  *groupPolicy
	via     []parser.Span // the references to the group-policy
}

// convert turns a configuration into the common model.
func convert(c *config) (*ipsec.Device, []*link) {
	d := &ipsec.Device{
		Path: c.src.Name(), Vendor: "asa", Version: c.version.text, Hostname: c.hostname, Context: c.contextName(),
		At: c.first, Whole: c.whole,
	}
	links := append(c.mapLinks(), c.interfaceLinks()...)
	for _, l := range links {
		l.resolve()
		l.fill()
		d.Tunnels = append(d.Tunnels, l.t)
	}
	c.unusedProblems(links)
	d.Around = c.surroundings(links)
	c.owners(links)
	slices.SortStableFunc(c.problems, func(a, b ipsec.Problem) int { return cmp.Compare(a.At.Start, b.At.Start) })
	d.Problems = c.problems
	return d, links
}

// contextName is the security context's name. The version line says only that
// there are contexts; a context's own hostname is its name.
func (c *config) contextName() string {
	if c.context == "context" {
		return c.hostname
	}
	return c.context
}

// mapLinks finds the tunnels of the crypto maps that are bound to an interface.
// An unbound map is dead text, except in a snippet that shows no binding at all.
func (c *config) mapLinks() []*link {
	bound := slices.ContainsFunc(c.mapOrder, func(m *cryptoMap) bool { return len(m.interfaces) > 0 })
	var out []*link
	for _, m := range c.mapOrder {
		if len(m.interfaces) == 0 && (bound || c.whole) {
			continue
		}
		out = append(out, c.entryLinks(m)...)
	}
	return out
}

// entryLinks makes one tunnel for each peer of a map. Entries that share a peer
// share its IKE SA: they are the tunnel's children.
func (c *config) entryLinks(m *cryptoMap) []*link {
	var out []*link
	byPeer := map[string]*link{}
	for _, seq := range slices.Sorted(maps.Keys(m.entries)) {
		e := m.entries[seq]
		if e.dynamic.set() {
			continue
		}
		for i, peer := range e.peers {
			if l := byPeer[peer.text]; l != nil {
				l.entries = append(l.entries, e)
				continue
			}
			l := &link{c: c, entries: []*entry{e}, peer: peer, ifaces: m.interfaces}
			l.t = &ipsec.Tunnel{
				Name: m.name + " " + strconv.Itoa(seq), Kind: ipsec.PolicyBased, Role: ipsec.Primary, Enabled: true, At: e.at,
			}
			if i > 0 {
				l.t.Role = ipsec.Backup
			}
			byPeer[peer.text] = l
			out = append(out, l)
		}
	}
	return out
}

// interfaceLinks finds the tunnel interfaces that IPsec protects.
func (c *config) interfaceLinks() []*link {
	var out []*link
	for _, i := range c.interfaces {
		if !i.isTunnel() || !i.destination.set() || !i.protection.set() {
			continue
		}
		l := &link{c: c, vti: i, peer: i.destination, prof: c.profiles[i.protection.text]}
		if i.tunnelSource.set() {
			l.ifaces = []word{i.tunnelSource}
		}
		l.t = &ipsec.Tunnel{
			Name: i.name, Description: i.descr, Kind: ipsec.RouteBased, Role: ipsec.Primary,
			Enabled: !i.shut.on && !i.noNameif, At: i.at,
		}
		if l.prof == nil {
			c.undefined(i.protection, "ipsec profile", l.t)
		}
		out = append(out, l)
	}
	return out
}

// resolve finds the tunnel-group of the peer and its group-policy.
func (l *link) resolve() {
	c := l.c
	l.t.Peer, l.t.PeerAt = c.address(l.peer.text), l.peer.at
	if len(l.ifaces) > 0 {
		l.t.Interface = l.ifaces[0].text
	}
	l.group, l.byPeer = c.groupOf(l.peer.text), true
	if l.group == nil {
		l.group, l.byPeer = c.groupsVPN["DefaultL2LGroup"], false
	}
	if g := l.group; g != nil && g.policy.set() {
		l.via = []parser.Span{g.policy.at}
		l.policy = c.policiesGP[g.policy.text]
		if l.policy == nil && g.policy.text != "DfltGrpPolicy" {
			c.undefined(g.policy, "group-policy", l.t)
		}
	}
	if l.policy == nil && (l.group == nil || !l.group.policy.set() || l.group.policy.text == "DfltGrpPolicy") {
		l.policy = c.policiesGP["DfltGrpPolicy"]
	}
}

// noGroup says why the tunnel-group of the peer may only not be shown; "" when there
// is one, or when it is certain that there is none.
func (l *link) noGroup() string {
	switch {
	case l.byPeer:
		return ""
	case !l.c.whole && l.group == nil:
		return "the file shows no tunnel-group for the peer"
	case l.peer.set() && masked(l.peer.text):
		return "the peer's address is hidden, and so which tunnel-group is its own"
	}
	for name := range l.c.groupsVPN {
		if masked(name) {
			return "the name of a tunnel-group is hidden, which may be the peer's"
		}
	}
	return ""
}

// groupOf finds a peer's tunnel-group, by the name that the entry uses, by its
// address, or by any alias of the address.
func (c *config) groupOf(peer string) *tunnelGroup {
	if g := c.groupsVPN[peer]; g != nil {
		return g
	}
	addr := c.address(peer)
	if g := c.groupsVPN[addr]; g != nil {
		return g
	}
	for alias, w := range c.names {
		if w.text == addr {
			if g := c.groupsVPN[alias]; g != nil {
				return g
			}
		}
	}
	return nil
}

// undefined records a name that the file does not define.
func (c *config) undefined(w word, what string, t *ipsec.Tunnel) {
	if i, had := c.noName[w.at]; had {
		p := &c.problems[i]
		if n := len(p.Tunnels); p.Tunnels[n-1] != t && !slices.Contains(p.Tunnels, t) {
			p.Tunnels = append(p.Tunnels, t)
		}
		return
	}
	if c.noName == nil {
		c.noName = map[parser.Span]int{}
	}
	c.noName[w.at] = len(c.problems)
	name := w.text
	if behindKeyWord(w.at) {
		name = "with a name that may be a key"
	}
	c.problems = append(c.problems, ipsec.Problem{
		Kind: ipsec.Undefined, At: w.at, VPN: true, Tunnels: []*ipsec.Tunnel{t},
		Message: what + " " + name + " is not defined in this file",
	})
}

// fill sets everything that the model holds about the tunnel.
func (l *link) fill() {
	l.versions()
	l.ike()
	l.children()
	l.initiation()
	l.timeouts()
	l.packets()
	l.inside()
	l.keepalives()
	l.block()
}

// settings returns the phase-2 settings of the tunnel's first child.
func (l *link) settings() settings {
	switch {
	case len(l.entries) > 0:
		return l.entries[0].settings
	case l.prof != nil:
		return l.prof.settings
	}
	return settings{}
}

// unusedProblems reports the unknown attributes of the group-policies in use.
func (c *config) unusedProblems(links []*link) {
	seen := map[*groupPolicy]bool{}
	for _, l := range links {
		if l.policy == nil || seen[l.policy] {
			continue
		}
		seen[l.policy] = true
		for _, s := range l.policy.unknown {
			s.unread("group-policy "+l.policy.name, 0)
		}
	}
}

// inside sets the addresses of a tunnel interface.
func (l *link) inside() {
	if l.vti == nil || !l.vti.ip.set() {
		return
	}
	addr, err := netip.ParseAddr(l.c.address(l.vti.ip.text))
	bits, ok := maskBits(l.vti.mask.text)
	if err != nil || !ok {
		return
	}
	net := netip.PrefixFrom(addr, bits)
	l.t.InsideLocal = ipsec.ExplicitAt(net, l.vti.ip.at)
	for _, n := range l.c.neighbors {
		if a, err := netip.ParseAddr(l.c.address(n.addr.text)); err == nil && net.Contains(a) && a != addr {
			l.t.InsideRemote = ipsec.ExplicitAt(a, n.addr.at)
			return
		}
	}
	for _, r := range l.c.routes {
		if a, err := netip.ParseAddr(l.c.address(r.gateway.text)); err == nil && r.iface == l.vti.nameif.text && net.Contains(a) && a != addr {
			l.t.InsideRemote = ipsec.ExplicitAt(a, r.gateway.at)
			return
		}
	}
}
