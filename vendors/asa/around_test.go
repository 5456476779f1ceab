package asa

import (
	"bytes"
	"fmt"
	"net/netip"
	"testing"

	"github.com/vpnlint/vpnlint/vendors/internal/vendortest"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// device reads the configuration of a feature file, after replacing some of it.
func device(t testing.TB, file string, replace ...string) *ipsec.Device {
	t.Helper()
	return vendortest.Device(t, Read, file, replace...)
}

func TestWhatPasses(t *testing.T) {
	d := device(t, "around_filters.txtar")
	open := device(t, "around_filters.txtar", "crypto map M interface outside", "crypto map M interface outside\nno sysopt connection permit-vpn")
	const lan, cloud = "10.1.0.0/16", "10.8.2.0/24"
	for _, c := range []struct {
		d        *ipsec.Device
		from, to string // an interface, "cloud" for the tunnel, "box"
		src, dst string
		protocol int
		port     int
		want     string
	}{
		{d, "dmz", "inside", lan, cloud, ipsec.ProtoTCP, 443, "denied, default"},
		{d, "inside", "cloud", lan, cloud, ipsec.ProtoTCP, 443, "permitted, inside_in line 2, REMOTE line 2"},
		{d, "inside", "outside", lan, cloud, ipsec.ProtoTCP, 80, "permitted, inside_in line 2"},
		{d, "inside", "outside", lan, cloud, ipsec.ProtoTCP, 8443, "permitted, inside_in line 3"},
		{d, "inside", "outside", lan, cloud, ipsec.ProtoUDP, 53, "permitted, inside_in line 3"},
		{d, "inside", "outside", lan, cloud, ipsec.ProtoTCP, 53, "denied, default"},
		{d, "inside", "outside", lan, "10.8.2.10/32", ipsec.ProtoICMP, ipsec.ICMPEcho, "permitted, inside_in line 4"},
		{d, "inside", "outside", lan, cloud, ipsec.ProtoICMP, ipsec.ICMPEcho, "partly, inside_in line 4, default"},
		{d, "inside", "outside", lan, "192.0.2.0/24", ipsec.ProtoTCP, 443, "unknown, default, inside_in line 5"},
		{d, "inside", "outside", lan, cloud, ipsec.ProtoTCP, 22, "unknown, default, inside_in line 6"},
		{d, "inside", "outside", lan, "192.0.2.0/24", ipsec.ProtoUDP, 123, "permitted, everywhere line 1"},
		{d, "outside", "box", "203.0.113.10/32", "198.51.100.2/32", ipsec.ProtoUDP, 500, "permitted, control line 1"},
		{d, "outside", "box", "203.0.113.20/32", "198.51.100.2/32", ipsec.ProtoUDP, 500, "denied, control line 2"},
		{d, "outside", "box", "203.0.113.20/32", "198.51.100.2/32", ipsec.ProtoESP, 0, "permitted"},
		{d, "cloud", "inside", cloud, "10.1.7.10/31", ipsec.ProtoTCP, 1433, "permitted, REMOTE line 1"},
		{d, "cloud", "inside", cloud, "10.1.7.12/31", ipsec.ProtoTCP, 1433, "denied, default"},
		{open, "cloud", "inside", cloud, "10.1.7.10/31", ipsec.ProtoTCP, 1433, "denied, default, REMOTE line 1"},
	} {
		point := func(name string) ipsec.Point {
			switch name {
			case "cloud":
				return ipsec.Point{Tunnel: c.d.Tunnels[0]}
			case "box":
				return ipsec.Point{Box: true}
			}
			return ipsec.Point{Interface: name}
		}
		got := vendortest.Decided(c.d.Around.Decide(ipsec.Flow{
			From: point(c.from), To: point(c.to), Source: vendortest.Set(c.src), Destination: vendortest.Set(c.dst), Protocol: c.protocol, Port: c.port,
		}))
		if got != c.want {
			t.Errorf("%s %s to %s %s, protocol %d port %d: %s, want %s", c.from, c.src, c.to, c.dst, c.protocol, c.port, got, c.want)
		}
	}
}

func TestWhatIsTranslated(t *testing.T) {
	for _, c := range []struct{ file, src, dst, want string }{
		{"around_nat.txtar", "10.1.4.0/24", "10.8.2.0/24", "kept by manual"},
		{"around_nat.txtar", "10.1.9.0/24", "10.8.2.0/24", "kept by manual"},
		{"around_nat.txtar", "10.1.9.0/24", "192.0.2.0/24", "translated by manual"},
		{"around_nat.txtar", "10.1.4.0/24", "192.0.2.0/24", "translated by auto"},
		{"around_nat.txtar", "10.2.4.0/24", "10.8.2.0/24", "translated by after-auto"},
		{"around_nat.txtar", "10.1.0.0/16", "10.8.0.0/16", "partly by manual manual auto"},
		{"around_nat_before_83.txtar", "10.1.4.0/24", "10.8.2.0/24", "kept by nat 0"},
		{"around_nat_before_83.txtar", "10.1.7.10/32", "192.0.2.0/24", "translated by static"},
		{"around_nat_before_83.txtar", "10.1.4.0/24", "192.0.2.0/24", "translated by policy nat"},
		{"around_nat_before_83.txtar", "10.1.5.0/24", "192.0.2.0/24", "translated by nat"},
	} {
		d := device(t, c.file)
		x := d.Around.Translate(ipsec.Flow{
			From: ipsec.Point{Interface: "inside"}, To: ipsec.Point{Interface: "outside"},
			Source: vendortest.Set(c.src), Destination: vendortest.Set(c.dst), Protocol: ipsec.ProtoTCP, Port: 443,
		})
		got := x.Verdict.String() + " by"
		for _, r := range x.By {
			got += " " + r.Section
		}
		if got != c.want {
			t.Errorf("%s: %s to %s: %s, want %s (%v)", c.file, c.src, c.dst, got, c.want, x.Reasons)
		}
	}
}

func TestWhereRoutesLead(t *testing.T) {
	d := device(t, "around_routes.txtar")
	parts := d.Around.RoutesTo(netip.MustParsePrefix("10.8.2.0/24"), "").Parts
	if len(parts) != 1 || len(parts[0].Best) != 1 || len(parts[0].Others) != 2 {
		t.Fatalf("parts %+v", parts)
	}
	if best := parts[0].Best[0]; !d.Around.LeadsInto(best, d.Tunnels[0]) || best.Monitor != "track 1 (sla monitor 10)" {
		t.Errorf("best route %+v", best)
	}
	if second := parts[0].Others[0]; !d.Around.LeadsInto(second, d.Tunnels[1]) || second.Distance.V != 100 {
		t.Errorf("second route %+v", second)
	}
	if !parts[0].Others[1].Blackhole {
		t.Errorf("third route %+v", parts[0].Others[1])
	}
}

func largeACL(lines int) string {
	var buf bytes.Buffer
	buf.WriteString(": Saved\nASA Version 9.8(4)\nhostname fw\ninterface GigabitEthernet0/0\n nameif inside\n ip address 10.1.0.1 255.255.0.0\n")
	for i := range lines {
		fmt.Fprintf(&buf, "access-list inside_in extended permit tcp host 10.1.%d.%d 192.0.2.0 255.255.255.0 eq https log\n", i/250%250, i%250)
	}
	buf.WriteString("access-list inside_in extended permit ip 10.1.0.0 255.255.0.0 10.8.2.0 255.255.255.0\n" +
		"access-group inside_in in interface inside\nCryptochecksum:0\n: end\n")
	return buf.String()
}

// BenchmarkDecide asks ten questions of an access-list with 100,000 entries: five
// that no entry but the last meets, five that all meet.
func BenchmarkDecide(b *testing.B) {
	src := source(b, largeACL(100_000))
	for b.Loop() {
		b.StopTimer()
		ds, err := Read(src)
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		for i := range 10 {
			dst := []string{"10.8.2.0/24", "192.0.2.0/24"}[i%2]
			ds[0].Around.Decide(ipsec.Flow{
				From: ipsec.Point{Interface: "inside"}, To: ipsec.Point{Interface: "outside"},
				Source: vendortest.Set("10.1.0.0/16"), Destination: vendortest.Set(dst), Protocol: ipsec.ProtoTCP, Port: 443,
			})
		}
	}
}
