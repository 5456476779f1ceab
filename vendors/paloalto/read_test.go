package paloalto

import (
	"bytes"
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/vpnlint/vpnlint/vendors/internal/vendortest"
)

func TestGolden(t *testing.T) { vendortest.Golden(t, Read) }

func FuzzRead(f *testing.F) {
	// Without the marker: a mutation may well move a key to where a name stands.
	files, _ := filepath.Glob("testdata/*.txtar")
	for _, file := range files {
		if a, err := txtar.ParseFile(file); err == nil && len(a.Files) > 0 {
			f.Add(bytes.ReplaceAll(a.Files[0].Data, []byte(vendortest.Marker), []byte("a-key-of-no-worth")))
		}
	}
	f.Add([]byte("set network ike gateway \"a b\" authentication pre-shared-key key x\nedit network tunnel ipsec T\nset auto-key ike-gateway \"a b\"\nup\ntop\n"))
	f.Add([]byte("config {\n  devices {\n    localhost.localdomain {\n      network {\n        tunnel { ipsec { T { auto-key { ike-gateway { G; } } } } }\n"))
	f.Add([]byte(`{"@status":"success","result":{"entry":[{"@name":"T","auto-key":{"ike-gateway":{"entry":{"@name":"G"}}}}]}}`))
	f.Add([]byte(`<config version="11.1.0"><devices><entry name="localhost.localdomain"><template><entry name="T"><variable><entry name="$x"/></variable></entry></template></entry></devices></config>`))
	f.Fuzz(func(t *testing.T, data []byte) { vendortest.FuzzOne(t, data, Read) })
}
