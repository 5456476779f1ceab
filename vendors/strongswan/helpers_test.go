package strongswan

import (
	"testing"

	"github.com/vpnlint/vpnlint/parser"
)

func source(t testing.TB, name string, raw []byte) *parser.Source {
	t.Helper()
	src, err := parser.NewSource(name, raw, "utf-8")
	if err != nil {
		t.Fatal(err)
	}
	return src
}
