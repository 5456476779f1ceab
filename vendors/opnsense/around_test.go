package opnsense_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/vendors/internal/vendortest"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
	"github.com/vpnlint/vpnlint/vendors/opnsense"
)

func device(t testing.TB, file string, replace ...string) *ipsec.Device {
	t.Helper()
	return vendortest.Device(t, opnsense.Read, file, replace...)
}

func TestWhatPasses(t *testing.T) {
	d := device(t, "around_filters.txtar")
	noRules := device(t, "around_filters.txtar", "<general><enabled>1</enabled>", "<general><enabled>1</enabled><disablevpnrules>1</disablevpnrules>")
	vti := device(t, "around_routes.txtar")
	tabs := device(t, "around_routes.txtar", "filtertunnel</tunable><value>0", "filtertunnel</tunable><value>1")
	const lan, cloud = "10.1.0.0/16", "10.8.2.0/24"
	for _, c := range []struct {
		d        *ipsec.Device
		from, to string
		src, dst string
		protocol int
		port     int
		want     string
	}{
		{d, "lan", "cloud", "10.1.4.0/24", cloud, ipsec.ProtoUDP, 53, "permitted, rule 2 on lan (DNS)"},
		{d, "lan", "cloud", "10.1.4.0/24", cloud, ipsec.ProtoTCP, 443, "permitted, rule 3 on lan"},
		{d, "lan", "cloud", "10.1.9.0/24", cloud, ipsec.ProtoTCP, 443, "denied, rule 1 on lan"},
		{d, "lan", "cloud", lan, cloud, ipsec.ProtoTCP, 443, "partly, rule 1 on lan, rule 3 on lan"},
		{d, "lan", "cloud", lan, cloud, ipsec.ProtoTCP, 23, "denied, floating rule 2"},
		{d, "opt1", "cloud", "10.3.0.0/24", "10.8.2.10/32", ipsec.ProtoICMP, ipsec.ICMPEcho, "permitted, rule 1 on INSIDE"},
		{d, "opt1", "wan", "10.3.0.0/24", "192.0.2.0/24", ipsec.ProtoTCP, 443, "unknown, default, rule 1 on opt1"},
		{d, "cloud", "lan", cloud, lan, ipsec.ProtoTCP, 1433, "permitted, rule 1 on enc0"},
		{d, "cloud", "opt1", cloud, "10.3.0.0/24", ipsec.ProtoTCP, 1433, "denied, default"},
		{d, "wan", "box", "203.0.113.10/32", "198.51.100.2/32", ipsec.ProtoUDP, 500, "permitted, rule 2 on wan"},
		{d, "wan", "box", "203.0.113.10/32", "198.51.100.2/32", ipsec.ProtoUDP, 4500, "denied, default"},
		{d, "wan", "box", "203.0.113.10/32", "198.51.100.2/32", ipsec.ProtoESP, 0, "unknown, default, rule 1 on wan"},
		{d, "wan", "box", "203.0.113.20/32", "198.51.100.2/32", ipsec.ProtoUDP, 500, "permitted, automatic rule for con1"},
		{d, "wan", "box", "203.0.113.20/32", "198.51.100.2/32", ipsec.ProtoUDP, 4500, "denied, default"},
		{noRules, "wan", "box", "203.0.113.20/32", "198.51.100.2/32", ipsec.ProtoUDP, 500, "denied, default"},
		{vti, "cloud", "lan", cloud, lan, ipsec.ProtoTCP, 443, "denied, default"},
		{tabs, "cloud", "lan", cloud, lan, ipsec.ProtoTCP, 443, "permitted, rule 1 on opt1"},
	} {
		got := vendortest.Decided(c.d.Around.Decide(ipsec.Flow{
			From: vendortest.Point(c.d, c.from), To: vendortest.Point(c.d, c.to), Source: vendortest.Set(c.src), Destination: vendortest.Set(c.dst), Protocol: c.protocol, Port: c.port,
		}))
		if got != c.want {
			t.Errorf("%s %s to %s %s, protocol %d port %d: %s, want %s", c.from, c.src, c.to, c.dst, c.protocol, c.port, got, c.want)
		}
	}
	if d.Tunnels[0].Interface != "wan" || vti.Tunnels[0].Interface != "wan" {
		t.Errorf("IKE leaves by %s and %s", d.Tunnels[0].Interface, vti.Tunnels[0].Interface)
	}
	var limits []string
	for _, l := range d.Around.Limits.All() {
		limits = append(limits, fmt.Sprintf("%s: %d %s of %v", l.Name, l.Rate.V, l.Unit, l.Services))
	}
	if got := strings.Join(limits, "; "); got != "rule 1 on wan: 2 states of one source of [esp]" {
		t.Errorf("limits: %s", got)
	}
}

func TestWhatIsTranslated(t *testing.T) {
	d := device(t, "around_routes.txtar")
	for _, c := range []struct{ to, src, dst, want string }{
		{"cloud", "10.1.4.0/24", "10.8.2.0/24", "kept"},
		{"cloud", "10.1.9.0/24", "10.8.2.0/24", "translated by source NAT"},
		{"wan", "10.1.4.0/24", "10.8.3.0/24", "kept by manual"},
		{"wan", "10.1.4.0/24", "192.0.2.0/24", "translated by automatic"},
		{"wan", "10.1.7.10/32", "192.0.2.0/24", "translated by 1:1"},
	} {
		x := d.Around.Translate(ipsec.Flow{
			From: vendortest.Point(d, "lan"), To: vendortest.Point(d, c.to), Source: vendortest.Set(c.src), Destination: vendortest.Set(c.dst), Protocol: ipsec.ProtoTCP, Port: 443,
		})
		if got := vendortest.Translated(x); got != c.want {
			t.Errorf("%s to %s: %s, want %s (%v)", c.src, c.dst, got, c.want, x.Reasons)
		}
	}
}

func TestWhereRoutesLead(t *testing.T) {
	d := device(t, "around_routes.txtar")
	for _, c := range []struct{ to, want string }{
		{"10.8.2.0/24", "10.8.2.0/24 opt1 by gateway group CLOUD, monitor of CLOUD1, then opt2"},
		{"10.8.5.0/24", "10.8.0.0/16 opt2 by "},
		{"10.9.5.0/24", "10.9.0.0/16  by "},
		{"10.7.5.0/24", "0.0.0.0/0 wan by "},
	} {
		p := d.Around.RoutesTo(netip.MustParsePrefix(c.to), "").Parts[0]
		got := fmt.Sprintf("%s %s by %s", p.Prefix, p.Best[0].Interface, p.Best[0].Monitor)
		for _, r := range p.Others {
			got += ", then " + r.Interface
		}
		if got != c.want {
			t.Errorf("to %s: %s, want %s", c.to, got, c.want)
		}
	}
}

func TestNeighborsAndForwarders(t *testing.T) {
	d := device(t, "around_routes.txtar")
	var got []string
	for _, n := range d.Around.BGP.All()[0].Neighbors {
		tunnel := "none"
		if n.Tunnel != nil {
			tunnel = n.Tunnel.Name
		}
		got = append(got, fmt.Sprintf("%s AS %d in %s, timers %d %d, prepend %d, preference %d, announces %s, active %v",
			n.Address, n.RemoteASN.V, tunnel, n.Keepalive.V, n.Hold.V, n.Prepend.V, n.LocalPreference.V, n.Advertises, n.Active.V))
	}
	for _, f := range d.Around.Forwarders.All() {
		got = append(got, fmt.Sprintf("%s %s wildcard %v: %v %v, off %v", f.Name, f.Domain, f.Wildcard, f.Servers, f.Ports, f.Disabled))
	}
	want := []string{
		"169.254.20.1 AS 64512 in cloud1, timers 10 30, prepend 0, preference 200, announces 10.1.0.0/16, active true",
		"169.254.21.1 AS 64512 in cloud2, timers 60 180, prepend 2, preference 100, announces 10.1.0.0/16, active true",
		"192.0.2.9 AS 64513 in none, timers 60 180, prepend 0, preference 100, announces unknown, active false",
		"unbound outsystemsenterprise.com wildcard false: [10.8.2.10] [], off false",
		"unbound example.com wildcard false: [10.8.2.10] [53], off true",
		"dnsmasq outsystemsenterprise.com wildcard true: [10.8.2.11] [5353], off false",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestWhatTheFileShows holds that a file which is not the whole one denies nothing
// for want of a rule.
func TestWhatTheFileShows(t *testing.T) {
	cut := device(t, "around_filters.txtar", "<nat><outbound><mode>automatic</mode></outbound></nat>", "").Around
	x := cut.Decide(ipsec.Flow{
		From: ipsec.Point{Interface: "opt1"}, To: ipsec.Point{Interface: "lan"}, Source: vendortest.Set("10.3.0.0/24"), Destination: vendortest.Set("10.1.0.0/16"),
		Protocol: ipsec.ProtoTCP, Port: 8080,
	})
	if cut.Filters.Extent != ipsec.Partial || x.Verdict != ipsec.Undecided {
		t.Errorf("filters %s, verdict %s", cut.Filters.Extent, x.Verdict)
	}
	fragment := device(t, "legacy-fragment.txtar").Around
	if fragment.Filters.Extent != ipsec.Partial || fragment.BGP.Extent != ipsec.NotRead || len(fragment.NAT.All()) > 0 {
		t.Errorf("fragment: filters %s, BGP %s, NAT %v", fragment.Filters.Extent, fragment.BGP.Extent, fragment.NAT.All())
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
		{ipsec.Change{Kind: ipsec.MonitorRoute, Route: static, Seconds: 5},
			"System > Gateways > Configuration > Edit CLOUD2: clear Disable Gateway Monitoring, Monitor IP <address of an OutSystems DNS server>, Probe Interval (s) 5\n" +
				"System > Gateways > Group, the group of both tunnels: CLOUD2 Tier 1, Trigger Level Member Down\n" +
				"Firewall > Rules, on the tab of the local network: a rule to 10.8.0.0/16 with that group as its Gateway, before the others"},
		{ipsec.Change{Kind: ipsec.SetRouteDistance, Route: static, Number: 100}, "System > Gateways > Group, the group of both tunnels: CLOUD2 Tier 2, Trigger Level Member Down"},
		{ipsec.Change{Kind: ipsec.SetBGPTimers, Neighbor: second, Seconds: 10, Number: 30}, "Routing > BGP > Neighbors > Edit 169.254.21.1: Keepalive 10, Hold Time 30"},
		{ipsec.Change{Kind: ipsec.SetBGPPreference, Neighbor: &ipsec.Neighbor{Name: "192.0.2.1"}, Prepend: 2, Number: 50},
			"Routing > BGP > Route Maps > Add: SECOND-OUT, Permit, Set as-path prepend <own AS number> <own AS number>\n" +
				"Routing > BGP > Route Maps > Add: SECOND-IN, Permit, Set local-preference 50\n" +
				"Routing > BGP > Neighbors > Edit 192.0.2.1: Route-Map Out SECOND-OUT, Route-Map In SECOND-IN"},
		{ipsec.Change{Kind: ipsec.DropDefaultRoute, Advertised: announced}, "Routing > BGP > General: Network, delete 10.1.0.0/16"},
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
	filters, routes := device(t, "around_filters.txtar"), device(t, "around_routes.txtar")
	flow := func(d *ipsec.Device, from, to, src, dst string) ipsec.Flow {
		return ipsec.Flow{
			From: vendortest.Point(d, from), To: vendortest.Point(d, to), Source: vendortest.Set(src), Destination: vendortest.Set(dst),
			Protocol: ipsec.ProtoTCP, Port: 23,
		}
	}
	const lan, cloud = "10.1.0.0/16", "10.8.2.0/24"
	denied, back := flow(filters, "lan", "cloud", lan, cloud), flow(filters, "cloud", "lan", cloud, "10.1.7.99/32")
	by := filters.Around.Decide(denied).By[0]
	translated := flow(routes, "lan", "cloud", "10.1.9.0/24", cloud)
	for _, c := range []struct {
		d      *ipsec.Device
		change ipsec.Change
		want   string
	}{
		{filters, ipsec.Change{Kind: ipsec.PermitFlow, Filter: by.Filter, Before: by.Rule.At, Flows: []ipsec.Flow{denied}},
			"Firewall > Rules > LAN > Add, before floating rule 2: Action Pass, Protocol TCP, Source 10.1.0.0/16, Destination 10.8.2.0/24, Destination port 23"},
		{filters, ipsec.Change{Kind: ipsec.PermitFlow, Filter: by.Filter, Flows: []ipsec.Flow{back}},
			"Firewall > Rules > IPsec > Add at the end: Action Pass, Protocol TCP, Source 10.8.2.0/24, Destination 10.1.7.99, Destination port 23"},
		{routes, ipsec.Change{Kind: ipsec.ExemptNAT, Before: routes.Around.Translate(translated).By[0].At, Flows: []ipsec.Flow{translated}},
			"Firewall > NAT, source NAT on opt1: Destination not 10.8.2.0/24"},
		{routes, ipsec.Change{Kind: ipsec.AddRoute, Prefix: netip.MustParsePrefix(cloud)},
			"System > Routes > Configuration > Add: Destination network 10.8.2.0/24, Gateway CLOUD1"},
		{routes, ipsec.Change{Kind: ipsec.AddForwarder, Text: "outsystemsenterprise.com", Addrs: []netip.Addr{netip.MustParseAddr("10.8.2.10")}},
			"Services > Unbound DNS > Query Forwarding > Add: Domain outsystemsenterprise.com, Server IP 10.8.2.10"},
	} {
		c.change.Tunnel = c.d.Tunnels[0]
		r, ok := c.d.Remedier.Remedy(c.change)
		if got := strings.Join(r.Commands, "\n"); got != c.want || !ok || len(r.Edits) > 0 {
			t.Errorf("%s: %s, want %s", c.change.Kind, got, c.want)
		}
	}
}
