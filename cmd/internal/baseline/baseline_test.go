package baseline

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func key(device, path, subject string) Key {
	return KeyOf(".", device, path, "", "outside_map 10", "ike-proposal", subject)
}

func known(b *Baseline, keys ...Key) string {
	m, out := b.Matcher(), ""
	for _, k := range keys {
		if m.Known(k) {
			out += "known "
		} else {
			out += "new "
		}
	}
	return strings.TrimSpace(out)
}

// TestAnotherFileIsNew: a baseline that matches a finding by tunnel and rule alone
// hides those of every other file that names the same tunnel.
func TestAnotherFileIsNew(t *testing.T) {
	var b Baseline
	b.Add(key("", "osaka.cfg", "policy 10"))
	if got := known(&b, key("", "tokyo.cfg", "policy 10"), key("", "osaka.cfg", "policy 10")); got != "new known" {
		t.Errorf("without a hostname: tokyo.cfg, osaka.cfg are %s", got)
	}
	b.Add(key("fw-osaka", "osaka-20261101.cfg", "policy 10"))
	if got := known(&b, key("fw-osaka", "osaka-20261124.cfg", "policy 10"), key("fw-tokyo", "osaka-20261101.cfg", "policy 10")); got != "known new" {
		t.Errorf("with a hostname: a later export of it, another host are %s", got)
	}
}

// TestAnotherSubjectIsNew: a baseline that matches by place alone hides a
// different mistake that has come to the same line.
func TestAnotherSubjectIsNew(t *testing.T) {
	var b Baseline
	b.Add(key("fw", "fw.cfg", "policy 10: 3des"))
	if got := known(&b, key("fw", "fw.cfg", "policy 10: des"), key("fw", "fw.cfg", "policy 10: 3des")); got != "new known" {
		t.Errorf("another subject, the same subject are %s", got)
	}
}

func TestCountsMatter(t *testing.T) {
	var b Baseline
	k := key("fw", "fw.cfg", "")
	b.Add(k)
	b.Add(k)
	b.Add(k)
	if got := known(&b, k, k, k, k); got != "known known known new" {
		t.Errorf("three then, four now: %s", got)
	}
}

func TestFile(t *testing.T) {
	t.Chdir(t.TempDir())
	var b Baseline
	b.Add(key("fw-b", "b.cfg", "10.1.0.0/16 <-> 10.8.2.0/24"))
	b.Add(key("fw-a", "a.cfg", ""))
	b.Add(key("fw-a", "a.cfg", ""))
	b.Add(key("", "configs/x.cfg", ""))
	if err := b.Save("known.json"); err != nil {
		t.Fatal(err)
	}
	want := `{
  "schema": "vpnlint/baseline/1",
  "entries": [
    {"device":"","path":"configs/x.cfg","context":"","tunnel":"outside_map 10","rule":"ike-proposal","subject":"","count":1},
    {"device":"fw-a","path":"","context":"","tunnel":"outside_map 10","rule":"ike-proposal","subject":"","count":2},
    {"device":"fw-b","path":"","context":"","tunnel":"outside_map 10","rule":"ike-proposal","subject":"10.1.0.0/16 <-> 10.8.2.0/24","count":1}
  ]
}
`
	got, err := os.ReadFile("known.json")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, string(got)); d != "" {
		t.Errorf("file (-want +got):\n%s", d)
	}
	again, err := Load("known.json")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(b.Entries(), again.Entries()); d != "" {
		t.Errorf("read back (-want +got):\n%s", d)
	}
	if left, _ := filepath.Glob(".vpnlint-baseline-*"); len(left) > 0 {
		t.Errorf("left behind: %s", left)
	}
	var empty bytes.Buffer
	if err := (&Baseline{}).Write(&empty); err != nil || !strings.Contains(empty.String(), `"entries": []`) {
		t.Errorf("empty baseline: %v %s", err, empty.String())
	}
}

func TestBadFiles(t *testing.T) {
	t.Chdir(t.TempDir())
	for text, want := range map[string]string{
		"{\n  \"schema\": \"vpnlint/baseline/1\",\n  hunter2\n":      "b.json:3: not a baseline; write it anew with vpnlint baseline write",
		`{"schema":"vpnlint/baseline/2","entries":[]}`:               "b.json: this vpnlint reads baselines of the schema vpnlint/baseline/1; write it anew with vpnlint baseline write",
		`{"schema":"vpnlint/baseline/1","entrys":[]}`:                "b.json:1: not a baseline; write it anew with vpnlint baseline write",
		`{"schema":"vpnlint/baseline/1","entries":[{"rule":"pfs"}]}`: "b.json: an entry without a rule or a count; write it anew with vpnlint baseline write",
	} {
		if err := os.WriteFile("b.json", []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Load("b.json"); err == nil || err.Error() != want {
			t.Errorf("%s\n got %v\nwant %s", text, err, want)
		}
	}
	if _, err := Load("none.json"); err == nil || !strings.Contains(err.Error(), "vpnlint baseline write") {
		t.Errorf("no file: %v", err)
	}
}

// TestWriteAndPruneKeepOthers: a run over some files says nothing about the devices of others.
func TestWriteAndPruneKeepOthers(t *testing.T) {
	var old, now Baseline
	for range 3 {
		old.Add(key("fw-a", "", "x"))
	}
	old.Add(key("fw-a", "", "mended"))
	old.Add(key("fw-b", "", "y"))
	now.Add(key("fw-a", "", "x"))
	now.Add(key("fw-a", "", "fresh"))
	onlyA := func(o Owner) bool { return o.Device == "fw-a" }
	subjects := func(b *Baseline) (out []string) {
		for _, e := range b.Entries() {
			out = append(out, strings.Repeat("+", e.Count)+e.Subject)
		}
		return out
	}
	if d := cmp.Diff([]string{"+fresh", "+x", "+y"}, subjects(old.Rewrite(&now, onlyA, false))); d != "" {
		t.Errorf("write (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{"+fresh", "+x"}, subjects(old.Rewrite(&now, onlyA, true))); d != "" {
		t.Errorf("write after reading all (-want +got):\n%s", d)
	}
	kept, gone := old.Prune(&now, onlyA, false)
	if d := cmp.Diff([]string{"+x", "+y"}, subjects(kept)); d != "" {
		t.Errorf("prune (-want +got):\n%s", d)
	}
	if len(gone) != 2 || gone[0].Subject != "mended" || gone[1].Count != 2 {
		t.Errorf("gone: %+v", gone)
	}
	if kept, _ := old.Prune(&now, onlyA, true); len(kept.Entries()) != 1 {
		t.Errorf("prune after reading all: %v", subjects(kept))
	}
}
