package paloalto

import "github.com/vpnlint/vpnlint/parser"

// gateway is an IKE gateway in PAN-OS's words.
type gateway struct {
	name    string
	at      parser.Span
	from    string
	comment value

	version        value
	v1, v2         ikeProtocol
	hasV2          bool // a block for IKEv2 is there
	exchangeMode   value
	ppk, ppkMode   value
	key            value // the pre-shared key: only the keyring may see its text
	keyAt          bool  // a block for a pre-shared key is there
	certificate    parser.Span
	natTraversal   value
	passive        value
	peer           value
	peerIsName     bool // the peer is given by a DNS name
	peerDynamic    value
	localInterface value
	localIP        value
	localID        value
	disabled       value
}

// ikeProtocol is the block of one IKE version in a gateway.
type ikeProtocol struct {
	profile            value
	dpdEnable          value
	dpdInterval, retry value
}

// cryptoProfile is a phase-1 or phase-2 crypto profile. Both have a table of
// lists and a lifetime with a unit.
type cryptoProfile struct {
	name           string
	at             parser.Span // zero for a built-in one
	from           string
	protocol       value // esp or ah; phase 2 only
	encryption     []value
	authentication []value // the element hash in phase 1
	dhGroup        []value
	lifetime       quantity
	lifesize       quantity
}

// quantity is a number whose unit is the word that it stands under.
type quantity struct {
	unit string
	value
}

// tunnel is an IPsec tunnel entry with automatic keys.
type tunnel struct {
	name     string
	at       parser.Span
	from     string
	comment  value
	gateways []value
	profile  value
	proxyIDs []proxyID

	iface        value
	antiReplay   value
	replayWindow value
	mode         value
	disabled     value

	monitor        parser.Span // zero without a tunnel-monitor block
	monitorEnable  value
	monitorTarget  value
	monitorProxyID value
	monitorProfile value
}

// proxyID is one pair of traffic selectors. Each makes a pair of SAs of its own.
type proxyID struct {
	name          string
	at            parser.Span
	from          string
	v6            bool
	local, remote value
	protocol      value // any, tcp, udp, number; number with its number as text
	localPort     value
	remotePort    value
}

func (v *view) gateway(name string) *gateway {
	n := v.root.path("network", "ike", "gateway", name)
	if n == nil {
		return nil
	}
	g := &gateway{
		name: name, at: n.at, from: n.from,
		comment:        v.leaf(n, "comment"),
		version:        v.leaf(n, "protocol", "version"),
		v1:             v.ikeProtocol(n.path("protocol", "ikev1")),
		v2:             v.ikeProtocol(n.path("protocol", "ikev2")),
		hasV2:          n.path("protocol", "ikev2") != nil,
		exchangeMode:   v.leaf(n, "protocol", "ikev1", "exchange-mode"),
		ppk:            v.leaf(n, "protocol", "ikev2", "pq-ppk", "enabled"),
		ppkMode:        v.leaf(n, "protocol", "ikev2", "pq-ppk", "negotiation-mode"),
		key:            v.leaf(n, "authentication", "pre-shared-key", "key"),
		keyAt:          n.path("authentication", "pre-shared-key") != nil,
		natTraversal:   v.leaf(n, "protocol-common", "nat-traversal", "enable"),
		passive:        v.leaf(n, "protocol-common", "passive-mode"),
		localInterface: v.leaf(n, "local-address", "interface"),
		localIP:        v.leaf(n, "local-address", "ip"),
		localID:        v.leaf(n, "local-id", "id"),
		disabled:       v.leaf(n, "disabled"),
	}
	if c := n.path("authentication", "certificate"); c != nil {
		g.certificate = c.at
	}
	if !g.localIP.set() {
		g.localIP = v.leaf(n, "local-address", "floating-ip")
	}
	if how := n.find("peer-address").last(); how != nil {
		if how.word == "dynamic" {
			g.peerDynamic = v.resolve(how)
		} else {
			g.peer, g.peerIsName = v.resolve(how.last()), how.word == "fqdn"
		}
	}
	return g
}

func (v *view) ikeProtocol(n *node) ikeProtocol {
	return ikeProtocol{
		profile:     v.leaf(n, "ike-crypto-profile"),
		dpdEnable:   v.leaf(n, "dpd", "enable"),
		dpdInterval: v.leaf(n, "dpd", "interval"),
		retry:       v.leaf(n, "dpd", "retry"),
	}
}

// ikeProfile returns the phase-1 profile that the file has under that name; nil without one.
func (v *view) ikeProfile(name string) *cryptoProfile {
	n := v.root.path("network", "ike", "crypto-profiles", "ike-crypto-profiles", name)
	if n == nil {
		return nil
	}
	return &cryptoProfile{
		name: name, at: n.at, from: n.from,
		encryption:     v.members(n, "encryption"),
		authentication: v.members(n, "hash"),
		dhGroup:        v.members(n, "dh-group"),
		lifetime:       v.quantity(n.find("lifetime")),
	}
}

// ipsecProfile returns the phase-2 profile that the file has under that name; nil without one.
func (v *view) ipsecProfile(name string) *cryptoProfile {
	n := v.root.path("network", "ike", "crypto-profiles", "ipsec-crypto-profiles", name)
	if n == nil {
		return nil
	}
	p := &cryptoProfile{
		name: name, at: n.at, from: n.from,
		lifetime: v.quantity(n.find("lifetime")),
		lifesize: v.quantity(n.find("lifesize")),
	}
	if g := v.leaf(n, "dh-group"); g.set() {
		p.dhGroup = []value{g}
	}
	how := n.find("esp")
	if ah := n.find("ah"); ah != nil && (how == nil || ah.set > how.set) {
		how = ah
	}
	if how != nil {
		p.protocol = v.resolve(how)
		p.encryption = v.members(how, "encryption")
		p.authentication = v.members(how, "authentication")
	}
	return p
}

func (v *view) quantity(n *node) quantity {
	unit := n.last()
	if unit == nil {
		return quantity{}
	}
	return quantity{unit: unit.word, value: v.resolve(unit.last())}
}

// tunnels returns the tunnel entries in the order of the file. Entries with
// manual keys and GlobalProtect satellites have no IKE and are none; nor is an
// entry that shows neither a gateway nor an IPsec profile.
func (v *view) tunnels() []*tunnel {
	var all []*tunnel
	for _, n := range v.root.list("network", "tunnel", "ipsec") {
		if n.find("auto-key") == nil {
			continue
		}
		all = append(all, v.tunnel(n))
	}
	return all
}

func (v *view) tunnel(n *node) *tunnel {
	auto := n.find("auto-key")
	t := &tunnel{
		name: n.word, at: n.at, from: n.from,
		comment:        v.leaf(n, "comment"),
		gateways:       v.members(auto, "ike-gateway"),
		profile:        v.leaf(auto, "ipsec-crypto-profile"),
		iface:          v.leaf(n, "tunnel-interface"),
		antiReplay:     v.leaf(n, "anti-replay"),
		replayWindow:   v.leaf(n, "anti-replay-window"),
		mode:           v.leaf(n, "ipsec-mode"),
		disabled:       v.leaf(n, "disabled"),
		monitorEnable:  v.leaf(n, "tunnel-monitor", "enable"),
		monitorTarget:  v.leaf(n, "tunnel-monitor", "destination-ip"),
		monitorProxyID: v.leaf(n, "tunnel-monitor", "proxy-id"),
		monitorProfile: v.leaf(n, "tunnel-monitor", "tunnel-monitor-profile"),
	}
	if m := n.find("tunnel-monitor"); m != nil {
		t.monitor = m.at
	}
	for _, p := range auto.list("proxy-id") {
		t.proxyIDs = append(t.proxyIDs, v.proxyID(p, false))
	}
	for _, p := range auto.list("proxy-id-v6") {
		t.proxyIDs = append(t.proxyIDs, v.proxyID(p, true))
	}
	return t
}

func (v *view) proxyID(n *node, v6 bool) proxyID {
	p := proxyID{name: n.word, at: n.at, from: n.from, v6: v6, local: v.leaf(n, "local"), remote: v.leaf(n, "remote")}
	how := n.find("protocol").last()
	switch {
	case how == nil:
	case how.word == "number":
		p.protocol = v.resolve(how.last())
	default:
		p.protocol = v.resolve(how)
		p.localPort, p.remotePort = v.leaf(how, "local-port"), v.leaf(how, "remote-port")
	}
	return p
}
