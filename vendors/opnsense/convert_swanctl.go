package opnsense

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/configxml"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
	"github.com/vpnlint/vpnlint/vendors/strongswan/proposal"
)

// connection turns one connection into a tunnel; nil for one that waits for
// road warriors.
func (c *config) connection(conn *connection) *link {
	f := conn.fields
	remotes := f["remote_addrs"].Words()
	if f["remote_addrs"].Set && len(remotes) == 0 && f["pools"].Filled() {
		return nil
	}
	t := newTunnel()
	t.Name, t.Description = conn.uuid, f["description"].Description()
	if t.Description != "" {
		t.Name = t.Description
	}
	t.At, t.Peer, t.PeerAt = conn.at, "%any", f["remote_addrs"].At
	if len(remotes) > 0 {
		t.Peer, t.PeerAt = c.box.Peer(remotes[0]), remotes[0].At
	}
	for _, local := range f["local_addrs"].Words() {
		if t.Interface = c.box.InterfaceWith(local.V); t.Interface != "" {
			break
		}
	}
	t.IKE = c.connectionIKE(conn)
	l := &link{tunnel: t, conn: conn, kids: make(map[*ipsec.Child]*child)}
	var via *configxml.Interface
	for _, k := range conn.children {
		mode := k.fields["mode"].V
		if mode == "pass" || mode == "drop" {
			continue
		}
		if k.fields["policies"].V == "0" {
			t.Kind = ipsec.RouteBased
			via = c.inside(t, k)
		}
		child := childOf(conn, k)
		l.kids[child] = k
		t.Children = append(t.Children, child)
	}
	t.MSS = c.mss(via)
	t.SAPairs = configxml.Pairs(t.Children, "the connection has no child that is enabled")
	if len(t.Children) == 0 && c.swanctl.EndTag().Text() == "" {
		t.SAPairs = ipsec.UnknownAs[int]("the file ends before the end of the Swanctl section", conn.at)
	}
	if len(t.Children) == 0 && slices.Contains(c.orphans, "child") {
		t.SAPairs = ipsec.UnknownAs[int]("a child of the file belongs to no connection, and may be this one's", conn.at)
	}
	t.Initiation = initiation(conn, len(remotes) > 0)
	t.Enabled = conn.enabled && !conn.cut && c.ipsecEnabled() && !refused(conn.problems)
	return l
}

func refused(problems []ipsec.Problem) bool {
	for _, p := range problems {
		if p.Fatal {
			return true
		}
	}
	return false
}

func (conn *connection) refuse(at parser.Span, reason string) {
	conn.problems = append(conn.problems, ipsec.Problem{Kind: ipsec.Unreadable, VPN: true, Fatal: true, At: at,
		Message: "strongSwan refuses this connection: " + reason})
}

// inside fills in the addresses of the tunnel interface that carries the child,
// with the probes of its gateways, and returns the interface.
func (c *config) inside(t *ipsec.Tunnel, k *child) *configxml.Interface {
	reqid := k.fields["reqid"].V
	for _, v := range c.vtis {
		if v.reqid.V != reqid || reqid == "" {
			continue
		}
		if a, err := netip.ParseAddr(v.local.V); err == nil {
			t.InsideLocal = ipsec.ExplicitAt(netip.PrefixFrom(a, a.BitLen()), v.local.At)
		}
		if a, err := netip.ParseAddr(v.remote.V); err == nil {
			t.InsideRemote = ipsec.ExplicitAt(a, v.remote.At)
		}
		if i := c.assigned(k); i != nil {
			t.Keepalives = append(t.Keepalives, c.box.Monitors(i, v.local, v.remote)...)
			return i
		}
	}
	return nil
}

// assigned returns the interface whose device is the child's tunnel, or nil.
func (c *config) assigned(k *child) *configxml.Interface {
	reqid := k.fields["reqid"].V
	for _, i := range c.box.Interfaces {
		if reqid != "" && i.Device.V == "ipsec"+reqid {
			return i
		}
	}
	return nil
}

func initiation(conn *connection, calls bool) ipsec.Value[ipsec.Initiation] {
	remote := conn.fields["remote_addrs"]
	switch {
	case !remote.Set:
		return ipsec.UnknownAs[ipsec.Initiation]("the export holds no remote_addrs", conn.at)
	case !calls:
		return ipsec.ExplicitAt(ipsec.ResponderOnly, remote.At)
	}
	best := ipsec.DefaultOf(ipsec.Start, "start_action is start unless set")
	rank := map[ipsec.Initiation]int{ipsec.ResponderOnly: 1, ipsec.OnDemand: 2, ipsec.Start: 3}
	highest := 0
	for _, k := range conn.children {
		v := ipsec.DefaultOf(ipsec.Start, "start_action is start unless set")
		if t := k.fields["start_action"]; t.V != "" {
			v = ipsec.ExplicitAt(startAction(t.V), t.At)
		}
		if rank[v.V] > highest {
			best, highest = v, rank[v.V]
		}
	}
	return best
}

func startAction(word string) ipsec.Initiation {
	switch {
	case strings.Contains(word, "start"):
		return ipsec.Start
	case word == "trap", word == "route":
		return ipsec.OnDemand
	}
	return ipsec.ResponderOnly
}

// childOf turns one child of the model into a CHILD_SA configuration.
func childOf(conn *connection, k *child) *ipsec.Child {
	f := k.fields
	c := &ipsec.Child{
		Name: k.uuid, At: k.at,
		Protocol:          ipsec.DefaultOf("esp", "a child of the Swanctl model is ESP"),
		Mode:              orDefault(f["mode"], "tunnel", "mode is tunnel unless set"),
		LifetimeKilobytes: ipsec.DefaultOf(0, "OPNsense writes no limit by volume"),
		Selectors:         selectors(k),
		Proposals:         espProposals(conn, k),
	}
	if c.Name == "" {
		c.Name = f["description"].V
	}
	c.PFS, c.PFSGroups = configxml.PFS(c.Proposals)
	t := childTimers(k)
	c.Lifetime, c.Rekey = t.Life, t.Rekey
	return c
}

func orDefault(t configxml.Text, def, reason string) ipsec.Value[string] {
	if t.V == "" {
		return ipsec.DefaultOf(def, reason)
	}
	return ipsec.ExplicitAt(t.V, t.At)
}

// childTimers derives the hard life as strongSwan does: 1.1 times the renewal.
func childTimers(k *child) configxml.Timers {
	t := k.fields["rekey_time"]
	n, ok := t.Int()
	if !ok || n < 0 {
		return configxml.Timers{
			Life:  ipsec.DefaultOf(configxml.SwanctlChildLife, "rekey_time is 3600 unless set, and the hard life 1.1 times that"),
			Rekey: configxml.Window(configxml.SwanctlRekey, configxml.SwanctlChildLife-configxml.SwanctlRekey),
		}
	}
	if n == 0 {
		return configxml.Never(t.At)
	}
	return configxml.Timers{Life: configxml.Derived(n+n/10, "rekey_time plus 10 %", t), Rekey: configxml.Window(n, n/10)}
}

func selectors(k *child) []ipsec.Selector {
	side := func(name string) []configxml.Text {
		words := k.fields[name].Words()
		if len(words) == 0 {
			return []configxml.Text{{V: "dynamic", At: k.at}}
		}
		for i := range words {
			words[i].V = network(words[i].V)
		}
		return words
	}
	return configxml.Product(side("local_ts"), side("remote_ts"))
}

// network writes a network or a host in CIDR form; other words stay as they are.
func network(text string) string {
	if p, err := netip.ParsePrefix(text); err == nil {
		return p.Masked().String()
	}
	if a, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(a, a.BitLen()).String()
	}
	return text
}

func espProposals(conn *connection, k *child) []ipsec.Proposal {
	t := k.fields["esp_proposals"]
	words := t.Words()
	if len(words) == 0 {
		return builtIn(proposal.Default(proposal.ESP, false), k.at, 0)
	}
	var out []ipsec.Proposal
	for _, w := range words {
		if proposal.IsDefault(w.V) {
			out = append(out, builtIn(proposal.Default(proposal.ESP, false), w.At, 0)...)
			continue
		}
		p, err := proposal.Parse(w.V, proposal.ESP)
		if err != nil {
			conn.refuse(w.Sub(err.Start, err.End), err.Reason)
			continue
		}
		pr := ipsec.Proposal{Name: w.V, At: w.At, Encryption: ipsec.ExplicitAt(p.Encryption, w.At),
			Integrity: ipsec.ExplicitAt(p.Integrity, w.At), DH: ipsec.ExplicitAt(p.DH, w.At)}
		out = append(out, pr)
		if p.NoDH && len(p.DH) > 0 {
			pr.DH = ipsec.ExplicitAt[[]int](nil, w.At)
			out = append(out, pr)
		}
	}
	return out
}

// builtIn gives strongSwan's own list; version is 0 for ESP.
func builtIn(list []proposal.Proposal, at parser.Span, version int) []ipsec.Proposal {
	var out []ipsec.Proposal
	for _, p := range list {
		pr := ipsec.Proposal{Name: "default", Version: version, At: at, Encryption: ipsec.DefaultOf(p.Encryption, ownList),
			Integrity: ipsec.DefaultOf(p.Integrity, ownList), DH: ipsec.DefaultOf(p.DH, ownPFS)}
		if version > 0 {
			pr.DH.Reason, pr.PRF = ownList, ipsec.DefaultOf(p.PRF, ownList)
		}
		out = append(out, pr)
	}
	return out
}
