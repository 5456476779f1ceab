package outsystems_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
)

// TestCorpus runs every rule over real exports, where a folder of them is given:
// each finding must have a place and a message. With -v it lists them all.
func TestCorpus(t *testing.T) {
	corpus := os.Getenv("CORPUS")
	if corpus == "" {
		t.Skip("CORPUS names no folder of real exports")
	}
	for _, d := range dialects {
		files, err := filepath.Glob(filepath.Join(corpus, d.vendor, "*"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no files of %s in CORPUS", d.vendor)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil || filepath.Base(file) == "ORIGINS.tsv" {
				continue
			}
			src, err := parser.NewSource(filepath.Base(file), data, "")
			if err != nil {
				t.Logf("%s: %v", file, err)
				continue
			}
			devices, err := d.read(src)
			if err != nil {
				t.Logf("%s: %v", file, err)
				continue
			}
			t.Logf("== %s", filepath.Base(file))
			for _, f := range rules.Run(devices, outsystems.All(), outsystems.Profile(), &rules.Intent{}).Findings {
				t.Logf("%s %s", f.Rule.Name, line(f))
				if f.At.IsZero() {
					t.Errorf("%s: %s points nowhere: %s", file, f.Rule.Name, f.Message)
				}
				if f.Message.IsZero() || strings.ContainsAny(f.Message.String(), "\r\n") || strings.HasSuffix(f.Message.String(), ".") {
					t.Errorf("%s: %s: a message is one sentence without a full stop: %q", file, f.Rule.Name, f.Message)
				}
			}
		}
	}
}
