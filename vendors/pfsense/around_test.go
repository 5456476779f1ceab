package pfsense_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/vendors/internal/vendortest"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
	"github.com/vpnlint/vpnlint/vendors/pfsense"
)

func device(t testing.TB, file string, replace ...string) *ipsec.Device {
	t.Helper()
	return vendortest.Device(t, pfsense.Read, file, replace...)
}

func TestWhatPasses(t *testing.T) {
	d := device(t, "around_filters.txtar")
	off := device(t, "around_filters.txtar", "<hostname>", "<disablefilter></disablefilter><hostname>")
	noRules := device(t, "around_filters.txtar", "<hostname>", "<disablevpnrules></disablevpnrules><hostname>")
	vti := device(t, "around_routes.txtar")
	tabs := device(t, "around_interface_tabs.txtar")
	wall := func(quick string) *ipsec.Device {
		return device(t, "around_filters.txtar", "<separator>", "<rule><type>block</type><floating>yes</floating>"+quick+
			"<direction>any</direction><interface>wan</interface><source><any></any></source><destination><any></any></destination></rule><separator>")
	}
	const lan, cloud = "10.1.0.0/16", "10.8.2.0/24"
	for _, c := range []struct {
		d        *ipsec.Device
		from, to string
		src, dst string
		protocol int
		port     int
		want     string
	}{
		{d, "lan", "cloud", lan, cloud, ipsec.ProtoTCP, 443, "permitted, rule 1 on lan (web)"},
		{d, "lan", "cloud", lan, cloud, ipsec.ProtoTCP, 8444, "permitted, rule 1 on lan (web)"},
		{d, "lan", "cloud", lan, cloud, ipsec.ProtoTCP, 23, "denied, floating rule 2"},
		{d, "lan", "cloud", lan, cloud, ipsec.ProtoTCP, 22, "permitted, rule 5 on lan"},
		{d, "opt1", "cloud", "10.3.0.0/24", cloud, ipsec.ProtoTCP, 22, "denied, floating rule 3, floating rule 4"},
		{d, "opt1", "wan", "10.3.0.0/24", cloud, ipsec.ProtoICMP, ipsec.ICMPEcho, "permitted, rule 1 on INSIDE"},
		{d, "opt1", "cloud", "10.3.0.0/24", cloud, ipsec.ProtoICMP, ipsec.ICMPEcho, "denied, rule 1 on INSIDE, floating rule 4"},
		{d, "opt1", "wan", "10.3.0.0/24", cloud, ipsec.ProtoTCP, 443, "denied, default"},
		{d, "lan", "opt1", lan, "10.3.0.0/24", ipsec.ProtoTCP, 443, "denied, default"},
		{d, "lan", "cloud", lan, "10.8.2.10/32", ipsec.ProtoUDP, 53, "permitted, rule 5 on lan"},
		{d, "lan", "opt1", lan, "10.3.0.10/32", ipsec.ProtoUDP, 53, "unknown, default, rule 2 on lan"},
		{d, "opt2", "cloud", "10.1.2.0/24", cloud, ipsec.ProtoTCP, 443, "unknown, default, rule 1 on opt2"},
		{d, "cloud", "lan", cloud, "10.1.7.10/31", ipsec.ProtoTCP, 1433, "permitted, rule 1 on enc0"},
		{d, "cloud", "lan", cloud, "10.1.7.12/31", ipsec.ProtoTCP, 1433, "denied, default"},
		{d, "wan", "box", "203.0.113.10/32", "198.51.100.2/32", ipsec.ProtoUDP, 500, "permitted, automatic rule for con1"},
		{d, "wan", "box", "203.0.113.10/32", "198.51.100.2/32", ipsec.ProtoESP, 0, "permitted, automatic rule for con1"},
		{d, "wan", "box", "203.0.113.20/32", "198.51.100.2/32", ipsec.ProtoUDP, 500, "denied, rule 1 on wan"},
		{d, "wan", "box", "10.200.0.1/32", "198.51.100.2/32", ipsec.ProtoUDP, 4500, "denied, block private networks on wan"},
		{d, "box", "wan", "198.51.100.2/32", "203.0.113.10/32", ipsec.ProtoUDP, 500, "permitted, automatic rule for con1"},
		{wall(""), "box", "wan", "198.51.100.2/32", "203.0.113.10/32", ipsec.ProtoUDP, 500, "permitted, automatic rule for con1"},
		{wall(""), "box", "wan", "198.51.100.2/32", "192.0.2.1/32", ipsec.ProtoUDP, 500, "denied, floating rule 1"},
		{wall("<quick>yes</quick>"), "box", "wan", "198.51.100.2/32", "203.0.113.10/32", ipsec.ProtoUDP, 500, "denied, floating rule 1"},
		{noRules, "wan", "box", "203.0.113.10/32", "198.51.100.2/32", ipsec.ProtoUDP, 500, "denied, default"},
		{noRules, "wan", "box", "203.0.113.10/32", "198.51.100.2/32", ipsec.ProtoUDP, 4500, "permitted, rule 2 on wan"},
		{off, "opt1", "wan", "10.3.0.0/24", cloud, ipsec.ProtoTCP, 443, "permitted"},
		{vti, "cloud", "lan", cloud, lan, ipsec.ProtoTCP, 443, "permitted, rule 1 on enc0"},
		{vti, "cloud", "lan", "10.8.3.0/24", lan, ipsec.ProtoTCP, 443, "denied, default"}, // the tab of opt1 is not asked
		{tabs, "cloud", "lan", "10.8.3.0/24", lan, ipsec.ProtoTCP, 443, "permitted, rule 1 on opt1"},
		{tabs, "cloud", "wan", "10.8.3.0/24", "192.0.2.0/24", ipsec.ProtoTCP, 443, "denied, default"}, // nor is the IPsec tab here
		{tabs, tabs.Tunnels[0].Interface, "box", "203.0.113.10/32", "198.51.100.2/32", ipsec.ProtoESP, 0, "permitted, rule 1 on wan"},
		{tabs, tabs.Tunnels[0].Interface, "box", "203.0.113.10/32", "198.51.100.2/32", ipsec.ProtoUDP, 500, "denied, default"},
	} {
		got := vendortest.Decided(c.d.Around.Decide(ipsec.Flow{
			From: vendortest.Point(c.d, c.from), To: vendortest.Point(c.d, c.to), Source: vendortest.Set(c.src), Destination: vendortest.Set(c.dst), Protocol: c.protocol, Port: c.port,
		}))
		if got != c.want {
			t.Errorf("%s %s to %s %s, protocol %d port %d: %s, want %s", c.from, c.src, c.to, c.dst, c.protocol, c.port, got, c.want)
		}
	}
}

// TestGatewaysInRules asks which rule sends traffic of the VPN past it. By itself the
// box leaves the networks of phase 2s to IPsec at a rule for any destination.
func TestGatewaysInRules(t *testing.T) {
	rule := func(destination, gateway string) string {
		return "<rule><type>pass</type><interface>lan</interface><source><network>lan</network></source><destination>" + destination + "</destination><gateway>" + gateway + "</gateway></rule>"
	}
	const anywhere, cloud = "<any></any>", "<address>10.8.2.0/24</address>"
	const manual = "<disablenegate></disablenegate><hostname>"
	for _, c := range []struct{ file, host, rules, want string }{
		{"around_nat.txtar", "<hostname>", rule(cloud, "WANGW"), "rule 1 on lan to WANGW"},
		{"around_nat.txtar", "<hostname>", rule(cloud, "") + rule(cloud, "WANGW"), "no"},
		{"around_nat.txtar", "<hostname>", rule(cloud, "WANGW") + rule(anywhere, ""), "rule 1 on lan to WANGW"},
		{"around_nat.txtar", "<hostname>", rule(anywhere, "WANGW"), "no"},
		{"around_nat.txtar", manual, rule(anywhere, "WANGW"), "rule 1 on lan to WANGW"},
		{"around_nat.txtar", "<hostname>", rule(cloud, "GONE"), "no"}, // the box does not use it
		{"around_routes.txtar", "<hostname>", rule(anywhere, "WAN_DHCP"), "rule 1 on lan to WAN_DHCP"},
		{"around_routes.txtar", "<hostname>", rule(anywhere, "CLOUD1_VTIV4"), "no"},
		{"around_routes.txtar", "<hostname>", rule(anywhere, "CLOUD"), "no"},
	} {
		d := device(t, c.file, "<hostname>", c.host, "<filter>", "<filter>"+c.rules)
		f := ipsec.Flow{From: ipsec.Point{Interface: "lan"}, To: ipsec.Point{Tunnel: d.Tunnels[0]},
			Source: vendortest.Set("10.1.0.0/16"), Destination: vendortest.Set("10.8.2.0/24"), Protocol: ipsec.ProtoTCP, Port: 443}
		got, x := "no", d.Around.Decide(f)
		if by, ok := x.Diverted(&f); ok {
			got = by.Rule.Name + " to " + by.Rule.Diverts.Gateway
		}
		if got != c.want || x.Verdict != ipsec.Permitted {
			t.Errorf("%s, %s: %s, %s, want %s", c.file, c.rules, x.Verdict, got, c.want)
		}
	}
}

func TestWhatIsTranslated(t *testing.T) {
	d := device(t, "around_nat.txtar")
	manual := device(t, "around_nat.txtar", "hybrid", "advanced")
	everything := device(t, "around_nat.txtar", "<rule><disabled></disabled><source><network>any", "<rule><source><network>any")
	for _, c := range []struct {
		d                  *ipsec.Device
		from, to, src, dst string
		want               string
	}{
		{d, "lan", "cloud", "10.1.0.0/16", "10.8.2.0/24", "kept"},
		{d, "opt1", "cloud", "10.3.0.0/24", "10.8.2.0/24", "translated by phase 2"},
		{d, "lan", "wan", "10.1.4.0/24", "10.8.3.0/24", "kept by manual"},
		{d, "lan", "wan", "10.1.7.10/32", "192.0.2.0/24", "translated by 1:1"},
		{d, "lan", "wan", "10.1.4.0/24", "192.0.2.0/24", "translated by automatic"},
		{d, "lan", "wan", "10.2.4.0/24", "192.0.2.0/24", "translated by automatic"},
		{d, "wan", "lan", "192.0.2.1/32", "198.51.100.4/32", "kept by 1:1"},
		{manual, "lan", "wan", "10.1.4.0/24", "192.0.2.0/24", "kept"},
		{everything, "lan", "cloud", "10.1.0.0/16", "10.8.2.0/24", "translated by manual"},
	} {
		x := c.d.Around.Translate(ipsec.Flow{
			From: vendortest.Point(c.d, c.from), To: vendortest.Point(c.d, c.to), Source: vendortest.Set(c.src), Destination: vendortest.Set(c.dst), Protocol: ipsec.ProtoTCP, Port: 443,
		})
		if got := vendortest.Translated(x); got != c.want {
			t.Errorf("%s %s to %s %s: %s, want %s (%v)", c.from, c.src, c.to, c.dst, got, c.want, x.Reasons)
		}
	}
}

// routes writes which interfaces lead to a destination, in the order of preference.
func routes(d *ipsec.Device, to string) string {
	x := d.Around.RoutesTo(netip.MustParsePrefix(to), "")
	var out []string
	for _, p := range x.Parts {
		text := p.Prefix.String()
		for _, r := range append(p.Best, p.Others...) {
			text += " " + r.Interface
			if r.Blackhole {
				text += "nowhere"
			}
			if r.Monitor != "" {
				text += " (" + r.Monitor + ")"
			}
		}
		for _, r := range p.Wider {
			text += fmt.Sprintf(" else %s %s", r.Prefix, r.Interface)
		}
		out = append(out, text)
	}
	return strings.Join(append(out, x.Unknown...), "; ")
}

func TestWhereRoutesLead(t *testing.T) {
	vti, policy := device(t, "around_routes.txtar"), device(t, "around_nat.txtar")
	for _, c := range []struct {
		d        *ipsec.Device
		to, want string
	}{
		{vti, "10.8.2.0/24", "10.8.2.0/24 opt1 (gateway group CLOUD, monitor of CLOUD1_VTIV4) opt2 else 10.8.0.0/16 opt2 else 0.0.0.0/0 wan"},
		{vti, "10.8.5.0/24", "10.8.0.0/16 opt2 else 0.0.0.0/0 wan"},
		{vti, "10.9.0.0/24", "10.9.0.0/16 nowhere else 0.0.0.0/0 wan"},
		{vti, "10.6.0.0/24", "0.0.0.0/0 wan"}, // an earlier rule without a gateway takes it
		{vti, "10.7.0.0/24", "0.0.0.0/0 wan; rule 3 on lan sends traffic by gateway WAN_DHCP, past the routing table"},
		{policy, "10.8.2.0/24", "10.8.2.0/24 enc0 else 0.0.0.0/0 wan"},
		{policy, "10.2.0.0/16", "10.2.0.0/16 lan else 0.0.0.0/0 wan"},
	} {
		if got := routes(c.d, c.to); got != c.want {
			t.Errorf("to %s: %s, want %s", c.to, got, c.want)
		}
	}
	best := vti.Around.RoutesTo(netip.MustParsePrefix("10.8.2.0/24"), "").Parts[0].Best[0]
	if !vti.Around.LeadsInto(best, vti.Tunnels[0]) || best.Gateway != "169.254.20.1" {
		t.Errorf("best route %+v", best)
	}
	if p := policy.Around.RoutesTo(netip.MustParsePrefix("10.8.2.0/24"), "").Parts[0]; !policy.Around.LeadsInto(p.Best[0], policy.Tunnels[0]) {
		t.Errorf("the policy's route %+v", p.Best[0])
	}
	if got := vti.Around.Behind(vendortest.Set("10.1.0.0/16")); len(got) != 1 || got[0] != "lan" {
		t.Errorf("on-premises lies behind %v", got)
	}
}

func TestNeighbors(t *testing.T) {
	d := device(t, "around_routes.txtar")
	b := d.Around.BGP.All()[0]
	var got []string
	for _, n := range b.Neighbors {
		got = append(got, fmt.Sprintf("%s AS %d by %s in tunnel %s, timers %d %d, prepend %d, preference %d, announces %s",
			n.Address, n.RemoteASN.V, n.Interface, n.Tunnel.Name, n.Keepalive.V, n.Hold.V, n.Prepend.V, n.LocalPreference.V, n.Advertises))
	}
	want := []string{
		"169.254.20.1 AS 64512 by opt1 in tunnel con1, timers 10 30, prepend 0, preference 200, announces 10.1.0.0/16",
		"169.254.21.1 AS 64512 by opt2 in tunnel con2, timers 5 15, prepend 2, preference 150, announces 10.1.0.0/16",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("neighbours:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if b.ASN.V != 65000 || len(b.Networks) != 1 || b.Redistributes[0].Policy != "ONPREM_ONLY" || b.Disabled {
		t.Errorf("process %+v", b)
	}
	raw := device(t, "around_routes.txtar", "<frrglobalprefixes>", "<frrglobalraw><config><bgpd>cm91dGVyIGJncCA2NTAwMAo=</bgpd></config></frrglobalraw><frrglobalprefixes>")
	if raw.Around.BGP.All()[0].Unknown == "" {
		t.Error("a raw configuration must be told")
	}
}

func TestForwarders(t *testing.T) {
	d := device(t, "around_routes.txtar")
	var got []string
	for _, f := range d.Around.Forwarders.All() {
		got = append(got, fmt.Sprintf("%s %s %v %v %v from %s off=%v", f.Name, f.Domain, f.Servers, f.Ports, f.Unknown, f.Source, f.Disabled))
	}
	want := []string{
		"unbound outsystemsenterprise.com [10.8.2.10 10.8.2.11] [0 5353] [] from 10.1.0.1 off=false",
		"unbound example.com [] [] [server dns.example.com is no address] from 10.1.0.1 off=false",
		"unbound example.net [10.8.2.12] [] [] from 10.1.0.1 off=false",
		"dnsmasq outsystemsenterprise.com [10.8.2.10] [] [] from invalid IP off=true",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("forwarders:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestWhatTheFileShows holds what each kind of fact may say of a file that is not
// the whole one.
func TestWhatTheFileShows(t *testing.T) {
	whole := device(t, "around_filters.txtar").Around
	noFilter := device(t, "timers.txtar").Around
	fragment := device(t, "fragment.txtar").Around
	for _, c := range []struct{ what, got, want string }{
		{"whole filters", whole.Filters.Extent.String(), "complete"},
		{"whole NAT", whole.NAT.Extent.String(), "complete"},
		{"whole routes", whole.Routes.Extent.String(), "complete"},
		{"no packages", whole.BGP.Extent.String(), "not-read"},
		{"no DNS service", whole.Forwarders.Extent.String(), "partial"},
		{"no filter section", noFilter.Filters.Extent.String(), "partial"},
		{"fragment", fragment.Filters.Extent.String(), "partial"},
		{"states before 2.8", whole.AsymmetricReplies.V, "yes"},
		{"states bound", device(t, "around_interface_tabs.txtar").Around.AsymmetricReplies.V, "no"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.what, c.got, c.want)
		}
	}
	if len(fragment.Filters.All())+len(fragment.NAT.All()) > 0 {
		t.Errorf("a fragment tells no rules: %v %v", fragment.Filters.All(), fragment.NAT.All())
	}
	limits := whole.Limits.All()
	if len(limits) != 1 || limits[0].Rate.V != 20 || limits[0].Unit != "states" || limits[0].Services[0].String() != "udp 4500" {
		t.Errorf("limits %+v", limits)
	}
}

// TestRoutingSteps holds what the pages are told of routes and BGP.
func TestRoutingSteps(t *testing.T) {
	d := device(t, "around_routes.txtar")
	routes, second := d.Around.Routes.All(), d.Around.BGP.All()[0].Neighbors[1]
	static := routes[slices.IndexFunc(routes, func(r *ipsec.Route) bool { return r.Prefix.String() == "10.8.0.0/16" })]
	announced := &ipsec.Advertised{Prefix: netip.MustParsePrefix("10.1.0.0/16")}
	for _, c := range []struct {
		change ipsec.Change
		want   string
	}{
		{ipsec.Change{Kind: ipsec.MonitorRoute, Route: static, Addr: netip.MustParseAddr("10.8.2.10"), Seconds: 5},
			"System > Routing > Gateways > Edit the gateway of opt2: clear Disable Gateway Monitoring, Monitor IP 10.8.2.10, Advanced > Probe Interval (ms) 5000\n" +
				"System > Routing > Gateway Groups, the group of both tunnels: the gateway of opt2 Tier 1, Trigger Level Member Down\n" +
				"Firewall > Rules, on the tab of the local network: a rule to 10.8.0.0/16 with that group as its Gateway, before the others"},
		{ipsec.Change{Kind: ipsec.AddBackupRoute, Route: static}, "System > Routing > Gateway Groups, the group of both tunnels: CLOUD1_VTIV4 Tier 2, Trigger Level Member Down"},
		{ipsec.Change{Kind: ipsec.SetBGPTimers, Neighbor: second, Seconds: 10, Number: 30}, "Services > FRR BGP > Neighbors > Edit 169.254.21.1: Keepalive Interval 10, Hold Time 30"},
		{ipsec.Change{Kind: ipsec.SetBGPPreference, Neighbor: second, Prepend: 2, Number: 50}, ""}, // it has a route-map: a note says so
		{ipsec.Change{Kind: ipsec.DropDefaultRoute, Neighbor: second}, "Services > FRR BGP > Neighbors > Edit 169.254.21.1: Default Originate No"},
		{ipsec.Change{Kind: ipsec.AnnounceRange, Advertised: announced}, "Services > FRR BGP > BGP: Networks to Distribute, add 10.1.0.0/16"},
	} {
		c.change.Tunnel = d.Tunnels[0]
		r, ok := d.Remedier.Remedy(c.change)
		if got := strings.Join(r.Commands, "\n"); got != c.want || !ok || len(r.Edits) > 0 {
			t.Errorf("%s: %s, want %s", c.change.Kind, got, c.want)
		}
	}
}

// TestPathSteps holds what the pages are told of rules, NAT, routes and forwarders.
func TestPathSteps(t *testing.T) {
	filters, nat := device(t, "around_filters.txtar"), device(t, "around_nat.txtar")
	flow := func(d *ipsec.Device, from, to, src, dst string) ipsec.Flow {
		return ipsec.Flow{
			From: vendortest.Point(d, from), To: vendortest.Point(d, to), Source: vendortest.Set(src), Destination: vendortest.Set(dst),
			Protocol: ipsec.ProtoTCP, Port: 23,
		}
	}
	const lan, cloud = "10.1.0.0/16", "10.8.2.0/24"
	denied, back := flow(filters, "lan", "cloud", lan, cloud), flow(filters, "cloud", "lan", cloud, "10.1.7.99/32")
	by := filters.Around.Decide(denied).By[0]
	translated := flow(nat, "opt1", "cloud", "10.3.0.0/24", cloud)
	vti := device(t, "around_routes.txtar")
	for _, c := range []struct {
		d      *ipsec.Device
		change ipsec.Change
		want   string
	}{
		{filters, ipsec.Change{Kind: ipsec.PermitFlow, Filter: by.Filter, Before: by.Rule.At, Flows: []ipsec.Flow{denied}},
			"Firewall > Rules > LAN > Add, before floating rule 2: Action Pass, Protocol TCP, Source 10.1.0.0/16, Destination 10.8.2.0/24, Destination port 23"},
		{filters, ipsec.Change{Kind: ipsec.PermitFlow, Filter: by.Filter, Flows: []ipsec.Flow{back}},
			"Firewall > Rules > IPsec > Add at the end: Action Pass, Protocol TCP, Source 10.8.2.0/24, Destination 10.1.7.99, Destination port 23"},
		{nat, ipsec.Change{Kind: ipsec.ExemptNAT, Before: nat.Around.Translate(translated).By[0].At, Flows: []ipsec.Flow{translated}},
			"VPN > IPsec > Tunnels > Edit Phase 2: NAT/BINAT translation None"},
		{vti, ipsec.Change{Kind: ipsec.ExemptNAT, Flows: []ipsec.Flow{flow(vti, "lan", "cloud", lan, cloud)}},
			"Firewall > NAT > Outbound, in mode Hybrid > Add, before the others: Do not NAT, Interface CLOUD1, Source 10.1.0.0/16, Destination 10.8.2.0/24"},
		{vti, ipsec.Change{Kind: ipsec.AddRoute, Prefix: netip.MustParsePrefix(cloud)},
			"System > Routing > Static Routes > Add: Destination network 10.8.2.0/24, Gateway CLOUD1_VTIV4"},
		{vti, ipsec.Change{Kind: ipsec.AddForwarder, Text: "outsystemsenterprise.com", Addrs: []netip.Addr{netip.MustParseAddr("10.8.2.10")}},
			"Services > DNS Resolver > General Settings > Domain Overrides > Add: Domain outsystemsenterprise.com, IP Address 10.8.2.10"},
		{filters, ipsec.Change{Kind: ipsec.ExemptLimit, Limit: filters.Around.Limits.All()[0], Addr: netip.MustParseAddr("203.0.113.10")},
			"Firewall > Rules > WAN > Add, before rule 2 on wan: Action Pass, Protocol UDP, Source 203.0.113.10, Destination This Firewall, Destination port 500 and 4500, no limits of states"},
	} {
		c.change.Tunnel = c.d.Tunnels[0]
		r, ok := c.d.Remedier.Remedy(c.change)
		if got := strings.Join(r.Commands, "\n"); got != c.want || !ok || len(r.Edits) > 0 {
			t.Errorf("%s: %s, want %s", c.change.Kind, got, c.want)
		}
	}
}

// TestRulesUnread holds that rules which a question is not about are not read.
func TestRulesUnread(t *testing.T) {
	const rows = 20_000
	var b strings.Builder
	b.WriteString("<pfsense><version>23.3</version><interfaces><wan><if>igb0</if><ipaddr>198.51.100.2</ipaddr><subnet>24</subnet></wan>" +
		"<lan><if>igb1</if><ipaddr>10.1.0.1</ipaddr><subnet>16</subnet></lan></interfaces>" +
		"<aliases><alias><name>servers</name><type>host</type><address>10.1.7.10 10.1.7.20</address></alias></aliases><ipsec></ipsec><filter>\n")
	for n := range rows {
		fmt.Fprintf(&b, "<rule><type>pass</type><interface>lan</interface><ipprotocol>inet</ipprotocol><protocol>tcp</protocol><source><network>lan</network></source>"+
			"<destination><address>%s</address><port>%d</port></destination><descr><![CDATA[rule %d]]></descr></rule>\n", []string{"servers", fmt.Sprintf("10.8.%d.%d", n/250, n%250)}[n%2], 1024+n, n)
	}
	b.WriteString("</filter></pfsense>\n")
	vendortest.RowsUnread(t, pfsense.Read, b.String(), "wan", rows, 0)
}
