package paloalto

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/internal/vendortest"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// forms are the shapes in which testdata/forms holds one and the same device, and
// formed are the devices: one with all of a tunnel, one with what lies around it.
var (
	forms  = [...]string{".xml", ".set", ".conf", ".json"}
	formed = [...]string{"device", "around"}
)

func readFile(t testing.TB, path string) []*ipsec.Device {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	src, err := parser.NewSource(filepath.Base(path), raw, "")
	if err != nil {
		t.Fatal(err)
	}
	devices, err := Read(src)
	if err != nil {
		t.Fatal(err)
	}
	vendortest.CheckSpans(t, devices)
	return devices
}

var places = regexp.MustCompile(`(device|around)\.(xml|set|conf|json)(:\d+:\d+)?|(?m)^\d+:\d+: `)

// TestFormsAgree reads each device in four forms: only the places differ.
func TestFormsAgree(t *testing.T) {
	for _, device := range formed {
		var want string
		for _, form := range forms {
			model, problems := vendortest.Render(t, readFile(t, filepath.Join("testdata", "forms", device+form)))
			got := string(places.ReplaceAll(append(model, problems...), []byte("PLACE")))
			if want == "" {
				want = got
			} else if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s%s differs from the XML form:\n%s", device, form, diff)
			}
		}
		if !bytes.Contains([]byte(want), []byte(`"203.0.113.10"`)) {
			t.Errorf("%s: the model does not hold the first peer", device)
		}
	}
}
