package paloalto_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
	"github.com/vpnlint/vpnlint/vendors/paloalto"
)

// TestFormsGiveSameFindings holds that one device has the same findings and
// remedies in whatever form its configuration is written. Their order is that of
// the places, which differ.
func TestFormsGiveSameFindings(t *testing.T) {
	files, err := filepath.Glob("testdata/forms/device.*")
	if err != nil || len(files) < 4 {
		t.Fatalf("four forms are wanted, not %d (%v)", len(files), err)
	}
	var want map[string]int
	for _, file := range files {
		got := findings(t, file)
		if want == nil {
			want = got
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s differs from %s:\n%s", file, files[0], diff)
		}
	}
	if len(want) < 5 {
		t.Errorf("only %d findings: the device is meant to have more", len(want))
	}
}

// findings counts each finding with its remedy.
func findings(t *testing.T, file string) map[string]int {
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	src, err := parser.NewSource("device", raw, "")
	if err != nil {
		t.Fatal(err)
	}
	devices, err := paloalto.Read(src)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]int{}
	for _, f := range rules.Run(devices, outsystems.All(), outsystems.Profile(), &rules.Intent{}).Findings {
		text := fmt.Sprintf("%s %s %s", f.Severity, f.Rule.Name, f.Message)
		for _, c := range f.Changes {
			r, _ := f.Device.Remedier.Remedy(c)
			text += "\n" + strings.Join(r.Commands, "\n") + "\n" + strings.Join(r.Notes, "\n")
		}
		all[text]++
	}
	return all
}
