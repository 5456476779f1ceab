package strongswan

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/internal/vendortest"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

func TestGolden(t *testing.T) { vendortest.Golden(t, Read) }

func FuzzRead(f *testing.F) {
	vendortest.Seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) { vendortest.FuzzOne(t, data, Read) })
}

func FuzzSecrets(f *testing.F) {
	vendortest.Seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) { vendortest.FuzzSecrets(t, data, Secrets) })
}

// TestSecrets checks that no secret of any testdata file is left when the parts
// that Secrets names are taken out.
func TestSecrets(t *testing.T) {
	files, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".txtar") {
			continue
		}
		raw, err := os.ReadFile("testdata/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		found += strings.Count(string(raw), vendortest.Marker)
		if out := redacted(t, string(raw)); strings.Contains(out, vendortest.Marker) {
			t.Errorf("%s: a secret is left:\n%s", f.Name(), out)
		}
	}
	if found == 0 {
		t.Error("no testdata file holds a secret")
	}
}

func redacted(t *testing.T, text string) string {
	src := source(t, "f", []byte(text))
	var b strings.Builder
	for start := 0; start < len(text); {
		end := lineEnd([]byte(text), start)
		at := start
		for _, s := range Secrets(src, start, end) {
			b.WriteString(text[at:s.Start] + "<redacted>")
			at = s.End
		}
		b.WriteString(text[at:end] + "\n")
		start = end + 1
	}
	return b.String()
}

func TestSecretsInAnyDress(t *testing.T) {
	for _, line := range []string{
		"ike-1 { secret = S3CRETmarker }",
		"  secret=\"S3CRETmarker\"",
		"# secret = 0xS3CRETmarker",
		"#198.51.100.1 203.0.113.1 : PSK \"S3CRETmarker\"",
		"%any: PSK S3CRETmarker",
		": RSA key.pem 'S3CRETmarker'",
		"	PrivateExponent: S3CRETmarker",
		": PSK\n\t\"S3CRETmarker\"",
		"secret = \"first\n\n second S3CRETmarker\n third\"",
		"secret_1 = S3CRETmarker",
		"pin = S3CRETmarker",
	} {
		if out := redacted(t, line); strings.Contains(out, vendortest.Marker) {
			t.Errorf("left of %q: %q", line, out)
		}
	}
	for _, line := range []string{"authby=secret", "leftauth=psk", "auth = psk", "secrets {", "conn secret", "  id = x # the secret is elsewhere"} {
		if out := redacted(t, line); strings.Contains(out, "<redacted>") {
			t.Errorf("%q has no secret, and became %q", line, out)
		}
	}
}

func TestTemplateIsRefused(t *testing.T) {
	src := source(t, "a.tfpl", []byte("connections {\n%{ for t, v in tunnels ~}\n  ${t} { remote_addrs = ${v.peer} }\n%{ endfor }\n}\n"))
	if _, err := Read(src); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("got %v, want an error that names line 2", err)
	}
}

func TestDetect(t *testing.T) {
	if got, score := shapeOf(source(t, "etc/swanctl/swanctl.conf", []byte("# shipped\ninclude conf.d/*.conf\n"))); got != shapeSwanctl || score == 0 {
		t.Errorf("a swanctl.conf of includes: got %d with %d", got, score)
	}
	tests := []struct {
		name, text string
		want       shape
	}{
		{"only includes, without a name", "include conf.d/*.conf\n", shapeNone},
		{"swanctl", "connections {\n a {\n remote_addrs = 1.2.3.4\n }\n}\n", shapeSwanctl},
		{"swanctl brace below", "connections\n{\n a { version = 2\n children {\n } } }\n", shapeSwanctl},
		{"secrets section", "secrets {\n ike { secret = x\n }\n}\n", shapeSwanctl},
		{"strongswan.conf", "charon {\n port = 500\n}\n", shapeDaemon},
		{"ipsec.conf", "conn a\n\tleft=1.2.3.4\n\tright=5.6.7.8\n", shapeIPsec},
		{"only defaults", "config setup\n\nconn %default\n\tesp=aes128-sha1\n", shapeIPsec},
		{"ipsec.secrets", "1.2.3.4 5.6.7.8 : PSK \"x\"\n", shapeSecrets},
		{"openswan secrets", "1.2.3.4 %any: PSK \"x\"\n", shapeSecrets},
		{"script", "#!/bin/sh\ncat >/etc/ipsec.conf <<EOF\nconn a\n left=1.2.3.4\nEOF\n", shapeNone},
		{"asa", "ASA Version 9.8\ncrypto map M 10 set peer 1.2.3.4\n", shapeNone},
		{"fortigate", "config vpn ipsec phase1-interface\n edit a\n set remote-gw 1.2.3.4\n", shapeNone},
		{"xml", "<?xml version=\"1.0\"?>\n<pfsense>\n<secret>x</secret></pfsense>\n", shapeNone},
		{"empty", "", shapeNone},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, score := shapeOf(source(t, "f", []byte(tt.text))); got != tt.want || (score > 0) != (tt.want != shapeNone) {
				t.Errorf("got %d with %d, want %d", got, score, tt.want)
			}
		})
	}
}

// inFolder reads the first of some files with the others beside it.
func inFolder(t *testing.T, first string, files map[string]string) (*ipsec.Device, *parser.Folder) {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	folder := parser.NewFolder("etc", fsys, "")
	devices, err := ReadIn(source(t, "etc/"+first, []byte(files[first])), folder)
	if err != nil {
		t.Fatal(err)
	}
	vendortest.CheckSpans(t, devices)
	return devices[0], folder
}

func TestIncludes(t *testing.T) {
	d, folder := inFolder(t, "swanctl.conf", map[string]string{
		"swanctl.conf":      "connections {\n include conf.d/*.conf\n}\ninclude secrets/keys.conf\ninclude swanctl.conf\ninclude ../../passwd\ninclude none/*.conf\n",
		"conf.d/a.conf":     "a {\n remote_addrs = 203.0.113.1\n local { auth = psk\n } }\n",
		"conf.d/b.conf":     "b {\n remote_addrs = 203.0.113.2 }",
		"secrets/keys.conf": "secrets { ike { id = 203.0.113.1\n secret = abc } }\ninclude ../conf.d/../secrets/keys.conf\n",
	})
	if len(d.Tunnels) != 2 || d.Tunnels[0].Name != "a" || d.Tunnels[1].Name != "b" {
		t.Fatalf("tunnels %v", d.Tunnels)
	}
	if pos := d.Tunnels[1].At.Position(); pos.File != "etc/conf.d/b.conf" || pos.Line != 1 {
		t.Errorf("b is at %v", pos)
	}
	if got := d.Tunnels[0].IKE.PSK.State; got != ipsec.SecretVisible {
		t.Errorf("the key of a is %v", got)
	}
	var messages []string
	for _, p := range d.Problems {
		if p.Kind == ipsec.Undefined {
			messages = append(messages, p.At.Position().File+": "+p.Message)
		}
	}
	want := []string{"includes itself", "includes itself", "outside the folder", "matches no file"}
	all := strings.Join(messages, "\n")
	for _, w := range want {
		if !strings.Contains(all, w) {
			t.Errorf("no problem says %q:\n%s", w, all)
		}
	}
	if len(messages) != len(want) || d.Whole {
		t.Errorf("%d problems, whole %v:\n%s", len(messages), d.Whole, all)
	}
	if got := strings.Join(folder.Opened(), " "); got != "etc/secrets/keys.conf etc/conf.d/a.conf etc/conf.d/b.conf" && !strings.Contains(got, "etc/conf.d/a.conf etc/conf.d/b.conf") {
		t.Errorf("opened %s", got)
	}
}

func TestLinkOutOfTheFolderIsReported(t *testing.T) {
	dir := t.TempDir()
	conf := filepath.Join(dir, "etc", "swanctl.conf")
	outside := filepath.Join(dir, "outside.conf")
	write(t, outside, []byte("connections {\n a {\n remote_addrs = 203.0.113.1\n }\n}\n"))
	write(t, conf, []byte("include *.inc\n"))
	if err := os.Symlink(outside, filepath.Join(dir, "etc", "link.inc")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	root, err := os.OpenRoot(filepath.Join(dir, "etc"))
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	devices, err := ReadIn(source(t, filepath.ToSlash(conf), []byte("include *.inc\n")), parser.NewFolder(filepath.ToSlash(filepath.Dir(conf)), root.FS(), ""))
	if err != nil {
		t.Fatal(err)
	}
	if d := devices[0]; len(d.Tunnels) != 0 || len(d.Problems) != 1 || !strings.Contains(d.Problems[0].Message, "cannot be read") {
		t.Errorf("tunnels %v, problems %v", d.Tunnels, d.Problems)
	}
}

func TestIPsecConfReadsSecretsBesideIt(t *testing.T) {
	d, _ := inFolder(t, "ipsec.conf", map[string]string{
		"ipsec.conf":        "conn a\n\tleft=198.51.100.1\n\tright=203.0.113.1\n\tauthby=secret\n\tauto=start\nconn b\n\tleft=198.51.100.1\n\tright=203.0.113.2\n\tauthby=secret\n\tauto=start\ninclude ipsec.d/*.conf\n",
		"ipsec.secrets":     "198.51.100.1 203.0.113.1 : PSK \"short\"\ninclude ipsec.d/*.secrets\n",
		"ipsec.d/c.conf":    "conn c\n\tleft=198.51.100.1\n\tright=203.0.113.3\n\tauthby=secret\n\tauto=start\n",
		"ipsec.d/c.secrets": "203.0.113.3 : PSK 0x" + strings.Repeat("61", 20) + "\n",
	})
	if len(d.Tunnels) != 3 {
		t.Fatalf("%d tunnels", len(d.Tunnels))
	}
	// b has no key of its own: charon takes that of a, whose line names b's own address.
	if !d.Tunnels[1].IKE.PSK.SameAs(d.Tunnels[0].IKE.PSK) {
		t.Error("b does not use the key of a")
	}
	for i, want := range []ipsec.SecretState{ipsec.SecretVisible, ipsec.SecretVisible, ipsec.SecretVisible} {
		if got := d.Tunnels[i].IKE.PSK.State; got != want {
			t.Errorf("%s: key state %v, want %v", d.Tunnels[i].Name, got, want)
		}
	}
	if got := d.Tunnels[0].IKE.PSK.Refused; len(got) != 1 || !strings.Contains(got[0], "shorter") {
		t.Errorf("refused: %v", got)
	}
	if got := d.Tunnels[2].IKE.PSK.Refused; len(got) != 0 {
		t.Errorf("a key in hexadecimal is judged by what it stands for: %v", got)
	}
}

// TestJoinedPeer has a line that lost its end: the key behind the peer is no part of it.
func TestJoinedPeer(t *testing.T) {
	src := source(t, "swanctl.conf", []byte("connections {\n aws {\n  remote_addrs = 203.0.113.10 secret = "+vendortest.Marker+"\n  children {\n   net {\n    remote_ts = 10.8.2.0/24\n   }\n  }\n }\n}\n"))
	devices, err := Read(src)
	if err != nil {
		t.Fatal(err)
	}
	vendortest.Render(t, devices)
	if got := devices[0].Tunnels[0].Peer; got != "203.0.113.10" {
		t.Errorf("peer %q", got)
	}
}
