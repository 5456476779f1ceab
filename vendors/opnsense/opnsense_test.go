package opnsense_test

import (
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/internal/vendortest"
	"github.com/vpnlint/vpnlint/vendors/opnsense"
)

func TestGolden(t *testing.T) { vendortest.Golden(t, opnsense.Read) }

func FuzzRead(f *testing.F) {
	vendortest.Seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) { vendortest.FuzzOne(t, data, opnsense.Read) })
}

func FuzzSecrets(f *testing.F) {
	vendortest.Seeds(f)
	f.Add([]byte("<pre-shared-key>\n<![CDATA[a\nb]]></pre-shared-key><password>x"))
	f.Fuzz(func(t *testing.T, data []byte) { vendortest.FuzzSecrets(t, data, opnsense.Secrets) })
}

func TestDetect(t *testing.T) {
	for text, want := range map[string]int{
		"<?xml version=\"1.0\"?>\n<opnsense><version>11.2</version></opnsense>": 100,
		"<OPNsense><Swanctl/></OPNsense>":                                       95,
		"<Swanctl version=\"1.0.0\"><Connections/></Swanctl>":                   90,
		"<ipsec><phase1><rekeyfuzz/></phase1></ipsec>":                          90,
		"<ipsec><phase1></phase1></ipsec>":                                      10,
		"<pfsense><ipsec><phase1/></ipsec>":                                     0,
		"interface <opnsense>":                                                  0,
	} {
		src, err := parser.NewSource("config.xml", []byte(text), "")
		if err != nil {
			t.Fatal(err)
		}
		if got := opnsense.Detect(src); got != want {
			t.Errorf("%s: %d, want %d", text, got, want)
		}
	}
}

func TestNothingToRead(t *testing.T) {
	src, err := parser.NewSource("menu.xml", []byte("<menu><item/></menu>"), "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := opnsense.Read(src); err == nil || !strings.HasPrefix(err.Error(), "menu.xml: ") {
		t.Errorf("error %v", err)
	}
}
