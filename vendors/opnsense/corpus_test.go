package opnsense_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/internal/vendortest"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
	"github.com/vpnlint/vpnlint/vendors/opnsense"
)

// corpusCounts are the tunnels of real exports, their children, and the
// statements that vpnlint does not know.
var corpusCounts = map[string]struct{ tunnels, children, unread int }{
	"EvilBit-Labs__opnDossier__sample.config.5.xml": {0, 0, 0},
	"dmauser__Lab__config.xml":                      {0, 0, 0},
	"unknown__index-63283310731__opnsenseA.xml":     {1, 2, 0},
}

func TestCorpus(t *testing.T) {
	dir := os.Getenv("CORPUS")
	if dir == "" {
		t.Skip("CORPUS does not name a folder of real exports")
	}
	files, _ := filepath.Glob(filepath.Join(dir, "opnsense", "*.xml"))
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
		if score := opnsense.Detect(src); score < 50 {
			t.Errorf("%s: detected with %d only", src.Name(), score)
		}
		devices, err := opnsense.Read(src)
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
		got.tunnels, got.children, got.unread = 0, 0, 0
		for _, d := range devices {
			got.tunnels += len(d.Tunnels)
			for _, tun := range d.Tunnels {
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
