package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/vpnlint/vpnlint/cmd/internal/baseline"
	"github.com/vpnlint/vpnlint/cmd/internal/report"
)

// TestFingerprintsStay changes a repository of 200 configurations step by step.
// Findings that a step is not about keep their identity wherever there is one:
// the fingerprint, what GitLab and GitHub follow, and the key of the baseline.
func TestFingerprintsStay(t *testing.T) {
	manyConfigs(t)
	before := identities(t)
	if n := len(before["json"]); n < 900 {
		t.Fatalf("%d findings: is it a test?", n)
	}
	for _, step := range []struct {
		name   string
		change func(*testing.T)
		gained []string // the rules of new findings
		about  string   // the file whose findings change their identity in some kinds
		kinds  []string
	}{
		{name: "one line of a file is changed", change: replace("fw-000.cfg", "lifetime seconds 3000", "lifetime seconds 86400"), gained: []string{"ipsec-lifetime"}},
		{name: "lines are inserted above", change: replace("fw-007.cfg", "hostname", "! a comment\n!\nnames\nhostname")},
		{name: "lines are inserted where no hostname is", change: replace("fw-100.cfg", "interface", "! a comment\n!\nnames\ninterface")},
		// The file's name counts only where nothing else tells the device: what is in
		// nobody's fingerprint stays. GitLab and GitHub show findings by path.
		{name: "the only file of a hostname is renamed", change: rename("fw-150.cfg", "fw-150-20261127.cfg"), about: "fw-150.cfg", kinds: []string{"gitlab", "github"}},
		{name: "one of two files of a hostname is renamed", change: rename("fw-020.cfg", "fw-020-20261127.cfg"), about: "fw-020.cfg", kinds: []string{"json", "sarif", "gitlab", "github"}},
		{name: "a file without a hostname is renamed", change: rename("fw-100.cfg", "fw-x.cfg"), about: "fw-100.cfg", kinds: []string{"json", "sarif", "gitlab", "github", "baseline"}},
	} {
		step.change(t)
		now := identities(t)
		for kind := range before {
			lost, gained := only(before[kind], now[kind]), only(now[kind], before[kind])
			switch {
			case slices.Contains(step.kinds, kind):
				if len(lost) == 0 || len(lost) != len(gained) || slices.ContainsFunc(lost, func(f found) bool { return f.file != step.about }) {
					t.Errorf("%s: %s: lost %v, gained %v; want the findings of %s", step.name, kind, lost, gained, step.about)
				}
			default:
				var rules []string
				for _, f := range gained {
					rules = append(rules, f.rule)
				}
				if d := gocmp.Diff(step.gained, rules); d != "" || len(lost) > 0 {
					t.Errorf("%s: %s: lost %v; new ones (-want +got):\n%s", step.name, kind, lost, d)
				}
			}
		}
		before = now
	}
}

// manyConfigs makes 200 configurations, each two of one hostname, but for one file
// that names none and one that has its name alone. The first is right about the
// lifetime of phase 2.
func manyConfigs(t *testing.T) {
	t.Helper()
	config, err := os.ReadFile(filepath.Join("testdata", "formats", "configs", "fw tokyo.cfg"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	if err := os.Mkdir("configs", 0o755); err != nil {
		t.Fatal(err)
	}
	for n := range 200 {
		if err := os.WriteFile(fmt.Sprintf("configs/fw-%03d.cfg", n), bytes.ReplaceAll(config, []byte("fw-tokyo"), fmt.Appendf(nil, "fw-%03d", n/2)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	replace("fw-000.cfg", "lifetime seconds 86400", "lifetime seconds 3000")(t)
	replace("fw-100.cfg", "hostname fw-050\n", "")(t)
	replace("fw-150.cfg", "hostname fw-075", "hostname fw-alone")(t)
}

// replace returns what replaces the first old text of a configuration.
func replace(name, old, changed string) func(*testing.T) {
	return func(t *testing.T) {
		t.Helper()
		name := filepath.Join("configs", name)
		text, err := os.ReadFile(name)
		if err != nil || !bytes.Contains(text, []byte(old)) {
			t.Fatalf("%s holds no %q (%v)", name, old, err)
		}
		if err := os.WriteFile(name, bytes.Replace(text, []byte(old), []byte(changed), 1), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func rename(from, to string) func(*testing.T) {
	return func(t *testing.T) {
		t.Helper()
		if err := os.Rename(filepath.Join("configs", from), filepath.Join("configs", to)); err != nil {
			t.Fatal(err)
		}
	}
}

// found is a finding in a few words; of a baseline, file may be the hostname.
type found struct{ file, rule string }

// only returns what is in a and not in b, in the order of the identities.
func only(a, b map[string]found) (out []found) {
	var ids []string
	for id := range a {
		if _, both := b[id]; !both {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		out = append(out, a[id])
	}
	return out
}

// identities returns the findings by their identities, for each kind of identity.
func identities(t *testing.T) map[string]map[string]found {
	t.Helper()
	formatRun(t, "json=report.json", "-f", "sarif=report.sarif", "-f", "gitlab=report.gitlab", "configs")
	known := filepath.Join(t.TempDir(), "baseline.json")
	if out := runPlain(t, []string{"baseline", "write", "--baseline", known, "--cidr", "10.8.2.0/24", "configs"}); !strings.HasSuffix(out, "exit status 0\n") {
		t.Fatal(out)
	}
	all := map[string]map[string]found{"json": {}, "sarif": {}, "github": {}, "gitlab": {}, "baseline": {}}
	add := func(kind, id, path, rule string) {
		if _, twice := all[kind][id]; twice {
			t.Errorf("%s: %s and %s %s share %s", kind, all[kind][id], path, rule, id)
		}
		all[kind][id] = found{filepath.Base(path), rule}
	}
	fromJSON(t, add)
	fromSARIF(t, add)
	fromGitLab(t, add)
	b, err := baseline.Load(known)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range b.Entries() {
		for n := range e.Count {
			add("baseline", fmt.Sprintf("%q %d", e.Key, n), cmp.Or(e.Path, e.Device), e.Rule)
		}
	}
	return all
}

type adder func(kind, id, path, rule string)

func decodeFile(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func fromJSON(t *testing.T, add adder) {
	var r report.Report
	decodeFile(t, "report.json", &r)
	for _, f := range r.Findings {
		add("json", f.Fingerprint, f.Path, f.Rule)
	}
}

func fromGitLab(t *testing.T, add adder) {
	var issues []struct {
		CheckName   string `json:"check_name"`
		Fingerprint string
		Location    struct{ Path string }
	}
	decodeFile(t, "report.gitlab", &issues)
	for _, i := range issues {
		add("gitlab", i.Fingerprint, i.Location.Path, i.CheckName)
	}
}

// fromSARIF also returns what GitHub follows an alert by: rule, path and the hash of
// the line.
func fromSARIF(t *testing.T, add adder) {
	var log struct {
		Runs []struct {
			Results []struct {
				RuleID              string `json:"ruleId"`
				PartialFingerprints map[string]string
				Locations           []struct {
					PhysicalLocation struct{ ArtifactLocation struct{ URI string } }
				}
			}
		}
	}
	decodeFile(t, "report.sarif", &log)
	for _, r := range log.Runs[0].Results {
		path := r.Locations[0].PhysicalLocation.ArtifactLocation.URI
		add("sarif", r.PartialFingerprints["vpnlintFinding/v1"], path, r.RuleID)
		add("github", r.RuleID+" "+path+" "+r.PartialFingerprints["primaryLocationLineHash"], path, r.RuleID)
	}
}
