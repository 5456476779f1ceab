package parser

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// captured returns the text as a terminal would have logged it.
func captured(text string) string {
	var out strings.Builder
	out.WriteString("lab-fw# show running-config\r\n")
	for i, line := range strings.SplitAfter(text, "\n") {
		if i%24 == 23 {
			out.WriteString("<--- More --->\r              \r")
		}
		out.WriteString(line)
	}
	out.WriteString("lab-fw# ")
	return out.String()
}

// TestCorpus reads every real export, checks positions, and reads it once more
// as a terminal would have logged it. With -v it prints what was mended.
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
		text := string(s.Text())
		if len(s.Notes()) > 0 || !strings.HasSuffix(text, "\n") || looksLikeXML(raw) {
			return nil
		}
		again, err := NewSource(name, []byte(captured(text)), "")
		if err != nil || string(again.Text()) != text {
			t.Errorf("%s: the text is another one after a terminal logged it: %v", name, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
