package outsystems_test

import (
	"bytes"
	"flag"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
	"github.com/vpnlint/vpnlint/vendors/asa"
	"github.com/vpnlint/vpnlint/vendors/fortigate"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
	"github.com/vpnlint/vpnlint/vendors/opnsense"
	"github.com/vpnlint/vpnlint/vendors/paloalto"
	"github.com/vpnlint/vpnlint/vendors/pfsense"
	"github.com/vpnlint/vpnlint/vendors/strongswan"
	"github.com/vpnlint/vpnlint/vendors/supplied"
)

var update = flag.Bool("update", false, "rewrite the expected findings of the examples")

// dialects are the vendors that have examples. Every rule must have an example,
// or a reason why it has none, for those that are complete.
var dialects = []struct {
	vendor   string
	base     string // the good configuration in testdata/base
	complete bool
	read     func(*parser.Source) ([]*ipsec.Device, error)
}{
	{"asa", "asa.cfg", true, asa.Read},
	{"strongswan", "strongswan.conf", true, strongswan.Read},
	{"pfsense", "pfsense.xml", true, pfsense.Read},
	{"opnsense", "opnsense.xml", true, opnsense.Read},
	{"fortigate", "fortigate.conf", true, fortigate.Read},
	{"paloalto", "paloalto.set", true, paloalto.Read},
}

// toldAll is an intent that fits the good configurations.
func toldAll() *rules.Intent {
	return &rules.Intent{
		Peers:        []string{"203.0.113.10", "203.0.113.20"},
		CIDR:         netip.MustParsePrefix("10.8.2.0/24"),
		DNS:          []netip.Addr{netip.MustParseAddr("10.8.2.10"), netip.MustParseAddr("10.8.2.11")},
		OnPrem:       []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")},
		Routing:      "static",
		BehindNAT:    ptr(false),
		AsymmetricOK: ptr(false),
		Edition:      "standard",
		DBPorts:      []int{1433},
	}
}

// TestGoodConfigurations holds that no rule finds an error or a warning in them,
// whether or not the intent is told.
func TestGoodConfigurations(t *testing.T) {
	for _, d := range dialects {
		devices := read(t, d.read, d.base, base(t, d.base))
		if len(devices) == 0 || len(devices[0].Tunnels) < 2 {
			t.Errorf("%s: two tunnels must be found", d.base)
		}
		all := toldAll()
		all.Supplied = suppliedFile(t, "vpn-"+d.vendor+".txt")
		for name, intent := range map[string]*rules.Intent{"nothing told": {}, "all told": all} {
			for _, f := range rules.Run(devices, outsystems.All(), outsystems.Profile(), intent).Findings {
				if f.Severity > rules.Info {
					t.Errorf("%s, %s: %s %s", d.base, name, f.Rule.Name, line(f))
				}
			}
		}
	}
}

// TestExamples runs each rule on the examples of its file and compares what it
// finds with the .want sections.
func TestExamples(t *testing.T) {
	for _, r := range outsystems.All() {
		t.Run(r.Name, func(t *testing.T) {
			file := filepath.Join("testdata", r.Name+".txtar")
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Skip("no examples yet:", err) // TestEveryRuleHasExamples says where there must be some
			}
			changed := false
			for _, e := range outsystems.Examples(r, "") {
				if e.None != "" {
					continue
				}
				got := runExample(t, r, e)
				want := strings.TrimSuffix(e.Vendor+"-"+e.Case, "-") + ".want"
				if *update {
					setSection(a, want, got)
					changed = true
				} else if diff := cmp.Diff(e.Want, got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", want, diff)
				}
				if got == "" {
					t.Errorf("%s: an example must show a finding", want)
				}
			}
			if changed {
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// TestEveryRuleHasExamples also finds files that no rule reads.
func TestEveryRuleHasExamples(t *testing.T) {
	for _, r := range outsystems.All() {
		for _, d := range dialects {
			if d.complete && len(outsystems.Examples(r, d.vendor)) == 0 {
				t.Errorf("%s: no example for %s; add %s.diff, or %[2]s.none with the reason, to testdata/%[1]s.txtar", r.Name, d.vendor, d.vendor)
			}
		}
	}
	files, _ := filepath.Glob("testdata/*.txtar")
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		if rules.Find(outsystems.All(), name) == nil {
			t.Errorf("%s belongs to no rule", file)
		}
	}
}

func runExample(t *testing.T, r *rules.Rule, e outsystems.Example) string {
	t.Helper()
	for _, d := range dialects {
		if d.vendor != e.Vendor {
			continue
		}
		text, err := e.Apply(base(t, d.base))
		if err != nil {
			t.Fatalf("%s %s: %v", e.Vendor, e.Case, err)
		}
		var b strings.Builder
		for _, f := range rules.Run(read(t, d.read, d.base, text), []*rules.Rule{r}, outsystems.Profile(), parseIntent(t, e.Intent)).Findings {
			b.WriteString(line(f) + "\n")
		}
		return b.String()
	}
	t.Fatalf("no vendor is called %s", e.Vendor)
	return ""
}

func line(f rules.Finding) string {
	p := f.At.Position()
	return fmt.Sprintf("%d:%d: %s: %s", p.Line, p.Column, f.Severity, f.Message)
}

// suppliedFile reads a configuration file of OutSystems from testdata/base.
func suppliedFile(t *testing.T, name string) *ipsec.Supplied {
	t.Helper()
	src, err := parser.NewSource(name, []byte(base(t, name)), "")
	if err != nil {
		t.Fatal(err)
	}
	s, err := supplied.Read(src)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func base(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "base", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func read(t *testing.T, reader func(*parser.Source) ([]*ipsec.Device, error), name, text string) []*ipsec.Device {
	t.Helper()
	src, err := parser.NewSource(name, []byte(text), "")
	if err != nil {
		t.Fatal(err)
	}
	devices, err := reader(src)
	if err != nil {
		t.Fatal(err)
	}
	return devices
}

// patch makes a bad configuration of a good one.
func patch(text, diff string) (string, error) { return outsystems.Example{Diff: diff}.Apply(text) }

func setSection(a *txtar.Archive, name, text string) {
	for i := range a.Files {
		if a.Files[i].Name == name {
			a.Files[i].Data = []byte(text)
			return
		}
	}
	a.Files = append(a.Files, txtar.File{Name: name, Data: []byte(text)})
}

// parseIntent reads the lines of an .intent section, which look like the
// command's flags: "peer 203.0.113.10", "cidr 10.8.2.0/24", "behind-nat true".
func parseIntent(t *testing.T, text string) *rules.Intent {
	t.Helper()
	in := new(rules.Intent)
	for l := range bytes.Lines([]byte(text)) {
		key, value, _ := strings.Cut(strings.TrimSpace(string(l)), " ")
		var err error
		switch key {
		case "":
		case "peer":
			in.Peers = append(in.Peers, value)
		case "cidr":
			in.CIDR, err = netip.ParsePrefix(value)
		case "dns":
			var a netip.Addr
			a, err = netip.ParseAddr(value)
			in.DNS = append(in.DNS, a)
		case "onprem":
			var p netip.Prefix
			p, err = netip.ParsePrefix(value)
			in.OnPrem = append(in.OnPrem, p)
		case "routing":
			in.Routing = value
		case "edition":
			in.Edition = value
		case "behind-nat":
			in.BehindNAT = ptr(value == "true")
		case "asymmetric-ok":
			in.AsymmetricOK = ptr(value == "true")
		case "supplied":
			in.Supplied = suppliedFile(t, value)
		case "db-port":
			var n int
			_, err = fmt.Sscan(value, &n)
			in.DBPorts = append(in.DBPorts, n)
		default:
			t.Fatalf("no intent is called %q", key)
		}
		if err != nil {
			t.Fatalf("%s: %v", l, err)
		}
	}
	return in
}
