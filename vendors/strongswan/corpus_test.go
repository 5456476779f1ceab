package strongswan

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/internal/vendortest"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// corpusTunnels is what ORIGINS.tsv of the corpus says about the files that have
// tunnels of a site, and about those that a daemon refuses.
var corpusTunnels = []struct {
	prefix           string
	tunnels, enabled int
}{
	{"Azure__", 1, 0}, // settings in the first column
	{"MusabZayadneh__", 1, 1},
	{"acantril__learn-cantrill-io-labs__ipsec.conf", 2, 2},
	{"libreswan__libreswan__addconn-09", 7, 0}, // no auto=
	{"rweglarz__c-azure__vwan-mini_ipsec", 2, 2},
	{"skyuecx0630__aws-s2s-vpn__ipsec.conf", 2, 2},
	{"strongswan__strongswan__ikev1_dpd-restart_carol", 1, 1},
	{"strongswan__strongswan__ikev2-stroke_net2net-route", 1, 1},
	{"strongswan__strongswan__ikev2_dpd-trap_carol", 1, 1},
	{"strongswan__strongswan__ikev2_force-udp-encap", 1, 1},
	{"strongswan__strongswan__ikev2_net2net", 1, 1},
	{"strongswan__strongswan__ipv6-stroke_net2net", 1, 1}, // the second conn becomes a child of the first
	{"strongswan__strongswan__route-based", 1, 1},
	{"tyskJ__", 2, 2},
	{"eduardocarneiro__", 2, 2},
	{"ludesdeveloper__", 1, 0}, // a page of notes around the conn
	{"unknown__index-1088800971", 2, 2},
}

// corpusScripts hold a configuration inside a script or a template of something
// else, and corpusTemplates have directives: none is a configuration.
var (
	corpusScripts   = []string{"aws-samples__", "juliocesarscheidt__", "mrbhardw-dev__", "stormreply__"}
	corpusTemplates = []string{"rweglarz__c-azure__vwan-mini_swanctl"}
)

func TestCorpus(t *testing.T) {
	root := os.Getenv("CORPUS")
	if root == "" {
		t.Skip("CORPUS is not set: no real configurations to read")
	}
	files, tunnels, unread := 0, 0, 0
	for _, dir := range []string{"strongswan", "aws-samples/strongswan"} {
		names, _ := filepath.Glob(filepath.Join(root, dir, "*"))
		for _, file := range names {
			if filepath.Ext(file) == ".tsv" {
				continue
			}
			n, u := corpusFile(t, file)
			files, tunnels, unread = files+1, tunnels+n, unread+u
		}
	}
	t.Logf("%d files, %d tunnels, %d statements unread or unreadable", files, tunnels, unread)
}

func corpusFile(t *testing.T, file string) (tunnels, unread int) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Base(file)
	src, err := parser.NewSource(name, raw, "")
	if err != nil {
		t.Fatal(err)
	}
	script := hasPrefix(corpusScripts, name)
	if score := Detect(src); (score == 0) != script {
		t.Errorf("%s: score %d", name, score)
	}
	devices, err := Read(src)
	if template := hasPrefix(corpusTemplates, name); template != (err != nil) {
		t.Errorf("%s: error %v", name, err)
	}
	if err != nil || script {
		return 0, 0
	}
	vendortest.CheckSpans(t, devices)
	enabled := 0
	for _, tun := range devices[0].Tunnels {
		if tun.Enabled {
			enabled++
		}
	}
	for _, p := range devices[0].Problems {
		if p.Kind == ipsec.Unread || p.Kind == ipsec.Unreadable {
			unread++
			t.Logf("%s:%d: %s", name, p.At.Position().Line, p.Message)
		}
	}
	tunnels = len(devices[0].Tunnels)
	want, wantEnabled := 0, 0
	for _, c := range corpusTunnels {
		if strings.HasPrefix(name, c.prefix) {
			want, wantEnabled = c.tunnels, c.enabled
		}
	}
	if tunnels != want || enabled != wantEnabled {
		t.Errorf("%s: %d tunnels, %d of them enabled, want %d and %d", name, tunnels, enabled, want, wantEnabled)
	}
	return tunnels, unread
}

func hasPrefix(list []string, name string) bool {
	for _, p := range list {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}
