package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/cmd/internal/report"
	"github.com/vpnlint/vpnlint/vendors"
)

// markers finds the stand-ins for secrets in testdata/secrets: no output may
// hold any of them. The hexadecimal form stands in certificates.
// UNREADmarker stands in statements that vpnlint cannot read: what these hold is
// known to nobody.
var (
	keyMarkers = regexp.MustCompile(`(?i)S3CRET[A-Za-z0-9]*`)
	markers    = regexp.MustCompile(`(?i)S3CRET[A-Za-z0-9]*|5ec3e7[0-9a-f]*`)
	allMarkers = regexp.MustCompile(markers.String() + `|(?i)UNREADmarker[a-z]*`)
)

// secretFiles returns the files of testdata/secrets with their markers.
func secretFiles(t testing.TB) map[string][]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "secrets", "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no testdata/secrets (%v)", err)
	}
	out := map[string][]string{}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if out[f] = markers.FindAllString(string(data), -1); len(out[f]) < 3 {
			t.Errorf("%s holds %d markers: is it a test?", f, len(out[f]))
		}
	}
	return out
}

// TestNoSecretLeaves runs every command in every format over configurations with
// a marker in every place that can hold a secret, and looks for markers in all
// that comes out.
func TestNoSecretLeaves(t *testing.T) {
	t.Setenv("NO_COLOR", "1")
	for file := range secretFiles(t) {
		for _, args := range secretRuns() {
			out := runIn(t, 80, append(args, file))
			if m := allMarkers.FindString(out); m != "" {
				t.Errorf("%s %s shows %q:\n%s", strings.Join(args, " "), file, m, linesWith(out, m))
			}
		}
	}
}

// TestNoSecretOfSuppliedFileLeaves gives each file of testdata/supplied, with a
// marker in place of each key and in lines where no key belongs, to every command
// that takes one, beside a configuration that has one of the keys and beside one
// that has others, and to the commands that take a device's configuration.
func TestNoSecretOfSuppliedFileLeaves(t *testing.T) {
	t.Setenv("NO_COLOR", "1")
	files, err := filepath.Glob(filepath.Join("testdata", "supplied", "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no testdata/supplied (%v)", err)
	}
	device := filepath.Join("testdata", "keys.conf") // the first key is that of the second tunnel in generic.txt
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil || !markers.Match(data) {
			t.Errorf("%s holds no marker (%v): is it a test?", file, err)
		}
		runs := [][]string{{"config", "--supplied", file}, {"config", "--format", "json", "--supplied", file}, {"baseline", "show", "--supplied", file},
			{file}, {"model", file}, {"model", "--format", "json", file}, {"init", "--output", "-", file}, {"check", "--show-suppressed", file}}
		for _, v := range vendors.Names(vendors.All()) {
			runs = append(runs, []string{"check", "--vendor", v, file}, []string{"model", "--vendor", v, file})
		}
		for _, f := range report.Formats() {
			runs = append(runs, []string{"check", "-f", f.Name, "--min-severity", "info", "--supplied", file, device},
				[]string{"check", "-f", f.Name, "--supplied", file, filepath.Join("testdata", "right.cfg")})
		}
		for _, args := range runs {
			out := runIn(t, 80, args)
			if m := allMarkers.FindString(out); m != "" {
				t.Errorf("%s shows %q:\n%s", strings.Join(args, " "), m, linesWith(out, m))
			}
		}
	}
}

// secretRuns returns the ways to run vpnlint over a file.
func secretRuns() [][]string {
	runs := [][]string{{"init", "--output", "-"}, {"check", "--show-suppressed"}, {"model"}, {"model", "--format", "json"},
		{"suggest", "--min-severity", "info"}, {"suggest", "--min-severity", "info", "--format", "json"},
		{"checklist"}, {"checklist", "--format", "markdown", "--dns", "10.8.2.10"},
		{"check", "--list-files"}, {"check", "--lang", "ja"}, {"suggest", "--lang", "ja"}, {"checklist", "--lang", "ja"},
		{"config"}, {"config", "--format", "json"}, {"baseline", "show"}}
	for _, v := range vendors.Names(vendors.All()) {
		runs = append(runs, []string{"model", "--format", "json", "--vendor", v}, []string{"suggest", "--vendor", v}, []string{"checklist", "--vendor", v})
	}
	for _, f := range report.Formats() {
		runs = append(runs, []string{"check", "-f", f.Name}, []string{"check", "-f", f.Name, "--color", "always", "--min-severity", "info",
			"--peer", "203.0.113.10", "--cidr", "10.8.2.0/24", "--dns", "10.8.2.10", "--onprem", "10.1.0.0/16", "--routing", "static", "--behind-nat"})
		for _, v := range vendors.Names(vendors.All()) { // a wrong --vendor must not show more
			runs = append(runs, []string{"check", "-f", f.Name, "--vendor", v})
		}
	}
	return runs
}

// TestNoSecretInEditors opens the files in an editor, points at every line, and
// asks for all changes.
func TestNoSecretInEditors(t *testing.T) {
	for file := range secretFiles(t) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c := startServer(t)
		c.send("initialize", 1, map[string]any{"capabilities": map[string]any{"textDocument": map[string]any{
			"codeAction":         map[string]any{"codeActionLiteralSupport": map[string]any{}},
			"publishDiagnostics": map[string]any{"relatedInformation": true, "dataSupport": true},
		}}})
		document := map[string]any{"uri": "file:///" + filepath.Base(file), "version": 1, "text": string(data)}
		c.send("textDocument/didOpen", nil, map[string]any{"textDocument": document})
		answers := c.answers()
		lines := strings.Count(string(data), "\n") + 1
		for i := range lines {
			at := map[string]any{"line": i, "character": 0}
			c.send("textDocument/hover", i+10, map[string]any{"textDocument": document, "position": at})
			answers = append(answers, c.answers()...)
		}
		all := map[string]any{"start": map[string]any{"line": 0, "character": 0}, "end": map[string]any{"line": lines, "character": 0}}
		c.send("textDocument/codeAction", 2, map[string]any{"textDocument": document, "range": all, "context": map[string]any{}})
		out := fmt.Sprint(append(answers, c.answers()...))
		if m := allMarkers.FindString(out); m != "" {
			at := strings.Index(out, m)
			t.Errorf("in an editor, %s shows %q: ...%s...", file, m, out[max(0, at-200):min(len(out), at+100)])
		}
		if len(out) < 500 {
			t.Errorf("%s: the server says only %s", file, out)
		}
	}
}

// TestNoSecretInCopies runs redact, whose copies hold no marker, nor do the messages
// about files that it does not know.
func TestNoSecretInCopies(t *testing.T) {
	for file := range secretFiles(t) {
		out := runIn(t, 80, []string{"redact", file})
		if m := markers.FindString(out); m != "" {
			t.Errorf("redact %s shows %q:\n%s", file, m, linesWith(out, m))
		}
	}
}

// TestNoSecretOfCutFileLeaves cuts the files, between and inside of keys: half a key
// is as secret as a whole one, and a tag or a quote that never ends hides no less.
// Half a line of a certificate, which is no secret by itself, may stay.
func TestNoSecretOfCutFileLeaves(t *testing.T) {
	t.Setenv("NO_COLOR", "1")
	for file := range secretFiles(t) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(t.TempDir(), filepath.Base(file))
		for _, at := range cutsNearMarkers(data) {
			if err := os.WriteFile(name, data[:at], 0o644); err != nil {
				t.Fatal(err)
			}
			for _, args := range [][]string{{"check", "-f", "json", "--unrecognised", "skip"}, {"model", "--format", "json"}, {"suggest"}, {"redact"}} {
				out := runPlain(t, append(args, name))
				if m := keyMarkers.FindString(out); m != "" {
					t.Errorf("%s of %s, cut at %d after %q, shows %q:\n%s", args[0], file, at, data[max(0, at-40):at], m, linesWith(out, m))
				}
			}
		}
	}
}

// cutsNearMarkers returns places just behind markers and inside of them, enough of
// a marker being left to be found.
func cutsNearMarkers(data []byte) []int {
	var out []int
	for _, m := range markers.FindAllIndex(data, -1) {
		out = append(out, m[0]+len("S3CRET"), m[1], min(m[1]+1, len(data)), min(m[1]+3, len(data)))
	}
	return out
}

// TestNoSecretInSnippets shows every line of the files as a finding would: the
// rules of today point at few of them.
func TestNoSecretInSnippets(t *testing.T) {
	for file := range secretFiles(t) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range vendors.All() {
			if !strings.HasPrefix(filepath.Base(file), v.Name) {
				continue
			}
			for _, text := range report.AllSnippets(file, data, v.Secrets) {
				if markers.MatchString(text) {
					t.Errorf("%s: a finding here would show %q", file, text)
				}
			}
		}
	}
}

func linesWith(text, part string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.Contains(line, part) {
			b.WriteString(line)
		}
	}
	return b.String()
}
