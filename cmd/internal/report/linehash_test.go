package report

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

func hashesOf(t *testing.T, text string) []string {
	t.Helper()
	src, err := parser.NewSource("fw.cfg", []byte(text), "utf-8")
	if err != nil {
		t.Fatal(err)
	}
	f := hashFile(src)
	lines := snippeter{unread: map[place]*ipsec.Problem{}}
	var out []string
	for n := range f.lines {
		out = append(out, f.of(n+1, &lines))
	}
	return out
}

// sumOf is the hash as its definition says it: each unit times a power of 37.
func sumOf(units string) string {
	var sum uint64
	all := []rune(units + "\uffff" + strings.Repeat("\x00", lineWindow))
	for _, u := range all[:lineWindow] {
		sum = sum*37 + uint64(u)
	}
	return fmt.Sprintf("%x", sum)
}

// The hash of a line covers what follows it, without blanks, with any line end.
func TestHashLines(t *testing.T) {
	want := []string{sumOf("hostnamefw\ndpd10\n") + ":1", sumOf("dpd10\n") + ":1", sumOf("") + ":1"}
	for _, text := range []string{"hostname fw\n\tdpd 10\n", "hostname fw  \r\n dpd\t10\r\n"} {
		if got := hashesOf(t, text); strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
	// The file that is empty, as GitHub's own action computes it.
	if got := hashesOf(t, "\n"); got[len(got)-1] != "c129715d7a2bc9a3:1" {
		t.Errorf("the end of the file is %s", got[len(got)-1])
	}
}

func TestHashLinesCountsEqualLines(t *testing.T) {
	got := hashesOf(t, strings.Repeat("access-list cloud extended permit ip any any\n", 9))
	first, _, _ := strings.Cut(got[0], ":")
	if got[0] != first+":1" || got[1] != first+":2" || got[2] != first+":3" {
		t.Errorf("equal lines: %v", got)
	}
}

// A hash that covers a key would let somebody guess the key.
func TestHashLinesLeavesSecretsOut(t *testing.T) {
	got := hashesOf(t, "tunnel-group 203.0.113.10 ipsec-attributes\n ikev1 pre-shared-key hunter2\n"+strings.Repeat("access-list cloud extended permit ip any any log\n", 9))
	if got[0] != "" || got[1] != "" || got[2] == "" {
		t.Errorf("got %v", got)
	}
}

func TestHashLinesOnlyWhereGitHubCountsAlike(t *testing.T) {
	if got := hashesOf(t, "hostname fw\rdpd 10\n"); len(got) != 0 {
		t.Errorf("a return alone ends a line for GitHub only: %v", got)
	}
}
