package fortigate

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/internal/vendortest"
)

func TestGolden(t *testing.T) { vendortest.Golden(t, Read) }

func FuzzRead(f *testing.F) {
	vendortest.Seeds(f)
	f.Add([]byte("config vdom\nedit a\nconfig vpn ipsec phase1\nedit b\nset remote-gw \"\nappend proposal x\nend\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		vendortest.FuzzOne(t, data, Read)
		if src, err := parser.NewSource("fuzz", data, ""); err == nil {
			Detect(src)
		}
	})
}

func FuzzSecrets(f *testing.F) {
	vendortest.Seeds(f)
	f.Add([]byte("config user local\nedit a\nset passwd ENC \"\nset psksecret \"x\ny\"\nend\n"))
	f.Fuzz(func(t *testing.T, data []byte) { vendortest.FuzzSecrets(t, data, Secrets) })
}

func source(t testing.TB, text string) *parser.Source {
	t.Helper()
	src, err := parser.NewSource("fw.conf", []byte(text), "")
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func eachLine(src *parser.Source, do func(start, end int)) {
	start := 0
	for _, line := range strings.SplitAfter(string(src.Text()), "\n") {
		do(start, start+len(strings.TrimSuffix(line, "\n")))
		start += len(line)
	}
}

func TestDetect(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		least      int
	}{
		{"header", "#config-version=FGT60F-7.2.8-FW-build1639-240313:opmode=0:vdom=0:user=admin\n", 100},
		{"header behind a prompt", "FW $ show\n#config-version=FortiGate-VM64 v6.2.3,build1066,191218 (GA):opmode=1:vdom=0:user=demo\n", 100},
		{"encrypted", "#FGBK|4|FGT60F|7|02|1639|\nabc", 100},
		{"snippet", "config vpn ipsec phase1-interface\nedit \"a\"\nset x y\n", 95},
		{"other tables", "config system interface\n    edit \"wan1\"\n        set ip 192.0.2.1 255.255.255.0\n", 90},
		{"YAML form", "vpn_ipsec_phase1-interface:\n    - a:\n        interface: \"wan1\"\n", 95},
	} {
		if got := Detect(source(t, tt.text)); got < tt.least {
			t.Errorf("%s: score %d, want at least %d", tt.name, got, tt.least)
		}
	}
	for name, text := range map[string]string{
		"FortiManager": "#config-version=FMG-VM64-7.4-FW-build2588-240101:opmode=0\nconfig system global\n    set hostname \"m\"\nend\n",
		"ASA":          "ASA Version 9.16(2)\ncrypto map m 10 set peer 192.0.2.1\n",
		"pfSense":      "<?xml version=\"1.0\"?>\n<pfsense>\n</pfsense>\n",
		"YAML":         "---\nservices:\n  web:\n    image: x\n",
		"OpenWrt":      "config interface 'lan'\n\toption proto 'static'\n",
		"prose":        "config system global is what they say\n",
		"empty":        "",
	} {
		if got := Detect(source(t, text)); got > 50 {
			t.Errorf("%s: score %d", name, got)
		}
	}
}

func TestErrors(t *testing.T) {
	for text, want := range map[string]string{
		"#FGBK|4|FGT60F|7|02|1639|\n": "fw.conf:1: the backup is encrypted: make one without a password",
		"# nothing\n":                 "fw.conf: no FortiGate configuration in it: give the output of show, or a backup",
	} {
		if _, err := Read(source(t, text)); err == nil || err.Error() != want {
			t.Errorf("%q: error %v, want %q", text, err, want)
		}
	}
}

func TestParseVersion(t *testing.T) {
	for text, want := range map[string]string{
		"7.2.11": "7.2.11 70211-70211", "5.02": "5.2 50200-50299", "4.00": "4.0 40000-40099", "7.4": "7.4 70400-70499",
		"x.y": "", "7": "", "1.2.3.4": "", "7.999": "",
	} {
		got := ""
		if v, r, ok := parseVersion(text); ok {
			got = fmt.Sprintf("%s %d-%d", v, r.from, r.to)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// TestBuiltIn checks the tables of built-in values at the releases where they change.
func TestBuiltIn(t *testing.T) {
	for _, tt := range []struct {
		from, to release
		want     string
	}{
		{rel(5, 0, 0), rel(5, 0, 99), "[ikev1] true | [5] true | 0 false | 5 true | 5000 true"},
		{rel(5, 2, 0), rel(5, 2, 99), "[ikev1] true | [14 5] true | 0 false | 5 true | 5000 true"},
		{rel(5, 4, 1), rel(5, 4, 1), "[ikev1] true | [14 5] true | 86400 true | 20 true | 5000 true"},
		{rel(6, 2, 3), rel(6, 2, 3), "[ikev1] true | [14 5] true | 86400 true | 20 true | 0 false"},
		{rel(7, 2, 8), rel(7, 2, 8), "[ikev1] true | [14 5] true | 86400 true | 20 true | 500 true"},
		{rel(7, 4, 0), rel(7, 4, 99), "[ikev1] true | [] false | 86400 true | 20 true | 500 true"},
		{rel(7, 6, 4), rel(7, 6, 4), "[ikev1] true | [] false | 86400 true | 20 true | 500 true"},
		{rel(7, 6, 5), rel(7, 6, 5), "[ikev1] true | [20] true | 86400 true | 20 true | 500 true"},
		{rel(8, 0, 0), rel(8, 0, 0), "[ikev2] true | [20] true | 86400 true | 20 true | 500 true"},
		{oldest, newest, "[] false | [] false | 0 false | 0 false | 0 false"},
		{rel(5, 4, 0), newest, "[] false | [] false | 86400 true | 20 true | 0 false"},
	} {
		r := releases{tt.from, tt.to}
		got := strings.Join([]string{show(defaultIKEVersion, r), show(defaultGroups, r), show(defaultKeylife, r),
			show(defaultRetryInterval, r), show(defaultProbeInterval, r)}, " | ")
		if got != tt.want {
			t.Errorf("%d to %d:\n got %s\nwant %s", tt.from, tt.to, got, tt.want)
		}
	}
}

func show[T any](table []since[T], r releases) string {
	v, ok := builtIn(table, r)
	return fmt.Sprintf("%v %v", v, ok)
}

func TestAddresses(t *testing.T) {
	for in, want := range map[string]string{
		"10.1.0.0 255.255.0.0":     "10.1.0.0/16",
		"10.1.2.3 255.255.0.0":     "10.1.0.0/16",
		"10.1.2.3/255.255.255.0":   "10.1.2.0/24",
		"0.0.0.0/0.0.0.0":          "0.0.0.0/0",
		"10.1.2.3":                 "10.1.2.3/32",
		"2001:db8::/32":            "2001:db8::/32",
		"10.1.0.0 255.0.255.0":     "10.1.0.0 255.0.255.0",
		"${net} ${mask}":           "${net} ${mask}",
		"0.0.0.0 0.0.0.0":          "0.0.0.0/0",
		"10.0.0.1 255.255.255.255": "10.0.0.1/32",
	} {
		if got := prefixText(strings.Fields(in)); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
	for _, tt := range [][3]string{
		{"10.0.0.0", "10.0.0.255", "10.0.0.0/24"}, {"10.0.0.4", "10.0.0.4", "10.0.0.4/32"},
		{"10.0.0.1", "10.0.0.2", "10.0.0.1-10.0.0.2"}, {"0.0.0.0", "255.255.255.255", "0.0.0.0/0"}, {"x", "", "x"},
	} {
		if got := rangeText(tt[0], tt[1]); got != tt[2] {
			t.Errorf("%s to %s: %s, want %s", tt[0], tt[1], got, tt[2])
		}
	}
}

// TestSecretsHidesEveryMarker redacts the file of secrets line by line: no key may
// be left, and what is no secret stays.
func TestSecretsHidesEveryMarker(t *testing.T) {
	for _, name := range []string{"secrets", "yaml_backup"} {
		src := source(t, config(t, name))
		var out strings.Builder
		eachLine(src, func(start, end int) {
			at := start
			for _, s := range Secrets(src, start, end) {
				out.WriteString(string(src.Text()[at:s.Start]) + "<redacted>")
				at = s.End
			}
			out.Write(src.Text()[at:end])
			out.WriteByte('\n')
		})
		for i, line := range strings.Split(out.String(), "\n") {
			// In the block "broken" the marker stands where no device has a secret.
			if strings.Contains(line, vendortest.Marker) && !strings.Contains(config(t, name)[:strings.Index(config(t, name), line)], `edit "broken"`) {
				t.Errorf("%s: line %d shows a secret: %s", name, i+1, line)
			}
		}
		for _, keep := range []string{"203.0.113.10", "hostname", "aes256-sha256", "END ENCRYPTED PRIVATE KEY"} {
			if !strings.Contains(out.String(), keep) {
				t.Errorf("%s: %q is hidden", name, keep)
			}
		}
	}
}

// TestOpenQuote has words without their closing quote, which hold the key behind them
// then; Render fails the test when it is shown.
func TestOpenQuote(t *testing.T) {
	const open = "\"to the cloud\n        damaged: E.C " + vendortest.Marker + "\n\n\"\n"
	const tunnel = "#config-version=FG100F-7.2.8-FW-build1639-240313:opmode=0:vdom=0:user=admin\nvpn_ipsec_phase1-interface:\n    - aws:\n        remote-gw: 203.0.113.10\n"
	for _, text := range []string{"        comments: " + open, "        interface: " + open, "firewall_policy:\n    - 1:\n        srcintf: " + open, "firewall_address:\n    - " + open} {
		devices, err := Read(source(t, tunnel+text))
		if err != nil {
			t.Fatal(err)
		}
		vendortest.Render(t, devices)
		if got := devices[0].Tunnels[0].Description; strings.Contains(text, "comments") && got != "to the cloud" {
			t.Errorf("the comment is %q", got)
		}
	}
}

// TestJoinedPeer has a peer whose line lost its end: the key behind it is no part of it.
func TestJoinedPeer(t *testing.T) {
	devices, err := Read(source(t, "config vpn ipsec phase1-interface\nedit aws\nset remote-gw 203.0.113.10 set psksecret "+vendortest.Marker+"\nnext\nend\n"))
	if err != nil {
		t.Fatal(err)
	}
	vendortest.Render(t, devices)
	if got := devices[0].Tunnels[0].Peer; got != "203.0.113.10" {
		t.Errorf("peer %q", got)
	}
}

func TestSecretsOfSingleLines(t *testing.T) {
	for line, want := range map[string]string{
		`    set psksecret ENC abc==`:                    "abc==",
		`    psksecret: ENC abc==`:                       "abc==",
		`FW # set passwd "two words"`:                    `"two words"`,
		`    set anything ENC abc==`:                     "abc==",
		`    set password-policy enable`:                 "",
		`    set authmethod psk`:                         "",
		`    set name "harmless"`:                        "",
		`    set key abc`:                                "abc",
		`    set ssh-public-key1 "ssh-rsa AAAA"`:         "",
		`    set server "ftp://u:p@192.0.2.9/x"`:         `"ftp://u:p@192.0.2.9/x"`,
		`#private-encryption-key=abc`:                    "abc",
		`rest-of-a-wrapped-key==`:                        "rest-of-a-wrapped-key==",
		`FW-01 (root) # show vpn ipsec phase1-interface`: "",
		`    - VPN Cloud:`:                               "",
		`        interface: "wan1"`:                      "",
		`-----END CERTIFICATE-----"`:                     "",
		`edit "psksecret"`:                               "",
		`"" a-wrapped-key==`:                             `"" a-wrapped-key==`,
		`- ""`:                                           `- ""`,
		"\u00a0\u00a0":                                   "",
		``:                                               "",
	} {
		src := source(t, line)
		got := ""
		for _, s := range Secrets(src, 0, len(line)) {
			got += s.Text()
		}
		if got != want {
			t.Errorf("%q: hides %q, want %q", line, got, want)
		}
	}
}

// TestIndentationMeansNothing reads every golden configuration of the CLI form
// without indentation, and with CRLF.
func TestIndentationMeansNothing(t *testing.T) {
	for _, name := range []string{"defaults_7_2", "multi_vdom", "keepalives", "wizard_groups", "selectors", "scripts", "policy_based"} {
		text := config(t, name)
		want := outline(t, text)
		lines := strings.Split(text, "\n")
		for how, change := range map[string]func(string) string{
			"flat": strings.TrimSpace,
			"tabs": func(s string) string { return strings.ReplaceAll(s, "    ", "\t") },
			"CRLF": func(s string) string { return s + "\r" },
		} {
			var b strings.Builder
			for _, l := range lines {
				b.WriteString(change(l) + "\n")
			}
			if got := outline(t, b.String()); got != want {
				t.Errorf("%s, %s: the model changed\nwas:\n%s\nis:\n%s", name, how, want, got)
			}
		}
	}
}

// TestMissingQuote has a name in a YAML backup whose quote is not opened, so that the
// next ones open where they should close, and a key gets into a list of names.
func TestMissingQuote(t *testing.T) {
	devices, err := Read(source(t, "#config-version=FG100F-7.2.8-FW-build1639-240313:opmode=0:vdom=0:user=admin\nsystem_global:\n    hostname: \"fw\"\n\n"+
		"firewall_policy:\n    - 1:\n        srcintf: lan\"\n        dstintf: \"wan\"\n        action: accept\n\n"+
		"vpn_certificate_local:\n    - Factory:\n        private-key: \"-----BEGIN ENCRYPTED PRIVATE KE\"-----\n"+vendortest.Marker+"\n-----END ENCRYPTED PRIVATE KEY-----\n\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	vendortest.Render(t, devices)
}
