package fortigate

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/internal/vendortest"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// corpusCounts is what the origins of the corpus say of each file, by the
// beginning of its name, and what was counted in it by hand.
var corpusCounts = map[string]struct {
	devices, tunnels, children int
	unread                     int // statements in VPN blocks that are unread or unreadable
	version                    string
}{
	"20eung__fortios-multi-vdom__2":              {devices: 1, tunnels: 2, children: 2},
	"20eung__fortios-multi-vdom__3":              {devices: 1, tunnels: 1, children: 1},
	"40net-cloud__":                              {devices: 1, tunnels: 16, children: 16},
	"Azure__":                                    {devices: 1, tunnels: 1, children: 1, version: "5.4"},
	"GruppenIT__FortiGateConfigHarbor__FG60F":    {devices: 1, tunnels: 2, children: 2, version: "7.2.11"},
	"GruppenIT__FortiGateConfigHarbor__FGT100F":  {devices: 1, tunnels: 8, children: 20, version: "7.2.11"},
	"acidjunk__fortigate-config-parser__example": {devices: 1, tunnels: 1, children: 1, version: "5.2"},
	"acidjunk__fortigate-config-parser__global":  {devices: 1, tunnels: 1, children: 1, version: "5.2"},
	"batfish__":                   {devices: 1, version: "6.4.4"},
	"dmitryperets__":              {devices: 1},
	"emelycarolinacarrascotorres": {devices: 1, tunnels: 1, children: 1},
	"fortinet-solutions-cse__":    {devices: 1, tunnels: 6, children: 6, unread: 6},
	"fortinet__4D-Demo__7.4":      {devices: 1, tunnels: 4, children: 4, unread: 4},
	"fortinet__4D-Demo__7.6":      {devices: 1},
	"fortinetsolutions__AWS-CloudFormationTemplates__base": {devices: 1, version: "5.6.3"},
	"fortinetsolutions__AWS-CloudFormationTemplates__tgw":  {devices: 1, tunnels: 2, children: 2},
	"fortinetsolutions__AWS-CloudFormationTemplates__fgt":  {devices: 1, tunnels: 2, children: 2},
	"fortinetsolutions__terraform-modules__":               {devices: 1, tunnels: 2, children: 2},
	"fredcastillo__":                                       {devices: 1, tunnels: 1, children: 1},
	"jafartavana01__":                                      {devices: 1, tunnels: 1, children: 1},
	"levycampelo__":                                        {devices: 1, tunnels: 1, children: 1, unread: 2},
	"napalm-automation__":                                  {devices: 1},
	"netdevops__":                                          {devices: 1},
	"pokerstatsapp__":                                      {devices: 1, tunnels: 1, children: 1, unread: 1},
	"rhythmictech__":                                       {devices: 1, tunnels: 2, children: 2},
	"ssato__":                                              {devices: 2, version: "6.2.3"},
	"yagosys__":                                            {devices: 1, tunnels: 1, children: 1},
	"ytti__oxidized__oxidized_501E_vdom_output":            {devices: 1, version: "7.4.8"},
	"ytti__oxidized__oxidized_501E_vdom_simulation":        {devices: 1, version: "7.4.8"},
	"awsdocs__":                                            {devices: 1, tunnels: 2, children: 2},
}

func TestCorpus(t *testing.T) {
	root := os.Getenv("CORPUS")
	if root == "" {
		t.Skip("CORPUS is not set: no real exports to read")
	}
	files, tunnels, unread := 0, 0, 0
	for _, pattern := range []string{"fortigate/*", "aws-samples/fortigate/*"} {
		found, _ := filepath.Glob(filepath.Join(root, pattern))
		for _, file := range found {
			if filepath.Ext(file) == ".tsv" {
				continue
			}
			n, u := corpusFile(t, file)
			files, tunnels, unread = files+1, tunnels+n, unread+u
		}
	}
	if files == 0 {
		t.Error("CORPUS holds no FortiGate files")
	}
	t.Logf("%d files, %d tunnels, %d statements of VPN blocks unread or unreadable", files, tunnels, unread)
}

func corpusFile(t *testing.T, file string) (tunnels, unread int) {
	t.Helper()
	name := filepath.Base(file)
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	src, err := parser.NewSource(name, raw, "")
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if score := Detect(src); score < 90 {
		t.Errorf("%s: recognised with score %d only", name, score)
	}
	devices, err := Read(src)
	if err != nil {
		t.Errorf("%v", err)
		return 0, 0
	}
	vendortest.CheckSpans(t, devices)
	found := false
	for prefix, want := range corpusCounts {
		if !strings.HasPrefix(name, prefix) {
			continue
		}
		found = true
		got := want
		got.devices, got.tunnels, got.children, got.unread, got.version = len(devices), 0, 0, 0, devices[0].Version
		for _, d := range devices {
			got.tunnels += len(d.Tunnels)
			for _, x := range d.Tunnels {
				got.children += len(x.Children)
			}
			got.unread += unreadVPN(t, name, d)
		}
		if got != want {
			t.Errorf("%s: got %+v, want %+v", name, got, want)
		}
		tunnels, unread = got.tunnels, got.unread
	}
	if !found {
		t.Errorf("%s: a file that nobody has counted", name)
	}
	return tunnels, unread
}

// unreadVPN counts the unread statements of VPN blocks; each must say why.
func unreadVPN(t *testing.T, name string, d *ipsec.Device) (n int) {
	for _, p := range d.Problems {
		if p.Message == "" || p.At.IsZero() {
			t.Errorf("%s: a problem without a reason or a place: %+v", name, p)
		}
		if p.VPN && (p.Kind == ipsec.Unread || p.Kind == ipsec.Unreadable) {
			n++
			t.Logf("%s:%d: %s", name, p.At.Position().Line, p.Message)
		}
	}
	return n
}
