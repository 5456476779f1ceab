package bench

import (
	"bytes"
	"io"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/asa"
	"github.com/vpnlint/vpnlint/vendors/fortigate"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
	"github.com/vpnlint/vpnlint/vendors/paloalto"
	"github.com/vpnlint/vpnlint/vendors/pfsense"
)

// What is measured must be a configuration that vpnlint reads, of about the size
// asked for, with tunnels in it.
func TestASA(t *testing.T)     { testGenerator(t, ASA, asa.Read) }
func TestFortiOS(t *testing.T) { testGenerator(t, FortiOS, fortigate.Read) }
func TestPfSense(t *testing.T) { testGenerator(t, PfSense, pfsense.Read) }
func TestPanSet(t *testing.T)  { testGenerator(t, PanSet, paloalto.Read) }
func TestPanXML(t *testing.T)  { testGenerator(t, PanXML, paloalto.Read) }

func testGenerator(t *testing.T, write func(io.Writer, int) error, read func(*parser.Source) ([]*ipsec.Device, error)) {
	for _, size := range []int{4_000, 100_000, 1_000_000} {
		var b bytes.Buffer
		if err := write(&b, size); err != nil {
			t.Fatal(err)
		}
		if n := b.Len(); n < size || n > size+4_000 {
			t.Errorf("%d bytes, want about %d", n, size)
		}
		src, err := parser.NewSource("fw.cfg", b.Bytes(), "")
		if err != nil {
			t.Fatal(err)
		}
		devices, err := read(src)
		if err != nil {
			t.Fatal(err)
		}
		if d := devices[0]; len(d.Tunnels) == 0 || len(d.Problems) > 0 {
			t.Errorf("%d tunnels, problems %v", len(d.Tunnels), d.Problems)
		}
	}
}
