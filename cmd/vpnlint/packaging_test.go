package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func rootFile(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestProblemMatcher: the matcher that the action registers finds path, line,
// column, message and rule in what the action makes vpnlint print.
func TestProblemMatcher(t *testing.T) {
	var file struct {
		ProblemMatcher []struct {
			Owner   string
			Pattern []struct {
				Regexp                            string
				File, Line, Column, Code, Message int
			}
		}
	}
	if err := json.Unmarshal([]byte(rootFile(t, ".github/problem-matcher.json")), &file); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(runPlain(t, []string{"check", "-f", "concise", filepath.Join("testdata", "formats", "configs")})), "\n")
	found := map[string]int{}
	for _, line := range lines {
		if strings.HasPrefix(line, "exit status") || strings.HasPrefix(line, "vpnlint:") {
			continue
		}
		n := 0
		for _, m := range file.ProblemMatcher {
			p := m.Pattern[0]
			parts := regexp.MustCompile(p.Regexp).FindStringSubmatch(line)
			if parts == nil {
				continue
			}
			n++
			found[m.Owner]++
			place := parts[p.File] + ":" + parts[p.Line] + ":" + parts[p.Column] + ": "
			if !strings.HasPrefix(line, place) || !strings.HasSuffix(line, parts[p.Message]+" ["+parts[p.Code]+"]") {
				t.Errorf("%s takes %q for %q", m.Owner, parts, line)
			}
		}
		if n != 1 {
			t.Errorf("%d matchers take %q", n, line)
		}
	}
	if found["vpnlint-error"] == 0 || found["vpnlint-warning"] == 0 {
		t.Errorf("not every matcher was tried: %v", found)
	}
}

// TestReleaseAgrees: what names a release, a build variable or a packaged file in
// one of the packaging files is so in the others.
func TestReleaseAgrees(t *testing.T) {
	hooks, action, docker, releaser := rootFile(t, ".pre-commit-hooks.yaml"), rootFile(t, "action.yml"), rootFile(t, "Dockerfile"), rootFile(t, ".goreleaser.yaml")
	version := regexp.MustCompile(`(?m)default: (\d+\.\d+\.\d+)$`).FindStringSubmatch(action)
	if version == nil {
		t.Fatal("action.yml has no version")
	}
	for name, text := range map[string]string{".pre-commit-hooks.yaml": hooks, "Dockerfile": docker} {
		for _, tag := range regexp.MustCompile(`ghcr\.io/vpnlint/vpnlint:(\S+)`).FindAllStringSubmatch(text, -1) {
			if tag[1] != version[1] {
				t.Errorf("%s names release %s, action.yml %s", name, tag[1], version[1])
			}
		}
	}
	source := rootFile(t, "cmd/internal/cli/version.go")
	for name, text := range map[string]string{"Dockerfile": docker, ".goreleaser.yaml": releaser, "Makefile": strings.ReplaceAll(rootFile(t, "Makefile"), "$(cli)", "cmd/internal/cli")} {
		set := regexp.MustCompile(`cmd/internal/cli\.(\w+)=`).FindAllStringSubmatch(text, -1)
		if len(set) != 3 {
			t.Errorf("%s sets %d build variables, want 3", name, len(set))
		}
		for _, v := range set {
			if !regexp.MustCompile(`(?m)\b` + v[1] + `\b`).MatchString(source) {
				t.Errorf("%s sets %s, which the program has not", name, v[1])
			}
		}
	}
	for _, src := range regexp.MustCompile(`src: "?(docs/[\w./-]+\w)"?`).FindAllStringSubmatch(releaser, -1) {
		if _, err := os.Stat(filepath.Join("..", "..", src[1])); err != nil {
			t.Errorf(".goreleaser.yaml packages %v", err)
		}
	}
	if !strings.Contains(action, `vpnlint_${VERSION}_${os}_${arch}.${ext}`) || !strings.Contains(releaser, "vpnlint_{{ .Version }}_{{ .Os }}_{{ .Arch }}") {
		t.Error("the action downloads another archive than the release makes")
	}
}
