package vendortest

import (
	"net/netip"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// RowsUnread holds that a device with many rules of TCP is read, and asked whether
// IKE and ESP of a peer reach it by an interface, without something being made for
// each rule: at most so many allocations for a rule, and 1,000 for all else. It is what
// keeps large files fast.
func RowsUnread(t *testing.T, read Read, text, iface string, rows, most int) {
	t.Helper()
	src, err := parser.NewSource("large", []byte(text), "")
	if err != nil {
		t.Fatal(err)
	}
	peer, local := ipsec.SetOf(netip.MustParsePrefix("203.0.113.10/32")), ipsec.SetOf(netip.MustParsePrefix("198.51.100.2/32"))
	asked := func() *ipsec.Around {
		ds, err := read(src)
		if err != nil {
			t.Fatal(err)
		}
		return ds[0].Around
	}
	seen := 0
	for _, f := range asked().Filters.All() {
		seen = max(seen, f.Rules.Len())
	}
	if seen < rows {
		t.Errorf("%d rules are seen, want %d", seen, rows)
	}
	allocs := testing.AllocsPerRun(1, func() {
		a := asked()
		a.Limits.All()
		for _, protocol := range []int{ipsec.ProtoUDP, ipsec.ProtoESP} {
			f := ipsec.Flow{From: ipsec.Point{Interface: iface}, To: ipsec.Point{Box: true}, Source: peer, Destination: local, Protocol: protocol}
			if protocol == ipsec.ProtoUDP {
				f.Port, f.SourcePort = 500, 500
			}
			a.Decide(f)
			f.From, f.To, f.Source, f.Destination = f.To, f.From, local, peer
			a.Decide(f)
		}
	})
	if allocs > float64(most*rows+1000) {
		t.Errorf("%.0f allocations for %d rules that the questions are not about", allocs, rows)
	}
}
