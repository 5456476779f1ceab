package bench

import (
	"bytes"
	"io"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/asa"
	"github.com/vpnlint/vpnlint/vendors/fortigate"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// What is measured must be a configuration that vpnlint reads, of about the size
// asked for, with tunnels in it.
func TestGenerated(t *testing.T) {
	for _, gen := range []struct {
		name  string
		write func(io.Writer, int) error
		read  func(*parser.Source) ([]*ipsec.Device, error)
	}{{"ASA", ASA, asa.Read}, {"FortiOS", FortiOS, fortigate.Read}} {
		for _, size := range []int{4_000, 100_000, 1_000_000} {
			var b bytes.Buffer
			if err := gen.write(&b, size); err != nil {
				t.Fatal(err)
			}
			if n := b.Len(); n < size || n > size+4_000 {
				t.Errorf("%s: %d bytes, want about %d", gen.name, n, size)
			}
			src, err := parser.NewSource("fw.cfg", b.Bytes(), "")
			if err != nil {
				t.Fatal(err)
			}
			devices, err := gen.read(src)
			if err != nil {
				t.Fatal(err)
			}
			if d := devices[0]; len(d.Tunnels) == 0 || len(d.Problems) > 0 {
				t.Errorf("%s: %d tunnels, problems %v", gen.name, len(d.Tunnels), d.Problems)
			}
		}
	}
}
