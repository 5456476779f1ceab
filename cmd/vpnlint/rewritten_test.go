package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/japanese"

	"github.com/vpnlint/vpnlint/cmd/internal/report"
)

// rewriting writes a configuration in another way that means the same.
type rewriting struct {
	name  string
	files string // a pattern for vendor/file that it makes sense for
	do    func(text string) string
	undo  func(finding string) string // what it changes in a finding; nil when nothing
}

var rewritings = []rewriting{
	{name: "CRLF", files: `asa/|fortigate/|paloalto/|pfsense/|opnsense/|swanctl`, // strongSwan's starter refuses it in ipsec.conf
		do: func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }},
	{name: "a byte order mark", files: `.*`, do: func(s string) string { return "\ufeff" + s }},
	{name: "UTF-16", files: `.*`, do: utf16LE},
	{name: "Shift_JIS with Japanese comments", files: `asa/`, do: func(s string) string {
		s = regexp.MustCompile(`(?m)^!\s*$`).ReplaceAllString(s, "! 大阪データセンターの予備回線 ソ連表能")
		out, err := japanese.ShiftJIS.NewEncoder().String(s)
		if err != nil {
			panic(err)
		}
		return out
	}},
	{name: "blanks at the ends of lines", files: `asa/|fortigate/.*conf|paloalto/(set|aws|show)|swanctl`, do: func(s string) string { return strings.ReplaceAll(s, "\n", "  \n") }},
	{name: "deeper indentation", files: `asa/|fortigate/.*conf|pfsense/|opnsense/|paloalto/.*(xml|show)|swanctl`, do: func(s string) string {
		return regexp.MustCompile(`(?m)^[ \t]+`).ReplaceAllString(s, "$0$0$0")
	}},
	{name: "no indentation", files: `fortigate/.*conf|pfsense/|opnsense/|paloalto/.*(xml|show)|swanctl`, do: func(s string) string {
		return regexp.MustCompile(`(?m)^[ \t]+`).ReplaceAllString(s, "")
	}},
	{name: "a captured session", files: `asa/`, do: session("fw-tokyo# ", "show running-config", 24)},
	{name: "a captured session", files: `fortigate/.*conf`, do: session("FGT-TOKYO # ", "show", 24)},
	{name: "a captured session", files: `paloalto/set`, do: session("admin@PA-VM> ", "show", 24)},
	{name: "objects of other names", files: `asa/`, do: renameMap, undo: func(s string) string { return strings.ReplaceAll(s, "renamed_map", "outside_map") }},
	{name: "crypto map entries first", files: `asa/`, do: entriesFirst},
	{name: "tables in reverse order", files: `fortigate/fortios-7.[26].conf`, do: reverseTables},
	{name: "statements in reverse order", files: `paloalto/set-output`, do: reverseLines},
}

func utf16LE(s string) string {
	out := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return string(out)
}

// session is what a terminal shows: the prompt with the command, the output with a
// pager's question after every page, which the terminal wipes, and the prompt.
func session(prompt, command string, page int) func(string) string {
	return func(s string) string {
		var b strings.Builder
		b.WriteString(prompt + command + "\r\n")
		n := 0
		for line := range strings.Lines(s) {
			if n++; n%page == 0 {
				b.WriteString("<--- More --->\r              \r")
			}
			b.WriteString(strings.TrimSuffix(line, "\n") + "\r\n")
		}
		return b.String() + prompt + "\r\n"
	}
}

func renameMap(s string) string { return strings.ReplaceAll(s, "outside_map", "renamed_map") }

// entriesFirst moves the crypto map lines before what they refer to.
func entriesFirst(s string) string {
	var maps, rest []string
	for line := range strings.Lines(s) {
		if strings.HasPrefix(line, "crypto map ") {
			maps = append(maps, line)
		} else {
			rest = append(rest, line)
		}
	}
	at := slices.IndexFunc(rest, func(l string) bool { return strings.HasPrefix(l, "access-list") || strings.HasPrefix(l, "interface ") })
	if at < 0 {
		return s
	}
	return strings.Join(slices.Concat(rest[:at], maps, rest[at:]), "")
}

// reverseTables turns the order of the top-level tables around, below the header.
func reverseTables(s string) string {
	at := strings.Index(s, "config ")
	var tables []string
	var table strings.Builder
	for line := range strings.Lines(s[at:]) {
		table.WriteString(line)
		if line == "end\n" {
			tables = append(tables, table.String())
			table.Reset()
		}
	}
	slices.Reverse(tables)
	return s[:at] + strings.Join(tables, "") + table.String()
}

func reverseLines(s string) string {
	lines := slices.Collect(strings.Lines(s))
	slices.Reverse(lines)
	return strings.Join(lines, "")
}

// TestRewrittenFiles: the same configuration in other clothes gives the same
// findings about the same tunnels with the same values.
func TestRewrittenFiles(t *testing.T) {
	files := ownConfigs(t)
	t.Chdir(t.TempDir())
	for _, r := range rewritings {
		wanted, did := regexp.MustCompile(r.files), 0
		for _, file := range files {
			name := filepath.Base(filepath.Dir(file)) + "/" + filepath.Base(file)
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !wanted.MatchString(name) {
				continue
			}
			did++
			text := r.do(string(data))
			want := said(reportOn(t, filepath.Base(file), data), nil)
			if got := said(reportOn(t, filepath.Base(file), []byte(text)), r.undo); !slices.Equal(want, got) {
				t.Errorf("%s, %s (-as it was +rewritten):\n%s", name, r.name, cmp.Diff(want, got))
			}
		}
		if did == 0 {
			t.Errorf("%s: no file", r.name)
		}
	}
}

// said lists findings without their places.
func said(r *report.Report, undo func(string) string) []string {
	var out []string
	for _, f := range r.Findings {
		slices.Sort(f.Tunnels)
		line := fmt.Sprintf("%s %s %q: %s, not %s", f.Severity, f.Rule, f.Tunnels, f.Actual, f.Expected)
		if undo != nil {
			line = undo(line)
		}
		out = append(out, line)
	}
	for _, f := range r.Files {
		if f.Error != "" {
			out = append(out, f.Error)
		}
	}
	slices.Sort(out)
	return out
}
