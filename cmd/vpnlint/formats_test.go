package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/vpnlint/vpnlint/cmd/internal/cli"
	"github.com/vpnlint/vpnlint/cmd/internal/report"
)

// formatRun writes one format of the sample in testdata/formats, of a right
// configuration and of a file that does not exist, and returns standard output.
func formatRun(t *testing.T, format string, more ...string) string {
	t.Helper()
	var out, complaints bytes.Buffer
	p := cli.NewProgram()
	p.Stdin, p.Stdout, p.Stderr = strings.NewReader(""), &out, &complaints
	p.Env = func(string) string { return "" }
	p.Columns = func() (int, bool) { return 0, false }
	p.Run(append([]string{"check", "-f", format, "--cidr", "10.8.2.0/24"}, more...))
	return out.String()
}

var sampleArgs = []string{"--select", "pfs,ipsec-lifetime,single-sa-pair,initiator,keepalive-target", "configs", "missing.cfg"}

// sampleDir makes a folder with the sample, away from any repository, so that
// paths are the same everywhere.
func sampleDir(t *testing.T) (goldens string) {
	t.Helper()
	return copyDir(t, "formats", "configs")
}

// copyDir goes to a new folder with the parts of a folder of the test data, and
// returns where the goldens are in that.
func copyDir(t *testing.T, from string, parts ...string) (goldens string) {
	t.Helper()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	from = filepath.Join(here, "testdata", from)
	for _, part := range parts {
		if err := os.CopyFS(filepath.Join(dir, part), os.DirFS(filepath.Join(from, part))); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	return filepath.Join(from, "golden")
}

// The style of the page is looked at, not compared.
var style = regexp.MustCompile(`(?s)<style>.*</style>`)

// TestGoldenFormats compares every format with its file; -update writes them.
func TestGoldenFormats(t *testing.T) {
	goldens := sampleDir(t)
	for _, f := range report.Formats() {
		compareFormat(t, filepath.Join(goldens, f.Name), formatRun(t, f.Name, sampleArgs...))
	}
}

func compareFormat(t *testing.T, golden, got string) {
	t.Helper()
	got = style.ReplaceAllString(got, "<style></style>")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got):\n%s", filepath.Base(golden), d)
	}
}

// showing are the formats that tell findings which are kept back, when asked to.
var showing = []string{"text", "json", "sarif", "html"}

// TestGoldenKept compares what formats say of findings that are suppressed or known
// since the baseline: with --show-suppressed where a format shows them, and in JUnit,
// which skips their cases always. All others leave them out.
func TestGoldenKept(t *testing.T) {
	goldens := copyDir(t, filepath.Join("formats", "kept"), ".")
	args := []string{"--config", "vpnlint.yaml", "--select", "ipsec-lifetime,single-sa-pair,initiator,keepalive,fragmentation", "configs"}
	for _, f := range report.Formats() {
		without := formatRun(t, f.Name, args...)
		with := formatRun(t, f.Name, append(args, "--show-suppressed")...)
		shows := slices.Contains(showing, f.Name)
		if shows == (with == without) {
			t.Errorf("%s: --show-suppressed changes it: %v, want %v", f.Name, with != without, shows)
		}
		if shows || f.Name == "junit" || f.Name == "markdown" {
			compareFormat(t, filepath.Join(goldens, f.Name), with)
		}
		if f.Name == "sarif" || f.Name == "html" || f.Name == "junit" {
			continue // these name rules that found nothing
		}
		for _, rule := range []string{"ipsec-lifetime", "initiator", "single-sa-pair"} {
			if strings.Contains(without, rule) {
				t.Errorf("%s shows a finding of %s, which is kept back", f.Name, rule)
			}
		}
	}
}

// TestFormatsAreValid holds what machines read against its schema: with findings
// of every rule, without any, and with no file at all.
func TestFormatsAreValid(t *testing.T) {
	schemas, err := filepath.Abs(filepath.Join("..", "..", "testdata", "schemas"))
	if err != nil {
		t.Fatal(err)
	}
	copyDir(t, filepath.Join("formats", "kept"), ".")
	for _, args := range [][]string{
		{"configs", "missing.cfg"}, {"--select", "ike-main-mode", "configs"}, {"missing.cfg"}, {"--config", "vpnlint.yaml", "--show-suppressed", "configs"},
	} {
		for _, f := range []struct {
			name, schema string
			parts        func(string) ([]any, error)
		}{
			{"json", "report.schema.json", oneJSON},
			{"jsonl", "report.schema.json#/$defs/finding", jsonLines},
			{"sarif", "sarif.schema.json", oneJSON},
			{"gitlab", "gitlab.schema.json", oneJSON},
			{"rdjson", "rdjson.schema.json", oneJSON},
			{"rdjsonl", "rdjson.schema.json#/$defs/diagnostic", jsonLines},
			{"junit", "junit.schema.json", oneXML},
			{"checkstyle", "checkstyle.schema.json", oneXML},
		} {
			c := jsonschema.NewCompiler()
			c.AssertFormat()
			schema, err := c.Compile(filepath.Join(schemas, f.schema))
			if err != nil {
				t.Fatal(err)
			}
			out := formatRun(t, f.name, args...)
			parts, err := f.parts(out)
			if err != nil {
				t.Fatalf("%s %v: %v\n%s", f.name, args, err, out)
			}
			for _, p := range parts {
				if err := schema.Validate(p); err != nil {
					t.Errorf("%s %v: %v", f.name, args, err)
				}
			}
		}
	}
}

func oneJSON(text string) ([]any, error) {
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	return []any{v}, err
}

func jsonLines(text string) (out []any, err error) {
	for line := range strings.Lines(text) {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// oneXML tells the root element as its name, attributes, children and text.
func oneXML(text string) ([]any, error) {
	d := xml.NewDecoder(strings.NewReader(text))
	root := map[string]any{"children": []any{}}
	stack := []map[string]any{root}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return root["children"].([]any), nil
		}
		if err != nil {
			return nil, err
		}
		top := stack[len(stack)-1]
		switch e := token.(type) {
		case xml.StartElement:
			attributes := map[string]any{}
			for _, a := range e.Attr {
				attributes[a.Name.Local] = a.Value
			}
			stack = append(stack, map[string]any{"name": e.Name.Local, "attributes": attributes, "children": []any{}, "text": ""})
		case xml.EndElement:
			stack = stack[:len(stack)-1]
			above := stack[len(stack)-1]
			above["children"] = append(above["children"].([]any), any(top))
		case xml.CharData:
			if len(stack) > 1 {
				top["text"] = top["text"].(string) + string(e)
			}
		}
	}
}

// TestPageNeedsNothing looks for what would make a browser ask somebody else, and
// for text of the file that is not escaped.
func TestPageNeedsNothing(t *testing.T) {
	sampleDir(t)
	const evil = `x"><img src=a>`
	config, err := os.ReadFile(filepath.Join("configs", "fw tokyo.cfg"))
	if err != nil {
		t.Fatal(err)
	}
	config = bytes.ReplaceAll(config, []byte("hostname fw-tokyo"), []byte("hostname "+evil))
	if err := os.WriteFile(filepath.Join("configs", "fw tokyo.cfg"), config, 0o644); err != nil {
		t.Fatal(err)
	}
	out := formatRun(t, "html", "configs")
	for _, bad := range []string{"<script", "<link", "<img", "<iframe", "@import", "url(", " src=", "<a href=\"http:"} {
		if strings.Contains(strings.ReplaceAll(out, "&#34;&gt;&lt;img src=a&gt;", ""), bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	if !strings.Contains(out, "finding-") || !strings.Contains(out, "Phase 1") {
		t.Error("the page shows no tunnel or no finding")
	}
}
