package asa

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/internal/vendortest"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

func TestGolden(t *testing.T) { vendortest.Golden(t, Read) }

func source(t testing.TB, text string) *parser.Source {
	t.Helper()
	src, err := parser.NewSource("fw.cfg", []byte(text), "")
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func TestEmptyFileIsAnError(t *testing.T) {
	for _, text := range []string{"", "\n\n", "! only a comment\n: Saved\n"} {
		if _, err := Read(source(t, text)); err == nil {
			t.Errorf("%q: no error", text)
		}
	}
}

func TestDetect(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		asa        bool
	}{
		{"version line", "ASA Version 9.8(4)\nhostname fw\n", true},
		{"crypto fragment", "crypto map M 10 match address A\ncrypto map M 10 set peer 203.0.113.1\ncrypto map M 10 set ikev1 transform-set T\n", true},
		{"tunnel-group fragment", "tunnel-group 203.0.113.1 type ipsec-l2l\n", true},
		{"IOS router", "service timestamps debug datetime\ncrypto keyring K\ncrypto isakmp policy 10\ncrypto map M 10 ipsec-isakmp\nip nat inside source list 1\nip route 0.0.0.0 0.0.0.0 Gi0\nline vty 0 4\n", false},
		{"FortiOS", "config system global\n    set hostname fw\nend\nconfig vpn ipsec phase1-interface\nend\n", false},
		{"Junos", "set interfaces st0.1 family inet\nset security ike proposal P\n", false},
		{"prose", "This text speaks of a firewall and of names.\n", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Detect(source(t, tt.text)); (got >= 15) != tt.asa {
				t.Errorf("score %d, an ASA: %v", got, tt.asa)
			}
		})
	}
}

// TestFlattenedReadsTheSame takes every whole configuration of the testdata,
// removes all indentation, or doubles it, and expects the same model.
func TestFlattenedReadsTheSame(t *testing.T) {
	for name, config := range archives(t) {
		for how, change := range map[string]func(string) string{
			"flattened":        func(line string) string { return strings.TrimLeft(line, " ") },
			"three blanks":     func(line string) string { return strings.Repeat(" ", 2*indent(line)) + line },
			"carriage returns": func(line string) string { return line + "\r" },
		} {
			t.Run(name+"/"+how, func(t *testing.T) {
				lines := strings.Split(config, "\n")
				for i := range lines {
					lines[i] = change(lines[i])
				}
				want, got := summary(t, config), summary(t, strings.Join(lines, "\n"))
				if want != got {
					t.Errorf("the model changed\nwas:\n%s\nis:\n%s", want, got)
				}
			})
		}
	}
}

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// summary is the model without places.
func summary(t *testing.T, config string) string {
	t.Helper()
	devices, err := Read(source(t, config))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, tun := range devices[0].Tunnels {
		fmt.Fprintf(&b, "%s %s %v %v %v %d\n", tun.Name, tun.Peer, tun.IKE.Versions.V, tun.IKE.Lifetime.V, tun.SAPairs.V, len(tun.IKE.Proposals))
		fmt.Fprintf(&b, "  %v %v %v %v\n", tun.IKE.DPD.Interval.V, tun.IdleTimeout.V, tun.IKE.Auth.V, len(tun.Keepalives))
		for _, c := range tun.Children {
			fmt.Fprintf(&b, "  %v %v %v %v\n", c.Name, c.Lifetime.V, c.PFSGroups.V, len(c.Selectors))
		}
	}
	fmt.Fprintf(&b, "%d problems", len(devices[0].Problems))
	return b.String()
}

// archives returns the configurations of the golden files by feature. Left out
// are those that are about lines in modes nobody knows, which only indentation tells.
func archives(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".txtar")
		if name == "unknown_and_unreadable" || name == "group_policy_inheritance" {
			continue
		}
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(string(raw), "-- fw.cfg --\n")
		config, _, _ := strings.Cut(rest, "-- model.json --")
		out[name] = config
	}
	return out
}

// corpusTunnels is what ORIGINS.tsv of the corpus says about the number of
// tunnels to static peers in each file that has any.
var corpusTunnels = map[string]int{
	"5h1n6o__": 1, "Azure__": 1, "GoogleCloudPlatform__": 2, "Summerice7__": 1, "frostyfosse__": 4, "ibm-cloud-docs__": 1,
	"jacklty__oci_doc_crawler__ciscoasaCPEpolicybased": 1, "jacklty__oci_doc_crawler__ciscoasaCPEroutebased": 2,
	"jwrightazure__lab__asa-vpn-to-active-active": 2, "jwrightazure__lab__asa-vpn-to-azurevpngw": 1, "moffie21__": 2,
	"phanthanhhoang1004__": 1, "sentriflow__": 1, "tunupgh__tunupgh.github.io__asa-srx_1": 1, "tunupgh__tunupgh.github.io__dynamic-dhcp_2": 1,
	"tunupgh__tunupgh.github.io__two-asas": 1, "yinghli__": 1, "networktocode__ntc-templates__cisco_asa_show_running-config_all": 5,
	"networktocode__ntc-templates__cisco_asa_show_running-config_crypto": 5,
	"awsdocs__":      2,
	"unknown__index": 2,
}

func TestCorpus(t *testing.T) {
	root := os.Getenv("CORPUS")
	if root == "" {
		t.Skip("CORPUS is not set: no real exports to read")
	}
	tunnels, unread := 0, 0
	for _, pattern := range []string{"asa/*", "aws-samples/cisco-asa/*"} {
		files, _ := filepath.Glob(filepath.Join(root, pattern))
		for _, file := range files {
			if filepath.Ext(file) == ".tsv" {
				continue
			}
			n, u := corpusFile(t, file)
			tunnels, unread = tunnels+n, unread+u
		}
	}
	t.Logf("%d tunnels, %d statements unread or unreadable", tunnels, unread)
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
	if Detect(src) < 15 {
		t.Errorf("%s: not recognised as an ASA", name)
	}
	devices, err := Read(src)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	vendortest.CheckSpans(t, devices)
	for _, d := range devices {
		tunnels += len(d.Tunnels)
		for _, p := range d.Problems {
			if p.Kind == ipsec.Unread || p.Kind == ipsec.Unreadable {
				unread++
				t.Logf("%s:%d: %s", name, p.At.Position().Line, p.Message)
			}
		}
	}
	want := 0
	for prefix, n := range corpusTunnels {
		if strings.HasPrefix(name, prefix) {
			want = n
		}
	}
	if tunnels != want {
		t.Errorf("%s: %d tunnels, want %d", name, tunnels, want)
	}
	return tunnels, unread
}

func FuzzRead(f *testing.F) {
	vendortest.Seeds(f)
	f.Add([]byte("crypto map M 1 set peer a b c\ncrypto map M interface o\n"))
	f.Fuzz(func(t *testing.T, data []byte) { vendortest.FuzzOne(t, data, Read) })
}

func FuzzSecrets(f *testing.F) {
	vendortest.Seeds(f)
	f.Add([]byte("tunnel-group 192.0.2.1 ipsec-attributes\n ikev1 pre-shared-key \n\tx\nsnmp-server host i 192.0.2.2 community 0 a b\n"))
	f.Fuzz(func(t *testing.T, data []byte) { vendortest.FuzzSecrets(t, data, Secrets) })
}

// BenchmarkRead reads a configuration in which, as on real devices, most lines
// are ACL entries of no tunnel.
func BenchmarkRead(b *testing.B) {
	var buf bytes.Buffer
	buf.WriteString("ASA Version 9.8(4)\nhostname fw\n")
	for i := range 20_000 {
		fmt.Fprintf(&buf, "access-list inside_in extended permit tcp host 10.1.%d.%d any4 eq https log\n", i/250%250, i%250)
	}
	buf.WriteString("access-list VPN extended permit ip any4 10.8.2.0 255.255.255.0\ncrypto map M 10 match address VPN\n" +
		"crypto map M 10 set peer 203.0.113.10\ncrypto map M 10 set ikev1 transform-set T\ncrypto map M interface outside\n")
	src := source(b, buf.String())
	b.SetBytes(int64(buf.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(src); err != nil {
			b.Fatal(err)
		}
	}
}

// Without a transform-set the IKE version cannot be told, and with it not which of
// the policies are for the tunnel: that is not a device without policies.
func TestPoliciesOfAnUnknownVersion(t *testing.T) {
	devices, err := Read(source(t, "crypto ikev1 policy 10\n authentication pre-share\n encryption aes-256\n hash sha\n group 14\n lifetime 28800\n"+
		"crypto map M 10 set peer 203.0.113.10\ncrypto map M interface outside\n"))
	if err != nil {
		t.Fatal(err)
	}
	if k := devices[0].Tunnels[0].IKE; k.Versions.Known() || k.Hidden == "" {
		t.Errorf("versions %v, hidden %q: want unknown versions and a reason", k.Versions.V, k.Hidden)
	}
}

// One bad limit costs only itself: the other one of the line stays, and a figure
// below zero is none.
func TestLimitsOfOneLine(t *testing.T) {
	for line, want := range map[string]string{
		"seconds 3600 kilobytes lots":      "3600 unknown",
		"kilobytes -5 seconds 3600":        "3600 unknown",
		"seconds -1 kilobytes 5000":        "unknown 5000",
		"SECONDS 3600 KILOBYTES UNLIMITED": "3600 0",
	} {
		devices, err := Read(source(t, "crypto map M 10 set peer 203.0.113.10\ncrypto map M 10 set security-association lifetime "+line+
			"\ncrypto ipsec ikev1 transform-set T esp-aes esp-sha-hmac\ncrypto map M 10 set ikev1 transform-set T\ncrypto map M interface outside\n"))
		if err != nil {
			t.Fatal(err)
		}
		word := func(v ipsec.Value[int]) string {
			if v.Known() {
				return fmt.Sprint(v.V)
			}
			return "unknown"
		}
		ch := devices[0].Tunnels[0].Children[0]
		if got := word(ch.Lifetime) + " " + word(ch.LifetimeKilobytes); got != want {
			t.Errorf("%s: %s, want %s", line, got, want)
		}
	}
}

// Commands may be typed in capitals: the lines below such a head are still its own.
func TestCapitalsOpenModes(t *testing.T) {
	devices, err := Read(source(t, "CRYPTO IKEV2 POLICY 10\n ENCRYPTION AES-256\n INTEGRITY SHA256\n GROUP 14\n LIFETIME SECONDS 28800\n"+
		"CRYPTO IPSEC IKEV2 IPSEC-PROPOSAL P\n PROTOCOL ESP ENCRYPTION AES-256\n PROTOCOL ESP INTEGRITY SHA-256\n"+
		"CRYPTO MAP M 10 SET PEER 203.0.113.10\nCRYPTO MAP M 10 SET PFS GROUP14\nCRYPTO MAP M 10 SET IKEV2 IPSEC-PROPOSAL P\nCRYPTO MAP M INTERFACE outside\n"+
		"TUNNEL-GROUP 203.0.113.10 TYPE IPSEC-L2L\nTUNNEL-GROUP 203.0.113.10 IPSEC-ATTRIBUTES\n IKEV2 LOCAL-AUTHENTICATION PRE-SHARED-KEY S3CRETmarker\n"))
	if err != nil {
		t.Fatal(err)
	}
	tunnel := devices[0].Tunnels[0]
	if v := tunnel.IKE.Lifetime; v.V != 28800 || v.Origin != ipsec.Explicit {
		t.Errorf("phase 1 lifetime %d (%v), want 28800", v.V, v.Origin)
	}
	if !tunnel.IKE.Proposals[0].Encryption.Known() || !tunnel.Children[0].Proposals[0].Encryption.Known() {
		t.Error("the algorithms are not read")
	}
	if v := tunnel.Children[0].PFSGroups; len(v.V) != 1 || v.V[0] != 14 {
		t.Errorf("PFS groups %v, want 14", v.V)
	}
	if tunnel.IKE.Auth.V != "psk" {
		t.Errorf("authentication %q, want psk", tunnel.IKE.Auth.V)
	}
}
