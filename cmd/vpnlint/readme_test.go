package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadme runs every command that the README shows: vpnlint's own must find
// something to say about the file, the Makefile must have the targets.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	makefile, err := os.ReadFile(filepath.Join("..", "..", "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	config, err := os.ReadFile(filepath.Join("testdata", "right.cfg"))
	if err != nil {
		t.Fatal(err)
	}
	supplied, err := os.ReadFile(filepath.Join("testdata", "supplied", "generic.txt"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	if err := os.WriteFile("vpn-0a1b2c3d.txt", supplied, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir("configs", 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"fw.cfg", "configs/fw.cfg"} {
		if err := os.WriteFile(name, config, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	n := 0
	for line := range strings.Lines(string(readme)) {
		command, _, _ := strings.Cut(line, "#")
		words := strings.Fields(command)
		switch {
		case !strings.HasPrefix(line, "    "):
		case words[0] == "make":
			n++
			if !strings.Contains(string(makefile), "\n"+words[1]+":") {
				t.Errorf("%s: the Makefile has no such target", command)
			}
		case words[0] == "vpnlint":
			n++
			out := runPlain(t, words[1:])
			if !strings.HasSuffix(out, "exit status 0\n") && !strings.HasSuffix(out, "exit status 1\n") || strings.Contains(out, "vpnlint: ") {
				t.Errorf("%s\n%s", command, out)
			}
		}
	}
	if n < 8 {
		t.Errorf("only %d commands found in the README", n)
	}
}
