package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpnlint/vpnlint/parser"
)

// TestCorpusInEditors opens every real export in an editor: the findings are those
// of check, at the same lines and columns, and pointing at them makes no trouble.
func TestCorpusInEditors(t *testing.T) {
	corpus := os.Getenv("CORPUS")
	if corpus == "" {
		t.Skip("CORPUS is not set")
	}
	n, findings := 0, 0
	err := filepath.WalkDir(corpus, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if want := checkedPlaces(t, path); want != nil {
			n, findings = n+1, findings+len(want)
			src, err := parser.NewSource(path, data, "")
			if err != nil {
				return err
			}
			if diff := cmp.Diff(want, shownPlaces(t, path, string(src.Original()))); diff != "" {
				t.Errorf("%s (-check +editor):\n%s", path, diff)
			}
		}
		return nil
	})
	if err != nil || n == 0 {
		t.Errorf("%d files: %v", n, err)
	}
	t.Logf("%d files, %d findings", n, findings)
}

// checkedPlaces returns the findings of check, nil for a file that is not judged.
func checkedPlaces(t *testing.T, path string) []string {
	t.Helper()
	out := runPlain(t, []string{"check", "-f", "json", "--no-config", path})
	start := strings.Index(out, "{")
	if !strings.Contains(out, `"status": "ok"`) || start < 0 {
		return nil
	}
	var report struct {
		Findings []struct {
			Path, Rule   string
			Line, Column int
		}
	}
	if err := json.NewDecoder(strings.NewReader(out[start:])).Decode(&report); err != nil {
		t.Fatal(err)
	}
	places := []string{}
	for _, f := range report.Findings {
		if f.Path == path {
			places = append(places, fmt.Sprintf("%d:%d %s", f.Line, f.Column, f.Rule))
		}
	}
	slices.Sort(places)
	return places
}

func shownPlaces(t *testing.T, path, text string) []string {
	t.Helper()
	c := startServer(t, "--no-config")
	c.send("initialize", 1, map[string]any{"capabilities": map[string]any{"general": map[string]any{"positionEncodings": []string{"utf-32"}}}})
	document := map[string]any{"uri": (&url.URL{Scheme: "file", Path: path}).String(), "version": 1, "text": text}
	c.send("textDocument/didOpen", nil, map[string]any{"textDocument": document})
	places, ask := []string{}, []any{}
	for _, m := range c.answers() {
		p, _ := m["params"].(map[string]any)
		all, _ := p["diagnostics"].([]any)
		for _, x := range all {
			d := x.(map[string]any)
			at := d["range"].(map[string]any)["start"].(map[string]any)
			if strings.Contains(d["message"].(string), ", line ") && at["line"] == 0.0 {
				continue // of a file that this one includes
			}
			places = append(places, fmt.Sprintf("%v:%v %v", at["line"].(float64)+1, at["character"].(float64)+1, d["code"]))
			if !slices.ContainsFunc(ask, func(o any) bool { return o.(map[string]any)["line"] == at["line"] }) {
				ask = append(ask, at)
			}
		}
	}
	for i, at := range ask[:min(len(ask), 20)] {
		c.send("textDocument/hover", i+10, map[string]any{"textDocument": document, "position": at})
	}
	for _, m := range c.answers() {
		if m["result"] == nil {
			t.Errorf("%s: %v", path, m)
		}
	}
	slices.Sort(places)
	return places
}
