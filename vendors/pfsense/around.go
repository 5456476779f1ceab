package pfsense

import (
	"net/netip"
	"sync"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/configxml"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// marks are elements that show that a section is there without its content being
// read.
var marks = [...]string{"filter/separator", "nat/separator", "unbound/enable", "dnsmasq/enable", "installedpackages/frr"}

// rest are the sections that are read only when a question is asked that they
// answer: they may hold most of the file.
func (c *config) rest() *parser.Element {
	var sections []string
	for _, root := range []string{"/pfsense", "/m0n0wall"} {
		for _, s := range []string{"nat", "system/webgui", "openvpn", "unbound", "dnsmasq",
			"installedpackages/frrbgp", "installedpackages/frr", "installedpackages/frrbgpneighbors", "installedpackages/frrbgpadvanced",
			"installedpackages/frrglobalroutemaps", "installedpackages/frrglobalprefixes", "installedpackages/frrglobalacls",
			"installedpackages/frrglobalraw"} {
			sections = append(sections, root+"/"+s)
		}
	}
	return rootOf(parser.ReadXML(c.src, parser.XMLOptions{Sections: sections, LowerNames: true}))
}

// allRules reads the filter section by elements.
func (c *config) allRules() *parser.Element {
	var sections []string
	for _, root := range []string{"/pfsense", "/m0n0wall"} {
		for _, field := range configxml.RuleFields {
			sections = append(sections, root+"/filter/rule/"+field)
		}
	}
	return rootOf(parser.ReadXML(c.src, parser.XMLOptions{Sections: sections, LowerNames: true})).Child("filter")
}

func rootOf(x *parser.XML) *parser.Element {
	if root := x.Document.Child("pfsense"); root != nil {
		return root
	}
	return x.Document.Child("m0n0wall")
}

// surroundings makes the device around its tunnels.
func (c *config) surroundings(links []*link, whole bool) *ipsec.Around {
	root := c.box.Root
	s := configxml.NewScene(c.box, "pfSense", whole, c.rest)
	s.OnInterface = c.ipsec.FilterMode.V == "if_ipsec"
	s.NoFilter = configxml.TextOf(root.Find("system", "disablefilter"))
	s.SparesVPN = !configxml.TextOf(root.Find("system", "disablenegate")).Set
	s.Private = ipsec.SetOf(private()...)
	var carriers []configxml.Carrier
	for _, l := range links {
		carriers = append(carriers, c.carriers(l)...)
	}
	s.Interfaces(carriers, c.section.Tag())
	s.Peers = c.autoPeers(s, links)
	seen := root.Child("filter") != nil
	s.Section, s.AllRules, s.Broken, s.LowerNames = root.Child("filter"), c.allRules, len(c.doc.Errors) > 0, true
	s.Filters(seen, func() []*configxml.Rule { return nil })
	s.NAT(seen || root.Child("nat") != nil, func() []*ipsec.NATRule {
		var out []*ipsec.NATRule
		for _, l := range links {
			if l.tunnel.Enabled {
				out = append(out, s.Phase2NAT(l.tunnel.Name, l.used)...)
			}
		}
		return out
	}, func() []*ipsec.NATRule { return nil })
	s.Routes()
	s.Limits(seen)
	a := s.Around
	a.Forwarders.Extent, a.Forwarders.Reason = s.Extent("DNS forwarders", root.Child("unbound") != nil || root.Child("dnsmasq") != nil)
	a.Forwarders.Load = sync.OnceValue(func() []*ipsec.Forwarder { return forwarders(s) })
	c.bgp(s)
	a.AsymmetricReplies = c.asymmetric(s)
	return a
}

// private are the networks of "Block private networks" (pfSense, filter.inc).
func private() []netip.Prefix {
	return []netip.Prefix{
		netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("127.0.0.0/8"),
		netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"),
	}
}

// carriers tells by which interfaces a tunnel's inner traffic passes: a VTI phase 2
// by its assigned interface, all others by the IPsec tab.
func (c *config) carriers(l *link) []configxml.Carrier {
	var out []configxml.Carrier
	tab := len(l.used) == 0
	for i, p2 := range l.used {
		if p2.RouteBased() {
			if iface := c.box.TunnelInterface(l.p1, p2, i); iface != nil {
				out = append(out, configxml.Carrier{Tunnel: l.tunnel, Interface: iface})
				continue
			}
		}
		tab = true
	}
	if tab {
		out = append(out, configxml.Carrier{Tunnel: l.tunnel})
	}
	return out
}

// autoPeers are the phase 1s for which pfSense lets IKE and ESP in.
// Source: pfSense, filter.inc: not with "Disable all auto-added VPN rules", nor for
// a phase 1 that shares its remote gateway with another.
func (c *config) autoPeers(s *configxml.Scene, links []*link) []configxml.AutoPeer {
	if configxml.TextOf(c.box.Root.Find("system", "disablevpnrules")).Set {
		return nil
	}
	var out []configxml.AutoPeer
	for _, l := range links {
		if !l.tunnel.Enabled || l.p1.SharedGateway.Set {
			continue
		}
		out = append(out, s.AutoPeer(l.tunnel, l.p1))
	}
	return out
}

// asymmetric: with floating states a reply may come in anywhere. Since pfSense 2.8
// states are bound to interfaces unless set otherwise.
func (c *config) asymmetric(s *configxml.Scene) ipsec.Value[string] {
	policy := configxml.TextOf(c.box.Root.Find("system", "statepolicy"))
	switch {
	case policy.V == "floating":
		return ipsec.InheritedAt("yes", policy.At)
	case policy.V == "if-bound" && s.OnInterface:
		return ipsec.InheritedAt("no", policy.At)
	case policy.V == "if-bound":
		return ipsec.UnknownAs[string]("it is not documented which states are bound to the IPsec tab", policy.At)
	case c.rev.before(24, 0):
		return ipsec.DefaultOf("yes", "states of "+c.release()+" are not bound to an interface")
	}
	return ipsec.UnknownAs[string]("whether states are bound to interfaces depends on the release of pfSense", parser.Span{})
}

// forwarders are the domain overrides of both DNS services.
func forwarders(s *configxml.Scene) []*ipsec.Forwarder {
	unbound, dnsmasq := s.Rest().Child("unbound"), s.Rest().Child("dnsmasq")
	u := s.Resolver("unbound", unbound.Child("enable") == nil,
		configxml.TextOf(unbound.Child("active_interface")).V, configxml.TextOf(unbound.Child("outgoing_interface")).V)
	u.Overrides(unbound)
	u.Custom(configxml.TextOf(unbound.Child("custom_options")))
	d := s.Resolver("dnsmasq", dnsmasq.Child("enable") == nil, configxml.TextOf(dnsmasq.Child("interface")).V, "")
	d.Overrides(dnsmasq)
	return append(u.Rows(), d.Rows()...)
}
