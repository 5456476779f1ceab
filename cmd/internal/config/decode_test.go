package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

var testRules = []string{"idle-timeout", "pfs", "single-sa-pair", "ike-lifetime"}

// TestFiles decodes the first file of each archive. Those of testdata/bad have
// the messages that it gives in the section "messages", those of testdata/good
// the effective configuration in the section "effective".
func TestFiles(t *testing.T) {
	for _, file := range archives(t) {
		t.Run(strings.TrimSuffix(filepath.ToSlash(file), ".txtar"), func(t *testing.T) {
			path, err := filepath.Abs(file)
			if err != nil {
				t.Fatal(err)
			}
			a, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			t.Chdir(t.TempDir())
			for _, f := range a.Files {
				if err := os.MkdirAll(filepath.Dir(f.Name), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(f.Name, f.Data, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			section, got := "effective", ""
			f, err := Load(filepath.FromSlash(a.Files[0].Name), testRules)
			if err == nil && f.Profile.V != "" {
				_, err = LoadProfile(f.Profile)
			}
			if err != nil {
				section, got = "messages", err.Error()+"\n"
			} else {
				got = printed(t, f)
			}
			if bad := strings.Contains(filepath.ToSlash(file), "/bad/"); bad != (section == "messages") {
				t.Fatalf("unexpected outcome:\n%s", got)
			}
			check(t, path, a, section, got)
		})
	}
}

func printed(t *testing.T, f *File) string {
	t.Helper()
	var b strings.Builder
	if err := f.Effective("", OutSystems{}, nil).WriteYAML(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// check compares a section of the archive, or rewrites it.
func check(t *testing.T, path string, a *txtar.Archive, section, got string) {
	t.Helper()
	for i := range a.Files {
		if a.Files[i].Name != section {
			continue
		}
		if *update {
			a.Files[i].Data = []byte(got)
			if err := os.WriteFile(path, txtar.Format(a), 0o644); err != nil {
				t.Fatal(err)
			}
			return
		}
		if d := cmp.Diff(string(a.Files[i].Data), got); d != "" {
			t.Errorf("%s changed (-want +got):\n%s", section, d)
		}
		return
	}
	t.Errorf("the section %s is missing", section)
}

func TestFindStopsAtTheRepository(t *testing.T) {
	root := t.TempDir()
	for _, dir := range []string{"repo/.git", "repo/configs/osaka", "plain"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	touch := func(name string) {
		if err := os.WriteFile(filepath.Join(root, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	find := func(dir string) string {
		path, err := Find(filepath.Join(root, dir))
		if err != nil {
			return err.Error()
		}
		return filepath.ToSlash(path)
	}
	touch(".vpnlint.yaml")
	if got := find("repo/configs/osaka"); got != "" {
		t.Errorf("found %q above the repository's root", got)
	}
	touch("repo/.vpnlint.yml")
	if got := find("repo/configs/osaka"); got != "../../.vpnlint.yml" {
		t.Errorf("found %q, want the repository's", got)
	}
	touch("repo/configs/.vpnlint.yaml")
	if got := find("repo/configs/osaka"); got != "../.vpnlint.yaml" {
		t.Errorf("found %q, want the nearest", got)
	}
	if got := find("plain"); got != "../.vpnlint.yaml" {
		t.Errorf("found %q, want the one above", got)
	}
	touch("repo/configs/.vpnlint.yml")
	if got := find("repo/configs"); !strings.Contains(got, "remove one of them") {
		t.Errorf("two files side by side: %q", got)
	}
}

func TestPatterns(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, c := range []struct {
		glob, dir, file string
		match, covers   bool
	}{
		{"configs/**/*.cfg", ".", "configs/a/b/fw.cfg", true, true},
		{"configs/**/*.cfg", ".", "./configs/fw.cfg", true, true},
		{"configs/**/*.{conf,cfg}", ".", "configs/fw.conf", true, true},
		{"configs/archive/**", ".", "configs/archive/old/fw.cfg", true, true},
		{"configs/archive", ".", "configs/archive/old/fw.cfg", false, true},
		{"archive", ".", "configs/archive/fw.cfg", false, true},
		{"*.bak", ".", "configs/fw.cfg.bak", true, true},
		{"*.bak", "shared", "configs/fw.cfg.bak", true, true},
		{"configs/*.cfg", "..", "configs/fw.cfg", false, false},
		{"configs/*.cfg", "shared", "configs/fw.cfg", false, false},
		{"configs/*.cfg", "shared", "shared/configs/fw.cfg", true, true},
	} {
		p, err := NewPattern(c.glob, c.dir)
		if err != nil {
			t.Fatal(err)
		}
		if p.Match(c.file) != c.match || p.Covers(c.file) != c.covers {
			t.Errorf("%s in %s: match %v, covers %v for %s", c.glob, c.dir, p.Match(c.file), p.Covers(c.file), c.file)
		}
	}
}
