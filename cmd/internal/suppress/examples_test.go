package suppress

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
)

var update = flag.Bool("update", false, "rewrite the expected findings of the examples")

// bases are the good configurations that the examples change.
var bases = map[string]string{
	"asa": "asa.cfg", "fortigate": "fortigate.conf", "paloalto": "paloalto.set",
	"pfsense": "pfsense.xml", "opnsense": "opnsense.xml", "strongswan": "strongswan.conf",
}

// TestExamples runs each rule about suppressions on its examples, of which there
// is one for each vendor, and compares what it says with the .want sections.
func TestExamples(t *testing.T) {
	for _, r := range Rules() {
		t.Run(r.Name, func(t *testing.T) {
			file := filepath.Join("testdata", r.Name+".txtar")
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			all := Examples(r)
			for vendor := range bases {
				if !slices.ContainsFunc(all, func(e outsystems.Example) bool { return e.Vendor == vendor }) {
					t.Errorf("no example for %s; add %[1]s.diff to %s", vendor, file)
				}
			}
			for _, e := range all {
				got := said(t, r, e)
				if got == "" {
					t.Errorf("%s: an example must show a finding", e.Vendor)
				}
				if *update {
					setSection(archive, e.Vendor+".want", got)
				} else if d := cmp.Diff(e.Want, got); d != "" {
					t.Errorf("%s (-want +got):\n%s", e.Vendor, d)
				}
			}
			if *update {
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// said returns what the rule says about the bad configuration of an example.
func said(t *testing.T, r *rules.Rule, e outsystems.Example) (out string) {
	t.Helper()
	name := bases[e.Vendor]
	good, err := os.ReadFile(filepath.Join("..", "..", "..", "rules", "outsystems", "testdata", "base", name))
	if err != nil {
		t.Fatal(err)
	}
	bad, err := e.Apply(string(good))
	if err != nil {
		t.Fatalf("%s: %v", e.Vendor, err)
	}
	for _, f := range apply(t, name, bad).Findings {
		if f.Rule.Name == r.Name {
			p := f.At.Position()
			out += fmt.Sprintf("%d:%d: %s: %s\n", p.Line, p.Column, f.Severity, f.Message)
		}
	}
	return out
}

func setSection(a *txtar.Archive, name, text string) {
	i := slices.IndexFunc(a.Files, func(f txtar.File) bool { return f.Name == name })
	if i < 0 {
		i = len(a.Files)
		a.Files = append(a.Files, txtar.File{Name: name})
	}
	a.Files[i].Data = []byte(text)
}
