package opnsense

import (
	"net/netip"
	"strings"
	"sync"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/configxml"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// rest are the sections that are read only when a question is asked that they
// answer: they may hold most of the file.
func (c *config) rest() *parser.Element {
	var sections []string
	for _, s := range []string{"nat", "system/webgui", "openvpn", "unbound", "dnsmasq",
		"OPNsense/Firewall/Filter", "OPNsense/unboundplus", "OPNsense/quagga"} {
		sections = append(sections, "/opnsense/"+s)
	}
	return parser.ReadXML(c.src, parser.XMLOptions{Sections: sections}).Document.Child("opnsense")
}

// allRules reads the filter section by elements.
func (c *config) allRules() *parser.Element {
	var sections []string
	for _, field := range configxml.RuleFields {
		sections = append(sections, "/opnsense/filter/rule/"+field)
	}
	return parser.ReadXML(c.src, parser.XMLOptions{Sections: sections}).Document.Find("opnsense", "filter")
}

// surroundings makes the device around its tunnels.
func (c *config) surroundings(links []*link) *ipsec.Around {
	root := c.box.Root
	models := root.Child("OPNsense")
	s := configxml.NewScene(c.box, "OPNsense", c.whole, c.rest)
	s.OnInterface = c.filtersOnInterface()
	s.NoFilter = configxml.TextOf(root.Find("system", "disablefilter"))
	s.GatewayUnsure = "that the gateway of a rule goes before IPsec is documented for pfSense only"
	s.Private = ipsec.SetOf(private()...)
	var carriers []configxml.Carrier
	for _, l := range links {
		carriers = append(carriers, c.carriers(l)...)
	}
	at := c.swanctl.Tag()
	if at.IsZero() {
		at = c.legacySection.Tag()
	}
	s.Interfaces(carriers, at)
	s.Peers = c.autoPeers(s, links)
	resolvers := root.Child("unbound") != nil || root.Child("dnsmasq") != nil || models.Child("unboundplus") != nil
	// A file that its author has cut down to some sections has no DNS service left,
	// which every complete one has.
	seen := (root.Child("filter") != nil || models.Find("Firewall", "Filter") != nil) && (resolvers || root.Child("nat") != nil)
	s.Section, s.AllRules, s.Broken = root.Child("filter"), c.allRules, len(c.doc.Errors) > 0
	s.Filters(seen, func() []*configxml.Rule { return modelRules(s.Rest()) })
	s.NAT(seen || root.Child("nat") != nil, func() []*ipsec.NATRule { return firstNAT(s, links) }, func() []*ipsec.NATRule { return nil })
	s.Routes()
	s.Limits(seen)
	a := s.Around
	a.Forwarders.Extent, a.Forwarders.Reason = s.Extent("DNS forwarders", resolvers)
	a.Forwarders.Load = sync.OnceValue(func() []*ipsec.Forwarder { return forwarders(s) })
	if c.whole { // without the plugin there is no BGP
		a.BGP.Extent = ipsec.Complete
		a.BGP.Load = sync.OnceValue(func() []*ipsec.BGP { return processes(s) })
	}
	a.AsymmetricReplies = c.asymmetric(s)
	return a
}

// private are the networks of "Block private networks" (OPNsense, filter.lib.inc).
func private() []netip.Prefix {
	return []netip.Prefix{
		netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"),
		netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"),
	}
}

// filtersOnInterface reports the tunables with which decrypted packets of a tunnel
// interface are filtered there and not on the IPsec tab.
// Source: OPNsense documentation, IPsec, route-based.
func (c *config) filtersOnInterface() bool {
	values := map[string]string{}
	for e := range c.box.Root.Child("sysctl").All("item") {
		values[configxml.TextOf(e.Child("tunable")).V] = configxml.TextOf(e.Child("value")).V
	}
	return values["net.inet.ipsec.filtertunnel"] == "1" && values["net.enc.in.ipsec_filter_mask"] == "0"
}

// carriers tells by which interfaces a tunnel's inner traffic passes: a child
// without policies, or a route-based phase 2, by its assigned interface, all others
// by the IPsec tab.
func (c *config) carriers(l *link) []configxml.Carrier {
	var out []configxml.Carrier
	tab := len(l.used) == 0
	add := func(i *configxml.Interface) {
		if i == nil {
			tab = true
			return
		}
		out = append(out, configxml.Carrier{Tunnel: l.tunnel, Interface: i})
	}
	if l.conn != nil {
		tab = len(l.conn.children) == 0
		for _, k := range l.conn.children {
			if k.fields["policies"].V == "0" {
				add(c.assigned(k))
			} else {
				tab = true
			}
		}
	}
	for i, p2 := range l.used {
		if p2.RouteBased() {
			add(c.box.TunnelInterface(l.p1, p2, i))
		} else {
			tab = true
		}
	}
	if tab {
		out = append(out, configxml.Carrier{Tunnel: l.tunnel})
	}
	return out
}

// autoPeers are the phase 1s of the legacy section: for them OPNsense lets IKE and
// ESP in. Connections have no such rules.
// Source: OPNsense, ipsec.inc, ipsec_firewall.
func (c *config) autoPeers(s *configxml.Scene, links []*link) []configxml.AutoPeer {
	if configxml.TextOf(c.box.Root.Find("system", "disablevpnrules")).Set || c.noRules.Filled() {
		return nil
	}
	var out []configxml.AutoPeer
	for _, l := range links {
		if l.p1 == nil || !l.tunnel.Enabled {
			continue
		}
		out = append(out, s.AutoPeer(l.tunnel, l.p1))
	}
	return out
}

// asymmetric: with floating states a reply may come in anywhere.
func (c *config) asymmetric(s *configxml.Scene) ipsec.Value[string] {
	policy := configxml.TextOf(c.box.Root.Find("system", "state-policy"))
	switch {
	case !policy.Filled():
		return ipsec.DefaultOf("yes", "states of OPNsense are not bound to an interface")
	case s.OnInterface:
		return ipsec.InheritedAt("no", policy.At)
	}
	return ipsec.UnknownAs[string]("it is not documented which states are bound to the IPsec tab", policy.At)
}

// forwarders are the conditional forwarders of both DNS services.
func forwarders(s *configxml.Scene) []*ipsec.Forwarder {
	root := s.Rest()
	old, plus, dnsmasq := root.Child("unbound"), root.Find("OPNsense", "unboundplus"), root.Child("dnsmasq")
	general := plus.Child("general")
	off := !configxml.TextOf(old.Child("enable")).Set && !configxml.TextOf(general.Child("enabled")).Filled()
	active, outgoing := configxml.TextOf(general.Child("active_interface")).V, configxml.TextOf(general.Child("outgoing_interface")).V
	if general == nil {
		active, outgoing = configxml.TextOf(old.Child("active_interface")).V, configxml.TextOf(old.Child("outgoing_interface")).V
	}
	u := s.Resolver("unbound", off, active, outgoing)
	u.Overrides(old)
	u.Custom(configxml.TextOf(old.Child("custom_options")))
	for e := range plus.Child("domains").All("domain") {
		u.Add(configxml.TextOf(e.Child("domain")).V, configxml.TextOf(e.Child("server")).V, "", !isEnabled(configxml.TextOf(e.Child("enabled"))), e.Tag())
	}
	for e := range plus.Child("dots").All("dot") {
		port := configxml.TextOf(e.Child("port")).V
		if port == "" && configxml.TextOf(e.Child("type")).V != "forward" {
			port = "853" // DNS over TLS
		}
		u.Add(configxml.TextOf(e.Child("domain")).V, configxml.TextOf(e.Child("server")).V, port, !isEnabled(configxml.TextOf(e.Child("enabled"))), e.Tag())
	}
	d := s.Resolver("dnsmasq", !configxml.TextOf(dnsmasq.Child("enable")).Set || configxml.TextOf(dnsmasq.Child("enable")).V == "0",
		strings.TrimSpace(configxml.TextOf(dnsmasq.Child("interface")).V), "")
	d.Overrides(dnsmasq)
	return append(u.Rows(), d.Rows()...)
}
