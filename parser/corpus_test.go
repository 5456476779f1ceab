package parser

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// TestCorpus reads every real export and checks every position. With -v it
// prints what was mended.
func TestCorpus(t *testing.T) {
	root := os.Getenv("CORPUS")
	if root == "" {
		t.Skip("set CORPUS to a folder of real exports")
	}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, path)
		s, err := NewSource(name, raw, "")
		if err != nil {
			t.Errorf("%v", err)
			return nil
		}
		checkPositions(t, s, raw)
		if notes := s.Notes(); len(notes) > 0 || s.Encoding() != "utf-8" {
			t.Logf("%s: %s %q", name, s.Encoding(), notes)
		}
		if len(s.Notes()) == 0 && !bytes.Equal(bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF")), s.Text()) && s.Encoding() == "utf-8" {
			t.Errorf("%s: changed without a note", name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
