package main

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/cmd/internal/cli"
	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors"
)

// fuzzRun gives a text to one command on standard input.
func fuzzRun(t *testing.T, text []byte, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	p := cli.NewProgram()
	p.Stdin, p.Stdout, p.Stderr = bytes.NewReader(text), &out, &out
	p.Env = func(string) string { return "" }
	p.Columns = func() (int, bool) { return 0, false }
	if code := p.Run(append(args, "-")); code == 2 || strings.Contains(out.String(), "internal error") {
		t.Fatalf("vpnlint %s:\n%s", strings.Join(args, " "), &out)
	}
	return out.String()
}

// FuzzCommands reads and judges any text with every rule, and lets every command
// that takes a configuration speak of it.
func FuzzCommands(f *testing.F) {
	for _, file := range ownConfigs(f) {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	check := append([]string{"check", "--no-config", "--unrecognised", "skip", "-f", "text"}, toldOfSite...)
	f.Fuzz(func(t *testing.T, text []byte) {
		fuzzRun(t, text, check...)
		fuzzRun(t, text, "suggest", "--no-config", "--min-severity", "info")
		fuzzRun(t, text, "checklist", "--no-config")
		fuzzRun(t, text, "redact")
	})
}

// FuzzBehindSecrets puts any text behind a configuration with a marker in place of
// each secret. What follows cannot make a key any other thing, so no output may
// hold one.
func FuzzBehindSecrets(f *testing.F) {
	var texts [][]byte
	files := secretFiles(f)
	for _, name := range sorted(files) {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		texts = append(texts, append(data, '\n'))
		f.Add(uint8(len(texts)-1), []byte("end\n"))
		f.Add(uint8(len(texts)-1), data[:min(len(data), 400)])
	}
	f.Fuzz(func(t *testing.T, which uint8, more []byte) {
		if markers.Match(more) {
			return
		}
		before := texts[int(which)%len(texts)]
		text := slices.Concat(before, more)
		if vendorOf(text) != vendorOf(before) {
			return // no export any more: what another vendor's file holds is known to it only
		}
		for _, args := range [][]string{{"check", "--no-config", "-f", "json"}, {"model", "--format", "json"}, {"suggest", "--no-config"}, {"redact"}} {
			if out := fuzzRun(t, text, args...); markers.MatchString(out) {
				t.Fatalf("vpnlint %s shows %q:\n%s", strings.Join(args, " "), markers.FindString(out), linesWith(out, markers.FindString(out)))
			}
		}
	})
}

func vendorOf(text []byte) string {
	src, err := parser.NewSource("x", text, "")
	if err != nil {
		return ""
	}
	v, err := vendors.Detect(vendors.All(), src)
	if err != nil {
		return ""
	}
	return v.Name
}

func sorted(files map[string][]string) []string {
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
