package paloalto

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
)

func detectFile(t *testing.T, path string) int {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	src, err := parser.NewSource(filepath.Base(path), raw, "")
	if err != nil {
		return 0
	}
	return Detect(src)
}

// TestDetect holds that the sample configurations of this vendor are recognised
// and that those of others are not.
func TestDetect(t *testing.T) {
	files, err := filepath.Glob("../../testdata/*/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no sample configurations (%v)", err)
	}
	for _, file := range files {
		vendor := filepath.Base(filepath.Dir(file))
		if vendor == "reports" {
			continue
		}
		switch score := detectFile(t, file); {
		case vendor == "paloalto" && score < 80:
			t.Errorf("%s scores only %d", file, score)
		case vendor != "paloalto" && score > 0:
			t.Errorf("%s scores %d", file, score)
		}
	}
}

// TestCorpusOfOthers holds the same of real exports.
func TestCorpusOfOthers(t *testing.T) {
	dir := os.Getenv("CORPUS")
	if dir == "" {
		t.Skip("set CORPUS to a folder of real exports to read them")
	}
	for _, pattern := range [...]string{"*/*", "aws-samples/*/*"} {
		files, _ := filepath.Glob(filepath.Join(dir, pattern))
		for _, file := range files {
			info, err := os.Stat(file)
			if err != nil || info.IsDir() || strings.Contains(file, "paloalto") {
				continue
			}
			if score := detectFile(t, file); score > 0 {
				t.Errorf("%s scores %d", file, score)
			}
		}
	}
}
