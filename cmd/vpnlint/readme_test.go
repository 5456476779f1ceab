package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/cmd/internal/cli"
)

// TestCommandsInDocs runs each vpnlint command that the README and the pages under
// docs show, in code blocks and in the YAML of other tools: it must find something
// to say about the file. Of make, the targets must be there.
func TestCommandsInDocs(t *testing.T) {
	makefile := readText(t, filepath.Join("..", "..", "Makefile"))
	pages := readPages(t)
	config := readText(t, filepath.Join("testdata", "right.cfg"))
	files := map[string]string{"fw.cfg": config, "configs/fw.cfg": config, "vpn-0a1b2c3d.txt": readText(t, filepath.Join("testdata", "supplied", "generic.txt"))}
	for _, p := range pages {
		t.Run(p.name, func(t *testing.T) {
			n := 0
			for _, line := range p.commands(t) {
				for _, words := range shellCommands(line) {
					switch {
					case words[0] == "make":
						n++
						if len(words) > 1 && !strings.Contains(makefile, "\n"+words[1]+":") {
							t.Errorf("%s: the Makefile has no such target", line)
						}
					case words[0] == "vpnlint":
						n++
						tryCommand(t, files, line, words[1:])
					}
				}
			}
			if p.name == "README.md" && n < 8 {
				t.Errorf("only %d commands found", n)
			}
		})
	}
}

// tryCommand runs one command in a directory of its own that holds the files. What
// reads standard input (-) gets a configuration there.
func tryCommand(t *testing.T, files map[string]string, line string, args []string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"known.json", ".vpnlint-baseline.json"} {
		if out := runWith("", []string{"baseline", "write", "--baseline", name, "configs"}); strings.Contains(out, "vpnlint: ") {
			t.Fatal(out)
		}
	}
	stdin := ""
	if slices.Contains(args, "-") {
		stdin = files["fw.cfg"]
	}
	if out := runWith(stdin, args); strings.Contains(out, "vpnlint: ") || !strings.HasSuffix(out, "exit status 0\n") && !strings.HasSuffix(out, "exit status 1\n") {
		t.Errorf("%s\n%s", line, out)
	}
}

func runWith(stdin string, args []string) string {
	var out bytes.Buffer
	p := cli.NewProgram()
	p.Stdin, p.Stdout, p.Stderr, p.Env = strings.NewReader(stdin), &out, &out, func(string) string { return "" }
	p.Columns = func() (int, bool) { return 0, false }
	code := p.Run(args)
	return out.String() + "exit status " + string(rune('0'+code)) + "\n"
}

// shellCommands splits a line of a shell into simple commands of words. What runs
// in the image of a container counts as the command that the image runs;
// redirections are left out.
func shellCommands(line string) (out [][]string) {
	var words []string
	end := func() {
		if i := slices.IndexFunc(words, func(w string) bool { return strings.HasPrefix(w, "ghcr.io/vpnlint/vpnlint") }); i >= 0 && words[0] == "docker" {
			words = append([]string{"vpnlint"}, words[i+1:]...)
		}
		if len(words) > 0 {
			out = append(out, words)
		}
		words = nil
	}
	tokens := regexp.MustCompile(`#.*|[|;&]+|\d?[<>]+\s*\S+|(?:'[^']*'|"[^"]*"|[^\s|;&'"<>#])+#?`)
	for _, token := range tokens.FindAllString(strings.TrimPrefix(strings.TrimSpace(line), "$ "), -1) {
		switch {
		case token[0] == '#' || strings.ContainsAny(token[:1], "<>") || len(token) > 1 && strings.ContainsAny(token[1:2], "<>"):
		case strings.ContainsAny(token[:1], "|;&"):
			end()
		default:
			words = append(words, strings.NewReplacer("'", "", `"`, "").Replace(token))
		}
	}
	end()
	return out
}

// TestShellCommands holds the splitter against what pages hold.
func TestShellCommands(t *testing.T) {
	for line, want := range map[string]string{
		"$ vpnlint -f 'sarif=a b' fw.cfg # a remark":                                      "vpnlint|-f|sarif=a b|fw.cfg",
		`ssh fw "show run" | vpnlint --stdin-filename fw.cfg - > out.txt`:                 "ssh|fw|show run / vpnlint|--stdin-filename|fw.cfg|-",
		`docker run --rm -v "$PWD:/work:ro" ghcr.io/vpnlint/vpnlint:0.1.0 check configs/`: "vpnlint|check|configs/",
		"vpnlint fw.cfg || test $? -eq 1":                                                 "vpnlint|fw.cfg / test|$?|-eq|1",
	} {
		var got []string
		for _, words := range shellCommands(line) {
			got = append(got, strings.Join(words, "|"))
		}
		if strings.Join(got, " / ") != want {
			t.Errorf("%s\ngot  %s\nwant %s", line, strings.Join(got, " / "), want)
		}
	}
}

func readText(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
