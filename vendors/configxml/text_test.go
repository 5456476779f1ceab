package configxml

import (
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

func source(t *testing.T, text string) *parser.Source {
	t.Helper()
	src, err := parser.NewSource("config.xml", []byte(text), "")
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func element(t *testing.T, text string) *parser.Element {
	t.Helper()
	for e := range parser.ReadXML(source(t, text), parser.XMLOptions{}).Document.Children() {
		return e
	}
	t.Fatal("no element")
	return nil
}

func TestWords(t *testing.T) {
	text := TextOf(element(t, "<ts> 10.0.0.0/8, ,192.0.2.0/24 </ts>"))
	var got []string
	for _, w := range text.Words() {
		if w.At.Text() != w.V {
			t.Errorf("%q stands at %q", w.V, w.At.Text())
		}
		got = append(got, w.V)
	}
	if s := strings.Join(got, " "); s != "10.0.0.0/8 192.0.2.0/24" {
		t.Errorf("words: %s", s)
	}
}

func TestSecretStates(t *testing.T) {
	var keys ipsec.Keyring
	for text, want := range map[string]ipsec.SecretState{
		"":                 ipsec.SecretAbsent,
		"********":         ipsec.SecretMasked,
		"XXXXXXXX":         ipsec.SecretMasked,
		"[REDACTED]":       ipsec.SecretMasked,
		"&lt;removed&gt;":  ipsec.SecretMasked,
		"***REDACTED***":   ipsec.SecretMasked,
		"redacted":         ipsec.SecretMasked,
		"removedKey12345":  ipsec.SecretVisible,
		"Tr0ub4dor_and_3":  ipsec.SecretVisible,
		"[brackets]inside": ipsec.SecretVisible,
	} {
		if got := TextOf(element(t, "<k>"+text+"</k>")).Secret(&keys).State; got != want {
			t.Errorf("%q: state %d, want %d", text, got, want)
		}
	}
}

func TestFirstElement(t *testing.T) {
	for text, want := range map[string]string{
		"<?xml version=\"1.0\"?>\n<pfsense>":                "pfsense",
		"\ufeff<!-- a <b> c -->\n<!DOCTYPE x>\n<opnsense/>": "opnsense",
		"  <ipsec version=\"1\">":                           "ipsec",
		"hostname fw\n<pfsense>":                            "",
		"<!-- open":                                         "",
		"":                                                  "",
		"<":                                                 "",
	} {
		if got := FirstElement(source(t, text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestSecrets masks each line of a file and looks for what is left.
func TestSecrets(t *testing.T) {
	const file = `<pfsense>
	<system>
		<user><name>admin</name><bcrypt-hash>HIDE1</bcrypt-hash><ipsecpsk>HIDE2</ipsecpsk></user>
		<pinghost>192.0.2.1</pinghost>
	</system>
	<cert><descr>show me</descr><crt>HIDE3
HIDE4
HIDE5</crt><prv><![CDATA[
HIDE6
]]></prv>
	</cert>
	<ipsec><phase1>
		<pre-shared-key>HIDE7</pre-shared-key><lifetime>28800</lifetime>
		<pre-shared-key><![CDATA[HIDE8 < HIDE9]]></pre-shared-key>
		<Pre-Shared-Key a="b" >HIDE10</Pre-Shared-Key>
		<pre-shared-key/><descr>tunnel 1</descr>
		<frobnicate>HIDE18</frobnicate><mystery><deep>HIDE19</deep></mystery>
		<!-- <pre-shared-key>HIDE11</pre-shared-key> -->
		<pre-shared-key>HIDE12 < HIDE13
	</phase1></ipsec>
	<OPNsense><IPsec><preSharedKey><ident>fw</ident><Key>HIDE14</Key></preSharedKey></IPsec></OPNsense>
	<openvpn><tls>HIDE15</tls><radius_secret>HIDE16</radius_secret><ldap_bindpw>HIDE17</ldap_bindpw>
		<openvpn-client><auth_pass>HIDE20</auth_pass><proxyPwd>HIDE21</proxyPwd><srvpass>HIDE22</srvpass><bypass>left alone</bypass></openvpn-client></openvpn>
</pfsense>`
	src := source(t, file)
	var shown strings.Builder
	for start := 0; start < len(file); {
		end := start + strings.IndexByte(file[start:]+"\n", '\n')
		at := start
		for _, s := range Secrets(src, start, end) {
			if s.Start < at || s.End > end {
				t.Fatalf("part [%d,%d) of the line [%d,%d)", s.Start, s.End, start, end)
			}
			shown.WriteString(file[at:s.Start] + "#")
			at = s.End
		}
		shown.WriteString(file[at:end] + "\n")
		start = end + 1
	}
	if strings.Contains(shown.String(), "HIDE") {
		t.Errorf("secrets are left:\n%s", shown.String())
	}
	for _, keep := range []string{"show me", "192.0.2.1", "28800", "tunnel 1", "<ident>fw</ident>", "left alone"} {
		if !strings.Contains(shown.String(), keep) {
			t.Errorf("%q is hidden:\n%s", keep, shown.String())
		}
	}
}
