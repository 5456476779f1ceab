package pfsense_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/internal/vendortest"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
	"github.com/vpnlint/vpnlint/vendors/pfsense"
)

// corpusCounts are the tunnels of real exports: all of them and those that are
// enabled, their children, and the statements that vpnlint does not know.
var corpusCounts = map[string]struct{ tunnels, enabled, children, unread int }{
	"BENE-Mael__index-37623184887__nantes-ipsec-fragment.xml":    {1, 1, 1, 0},
	"TKCERT__pfFocus__pfSense-CE-2.3.4-RELEASE-amd64-config.xml": {0, 0, 0, 0},
	"grounzero__pfsense-redactor__test-config1.xml":              {2, 0, 2, 0},
	"grounzero__pfsense-redactor__test-config2.xml":              {0, 0, 0, 0},
	"pfsensible__core__2.4-pfsense_ipsec_aggregate_config.xml":   {2, 2, 1, 0},
	"pfsensible__core__2.4-pfsense_ipsec_config.xml":             {2, 2, 1, 0},
	"pfsensible__core__2.4-pfsense_ipsec_proposal_config.xml":    {2, 2, 1, 0},
	"pfsensible__core__pfsense_ipsec_config.xml":                 {3, 3, 1, 0},
	"pfsensible__core__pfsense_ipsec_proposal_config.xml":        {2, 2, 1, 0},
}

func TestCorpus(t *testing.T) {
	dir := os.Getenv("CORPUS")
	if dir == "" {
		t.Skip("CORPUS does not name a folder of real exports")
	}
	files, _ := filepath.Glob(filepath.Join(dir, "pfsense", "*.xml"))
	for _, file := range files {
		want, ok := corpusCounts[filepath.Base(file)]
		if !ok {
			t.Errorf("%s: no counts are known for this file", filepath.Base(file))
			continue
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		src, err := parser.NewSource(filepath.Base(file), raw, "")
		if err != nil {
			t.Fatal(err)
		}
		if score := pfsense.Detect(src); score < 50 {
			t.Errorf("%s: detected with %d only", src.Name(), score)
		}
		devices, err := pfsense.Read(src)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		vendortest.CheckSpans(t, devices)
		model, problems := vendortest.Render(t, devices)
		if strings.Contains(string(model)+string(problems), "EXAMPLEPSK") {
			t.Errorf("%s: a secret is in the output", src.Name())
		}
		got := want
		got.tunnels, got.enabled, got.children, got.unread = 0, 0, 0, 0
		for _, d := range devices {
			got.tunnels += len(d.Tunnels)
			for _, tun := range d.Tunnels {
				if tun.Enabled {
					got.enabled++
				}
				got.children += len(tun.Children)
			}
			for _, p := range d.Problems {
				if p.Kind == ipsec.Unread {
					got.unread++
				}
			}
		}
		if got != want {
			t.Errorf("%s: %+v, want %+v", src.Name(), got, want)
		}
	}
}
