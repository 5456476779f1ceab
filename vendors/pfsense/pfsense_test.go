package pfsense_test

import (
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/internal/vendortest"
	"github.com/vpnlint/vpnlint/vendors/pfsense"
)

func TestGolden(t *testing.T) { vendortest.Golden(t, pfsense.Read) }

func FuzzRead(f *testing.F) {
	vendortest.Seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) { vendortest.FuzzOne(t, data, pfsense.Read) })
}

func FuzzSecrets(f *testing.F) {
	vendortest.Seeds(f)
	f.Add([]byte("<pre-shared-key>\n<![CDATA[a\nb]]></pre-shared-key><password>x"))
	f.Fuzz(func(t *testing.T, data []byte) { vendortest.FuzzSecrets(t, data, pfsense.Secrets) })
}

func TestDetect(t *testing.T) {
	for text, want := range map[string]int{
		"<?xml version=\"1.0\"?>\n<pfsense><version>22.9</version></pfsense>": 100,
		"<m0n0wall/>":                               70,
		"<ipsec><phase1></phase1></ipsec>":          80,
		"<ipsec></ipsec>":                           20,
		"<phase1><ikeid>1</ikeid></phase1>":         70,
		"<phase1/>":                                 0,
		"<opnsense><ipsec><phase1/></ipsec>":        0,
		"config system global\n<pfsense></pfsense>": 0,
	} {
		src, err := parser.NewSource("config.xml", []byte(text), "")
		if err != nil {
			t.Fatal(err)
		}
		if got := pfsense.Detect(src); got != want {
			t.Errorf("%s: %d, want %d", text, got, want)
		}
	}
}

func TestNothingToRead(t *testing.T) {
	src, err := parser.NewSource("menu.xml", []byte("<menu><item/></menu>"), "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pfsense.Read(src); err == nil || !strings.HasPrefix(err.Error(), "menu.xml: ") {
		t.Errorf("error %v", err)
	}
}

// BenchmarkRead reads a config.xml of 10 MB, nearly all of it firewall rules.
func BenchmarkRead(b *testing.B) {
	rule := "<rule>\n\t<id></id>\n\t<type>pass</type>\n\t<interface>lan</interface>\n\t<ipprotocol>inet</ipprotocol>\n\t<source><network>lan</network></source>\n\t<destination><address>198.51.100.7</address><port>443</port></destination>\n\t<descr><![CDATA[web &amp; mail]]></descr>\n</rule>\n"
	phase := "<phase1><ikeid>1</ikeid><iketype>ikev2</iketype><interface>wan</interface><remote-gateway>203.0.113.10</remote-gateway></phase1>" +
		"<phase2><ikeid>1</ikeid><mode>tunnel</mode></phase2>"
	text := "<pfsense><version>22.9</version><filter>" + strings.Repeat(rule, 10<<20/len(rule)) + "</filter><ipsec>" + phase + "</ipsec></pfsense>"
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		src, err := parser.NewSource("config.xml", []byte(text), "")
		if err != nil {
			b.Fatal(err)
		}
		if d, err := pfsense.Read(src); err != nil || len(d[0].Tunnels) != 1 {
			b.Fatal("not read", err)
		}
	}
}
