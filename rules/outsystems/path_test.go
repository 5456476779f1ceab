package outsystems_test

import (
	"net/netip"
	"testing"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

func prefix(text string) ipsec.AddrSet { return ipsec.SetOf(netip.MustParsePrefix(text)) }

// around is a device with an inside, a DMZ and an outside interface, all tables of
// which are read and empty save for a default route. The outside carries the tunnels.
func (m model) around(tunnels ...*ipsec.Tunnel) *ipsec.Around {
	a := &ipsec.Around{}
	a.Interfaces.Rows = []*ipsec.Interface{
		{Name: "inside", Addresses: []netip.Prefix{netip.MustParsePrefix("10.1.0.1/17")}, Enabled: true, At: m.line(50)},
		{Name: "dmz", Addresses: []netip.Prefix{netip.MustParsePrefix("10.1.128.1/17")}, Enabled: true, At: m.line(51)},
		{Name: "outside", Addresses: []netip.Prefix{netip.MustParsePrefix("198.51.100.2/29")}, Enabled: true, Carries: tunnels, At: m.line(52)},
	}
	for _, t := range tunnels {
		t.Interface, t.IKE.LocalAddress = "outside", ipsec.ExplicitAt("198.51.100.2", m.line(52))
	}
	a.Routes.Rows = []*ipsec.Route{m.route("0.0.0.0/0", "outside", 60)}
	a.Interfaces.Extent, a.Filters.Extent, a.NAT.Extent = ipsec.Complete, ipsec.Complete, ipsec.Complete
	a.Routes.Extent, a.BGP.Extent, a.Forwarders.Extent, a.Limits.Extent = ipsec.Complete, ipsec.Complete, ipsec.Complete, ipsec.Complete
	return a
}

func (m model) route(to, by string, line int) *ipsec.Route {
	return &ipsec.Route{Prefix: netip.MustParsePrefix(to), Interface: by, Distance: ipsec.DefaultOf(1, ""), At: m.line(line)}
}

// filter is a stateful list that ends with a denial; its rules stand on the lines
// that follow.
func (m model) filter(line int, places ipsec.Places, list ...ipsec.FilterRule) *ipsec.Filter {
	for i := range list {
		list[i].At = m.line(line + 1 + i)
	}
	return &ipsec.Filter{Name: "policy", At: m.line(line), Hooks: ipsec.Transit, In: places, Stateful: true, Default: ipsec.Deny, Rules: ipsec.RulesOf(list)}
}

func told() rules.Intent {
	return rules.Intent{
		CIDR: netip.MustParsePrefix("10.8.2.0/24"), OnPrem: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")},
		DNS: []netip.Addr{netip.MustParseAddr("10.8.2.10"), netip.MustParseAddr("10.8.2.11")}, Edition: "sentry",
	}
}

var pathRules = []string{
	"ike-esp-reachable", "nat-exemption", "traffic-permitted", "whole-range-permitted", "route-to-cloud", "dns-forwarder", "dpd-rate-limit",
}

// TestNothingRead holds that the rules about the path say nothing about a vendor
// that fills no table, in whole or in part.
func TestNothingRead(t *testing.T) {
	m := newModel(t)
	d := m.device(m.tunnel("t", "203.0.113.10", 10))
	for _, around := range []*ipsec.Around{nil, {}} {
		d.Around = around
		for _, rule := range pathRules {
			wantFindings(t, findings(t, rule, d, told()))
		}
	}
}

// TestNothingNamed holds the same for a peer that is a name, without interfaces.
func TestNothingNamed(t *testing.T) {
	m := newModel(t)
	tunnel := m.tunnel("t", "vpn.example.com", 10)
	d := m.device(tunnel)
	d.Around = m.around()
	d.Around.Interfaces.Rows = nil
	d.Around.Filters.Rows = []*ipsec.Filter{m.filter(20, ipsec.Places{"inside"})}
	for _, rule := range pathRules {
		wantFindings(t, findings(t, rule, d, told()))
	}
}

func TestRepliesGetInByState(t *testing.T) {
	m := newModel(t)
	tunnel := m.tunnel("t", "203.0.113.10", 10)
	d := m.device(tunnel)
	d.Around = m.around(tunnel)
	wan := m.filter(20, ipsec.Places{"outside"})
	wan.Hooks = ipsec.ToBox
	d.Around.Filters.Rows = []*ipsec.Filter{wan}
	const sent = "info: the end of policy permits no UDP 500, ESP from the peer; replies"
	wantFindings(t, findings(t, "ike-esp-reachable", d, told()), "20: "+sent)

	every := ipsec.FilterRule{Name: "block all", Action: ipsec.Deny, Source: ipsec.Anywhere(), Destination: ipsec.Anywhere()}
	wan.Rules = m.filter(20, nil, every).Rules // says what the end of the list says
	wantFindings(t, findings(t, "ike-esp-reachable", d, told()), "21: info: block all permits no UDP 500, ESP from the peer; replies")
	wan.Stateful = false
	wantFindings(t, findings(t, "ike-esp-reachable", d, told()), "21: error: block all denies UDP 500, ESP from the peer")

	ike := ipsec.FilterRule{Name: "ike", Source: prefix("203.0.113.0/24"), Destination: ipsec.Anywhere(), Services: []ipsec.Service{
		{Protocol: ipsec.ProtoUDP, Destination: ipsec.OnePort(500)}, {Protocol: ipsec.ProtoESP},
	}}
	wan.Rules = m.filter(20, nil, ike, every).Rules
	wantFindings(t, findings(t, "ike-esp-reachable", d, told()))

	wan.Hooks = ipsec.FromBox
	wan.In, wan.Out = nil, ipsec.Places{"outside"}
	wan.Rules, wan.Stateful = m.filter(20, nil).Rules, true
	wantFindings(t, findings(t, "ike-esp-reachable", d, told()), "20: error: the end of policy denies UDP 500, ESP to the peer")
}

// TestLocalAddressNotTold holds that a denial counts only where it holds for every
// address that the device may have.
func TestLocalAddressNotTold(t *testing.T) {
	m := newModel(t)
	tunnel := m.tunnel("t", "203.0.113.10", 10)
	d := m.device(tunnel)
	d.Around = m.around(tunnel)
	d.Around.Interfaces.Rows[2].Addresses = nil
	tunnel.IKE.LocalAddress = ipsec.UnknownAs[string]("by DHCP", m.line(52))
	deny := ipsec.FilterRule{Name: "deny", Action: ipsec.Deny, Source: prefix("203.0.113.0/24"), Destination: ipsec.Anywhere()}
	wan := m.filter(20, ipsec.Places{"outside"}, deny)
	wan.Hooks, wan.Default = ipsec.ToBox, ipsec.Permit
	d.Around.Filters.Rows = []*ipsec.Filter{wan}
	wantFindings(t, findings(t, "ike-esp-reachable", d, told()), "21: error: deny denies UDP 500, UDP 4500, ESP from the peer")
	deny.Destination = prefix("198.51.100.7/32")
	wan.Rules = m.filter(20, nil, deny).Rules
	wantFindings(t, findings(t, "ike-esp-reachable", d, told()))
}

// TestInterfaceByAddress holds that the address of IKE tells the interface where the
// vendor, such as strongSwan, names none.
func TestInterfaceByAddress(t *testing.T) {
	m := newModel(t)
	tunnel := m.tunnel("t", "203.0.113.10", 10)
	d := m.device(tunnel)
	d.Around = m.around(tunnel)
	tunnel.Interface = ""
	deny := ipsec.FilterRule{Name: "deny", Action: ipsec.Deny, In: ipsec.Places{"outside"}, Source: prefix("203.0.113.0/24"), Destination: ipsec.Anywhere()}
	wan := m.filter(20, nil, deny)
	wan.Hooks, wan.Default = ipsec.ToBox, ipsec.Permit
	d.Around.Filters.Rows = []*ipsec.Filter{wan}
	wantFindings(t, findings(t, "ike-esp-reachable", d, told()), "21: error: deny denies UDP 500, ESP from the peer")
	tunnel.IKE.LocalAddress.V = "198.51.100.7" // of no interface that is known
	wantFindings(t, findings(t, "ike-esp-reachable", d, told()))
}

// TestOtherPartners holds that without peers in the intent a tunnel to another
// network is not asked about the cloud.
func TestOtherPartners(t *testing.T) {
	m := newModel(t)
	tunnel := m.tunnel("t", "203.0.113.10", 10)
	tunnel.Children = []*ipsec.Child{{Selectors: []ipsec.Selector{{Local: "10.1.0.0/16", Remote: "192.0.2.0/24", Protocol: "any"}}}}
	d := m.device(tunnel)
	d.Around = m.around(tunnel)
	d.Around.Filters.Rows = []*ipsec.Filter{{Name: "vpn-filter", Hooks: ipsec.Transit, Tunnels: d.Tunnels, Default: ipsec.Deny, At: m.line(20)}}
	wantFindings(t, findings(t, "traffic-permitted", d, told()))
	tunnel.Children[0].Selectors[0].Remote = "0.0.0.0/0"
	wantFindings(t, findings(t, "traffic-permitted", d, told()), "20: error: vpn-filter permits no TCP 443")
	tunnel.Children[0].Selectors[0].Remote = "192.0.2.0/24"
	intent := told()
	intent.Peers = []string{"203.0.113.10"}
	wantFindings(t, findings(t, "traffic-permitted", d, intent), "20: error: vpn-filter permits no TCP 443")
}

// TestOneLanIsEnough holds that traffic-permitted is silent when one of two
// networks gets through, and unsure when one of them may.
func TestOneLanIsEnough(t *testing.T) {
	m := newModel(t)
	tunnel := m.tunnel("t", "203.0.113.10", 10)
	d := m.device(tunnel)
	d.Around = m.around(tunnel)
	all := ipsec.FilterRule{Name: "all", Source: ipsec.Anywhere(), Destination: ipsec.Anywhere()}
	inside, dmz := m.filter(20, ipsec.Places{"inside"}, all), m.filter(30, ipsec.Places{"dmz"})
	d.Around.Filters.Rows = []*ipsec.Filter{inside, dmz}
	wantFindings(t, findings(t, "traffic-permitted", d, told()))
	all.Maybe = []string{"it holds at night"}
	inside.Rules = m.filter(20, nil, all).Rules
	wantFindings(t, findings(t, "traffic-permitted", d, told()), "21: info: cannot tell whether TCP 443, UDP 53, TCP 53, ICMP echo from 10.1.0.0/17 to 10.8.2.0/24 passes: all may match: it holds at night")
	inside.Rules = m.filter(20, nil).Rules
	wantFindings(t, findings(t, "traffic-permitted", d, told()),
		"20: error: policy permits no TCP 443, UDP 53, TCP 53, ICMP echo from 10.1.0.0/17 to 10.8.2.0/24",
		"30: error: policy permits no TCP 443")
	d.Around.Filters.Extent, d.Around.Filters.Reason = ipsec.Partial, "Panorama may have more"
	wantFindings(t, findings(t, "traffic-permitted", d, told()))
	all.Action, all.Maybe = ipsec.Deny, nil
	inside.Rules, dmz.Rules = m.filter(20, nil, all).Rules, m.filter(30, nil, all).Rules
	wantFindings(t, findings(t, "traffic-permitted", d, told()),
		"21: info: all denies TCP 443, UDP 53, TCP 53, ICMP echo from 10.1.0.0/17 to 10.8.2.0/24; this is not certain: Panorama may have more", "31: info: ")
}

// TestTranslatedToRegistered holds that a translation into a registered range is
// what the user means.
func TestTranslatedToRegistered(t *testing.T) {
	m := newModel(t)
	tunnel := m.tunnel("t", "203.0.113.10", 10)
	d := m.device(tunnel)
	d.Around = m.around(tunnel)
	n := &ipsec.NATRule{Kind: ipsec.NATDynamic, Source: prefix("10.1.0.0/16"), Destination: ipsec.Anywhere(), To: prefix("10.1.9.9/32"), At: m.line(70)}
	d.Around.NAT.Rows = []*ipsec.NATRule{n}
	wantFindings(t, findings(t, "nat-exemption", d, told()))
	d.Around = m.around(tunnel)
	d.Around.NAT.Rows = []*ipsec.NATRule{n}
	n.To = prefix("198.51.100.2/32")
	wantFindings(t, findings(t, "nat-exemption", d, told()), "70: error: traffic from 10.1.128.0/17 to 10.8.2.0/24 is translated to 198.51.100.2")
	d.Around.NAT.Extent = ipsec.Partial
	wantFindings(t, findings(t, "nat-exemption", d, told()), "70: info: traffic from 10.1.128.0/17")
}

func TestRouteToCloud(t *testing.T) {
	m := newModel(t)
	a, b := m.tunnel("a", "203.0.113.10", 10), m.tunnel("b", "203.0.113.20", 20)
	d := m.device(a, b)
	vti := func() *ipsec.Around {
		out := m.around()
		for i, tunnel := range d.Tunnels {
			tunnel.Kind = ipsec.RouteBased
			out.Interfaces.Rows = append(out.Interfaces.Rows, &ipsec.Interface{
				Name: "vti-" + tunnel.Name, Enabled: true, Carries: []*ipsec.Tunnel{tunnel}, At: m.line(53 + i),
			})
		}
		return out
	}
	want := func(around *ipsec.Around, texts ...string) {
		t.Helper()
		d.Around = around
		wantFindings(t, findings(t, "route-to-cloud", d, told()), texts...)
	}
	want(vti(), "60: error: the route to 0.0.0.0/0 by outside takes 10.8.2.0/24; no route leads it into a tunnel")

	one := vti() // the second tunnel has no route: failover-detection's business
	one.Routes.Rows = append(one.Routes.Rows, m.route("10.8.2.0/24", "vti-b", 61))
	want(one)

	equal := vti()
	equal.Routes.Rows = append(equal.Routes.Rows, m.route("10.8.2.0/24", "vti-b", 61), m.route("10.8.2.0/24", "inside", 62))
	want(equal, "62: warning: the route to 10.8.2.0/24 by inside takes a share of 10.8.2.0/24")

	host := vti()
	host.Routes.Rows = append(host.Routes.Rows, m.route("10.8.2.0/25", "vti-a", 61))
	want(host, "60: error: the route to 0.0.0.0/0 by outside takes 10.8.2.128/25; no route")

	last := vti() // drops what is left when the tunnel is down
	last.Routes.Rows = append(last.Routes.Rows, m.route("10.8.2.0/24", "vti-a", 61), m.route("10.8.2.0/24", "", 62))
	last.Routes.Rows[2].Blackhole, last.Routes.Rows[2].Distance.V = true, 250
	want(last)

	bgp := vti()
	bgp.BGP.Rows = []*ipsec.BGP{{Neighbors: []*ipsec.Neighbor{{Tunnel: a}}}}
	want(bgp)
	bgp = vti()
	bgp.BGP.Rows = []*ipsec.BGP{{Neighbors: []*ipsec.Neighbor{{Tunnel: a}}}}
	bgp.Routes.Rows = append(bgp.Routes.Rows, m.route("10.8.2.64/26", "inside", 61))
	want(bgp, "61: error: the route to 10.8.2.64/26 by inside takes 10.8.2.64/26")

	none := vti()
	none.Routes.Rows = nil
	want(none, "10: error: no route leads 10.8.2.0/24 into a tunnel")
	dynamic := vti()
	dynamic.Routes.Rows, dynamic.Interfaces.Rows[2].Dynamic = nil, true
	want(dynamic, "10: info: no route leads 10.8.2.0/24 into a tunnel; this is not certain: interface outside may get")
	snippet := vti()
	snippet.Routes.Rows, snippet.Routes.Extent = nil, ipsec.Partial
	want(snippet)

	kernel := m.around() // the policy takes packets before they are routed
	kernel.Interfaces.Rows = append(kernel.Interfaces.Rows, &ipsec.Interface{Name: "enc0", Enabled: true, Carries: d.Tunnels})
	kernel.Routes.Rows = nil
	a.Kind, b.Kind = ipsec.PolicyBased, ipsec.PolicyBased
	want(kernel)
}

func TestDNSForwarder(t *testing.T) {
	m := newModel(t)
	tunnel := m.tunnel("t", "203.0.113.10", 10)
	d := m.device(tunnel)
	servers := told().DNS
	other := []netip.Addr{netip.MustParseAddr("10.1.0.53")}
	const cloud = "outsystemsenterprise.com"
	for _, c := range []struct {
		f    ipsec.Forwarder
		want []string
	}{
		{ipsec.Forwarder{Domain: cloud, Servers: servers}, nil},
		{ipsec.Forwarder{Domain: cloud, Servers: servers, Ports: []int{0, 53}}, nil},
		{ipsec.Forwarder{Domain: cloud, Servers: servers, Ports: []int{5353, 53}}, []string{"80: warning: names of outsystemsenterprise.com are asked on port 5353"}},
		{ipsec.Forwarder{Domain: cloud, Servers: servers, Ports: []int{853, 853}}, []string{"80: warning: names of outsystemsenterprise.com are asked on port 853; the"}},
		{ipsec.Forwarder{Domain: cloud, Servers: servers[:1]}, []string{"80: warning: names of outsystemsenterprise.com are not asked of 10.8.2.11"}},
		{ipsec.Forwarder{Domain: cloud, Servers: other}, []string{"80: warning: names of outsystemsenterprise.com are asked of 10.1.0.53, which is no"}},
		{ipsec.Forwarder{Domain: cloud, Unknown: []string{"object dns is not defined"}}, []string{"80: info: cannot tell of which servers names"}},
		{ipsec.Forwarder{Domain: cloud, Exact: true, Servers: servers}, []string{"80: warning: only the name outsystemsenterprise.com itself"}},
		{ipsec.Forwarder{Domain: "acme-dev." + cloud, Servers: servers}, []string{"80: info: names of acme-dev.outsystemsenterprise.com go to"}},
		{ipsec.Forwarder{Domain: "outsystemsenterprise.co", Servers: servers}, []string{"80: warning: names of outsystemsenterprise.co go to the OutSystems DNS servers, which know"}},
		{ipsec.Forwarder{Domain: "", Servers: servers}, []string{"80: warning: every name goes to"}},
		{ipsec.Forwarder{Domain: "eu-west-1.rds.amazonaws.com", Servers: servers}, []string{"80: info: the device forwards other domains"}},
		{ipsec.Forwarder{Domain: "example.com", Servers: other}, []string{"80: info: the device forwards other domains"}},
		{ipsec.Forwarder{Domain: cloud, Servers: other, Disabled: true}, nil},
	} {
		d.Around = m.around(tunnel)
		c.f.At = m.line(80)
		d.Around.Forwarders.Rows = []*ipsec.Forwarder{&c.f}
		wantFindings(t, findings(t, "dns-forwarder", d, told()), c.want...)
	}
	d.Around.Forwarders.Rows = []*ipsec.Forwarder{
		{Domain: cloud, Servers: servers, Disabled: true, At: m.line(81)}, {Domain: "example.com", Servers: other, At: m.line(82)},
	}
	wantFindings(t, findings(t, "dns-forwarder", d, told()), "82: info: the device forwards other domains")
	intent := told()
	rule := rules.Find(outsystems.All(), "dns-forwarder")
	for _, f := range rules.Run([]*ipsec.Device{d}, []*rules.Rule{rule}, outsystems.Profile(), &intent).Findings {
		if len(f.Related) != 1 || f.Related[0].At != m.line(81) {
			t.Errorf("related: %v, want the forwarder that is not in use", f.Related)
		}
	}
}

func TestDPDRateLimit(t *testing.T) {
	m := newModel(t)
	tunnel := m.tunnel("t", "203.0.113.10", 10)
	d := m.device(tunnel)
	flood := func(change func(*ipsec.RateLimit)) {
		d.Around = m.around(tunnel)
		l := &ipsec.RateLimit{
			Name: "udp_flood", In: ipsec.Places{"outside"}, Source: ipsec.Anywhere(), Destination: ipsec.Anywhere(), Drops: true,
			Services: []ipsec.Service{{Protocol: ipsec.ProtoUDP}}, Rate: ipsec.ExplicitAt(200, m.line(90)), Unit: "packets per second", At: m.line(90),
		}
		change(l)
		d.Around.Limits.Rows = []*ipsec.RateLimit{l}
	}
	flood(func(*ipsec.RateLimit) {})
	wantFindings(t, findings(t, "dpd-rate-limit", d, told()), "90: warning: udp_flood counts UDP 500 from the peer and drops what is above its rate (200 packets per second); exempt")
	for _, off := range []func(*ipsec.RateLimit){
		func(l *ipsec.RateLimit) { l.Drops = false },
		func(l *ipsec.RateLimit) { l.Disabled = true },
		func(l *ipsec.RateLimit) { l.In = ipsec.Places{"inside"} },
		func(l *ipsec.RateLimit) { l.Exempts = prefix("203.0.113.0/24") },
		func(l *ipsec.RateLimit) { l.Source = prefix("192.0.2.0/24") },
		func(l *ipsec.RateLimit) { l.Destination = prefix("198.51.100.3/32") },
		func(l *ipsec.RateLimit) { l.Services[0].Destination = ipsec.OnePort(53) },
		func(l *ipsec.RateLimit) { l.OwnSessions = true },
	} {
		flood(off)
		wantFindings(t, findings(t, "dpd-rate-limit", d, told()))
	}
	flood(func(*ipsec.RateLimit) { tunnel.Interface = "port9" })
	wantFindings(t, findings(t, "dpd-rate-limit", d, told()), "90: info: udp_flood counts UDP 500 from the peer")
	flood(func(*ipsec.RateLimit) {})
	d.Around.Interfaces.Rows[2].Hardware, tunnel.Interface = "port9", "port9"
	wantFindings(t, findings(t, "dpd-rate-limit", d, told()), "90: warning: ")
	flood(func(l *ipsec.RateLimit) { l.OwnSessions, l.Rate.V = true, 1 }) // fewer than the peer has
	wantFindings(t, findings(t, "dpd-rate-limit", d, told()), "90: warning: ")
	flood(func(l *ipsec.RateLimit) { l.Maybe = []string{"it holds on weekdays"} })
	wantFindings(t, findings(t, "dpd-rate-limit", d, told()), "90: info: udp_flood counts UDP 500 from the peer")
	flood(func(l *ipsec.RateLimit) { l.Exempts = ipsec.UnknownSet("peers", "object peers is not defined") })
	wantFindings(t, findings(t, "dpd-rate-limit", d, told()), "90: info: ")
}
