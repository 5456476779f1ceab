package fortigate

import (
	"flag"
	"net/netip"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// TestRemedies compares the commands for every kind of change, on a device with
// VDOMs and on one without, with testdata/remedies.golden, which -update rewrites.
func TestRemedies(t *testing.T) {
	var b strings.Builder
	for _, name := range []string{"keepalives", "multi_vdom", "policy_based", "around_routes", "around_filters", "around_nat", "around_nat_central"} {
		devices, err := Read(source(t, config(t, name)))
		if err != nil {
			t.Fatal(err)
		}
		d := devices[0]
		tun := d.Tunnels[len(d.Tunnels)-1]
		b.WriteString("=== " + name + ", tunnel " + tun.Name + "\n")
		list := changes(tun)
		switch name {
		case "around_routes":
			list = routingChanges(d, tun)
		case "around_filters":
			list = pathChanges(d, tun)
		case "around_nat", "around_nat_central":
			list = natChanges(d, tun)
		}
		for _, ch := range list {
			r, ok := d.Remedier.Remedy(ch)
			b.WriteString("--- " + string(ch.Kind) + "\n")
			if !ok {
				b.WriteString("(no such setting)\n")
			}
			for _, c := range r.Commands {
				b.WriteString(c + "\n")
			}
			for _, n := range r.Notes {
				b.WriteString("note: " + n + "\n")
			}
			for _, c := range r.Renew {
				b.WriteString("renew: " + c + "\n")
			}
			for _, e := range r.Edits {
				b.WriteString("edit: " + e.At.Text() + " -> " + e.Text + "\n")
			}
		}
	}
	file := "testdata/remedies.golden"
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func changes(t *ipsec.Tunnel) []ipsec.Change {
	wanted := &ipsec.Wanted{Encryption: "aes256", Integrity: "sha256", PRF: "sha256", DH: 14, Lifetime: 28800}
	list := []ipsec.Change{
		{Kind: ipsec.SetIKELifetime, Seconds: 28800}, {Kind: ipsec.SetIKEProposal, Wanted: wanted},
		{Kind: ipsec.DropProposals, Proposals: t.IKE.Proposals[:1]},
		{Kind: ipsec.SetIKEMode, Text: "main"}, {Kind: ipsec.SetIKEAuth, Text: "psk"}, {Kind: ipsec.SetPSK},
		{Kind: ipsec.SetIKEVersion, Text: "ikev2"}, {Kind: ipsec.EnableIKE, Text: "ikev2"},
		{Kind: ipsec.SetIdentity, Text: "198.51.100.1"}, {Kind: ipsec.SetIKEPort, Number: 500},
		{Kind: ipsec.SetNATTraversal, Text: "off"}, {Kind: ipsec.SetDPD, Seconds: 10, Number: 3},
		{Kind: ipsec.SetIPsecLifetime, Seconds: 3600}, {Kind: ipsec.SetIPsecVolume}, {Kind: ipsec.SetIPsecVolume, Number: 4608000},
		{Kind: ipsec.SetIPsecProposal, Wanted: wanted}, {Kind: ipsec.SetIPsecMode, Text: "tunnel"}, {Kind: ipsec.SetPFS, Number: 14},
		{Kind: ipsec.SetSelectors, Selector: &ipsec.Selector{Local: "0.0.0.0/0", Remote: "10.8.2.0/24"}},
		{Kind: ipsec.SetInitiation, Text: "start"}, {Kind: ipsec.SetIdleTimeout}, {Kind: ipsec.SetSessionTimeout},
		{Kind: ipsec.AddKeepalive, Seconds: 5, Addr: netip.MustParseAddr("10.8.2.10")},
		{Kind: ipsec.AddTunnel, Addr: netip.MustParseAddr("203.0.113.20")}, {Kind: ipsec.SetMSS, Number: 1379},
		{Kind: ipsec.SetDontFragment, Text: "clear"}, {Kind: ipsec.SetFragmentation}, {Kind: ipsec.SetReplayWindow, Number: 1024},
		{Kind: ipsec.SetInsideAddress},
	}
	for i := range t.Keepalives {
		list = append(list, ipsec.Change{Kind: ipsec.SetKeepalive, Keepalive: &t.Keepalives[i], Seconds: 5, Source: netip.MustParseAddr("10.1.0.1")})
	}
	for i := range list {
		list[i].Tunnel = t
	}
	return list
}

// routingChanges are those of routes and BGP, on the rows of around_routes.
func routingChanges(d *ipsec.Device, t *ipsec.Tunnel) []ipsec.Change {
	routes, bgp := d.Around.Routes.All(), d.Around.BGP.All()[0]
	plain := *bgp.Neighbors[1]
	plain.PolicyIn, plain.PolicyOut = "", ""
	return []ipsec.Change{
		{Kind: ipsec.SetRouteDistance, Tunnel: t, Route: routes[2], Number: 100},
		{Kind: ipsec.MonitorRoute, Tunnel: t, Route: routes[2], Addr: netip.MustParseAddr("10.8.2.11"), Seconds: 5},
		{Kind: ipsec.MonitorRoute, Tunnel: t, Route: routes[2], Keepalive: &ipsec.Keepalive{Kind: "link-monitor", Name: "only-looks"}},
		{Kind: ipsec.AddBackupRoute, Tunnel: t, Route: routes[1], Number: 100},
		{Kind: ipsec.SetBGPPreference, Tunnel: t, Neighbor: bgp.Neighbors[1], Number: 50, Prepend: 2},
		{Kind: ipsec.SetBGPPreference, Tunnel: t, Neighbor: &plain, Number: 50, Prepend: 2},
		{Kind: ipsec.SetBGPTimers, Tunnel: t, Neighbor: bgp.Neighbors[0], Seconds: 10, Number: 30},
		{Kind: ipsec.DropDefaultRoute, Tunnel: t, Neighbor: bgp.Neighbors[1]},
		{Kind: ipsec.DropDefaultRoute, Tunnel: t, Advertised: &bgp.Networks[0]},
		{Kind: ipsec.AnnounceRange, Tunnel: t, Advertised: &ipsec.Advertised{Prefix: netip.MustParsePrefix("10.2.0.0/16")}},
	}
}

// pathChanges are those of policies and what else packets meet, on the rows of
// around_filters.
func pathChanges(d *ipsec.Device, t *ipsec.Tunnel) []ipsec.Change {
	policies, local := d.Around.Filters.All()[0], d.Around.Filters.All()[1]
	web := ipsec.Flow{
		From: ipsec.Point{Interface: "vlan20"}, To: ipsec.Point{Tunnel: t}, Source: one("10.3.0.0/24"), Destination: one("10.8.2.0/24"),
		Protocol: ipsec.ProtoTCP, Port: 443,
	}
	sql := web
	sql.Port = 1521
	esp := ipsec.Flow{
		From: ipsec.Point{Interface: "wan1"}, To: ipsec.Point{Box: true}, Source: one("203.0.113.10/32"), Destination: one("198.51.100.2/32"),
		Protocol: ipsec.ProtoESP,
	}
	return []ipsec.Change{
		{Kind: ipsec.PermitFlow, Tunnel: t, Filter: policies, Flows: []ipsec.Flow{web, sql}, Before: policies.Rules.Rule(1).At},
		{Kind: ipsec.PermitFlow, Tunnel: t, Filter: policies, Flows: []ipsec.Flow{web}},
		{Kind: ipsec.PermitFlow, Tunnel: t, Filter: local, Flows: []ipsec.Flow{esp}, Before: local.Rules.Rule(2).At},
		{Kind: ipsec.AddRoute, Tunnel: t, Prefix: netip.MustParsePrefix("10.8.2.0/24")},
		{Kind: ipsec.AddForwarder, Tunnel: t, Text: "outsystemsenterprise.com", Addrs: []netip.Addr{netip.MustParseAddr("10.8.2.10")}},
		{Kind: ipsec.ExemptLimit, Tunnel: t, Limit: d.Around.Limits.All()[0], Addr: netip.MustParseAddr("203.0.113.10")},
	}
}

// natChanges keep the source address ahead of each rule that translates.
func natChanges(d *ipsec.Device, t *ipsec.Tunnel) []ipsec.Change {
	var out []ipsec.Change
	flow := ipsec.Flow{From: ipsec.Point{Interface: "internal"}, To: ipsec.Point{Tunnel: t}, Source: one("10.1.0.0/16"), Destination: one("10.8.2.0/24")}
	var last ipsec.Span
	for _, n := range d.Around.NAT.All() {
		if n.Kind != ipsec.NATExempt && !n.Disabled && n.At != last {
			out = append(out, ipsec.Change{Kind: ipsec.ExemptNAT, Tunnel: t, Flows: []ipsec.Flow{flow}, Before: n.At})
			last = n.At
		}
	}
	return out
}
