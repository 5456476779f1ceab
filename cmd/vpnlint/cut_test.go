package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/cmd/internal/cli"
	"github.com/vpnlint/vpnlint/cmd/internal/report"
)

// toldOfSite is what the tests of damaged and rewritten files say about the site, so that
// the rules which need to be told run, too.
var toldOfSite = []string{"--cidr", "10.8.2.0/24", "--dns", "10.8.2.10", "--onprem", "10.1.0.0/16", "--routing", "static"}

// reportOn checks one text and returns the report. A crash fails the test.
func reportOn(t *testing.T, name string, text []byte, more ...string) *report.Report {
	t.Helper()
	if err := os.WriteFile(name, text, 0o644); err != nil {
		t.Fatal(err)
	}
	var out, complaints bytes.Buffer
	p := cli.NewProgram()
	p.Stdin, p.Stdout, p.Stderr = strings.NewReader(""), &out, &complaints
	p.Env = func(string) string { return "" }
	p.Columns = func() (int, bool) { return 0, false }
	args := append([]string{"check", "--no-config", "--no-suppress", "--unrecognised", "skip", "-f", "json"}, toldOfSite...)
	p.Run(append(append(args, more...), name))
	if strings.Contains(complaints.String(), "internal error") {
		t.Errorf("%s, %d bytes: %s", name, len(text), &complaints)
	}
	var r report.Report
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatalf("%v: %s%s", err, &out, &complaints)
	}
	return &r
}

// ownConfigs returns the whole configurations of the top-level testdata.
func ownConfigs(t testing.TB) []string {
	t.Helper()
	root, err := filepath.Abs(filepath.Join("..", "..", "testdata"))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, vendor := range []string{"asa", "fortigate", "paloalto", "pfsense", "opnsense", "strongswan"} {
		files, err := filepath.Glob(filepath.Join(root, vendor, "*"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no configurations of %s (%v)", vendor, err)
		}
		out = append(out, files...)
	}
	return out
}

// aboutTheFile are the rules whose findings are about the cut itself.
func aboutTheFile(rule string) bool {
	switch rule {
	case "truncated-config", "unreadable-statement", "unread-statement", "undefined-reference", "unknown-version":
		return true
	}
	return false
}

// errorsOf returns the errors that are not about the file itself, by rule, tunnel
// and the value that is wrong.
func errorsOf(r *report.Report) map[string]report.Finding {
	out := map[string]report.Finding{}
	for _, f := range r.Findings {
		if f.Severity == "error" && !aboutTheFile(f.Rule) {
			for _, tunnel := range append(f.Tunnels, f.Tunnel) {
				out[f.Rule+", "+tunnel+", "+f.Actual] = f
			}
		}
	}
	return out
}

// TestCutFiles cuts every configuration at 200 places. A cut file gives no crash,
// and no error that the whole file does not give: what is missing proves nothing.
func TestCutFiles(t *testing.T) {
	files := ownConfigs(t)
	t.Chdir(t.TempDir())
	for _, file := range files {
		cutEverywhere(t, file)
	}
}

// TestCorpusCutFiles does the same to real exports.
func TestCorpusCutFiles(t *testing.T) {
	corpus := os.Getenv("CORPUS")
	if corpus == "" {
		t.Skip("no corpus: set CORPUS to its folder")
	}
	t.Chdir(t.TempDir())
	_ = filepath.WalkDir(corpus, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && !strings.Contains(path, "aws-samples") {
			cutEverywhere(t, path)
		}
		return nil
	})
}

func isCut(f report.Finding) bool { return f.Rule == "truncated-config" }

func cutEverywhere(t *testing.T, file string) {
	cuts := 200
	if testing.Short() {
		cuts = 20
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Base(file)
	whole := errorsOf(reportOn(t, name, data))
	bad := map[string]string{}
	count := map[string]int{}
	for n := range cuts {
		size := len(data) * n / cuts
		r := reportOn(t, name, data[:size])
		if size > 0 && (data[size-1] == '\n' || data[size] == '\n') && !slices.ContainsFunc(r.Findings, isCut) {
			continue // nothing shows that the file is not whole
		}
		for key, f := range errorsOf(r) {
			if _, known := whole[key]; !known {
				count[key]++
				tail := string(data[max(0, size-50):size])
				bad[key] = fmt.Sprintf("cut at %d, after %q: line %d: %s", size, tail, f.Line, f.Message)
			}
		}
	}
	for key, what := range bad {
		t.Errorf("%s: %s: new error (%d cuts), last %s", name, key, count[key], what)
	}
}
