package main

import (
	"encoding/json"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpnlint/vpnlint/cmd/internal/report"
)

// TestFormatsInDocs: docs/formats.md lists the formats that there are, and every
// key of the JSON of a report and of a model.
func TestFormatsInDocs(t *testing.T) {
	page := readText(t, filepath.Join("..", "..", "docs", "formats.md"))
	var want, got []string
	for _, f := range report.Formats() {
		want = append(want, f.Name)
	}
	table, _, _ := strings.Cut(page, "\n## ")
	for _, row := range regexp.MustCompile("(?m)^\\| (`[a-z]+`(?:, `[a-z]+`)*) \\|").FindAllStringSubmatch(table, -1) {
		got = append(got, strings.Split(strings.ReplaceAll(row[1], "`", ""), ", ")...)
	}
	slices.Sort(want)
	slices.Sort(got)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("docs/formats.md lists other formats than there are (-vpnlint +page):\n%s", d)
	}

	named := map[string]bool{}
	for _, span := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(page, -1) {
		for _, word := range strings.FieldsFunc(span[1], func(r rune) bool { return strings.ContainsRune(" {}[],:\"…", r) }) {
			named[word] = true
		}
	}
	for _, key := range append(reportKeys(t), modelKeys(t)...) {
		if !named[key] {
			t.Errorf("docs/formats.md does not name the key %s", key)
		}
	}
}

// reportKeys are the keys that the schema of a report has.
func reportKeys(t *testing.T) (keys []string) {
	t.Helper()
	type node struct {
		Properties map[string]json.RawMessage
		Required   []string
	}
	var schema struct {
		Properties map[string]json.RawMessage
		Defs       map[string]node `json:"$defs"`
	}
	text := readText(t, filepath.Join("..", "..", "testdata", "schemas", "report.schema.json"))
	if err := json.Unmarshal([]byte(text), &schema); err != nil {
		t.Fatal(err)
	}
	for key := range schema.Properties {
		keys = append(keys, key)
	}
	for _, name := range []string{"finding", "file", "summary"} {
		for key := range schema.Defs[name].Properties {
			keys = append(keys, key)
		}
		keys = append(keys, schema.Defs[name].Required...)
	}
	if len(keys) < 40 {
		t.Fatalf("the schema of a report has few keys: %v", keys)
	}
	return keys
}

// modelKeys are the keys of a model, save those of single rows of what surrounds
// the tunnels.
func modelKeys(t *testing.T) []string {
	t.Helper()
	out, _, _ := strings.Cut(runPlain(t, []string{"model", "--format", "json", filepath.Join("testdata", "right.cfg")}), "exit status")
	var model any
	if err := json.Unmarshal([]byte(out), &model); err != nil {
		t.Fatal(err)
	}
	keys := map[string]bool{}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			for k, e := range v {
				if keys[k] = true; k != "rows" {
					walk(e)
				}
			}
		}
	}
	walk(model)
	return slices.Collect(maps.Keys(keys))
}
