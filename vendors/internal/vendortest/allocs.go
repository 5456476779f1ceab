package vendortest

import (
	"net/netip"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// RowsUnread holds that a device with many rules of TCP is read, and asked whether
// IKE and ESP of a peer reach it, without something being made for each rule: fewer
// allocations than a tenth of the rows. It is what keeps large files fast.
func RowsUnread(t *testing.T, read Read, text string, rows int) {
	t.Helper()
	src, err := parser.NewSource("large", []byte(text), "")
	if err != nil {
		t.Fatal(err)
	}
	peer, local := ipsec.SetOf(netip.MustParsePrefix("203.0.113.10/32")), ipsec.SetOf(netip.MustParsePrefix("198.51.100.2/32"))
	seen := 0
	allocs := testing.AllocsPerRun(1, func() {
		ds, err := read(src)
		if err != nil {
			t.Fatal(err)
		}
		seen = 0
		for _, f := range ds[0].Around.Filters.All() {
			seen = max(seen, f.Rules.Len())
		}
		ds[0].Around.Limits.All()
		for _, protocol := range []int{ipsec.ProtoUDP, ipsec.ProtoESP} {
			f := ipsec.Flow{From: ipsec.Point{Interface: "wan"}, To: ipsec.Point{Box: true}, Source: peer, Destination: local, Protocol: protocol}
			if protocol == ipsec.ProtoUDP {
				f.Port, f.SourcePort = 500, 500
			}
			ds[0].Around.Decide(f)
			f.From, f.To, f.Source, f.Destination = f.To, f.From, local, peer
			ds[0].Around.Decide(f)
		}
	})
	if seen < rows {
		t.Errorf("%d rules are seen, want %d", seen, rows)
	}
	if allocs > float64(rows)/10 {
		t.Errorf("%.0f allocations for %d rules that the questions are not about", allocs, rows)
	}
}
