package redact_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/cmd/internal/redact"
	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
	"github.com/vpnlint/vpnlint/vendors"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// TestOwnConfigurations redacts the configurations of all vendors and holds that
// the copies have the same lines, and that check finds the same in them.
func TestOwnConfigurations(t *testing.T) {
	judgeAll(t, filepath.Join("..", "..", "..", "testdata"), 25)
}

// TestCorpus does the same with real exports, where CORPUS says where they are.
func TestCorpus(t *testing.T) {
	dir := os.Getenv("CORPUS")
	if dir == "" {
		t.Skip("CORPUS names no directory")
	}
	judgeAll(t, dir, 100)
}

func judgeAll(t *testing.T, dir string, least int) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() || strings.HasSuffix(path, ".txt") && strings.Contains(path, "reports") {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Error(err)
			return nil
		}
		if judge(t, path, raw) {
			files++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < least {
		t.Errorf("%s: only %d configurations were redacted", dir, files)
	}
}

// judge redacts one file, and its copy again; false when it is none that vpnlint reads.
func judge(t *testing.T, path string, raw []byte) bool {
	t.Helper()
	copied, vendor, ok := judgeOnce(t, path, raw)
	if src2, devices3, _, again := read(path, copied, vendor.Name); ok && (!again || string(redact.Text(src2, devices3, vendor.Secrets)) != string(copied)) {
		t.Errorf("%s: a copy of the copy differs", path)
	}
	return ok
}

// judgeOnce redacts one file and compares the copy with it.
func judgeOnce(t *testing.T, path string, raw []byte) ([]byte, vendors.Vendor, bool) {
	t.Helper()
	c, ok := copyOnce(t, path, raw)
	if !ok {
		return nil, c.vendor, false
	}
	had, has := lint(c.devices), lint(c.devices2)
	for _, f := range had {
		if !slices.Contains(has, f) {
			t.Errorf("%s: not in the copy: %s", path, f)
		}
	}
	for _, f := range has {
		if !slices.Contains(had, f) {
			t.Errorf("%s: only in the copy: %s", path, f)
		}
	}
	return c.text, c.vendor, true
}

// copied is a file and its copy, as both are read.
type copied struct {
	text              []byte
	vendor            vendors.Vendor
	devices, devices2 []*ipsec.Device
}

// copyOnce makes a copy and holds that it can be read, has as many lines, and shows
// no secret; ok is false when the file itself cannot be read.
func copyOnce(t *testing.T, path string, raw []byte) (c copied, ok bool) {
	t.Helper()
	src, devices, vendor, ok := read(path, raw, "")
	if c = (copied{vendor: vendor, devices: devices}); !ok {
		return c, false
	}
	c.text = redact.Text(src, devices, vendor.Secrets)
	again, devices2, _, ok := read(path, c.text, vendor.Name)
	if !ok {
		t.Fatalf("%s: the copy cannot be read", path)
	}
	c.devices2 = devices2
	if a, b := src.LineCount(), again.LineCount(); a != b {
		t.Errorf("%s: %d lines, and %d in the copy", path, a, b)
	}
	secrets, rest := shown(src, devices, vendor)
	for _, secret := range secrets {
		if strings.Count(string(c.text), secret) > strings.Count(rest, secret) {
			t.Errorf("%s: a secret of %d characters is left", path, len(secret))
		}
	}
	return c, true
}

func read(path string, raw []byte, name string) (*parser.Source, []*ipsec.Device, vendors.Vendor, bool) {
	src, err := parser.NewSource(path, raw, "")
	if err != nil {
		return nil, nil, vendors.Vendor{}, false
	}
	v, ok := vendors.Find(vendors.All(), name)
	if !ok {
		if v, err = vendors.Detect(vendors.All(), src); err != nil {
			return nil, nil, v, false
		}
	}
	devices, err := v.Read(src)
	return src, devices, v, err == nil
}

// lint returns what check would find: rule, severity and line.
func lint(devices []*ipsec.Device) []string {
	var out []string
	for _, f := range rules.Run(devices, outsystems.All(), outsystems.Profile(), &rules.Intent{}).Findings {
		line := 0
		if !f.At.IsZero() {
			line = f.At.Position().Line
		}
		out = append(out, fmt.Sprintf("line %d: %s [%s]", line, f.Severity, f.Rule.Name))
	}
	return out
}

// shown returns the secrets of the file that are long enough to stand for nothing
// else: readable keys of tunnels, and one-word values that the vendor knows as
// secret. What is masked, or left to a template, is none. The rest is the text
// without what is hidden: a word that stands there, too, is no secret there. (All
// values of a key that nobody knows are secret, such as those of a misspelt one.)
func shown(src *parser.Source, devices []*ipsec.Device, vendor vendors.Vendor) (secrets []string, rest string) {
	text := src.Text()
	open := bytes.Clone(text)
	hide := func(s parser.Span) { copy(open[s.Start:s.End], make([]byte, s.End-s.Start)) }
	for _, d := range devices {
		for _, t := range d.Tunnels {
			k := t.IKE.PSK
			if k.State != ipsec.SecretVisible || k.At.Source != src {
				continue
			}
			hide(k.At)
			if len(k.At.Text()) > 9 && k.At.Text()[0] != '$' {
				secrets = append(secrets, strings.Trim(k.At.Text(), `"'`))
			}
		}
	}
	for start := 0; start < len(text); {
		end := len(text)
		if i := bytes.IndexByte(text[start:], '\n'); i >= 0 {
			end = start + i
		}
		for _, s := range vendor.Secrets(src, start, end) {
			hide(s)
			if word := strings.Trim(s.Text(), ` "';`); len(word) >= 16 && !strings.ContainsAny(word, " <>*[{") {
				secrets = append(secrets, word)
			}
		}
		start = end + 1
	}
	return secrets, string(open)
}

// markers are the stand-ins for secrets. Statements of VPN blocks that cannot be
// read hold UNREADmarkers; two such words stand in an ASA's statements about other
// things, which are copied as they are.
var (
	markers  = regexp.MustCompile(`(?i)S3CRET[A-Za-z0-9]*|5ec3e7[0-9a-f]*|UNREADmarker[a-z]*`)
	unjudged = []string{"UNREADmarkersso", "UNREADmarkerst"}
)

// TestNoSecretIsLeft redacts configurations with a marker in every place that can
// hold a secret.
func TestNoSecretIsLeft(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "vpnlint", "testdata", "secrets", "*"))
	if err != nil || len(files) == 0 {
		t.Fatal("no files with markers", err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		src, devices, vendor, ok := read(file, raw, "")
		if !ok {
			t.Errorf("%s cannot be read", file)
			continue
		}
		copied := string(redact.Text(src, devices, vendor.Secrets))
		if a, b := strings.Count(string(raw), "\n"), strings.Count(copied, "\n"); a != b {
			t.Errorf("%s: %d line ends, and %d in the copy", file, a, b)
		}
		for n, line := range strings.Split(copied, "\n") {
			if m := markers.FindString(line); m != "" && !slices.Contains(unjudged, m) {
				t.Errorf("%s:%d: %q is left: %s", file, n+1, m, line)
			}
		}
	}
}

// TestLoginsInXML: the user and the password of an OpenVPN client are gone.
func TestLoginsInXML(t *testing.T) {
	const box = "<pfsense>\n<version>22.9</version>\n<ipsec><phase1><ikeid>1</ikeid><remote-gateway>203.0.113.10</remote-gateway></phase1></ipsec>\n" +
		"<openvpn><openvpn-client><auth_user>Hanako</auth_user><auth_pass>Very_long_key_1</auth_pass></openvpn-client></openvpn>\n</pfsense>\n"
	c, ok := copyOnce(t, "config.xml", []byte(box))
	if !ok || strings.Contains(string(c.text), "Hanako") || strings.Contains(string(c.text), "Very_long_key_1") {
		t.Errorf("read: %v\n%s", ok, c.text)
	}
}
