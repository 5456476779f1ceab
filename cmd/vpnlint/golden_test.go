package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden reports in testdata/reports")

// TestGoldenReports checks every sample configuration of the top-level testdata
// against its report in testdata/reports/VENDOR/NAME.txt. A report is a
// transcript: the command in the first line, which may be edited to tell vpnlint
// more, and what it answers, the exit status last. Run with -update after a
// change, and read the difference.
func TestGoldenReports(t *testing.T) {
	t.Setenv("NO_COLOR", "1")
	t.Chdir(filepath.Join("..", "..", "testdata"))
	seen := map[string]bool{}
	for _, vendor := range []string{"asa", "fortigate", "paloalto", "pfsense", "opnsense", "strongswan"} {
		configs, err := filepath.Glob(vendor + "/*")
		if err != nil {
			t.Fatal(err)
		}
		for _, config := range configs {
			golden := filepath.Join("reports", config+".txt")
			seen[golden] = true
			t.Run(config, func(t *testing.T) { goldenReport(t, config, golden) })
		}
	}
	reports, err := filepath.Glob("reports/*/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range reports {
		if !seen[r] {
			t.Errorf("%s has no configuration: delete it", r)
		}
	}
}

func goldenReport(t *testing.T, config, golden string) {
	want, err := os.ReadFile(golden)
	if err != nil && !*update {
		t.Fatalf("%v; run the test with -update", err)
	}
	command, _, _ := strings.Cut(string(want), "\n")
	if !strings.HasPrefix(command, "$ vpnlint ") {
		command = "$ vpnlint " + config
	}
	got := command + "\n" + runPlain(t, strings.Fields(command)[2:])
	if *update {
		if err := os.MkdirAll(filepath.Dir(golden), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("report changed (-want +got):\n%s", d)
	}
}
