package redact_test

import (
	"os"
	"path/filepath"
	"testing"
)

// FuzzText: the copy of any text that vpnlint reads can be read, has as many lines,
// and shows no secret. Damaged text may give other findings in the copy: of a key
// that swallowed what followed it, the rest is gone.
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
	// A misspelt key, whose value is hidden although it stands open three lines above.
	f.Add([]byte("connections {\n aws {\n  version = 2\n  proposals = aes256-sha256-modp2048\n  children {\n   net {\n    esp_prosal = aes256-sha256-mod\n   }\n  }\n }\n}\n"))
	f.Fuzz(func(t *testing.T, data []byte) { copyOnce(t, "fuzz", data) })
}
