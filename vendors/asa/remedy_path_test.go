package asa

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpnlint/vpnlint/vendors/internal/vendortest"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// crypto gives a feature file without a tunnel one by a crypto map on outside.
const crypto = `crypto map M 10 match address VPN
crypto map M 10 set peer 203.0.113.10
crypto map M interface outside
Cryptochecksum:00000000000000000000000000000000`

func typedFor(t *testing.T, d *ipsec.Device, ch ipsec.Change) string {
	t.Helper()
	ch.Tunnel = d.Tunnels[0]
	r, _ := d.Remedier.Remedy(ch)
	return strings.Join(r.Commands, "\n")
}

func wantCommands(t *testing.T, got string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(strings.Join(want, "\n"), got); diff != "" {
		t.Errorf("commands differ (-want +got):\n%s", diff)
	}
}

// web is a flow of a lan into the tunnel.
func web(d *ipsec.Device, from string) ipsec.Flow {
	return ipsec.Flow{
		From: ipsec.Point{Interface: from}, To: ipsec.Point{Tunnel: d.Tunnels[0]}, Source: vendortest.Set("10.1.0.0/16"), Destination: vendortest.Set("10.8.2.0/24"),
		Protocol: ipsec.ProtoTCP, Port: 8080,
	}
}

func TestPermitFlow(t *testing.T) {
	d := device(t, "around_filters.txtar", "deny udp any any eq isakmp", "deny udp any any eq isakmp log", "access-list inside_in extended permit icmp",
		"access-list inside_in extended deny tcp any object CLOUD eq 8080\naccess-list inside_in extended permit icmp")
	permit := func(f ipsec.Flow) string {
		by := d.Around.Decide(f).By[0]
		c := ipsec.Change{Kind: ipsec.PermitFlow, Filter: by.Filter, Flows: []ipsec.Flow{f}}
		if by.Rule != nil {
			c.Before = by.Rule.At
		}
		return typedFor(t, d, c)
	}
	wantCommands(t, permit(web(d, "inside")), // the remark is line 1
		"access-list inside_in line 4 extended permit tcp 10.1.0.0 255.255.0.0 10.8.2.0 255.255.255.0 eq 8080")
	wantCommands(t, permit(ipsec.Flow{
		From: ipsec.Point{Interface: "outside"}, To: ipsec.Point{Box: true}, Source: vendortest.Set("203.0.113.20/32"), Destination: vendortest.Set("198.51.100.2/32"),
		Protocol: ipsec.ProtoUDP, Port: 500, SourcePort: 500,
	}), "access-list control line 2 extended permit udp host 203.0.113.20 host 198.51.100.2 eq 500")
	back := ipsec.Flow{
		From: ipsec.Point{Tunnel: d.Tunnels[0]}, To: ipsec.Point{Interface: "inside"}, Source: vendortest.Set("10.8.2.0/24"), Destination: vendortest.Set("10.1.7.12/32"),
		Protocol: ipsec.ProtoTCP, Port: 1433,
	}
	wantCommands(t, permit(back), "access-list REMOTE extended permit tcp 10.8.2.0 255.255.255.0 host 10.1.7.12 eq 1433")

	by := d.Around.Decide(back).By[0]
	wantCommands(t, typedFor(t, d, ipsec.Change{Kind: ipsec.PermitFlow, Filter: by.Filter, Flows: []ipsec.Flow{web(d, "inside")}}),
		"access-list REMOTE extended permit tcp 10.8.2.0 255.255.255.0 eq 8080 10.1.0.0 255.255.0.0") // the port is the far side's
	wantCommands(t, typedFor(t, d, ipsec.Change{Kind: ipsec.PermitFlow, Filter: &ipsec.Filter{Name: "security level of dmz"}, Flows: []ipsec.Flow{web(d, "dmz")}}), "")
}

func TestExemptNAT(t *testing.T) {
	d := device(t, "around_nat.txtar", "Cryptochecksum:00000000000000000000000000000000", crypto)
	exempt := func(d *ipsec.Device, from string) string {
		return typedFor(t, d, ipsec.Change{Kind: ipsec.ExemptNAT, Flows: []ipsec.Flow{web(d, from)}})
	}
	wantCommands(t, exempt(d, "inside"),
		"object network ONPREM-10.1.0.0-16", " subnet 10.1.0.0 255.255.0.0", "object network CLOUD-10.8.2.0-24", " subnet 10.8.2.0 255.255.255.0",
		"nat (inside,outside) 1 source static ONPREM-10.1.0.0-16 ONPREM-10.1.0.0-16 destination static CLOUD-10.8.2.0-24 CLOUD-10.8.2.0-24 no-proxy-arp route-lookup")
	old := device(t, "around_nat_before_83.txtar", "Cryptochecksum:00000000000000000000000000000000", crypto,
		"nat (inside) 0 access-list NONAT", "nat (inside) 0 access-list NONAT\nnat (inside) 0 access-list BACK outside")
	wantCommands(t, exempt(old, "inside"), "access-list NONAT extended permit ip 10.1.0.0 255.255.0.0 10.8.2.0 255.255.255.0")
	wantCommands(t, exempt(old, "dmz"), "access-list NONAT-DMZ extended permit ip 10.1.0.0 255.255.0.0 10.8.2.0 255.255.255.0", "nat (dmz) 0 access-list NONAT-DMZ")
}

func TestAddRoute(t *testing.T) {
	cloud := ipsec.Change{Kind: ipsec.AddRoute, Prefix: netip.MustParsePrefix("10.8.2.0/24")}
	wantCommands(t, typedFor(t, device(t, "around_routes.txtar"), cloud), "route cloud1 10.8.2.0 255.255.255.0 169.254.10.1 1")
	wantCommands(t, typedFor(t, device(t, "around_routes.txtar", "neighbor 169.254.10.1", "neighbor 192.0.2.9", "169.254.10.1 1 track 1", "192.0.2.9 1"), cloud),
		"route cloud1 10.8.2.0 255.255.255.0 169.254.10.1 1") // the other host of the /30
	policy := device(t, "around_nat_before_83.txtar", "Cryptochecksum:00000000000000000000000000000000", "route outside 0 0 198.51.100.1\n"+crypto)
	wantCommands(t, typedFor(t, policy, cloud), "route outside 10.8.2.0 255.255.255.0 198.51.100.1 1")
}

// TestLineNumber reads a script that puts an entry ahead of others.
func TestLineNumber(t *testing.T) {
	d := device(t, "around_filters.txtar", "access-group everywhere global",
		"access-list inside_in line 2 extended deny tcp any any eq https\naccess-group everywhere global")
	x := d.Around.Decide(ipsec.Flow{
		From: ipsec.Point{Interface: "inside"}, To: ipsec.Point{Interface: "outside"}, Source: vendortest.Set("10.1.0.0/16"), Destination: vendortest.Set("10.8.2.0/24"),
		Protocol: ipsec.ProtoTCP, Port: 443,
	})
	if got := vendortest.Decided(x); got != "denied, inside_in line 2" {
		t.Errorf("%s", got)
	}
}

// TestOtherRoutes holds that a default route by DHCP and other routing protocols
// are seen.
func TestOtherRoutes(t *testing.T) {
	d := device(t, "around_routes.txtar", "ip address 198.51.100.2 255.255.255.0", "ip address dhcp setroute",
		"route outside 0.0.0.0 0.0.0.0 198.51.100.1 1\n", "router ospf 1\n network 10.1.0.0 255.255.0.0 area 0\n")
	part := d.Around.RoutesTo(netip.MustParsePrefix("192.0.2.0/24"), "").Parts
	if len(part) != 1 || part[0].Best[0].Interface != "outside" || part[0].Best[0].At.Text() != "ip address dhcp setroute" {
		t.Errorf("parts %+v", part)
	}
	if diff := cmp.Diff([]string{"OSPF"}, d.Around.Learns); diff != "" {
		t.Error(diff)
	}
}

// TestUnreadLevel holds that a security level that is no figure denies nothing for
// certain.
func TestUnreadLevel(t *testing.T) {
	for _, c := range []struct{ level, want string }{
		{"50", "denied, default"},
		{`50\`, "unknown, default"},
	} {
		d := device(t, "around_filters.txtar", " security-level 50", " security-level "+c.level, "access-group everywhere global\n", "")
		got := vendortest.Decided(d.Around.Decide(ipsec.Flow{
			From: ipsec.Point{Interface: "dmz"}, To: ipsec.Point{Interface: "inside"}, Source: vendortest.Set("10.3.0.0/24"), Destination: vendortest.Set("10.1.0.0/16"), Protocol: ipsec.ProtoTCP,
		}))
		if got != c.want {
			t.Errorf("level %s: %s, want %s", c.level, got, c.want)
		}
	}
}
