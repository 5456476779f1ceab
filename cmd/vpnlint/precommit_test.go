package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestPreCommit runs the real pre-commit over git repositories of its own. It is
// skipped where pre-commit is not installed (Debian: pre-commit).
func TestPreCommit(t *testing.T) {
	if _, err := exec.LookPath("pre-commit"); err != nil {
		if os.Getenv("PRECOMMIT") != "" {
			t.Fatal(err)
		}
		t.Skip("skipped: pre-commit is not installed")
	}
	p := newPreCommit(t)
	p.must("pre-commit", "validate-manifest", filepath.Join(p.hooks, ".pre-commit-hooks.yaml"))
	for _, hook := range []string{"vpnlint", "vpnlint-system"} {
		t.Run(hook, func(t *testing.T) {
			r := p.repository(t, hook)
			r.write("configs/right.cfg", p.right)
			r.write("docs/notes.txt", "nothing about a firewall\n")
			if out, ok := r.commit("a good configuration beside a text"); !ok {
				t.Errorf("a good commit was refused:\n%s", out)
			}
			r.write("configs/wrong.cfg", p.wrong)
			out, ok := r.commit("a bad configuration")
			if ok || !strings.Contains(out, "configs/wrong.cfg:") || !strings.Contains(out, "[ike-lifetime]") {
				t.Errorf("a bad commit passed, or the reason is not told:\n%s", out)
			}
			if strings.Contains(out, "configs/right.cfg:") {
				t.Errorf("the hook judged a file that is not in the commit:\n%s", out)
			}
			r.must("git", "rm", "-q", "-f", "configs/wrong.cfg")
			r.write("picture.bin", "\x00\x01\x02")
			if out, ok := r.commit("a file that is no text"); !ok || !strings.Contains(out, "Skipped") {
				t.Errorf("an unrelated commit was refused, or the hook ran for it:\n%s", out)
			}
		})
	}
	t.Run("batches", func(t *testing.T) {
		r := p.repository(t, "vpnlint-system")
		// Names of this length take more than one command line of 128 KiB.
		for n := range 900 {
			r.write(fmt.Sprintf("%s/fw-%03d.cfg", strings.Repeat("site", 40), n), p.right)
		}
		if out, ok := r.commit("many configurations"); !ok {
			t.Errorf("a good commit in batches was refused:\n%.2000s", out)
		}
		r.write("zz.cfg", p.wrong)
		r.must("git", "add", "-A")
		if out, err := r.run("pre-commit", "run", "--all-files"); err == nil || !strings.Contains(out, "zz.cfg:") {
			t.Errorf("the last batch's finding is lost:\n%.2000s", out)
		}
	})
}

// preCommit holds what the repositories of the test share.
type preCommit struct {
	shell
	hooks        string // a git repository with the project as it is now
	right, wrong string // configurations
}

func newPreCommit(t *testing.T) *preCommit {
	t.Helper()
	right, err := os.ReadFile(filepath.Join("testdata", "right.cfg"))
	if err != nil {
		t.Fatal(err)
	}
	// The hook's own installation would fetch modules into a cache of its own.
	cache, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	p := &preCommit{right: string(right), wrong: strings.Replace(string(right), "lifetime seconds 28800", "lifetime seconds 86400", 1), hooks: t.TempDir()}
	p.shell = shell{t: t, dir: p.hooks, env: append(os.Environ(), "PRE_COMMIT_HOME="+t.TempDir(), "GOMODCACHE="+strings.TrimSpace(string(cache)),
		"PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=test", "GIT_AUTHOR_EMAIL=test@example.com", "GIT_COMMITTER_NAME=test", "GIT_COMMITTER_EMAIL=test@example.com")}
	if p.right == p.wrong {
		t.Fatal("testdata/right.cfg has no lifetime to spoil")
	}
	p.must("go", "build", "-C", mustAbs(t, "."), "-o", filepath.Join(bin, "vpnlint"), ".")
	root := mustAbs(t, filepath.Join("..", ".."))
	for _, name := range []string{"cmd", "parser", "rules", "vendors", "go.mod", "go.sum", ".pre-commit-hooks.yaml"} {
		p.must("cp", "-R", filepath.Join(root, name), p.hooks)
	}
	p.must("git", "init", "-q", "-b", "main")
	p.must("git", "add", "-A")
	p.must("git", "commit", "-q", "-m", "the project as it is")
	return p
}

// repository makes an empty repository with the hook installed.
func (p *preCommit) repository(t *testing.T, hook string) *repository {
	t.Helper()
	r := &repository{shell{t: t, dir: t.TempDir(), env: p.env}}
	rev := strings.TrimSpace(p.must("git", "rev-parse", "HEAD"))
	r.must("git", "init", "-q", "-b", "main")
	r.write(".pre-commit-config.yaml", fmt.Sprintf("repos:\n- repo: %s\n  rev: %s\n  hooks:\n  - id: %s\n", p.hooks, rev, hook))
	r.must("pre-commit", "install")
	return r
}

// repository is a git repository of configurations.
type repository struct{ shell }

func (r *repository) write(name, text string) {
	r.t.Helper()
	path := filepath.Join(r.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

// commit commits all files and reports whether the hook let it.
func (r *repository) commit(message string) (out string, ok bool) {
	r.t.Helper()
	r.must("git", "add", "-A")
	out, err := r.run("git", "commit", "-m", message)
	return out, err == nil
}

// shell runs commands in one directory.
type shell struct {
	t   *testing.T
	dir string
	env []string
}

func (s shell) run(name string, args ...string) (string, error) {
	c := exec.Command(name, args...)
	c.Dir, c.Env = s.dir, s.env
	out, err := c.CombinedOutput()
	return string(out), err
}

func (s shell) must(name string, args ...string) string {
	s.t.Helper()
	out, err := s.run(name, args...)
	if err != nil {
		s.t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return out
}

func mustAbs(t *testing.T, path string) string {
	t.Helper()
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return abs
}
