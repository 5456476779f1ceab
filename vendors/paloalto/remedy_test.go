package paloalto

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpnlint/vpnlint/vendors/internal/vendortest"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// wantedChanges has one change of each kind, in the order of the model.
func wantedChanges(t *ipsec.Tunnel) []ipsec.Change {
	child := t.Children[0]
	wanted := &ipsec.Wanted{Encryption: "aes256", Integrity: "sha256", PRF: "sha256", DH: 14, Lifetime: 28800}
	changes := []ipsec.Change{
		{Kind: ipsec.SetIKELifetime, Seconds: 28800},
		{Kind: ipsec.SetIKEProposal, Wanted: wanted},
		{Kind: ipsec.DropProposals, Proposals: t.IKE.Proposals[:1]},
		{Kind: ipsec.SetIKEMode, Text: "main"},
		{Kind: ipsec.SetIKEAuth, Text: "psk"},
		{Kind: ipsec.SetIKEVersion, Text: "ikev2"},
		{Kind: ipsec.EnableIKE, Text: "ikev2"},
		{Kind: ipsec.SetIdentity},
		{Kind: ipsec.SetIKEPort, Number: 500},
		{Kind: ipsec.SetNATTraversal, Text: "on"},
		{Kind: ipsec.SetDPD, Seconds: 10, Number: 3},
		{Kind: ipsec.SetIPsecLifetime, Child: child, Seconds: 3060},
		{Kind: ipsec.SetIPsecVolume, Child: child},
		{Kind: ipsec.SetIPsecProposal, Child: child, Wanted: &ipsec.Wanted{Encryption: "aes256", Integrity: "sha256", DH: 14, Lifetime: 3060}},
		{Kind: ipsec.SetIPsecMode, Child: child, Text: "tunnel"},
		{Kind: ipsec.SetPFS, Child: child, Number: 14},
		{Kind: ipsec.SetSelectors, Selector: &ipsec.Selector{Local: "0.0.0.0/0", Remote: "0.0.0.0/0", Protocol: "any"}},
		{Kind: ipsec.SetSelectors, Selector: &ipsec.Selector{Local: "10.0.0.0/14", Remote: "10.8.2.0/24", Protocol: "any"}},
		{Kind: ipsec.SetInitiation, Text: string(ipsec.OnDemand)},
		{Kind: ipsec.SetIdleTimeout},
		{Kind: ipsec.AddKeepalive, Seconds: 5, Addr: netip.MustParseAddr("10.8.2.10")},
		{Kind: ipsec.AddTunnel, Addr: netip.MustParseAddr("203.0.113.20")},
		{Kind: ipsec.SetMSS, Number: 1379},
		{Kind: ipsec.SetReplayWindow, Number: 128},
		{Kind: ipsec.SetInsideAddress}, {Kind: ipsec.SetInsideAddress, Text: ipsec.FarSide},
	}
	for i := range t.Keepalives {
		changes = append(changes, ipsec.Change{Kind: ipsec.SetKeepalive, Keepalive: &t.Keepalives[i],
			Seconds: 5, Addr: netip.MustParseAddr("10.8.2.11"), Source: netip.MustParseAddr("10.1.0.9")})
	}
	for i := range changes {
		changes[i].Tunnel = t
	}
	return changes
}

// TestRemedies compares the commands for each change on the tunnels of three
// configurations with testdata/remedies.txt: values of the tunnel's own profiles,
// the built-in ones, and a Panorama's. With UPDATE=1 the file is written anew.
func TestRemedies(t *testing.T) {
	var out strings.Builder
	for _, file := range [...]string{"remedy/own.xml", "remedy/builtin.xml", "remedy/panorama.set"} {
		for _, d := range readFile(t, filepath.Join("testdata", file)) {
			for _, tun := range d.Tunnels {
				fmt.Fprintf(&out, "== %s %s %s\n", file, d.Context, tun.Name)
				for _, c := range wantedChanges(tun) {
					writeRemedy(&out, d, c)
				}
			}
		}
	}
	const golden = "testdata/remedies.txt"
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(golden, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out.String()); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", golden, diff)
	}
}

func writeRemedy(out *strings.Builder, d *ipsec.Device, c ipsec.Change) {
	fmt.Fprintf(out, "# %s\n", c.Kind)
	r, ok := d.Remedier.Remedy(c)
	if !ok {
		out.WriteString("(none)\n")
		return
	}
	for _, cmd := range r.Commands {
		fmt.Fprintln(out, cmd)
	}
	for _, n := range r.Notes {
		fmt.Fprintf(out, "note: %s\n", n)
	}
	for _, e := range r.Edits {
		fmt.Fprintf(out, "edit: line %d: %s to %s\n", e.At.Position().Line, e.At.Text(), e.Text)
	}
}

// TestPathRemedies compares the commands about what surrounds a tunnel with
// testdata/remedies_path.txt: routes, BGP, rules, forwarders, limits. With UPDATE=1
// the file is written anew.
func TestPathRemedies(t *testing.T) {
	var out strings.Builder
	for _, file := range [...]string{"around_routes.txtar", "around_filters.txtar", "around_nat.txtar", "around_pushed.txtar", "around_panorama.txtar"} {
		d := deviceOf(t, file)
		fmt.Fprintf(&out, "== %s %s\n", file, d.Context)
		for _, c := range append(pathChanges(d), policyChanges(d)...) {
			c.Tunnel = d.Tunnels[0]
			writeRemedy(&out, d, c)
		}
	}
	const golden = "testdata/remedies_path.txt"
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(golden, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out.String()); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", golden, diff)
	}
}

// pathChanges has changes about the first rows of each kind of what surrounds the
// tunnels.
func pathChanges(d *ipsec.Device) []ipsec.Change {
	a := d.Around
	dns := netip.MustParseAddr("10.8.2.10")
	var out []ipsec.Change
	for _, r := range a.Routes.All() {
		if a.LeadsInto(r, d.Tunnels[0]) {
			out = append(out,
				ipsec.Change{Kind: ipsec.SetRouteDistance, Route: r, Number: 100},
				ipsec.Change{Kind: ipsec.MonitorRoute, Route: r, Addr: dns, Seconds: 5},
				ipsec.Change{Kind: ipsec.AddBackupRoute, Route: r, Number: 100})
		}
	}
	for _, b := range a.BGP.All() {
		for i, n := range b.Neighbors {
			out = append(out,
				ipsec.Change{Kind: ipsec.SetBGPPreference, Neighbor: b.Neighbors[i], Number: 50, Prepend: 2},
				ipsec.Change{Kind: ipsec.SetBGPTimers, Neighbor: n, Seconds: 10, Number: 30})
		}
		for i := range b.Networks {
			out = append(out, ipsec.Change{Kind: ipsec.DropDefaultRoute, Advertised: &b.Networks[i]})
		}
		out = append(out, ipsec.Change{Kind: ipsec.AnnounceRange, Advertised: &ipsec.Advertised{Prefix: netip.MustParsePrefix("10.1.0.0/16")}})
	}
	return out
}

// policyChanges has changes about rules, a forwarder and a limit: what an explicit
// rule and what the default rule stops.
func policyChanges(d *ipsec.Device) []ipsec.Change {
	a := d.Around
	cloudFlow := func(protocol, port int) ipsec.Flow {
		return ipsec.Flow{From: ipsec.Point{Interface: inside}, To: ipsec.Point{Tunnel: d.Tunnels[0]},
			Source: vendortest.Set(lan), Destination: vendortest.Set(cloud), Protocol: protocol, Port: port}
	}
	flows := []ipsec.Flow{
		cloudFlow(ipsec.ProtoTCP, 443), cloudFlow(ipsec.ProtoTCP, 1433), cloudFlow(ipsec.ProtoUDP, 53), cloudFlow(ipsec.ProtoICMP, ipsec.ICMPEcho),
		{From: ipsec.Point{Interface: outside}, To: ipsec.Point{Box: true}, Source: vendortest.Set("203.0.113.10/32"), Destination: vendortest.Set(hub), Protocol: ipsec.ProtoUDP, Port: 500},
	}
	filter := a.Filters.All()[0]
	out := []ipsec.Change{{Kind: ipsec.PermitFlow, Filter: filter, Flows: flows}}
	for i := range filter.Rules.Len() {
		if r := filter.Rules.Rule(i); r.Action == ipsec.Deny && !r.At.IsZero() {
			out = append(out, ipsec.Change{Kind: ipsec.PermitFlow, Filter: filter, Flows: flows[:1], Before: r.At})
		}
	}
	for _, n := range a.NAT.All() {
		if n.Kind != ipsec.NATExempt && !n.At.IsZero() {
			out = append(out, ipsec.Change{Kind: ipsec.ExemptNAT, Flows: flows[:1], Before: n.At})
		}
	}
	out = append(out,
		ipsec.Change{Kind: ipsec.AddRoute, Prefix: netip.MustParsePrefix(cloud)},
		ipsec.Change{Kind: ipsec.AddForwarder, Text: "outsystemsenterprise.com", Addrs: []netip.Addr{netip.MustParseAddr("10.8.2.10"), netip.MustParseAddr("10.8.2.11")}})
	for _, l := range a.Limits.All() {
		out = append(out, ipsec.Change{Kind: ipsec.ExemptLimit, Limit: l, Addr: netip.MustParseAddr("203.0.113.10")})
	}
	return out
}
