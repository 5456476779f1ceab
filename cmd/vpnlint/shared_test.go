package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// shared are whole configurations with the pair of tunnels to OutSystems, a tunnel
// to a partner that breaks many rules, and remote access that breaks as many.
// Remote access is no tunnel, whatever it is called.
var shared = []struct{ file, partner string }{
	{"asa/asa-9.16-shared.cfg", "outside_map 20"},
	{"fortigate/fortios-7.4-shared.conf", "partner"},
	{"paloalto/set-shared.set", "partner"},
	{"pfsense/pfsense-2.7-shared.xml", "con3"},
	{"opnsense/opnsense-25.7-shared.xml", "Partner"},
	{"strongswan/swanctl-shared.conf", "partner"},
}

// told are the flags of an intent that fits the pair, without its peers.
var told = []string{"--cidr", "10.8.2.0/24", "--dns", "10.8.2.10,10.8.2.11", "--onprem", "10.1.0.0/16", "--routing", "static", "--behind-nat=false"}

const pair = "203.0.113.10,203.0.113.20"

// finding is what these tests look at in a finding of a report in JSON.
type finding struct {
	Rule, Severity, Message, Tunnel string
	Tunnels                         []string
	Line                            int
}

// findings runs the check with the rest of the intent from a configuration file, and
// returns the findings and the exit status.
func findings(t *testing.T, args ...string) (out []finding, exit string) {
	t.Helper()
	config := filepath.Join(t.TempDir(), "vpnlint.yaml")
	text := "version: 1\noutsystems: { edition: standard, db_ports: [1433], asymmetric_ok: false }\n"
	if err := os.WriteFile(config, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	output := runPlain(t, append([]string{"check", "--config", config, "--format", "json"}, args...))
	cut := strings.LastIndex(output, "exit status ")
	var report struct{ Findings []finding }
	if err := json.Unmarshal([]byte(output[:cut]), &report); err != nil {
		t.Fatalf("%s: %v\n%s", args, err, output)
	}
	return report.Findings, strings.TrimSpace(output[cut:])
}

// TestPeersChoose holds that with the peers told nothing at all is said about the
// partner's tunnel, and that the pair is right.
func TestPeersChoose(t *testing.T) {
	for _, c := range shared {
		all, exit := findings(t, append(slices.Clone(told), "--peer", pair, filepath.Join("..", "..", "testdata", c.file))...)
		if exit != "exit status 0" {
			t.Errorf("%s: %s", c.file, exit)
		}
		for _, f := range all {
			if f.Severity != "info" {
				t.Errorf("%s:%d: %s: %s [%s]", c.file, f.Line, f.Severity, f.Message, f.Rule)
			}
			if f.Tunnel == c.partner || slices.Contains(f.Tunnels, c.partner) || f.Rule == "unread-statement" {
				t.Errorf("%s:%d: the partner's tunnel is not asked for: %s [%s]", c.file, f.Line, f.Message, f.Rule)
			}
		}
	}
}

// TestEverySiteToSiteTunnel holds that without peers the partner's tunnel owes the
// profile, too, and that remote access does not.
func TestEverySiteToSiteTunnel(t *testing.T) {
	for _, c := range shared {
		all, exit := findings(t, append(slices.Clone(told), filepath.Join("..", "..", "testdata", c.file))...)
		if exit != "exit status 1" {
			t.Errorf("%s: %s", c.file, exit)
		}
		errors := map[string]bool{}
		for _, f := range all {
			if f.Severity != "info" && f.Tunnel != c.partner {
				t.Errorf("%s:%d: %s about %q, not about the partner's tunnel: %s [%s]", c.file, f.Line, f.Severity, f.Tunnel, f.Message, f.Rule)
			}
			if f.Severity == "error" {
				errors[f.Rule] = true
			}
		}
		for _, rule := range []string{"ike-main-mode", "ike-proposal", "ipsec-lifetime", "ipsec-proposal", "pfs", "selector-coverage", "single-sa-pair"} {
			if !errors[rule] {
				t.Errorf("%s: %s has no error about the partner's tunnel", c.file, rule)
			}
		}
	}
}

// TestRightConfigurations runs the good configurations of the rules' examples with
// everything told, the supplied file included: nothing but info, and exit status 0.
func TestRightConfigurations(t *testing.T) {
	base := filepath.Join("..", "..", "rules", "outsystems", "testdata", "base")
	for vendor, file := range map[string]string{
		"asa": "asa.cfg", "fortigate": "fortigate.conf", "paloalto": "paloalto.set",
		"pfsense": "pfsense.xml", "opnsense": "opnsense.xml", "strongswan": "strongswan.conf",
	} {
		all, exit := findings(t, append(slices.Clone(told), "--peer", pair, "--supplied", filepath.Join(base, "vpn-"+vendor+".txt"), filepath.Join(base, file))...)
		if exit != "exit status 0" {
			t.Errorf("%s: %s", file, exit)
		}
		for _, f := range all {
			if f.Severity != "info" {
				t.Errorf("%s:%d: %s: %s [%s]", file, f.Line, f.Severity, f.Message, f.Rule)
			}
		}
	}
}

// TestRightHost lays right dumps of the host beside the good configuration of
// strongSwan, so that the rules about filters, NAT and routes judge it, too.
func TestRightHost(t *testing.T) {
	folder := t.TempDir()
	config, err := os.ReadFile(filepath.Join("..", "..", "rules", "outsystems", "testdata", "base", "strongswan.conf"))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"swanctl.conf": string(config),
		"rules.v4": `*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -s 203.0.113.10/32 -p udp -m multiport --dports 500,4500 -j ACCEPT
-A INPUT -s 203.0.113.20/32 -p udp -m multiport --dports 500,4500 -j ACCEPT
-A INPUT -s 203.0.113.10/32 -p esp -j ACCEPT
-A INPUT -s 203.0.113.20/32 -p esp -j ACCEPT
-A FORWARD -s 10.1.0.0/16 -d 10.8.2.0/24 -j ACCEPT
-A FORWARD -s 10.8.2.0/24 -d 10.1.0.0/16 -j ACCEPT
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A POSTROUTING -s 10.1.0.0/16 -d 10.8.2.0/24 -j ACCEPT
-A POSTROUTING -s 10.1.0.0/16 -o eth0 -j MASQUERADE
COMMIT
`,
		"routes.txt": `default via 198.51.100.1 dev eth0
10.1.0.0/16 dev eth1 proto kernel scope link src 10.1.0.1
198.51.100.0/29 dev eth0 proto kernel scope link src 198.51.100.2
10.8.2.0/24 dev ipsec41 scope link
10.8.2.0/24 dev ipsec42 scope link metric 100
`,
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	all, exit := findings(t, append(slices.Clone(told), "--peer", pair, filepath.Join(folder, "swanctl.conf"))...)
	if exit != "exit status 0" {
		t.Error(exit)
	}
	routes := false
	for _, f := range all {
		routes = routes || f.Rule == "asymmetric-routing"
		if f.Severity != "info" {
			t.Errorf("line %d: %s: %s [%s]", f.Line, f.Severity, f.Message, f.Rule)
		}
	}
	if !routes {
		t.Error("nothing is said about the routes: were they read?")
	}
}
