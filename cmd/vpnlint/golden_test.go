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
	transcript(t, golden, "$ vpnlint "+config, runPlain)
}

// transcript checks what the command in the first line of the golden file answers;
// preset is the command of a file that there is not yet.
func transcript(t *testing.T, golden, preset string, run func(*testing.T, []string) string) {
	want, err := os.ReadFile(golden)
	if err != nil && !*update {
		t.Fatalf("%v; run the test with -update", err)
	}
	command, _, _ := strings.Cut(string(want), "\n")
	if !strings.HasPrefix(command, "$ vpnlint ") {
		command = preset
	}
	got := command + "\n" + run(t, strings.Fields(command)[2:])
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

// TestJapaneseReports checks one configuration of each vendor in Japanese, as a
// terminal of 80 columns shows it.
func TestJapaneseReports(t *testing.T) {
	t.Setenv("NO_COLOR", "1")
	t.Chdir(filepath.Join("..", "..", "testdata"))
	for _, config := range []string{
		"asa/asa-9.8.cfg", "fortigate/fortios-7.2.conf", "paloalto/panos-11.1.xml", "pfsense/pfsense-2.7.xml", "opnsense/opnsense-25.7.xml", "strongswan/swanctl-hub.conf",
	} {
		t.Run(config, func(t *testing.T) {
			run := func(t *testing.T, args []string) string { return runIn(t, 80, args) }
			transcript(t, filepath.Join("reports", "ja", config+".txt"), "$ vpnlint --lang ja "+config, run)
		})
	}
}
