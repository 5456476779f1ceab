package asa

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// TestRoutingRemedies asks for each change of routes and BGP on a device with two
// tunnel interfaces.
func TestRoutingRemedies(t *testing.T) {
	const noSecond = "route cloud2 10.8.2.0 255.255.255.0 169.254.11.1 100\n"
	const policies = "  neighbor 169.254.11.1 route-map SECOND-OUT out\n  neighbor 169.254.11.1 route-map SECOND-IN in\n"
	for _, c := range []struct {
		name   string
		device *ipsec.Device
		change func(d *ipsec.Device) ipsec.Change
		want   string // commands, then notes with "# "
	}{
		{"distance", device(t, "around_routes.txtar"), func(d *ipsec.Device) ipsec.Change {
			return ipsec.Change{Kind: ipsec.SetRouteDistance, Route: d.Around.Routes.All()[1], Number: 100}
		}, `no route cloud1 10.8.2.0 255.255.255.0 169.254.10.1 1 track 1
route cloud1 10.8.2.0 255.255.255.0 169.254.10.1 100 track 1
# while the route is away, its traffic takes what is left
`},
		{"the probe that is there", device(t, "around_routes.txtar"), func(d *ipsec.Device) ipsec.Change {
			return ipsec.Change{Kind: ipsec.MonitorRoute, Route: d.Around.Routes.All()[2], Keepalive: &d.Tunnels[0].Keepalives[0]}
		}, `no route cloud2 10.8.2.0 255.255.255.0 169.254.11.1 100
route cloud2 10.8.2.0 255.255.255.0 169.254.11.1 100 track 1
`},
		{"a new probe", device(t, "around_routes.txtar"), func(d *ipsec.Device) ipsec.Change {
			return ipsec.Change{Kind: ipsec.MonitorRoute, Tunnel: d.Tunnels[1], Route: d.Around.Routes.All()[2], Seconds: 5, Addr: netip.MustParseAddr("10.8.2.11")}
		}, `sla monitor 1
 type echo protocol ipIcmpEcho 10.8.2.11 interface cloud2
 frequency 5
sla monitor schedule 1 life forever start-time now
track 2 rtr 1 reachability
no route cloud2 10.8.2.0 255.255.255.0 169.254.11.1 100
route cloud2 10.8.2.0 255.255.255.0 169.254.11.1 100 track 2
# the probe leaves with the address of interface cloud2; it must be answered, or the route is withdrawn for ever: use a target that answers this address
`},
		{"a second route", device(t, "around_routes.txtar", noSecond, ""), func(d *ipsec.Device) ipsec.Change {
			return ipsec.Change{Kind: ipsec.AddBackupRoute, Tunnel: d.Tunnels[1], Route: d.Around.Routes.All()[1], Number: 100}
		}, "route cloud2 10.8.2.0 255.255.255.0 169.254.11.1 100\n"},
		{"preference", device(t, "around_routes.txtar", policies, ""), func(d *ipsec.Device) ipsec.Change {
			return ipsec.Change{Kind: ipsec.SetBGPPreference, Tunnel: d.Tunnels[1], Neighbor: d.Around.BGP.All()[0].Neighbors[1], Number: 50, Prepend: 2}
		}, `route-map BGP-169.254.11.1-OUT permit 10
 set as-path prepend 65000 65000
route-map BGP-169.254.11.1-IN permit 10
 set local-preference 50
router bgp 65000
 address-family ipv4 unicast
  neighbor 169.254.11.1 route-map BGP-169.254.11.1-OUT out
  neighbor 169.254.11.1 route-map BGP-169.254.11.1-IN in
# sessions take a new route-map with the next update: afterwards "clear bgp 169.254.11.1 soft"
`},
		{"preference beside policies", device(t, "around_routes.txtar"), func(d *ipsec.Device) ipsec.Change {
			return ipsec.Change{Kind: ipsec.SetBGPPreference, Tunnel: d.Tunnels[1], Neighbor: d.Around.BGP.All()[0].Neighbors[1], Number: 50, Prepend: 2}
		}, `# neighbor 169.254.11.1 has route-maps: its outbound one needs "set as-path prepend 65000 65000", its inbound one "set local-preference 50", in every entry that permits, and neither may be shared with the other tunnel's neighbour
`},
		{"a default route of the neighbour", device(t, "around_routes.txtar"), func(d *ipsec.Device) ipsec.Change {
			return ipsec.Change{Kind: ipsec.DropDefaultRoute, Neighbor: d.Around.BGP.All()[0].Neighbors[0]}
		}, "router bgp 65000\n address-family ipv4 unicast\n  no neighbor 169.254.10.1 default-originate\n"},
		{"an announced default route", device(t, "around_routes.txtar", "network 10.1.0.0 mask 255.255.0.0", "network 0.0.0.0"), func(d *ipsec.Device) ipsec.Change {
			return ipsec.Change{Kind: ipsec.DropDefaultRoute, Advertised: &d.Around.BGP.All()[0].Networks[0]}
		}, "router bgp 65000\n address-family ipv4 unicast\n  no network 0.0.0.0\n"},
		{"a range", device(t, "around_routes.txtar"), func(*ipsec.Device) ipsec.Change {
			return ipsec.Change{Kind: ipsec.AnnounceRange, Advertised: &ipsec.Advertised{Prefix: netip.MustParsePrefix("10.2.0.0/15")}}
		}, `router bgp 65000
 address-family ipv4 unicast
  network 10.2.0.0 mask 255.254.0.0
# the prefix is announced only while the routing table has exactly 10.2.0.0/15: where it is made of smaller networks, add a route for it to Null0
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			change := c.change(c.device)
			if change.Tunnel == nil {
				change.Tunnel = c.device.Tunnels[0]
			}
			remedy, ok := c.device.Remedier.Remedy(change)
			if !ok {
				t.Fatal("there is no remedy")
			}
			var got strings.Builder
			for _, line := range remedy.Commands {
				got.WriteString(line + "\n")
			}
			for _, note := range remedy.Notes {
				got.WriteString("# " + note + "\n")
			}
			if diff := cmp.Diff(c.want, got.String()); diff != "" {
				t.Errorf("remedy (-want +got):\n%s", diff)
			}
		})
	}
}

// TestBGPInTwoBlocks holds that what a script adds and takes back later is one process.
func TestBGPInTwoBlocks(t *testing.T) {
	const again = "Cryptochecksum:00000000000000000000000000000000"
	d := device(t, "around_routes.txtar", again, `router bgp 65000
 address-family ipv4 unicast
  no neighbor 169.254.10.1 default-originate
  no network 10.1.0.0 mask 255.255.0.0
  aggregate-address 10.2.0.0 255.254.0.0
`+again)
	all := d.Around.BGP.All()
	if len(all) != 1 {
		t.Fatalf("%d processes, want 1", len(all))
	}
	if n := all[0].Neighbors; len(n) != 2 || n[0].DefaultOriginate.V {
		t.Errorf("neighbours: %+v", n)
	}
	if n := all[0].Networks; len(n) != 1 || n[0].Prefix.String() != "10.2.0.0/15" {
		t.Errorf("networks: %+v", n)
	}
}
