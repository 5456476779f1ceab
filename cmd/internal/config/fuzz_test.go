package config

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"
)

// FuzzLoad reads any text as a configuration file: it gives a configuration that
// answers for any file, or problems that each tell a place and what to do.
func FuzzLoad(f *testing.F) {
	for _, file := range archives(f) {
		a, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(a.Files[0].Data)
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(dir, ".vpnlint.yaml")
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		c, err := Load(path, testRules)
		if err != nil {
			checkError(t, err)
			return
		}
		of := c.For("a/b.cfg", OutSystems{})
		of.OutSystems.Intent()
		c.Severities()
	})
}

// FuzzLoadProfile reads any text as a profile.
func FuzzLoadProfile(f *testing.F) {
	f.Add([]byte("extends: outsystems-cloud\nike: {lifetime: 28800}\n"))
	f.Add([]byte("extends: [a, b]\nike:\n  dh: &x [14, *x]\n"))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(dir, "ours.yaml")
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		if p, err := LoadProfile(FromFlag(path, "--profile")); err == nil && p == nil {
			t.Fatal("neither a profile nor an error")
		} else if err != nil && err.Error() == "" {
			t.Fatal("an error that says nothing")
		}
	})
}

func checkError(t *testing.T, err error) {
	t.Helper()
	bad, ok := err.(*Error)
	if !ok || len(bad.Problems) == 0 {
		t.Fatalf("not a list of problems: %T %v", err, err)
	}
	for _, p := range bad.Problems {
		if p.Path == "" || p.Message == "" || p.Line < 0 || p.Column < 0 {
			t.Fatalf("a problem without a place or words: %+v", p)
		}
	}
}
