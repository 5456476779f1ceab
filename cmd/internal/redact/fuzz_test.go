package redact_test

import (
	"os"
	"path/filepath"
	"testing"
)

// FuzzText: the copy of any text that vpnlint reads can be read, has the same
// lines and findings, and shows no secret.
func FuzzText(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "testdata", "*", "*"))
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		if data, err := os.ReadFile(file); err == nil {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) { judgeOnce(t, "fuzz", data) })
}
