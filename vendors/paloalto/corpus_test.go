package paloalto

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/internal/vendortest"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// corpusFacts are what is known of the real exports: the tunnels over all
// devices of a file, the statements of VPN blocks that are not read, and the
// names that are not defined. Files that are not listed have none of them.
var corpusFacts = map[string]struct{ tunnels, unread, undefined int }{
	"jwrightazure__lab__apple-pan1.xml":                                       {2, 0, 0},
	"jwrightazure__lab__apple-pan2.xml":                                       {2, 0, 0},
	"PaloAltoNetworks__ansible-pan__running-config_sample.xml":                {1, 0, 0},
	"PaloAltoNetworks__AKS-k8s-north-south-inspection__bootstrap.xml":         {2, 0, 0},
	"PaloAltoNetworks__pan-os-php__policy-best-practices.xml":                 {1, 0, 0},
	"PaloAltoNetworks__prisma-access-skillets__prisma_access_full_config.xml": {7, 0, 0},
	"PaloAltoNetworks__mssp-templates__gpcs_core_ipsec_tunnel.xml":            {1, 0, 0},
	"davmhelm__pafw-azvpngw-full-mesh-bgp__pafw0-config.sample.xml":           {2, 0, 0},
	"cloudflare__cloudflare-docs__palo-alto.set.txt":                          {2, 0, 2},
	"awsdocs__amazon-vpc-network-administrator-guide__palo-alto.txt":          {2, 0, 1},
	"batfish__batfish__issue-8633.txt":                                        {1, 0, 2},
	"batfish__batfish__issue-8347.txt":                                        {1, 0, 1},
	"levycampelo__desafio-meli__paloalto.sh":                                  {0, 7, 0},
	"awsdocs__amazon-vpc-network-administrator-guide__panos-4.1.2-bgp.txt":    {2, 0, 1},
}

func TestCorpus(t *testing.T) {
	dir := os.Getenv("CORPUS")
	if dir == "" {
		t.Skip("set CORPUS to a folder of real exports to read them")
	}
	files := 0
	for _, pattern := range [...]string{"paloalto/*", "aws-samples/paloalto/*"} {
		paths, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			if name := filepath.Base(path); !strings.HasSuffix(name, ".tsv") {
				files++
				t.Run(name, func(t *testing.T) { corpusFile(t, path) })
			}
		}
	}
	if files < len(corpusFacts) {
		t.Errorf("%d files, fewer than the %d that are known", files, len(corpusFacts))
	}
}

func corpusFile(t *testing.T, path string) {
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	src, err := parser.NewSource(filepath.Base(path), raw, "")
	if err != nil {
		t.Fatal(err)
	}
	if score := Detect(src); score < 60 {
		t.Errorf("recognised with a score of %d only", score)
	}
	devices, err := Read(src)
	if err != nil {
		t.Fatal(err)
	}
	vendortest.CheckSpans(t, devices)
	got := corpusFacts[""]
	for _, d := range devices {
		got.tunnels += len(d.Tunnels)
		for _, p := range d.Problems {
			switch p.Kind {
			case ipsec.Unread:
				got.unread++
			case ipsec.Undefined:
				got.undefined++
			case ipsec.Unreadable, ipsec.Truncated:
				if p.Unsure {
					continue // a whole file whose last line has no line end
				}
				t.Errorf("%d: %s: %s", p.At.Position().Line, p.Kind, p.Message)
			}
		}
	}
	if want := corpusFacts[filepath.Base(path)]; got != want {
		t.Errorf("tunnels, unread, undefined: %v, want %v", got, want)
	}
}
