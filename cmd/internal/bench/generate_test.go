package bench

import (
	"bytes"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/asa"
)

// What is measured must be a configuration that vpnlint reads, of about the size
// asked for, with tunnels in it.
func TestASA(t *testing.T) {
	for _, size := range []int{2_000, 100_000, 1_000_000} {
		var b bytes.Buffer
		if err := ASA(&b, size); err != nil {
			t.Fatal(err)
		}
		if n := b.Len(); n < size || n > size+4_000 {
			t.Errorf("%d bytes, want about %d", n, size)
		}
		src, err := parser.NewSource("fw.cfg", b.Bytes(), "")
		if err != nil {
			t.Fatal(err)
		}
		devices, err := asa.Read(src)
		if err != nil {
			t.Fatal(err)
		}
		if d := devices[0]; len(d.Tunnels) == 0 || len(d.Problems) > 0 {
			t.Errorf("%d tunnels, problems %v", len(d.Tunnels), d.Problems)
		}
	}
}
