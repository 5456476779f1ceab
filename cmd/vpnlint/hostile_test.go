package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// withEnd puts lines before the end mark of right.cfg, so that the file stays whole.
func withEnd(t *testing.T, here, lines string) string {
	t.Helper()
	right, err := os.ReadFile(filepath.Join(here, "testdata", "right.cfg"))
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.LastIndex(right, []byte(": end"))
	if at < 0 {
		t.Fatal("right.cfg has no end mark: is it a test?")
	}
	return string(right[:at]) + lines + string(right[at:])
}

// entities are a billion laughs: each entity is ten of the one before it.
func entities() string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE pfsense [<!ENTITY e0 "lol">`)
	for i := 1; i < 30; i++ {
		fmt.Fprintf(&b, `<!ENTITY e%d "%s">`, i, strings.Repeat(fmt.Sprintf("&e%d;", i-1), 10))
	}
	return b.String() + "]>"
}

// groups nest so that the last one stands for 2^depth hosts.
func groups(depth int) string {
	var b strings.Builder
	b.WriteString("object-group network g0\n network-object host 10.1.0.1\n network-object host 10.1.0.2\n")
	for i := 1; i <= depth; i++ {
		fmt.Fprintf(&b, "object-group network g%d\n group-object g%d\n group-object g%d\n", i, i-1, i-1)
	}
	return b.String()
}

// hosts is a group of n hosts that no prefix covers.
func hosts(name, prefix string, n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "object-group network %s\n", name)
	for i := range n {
		fmt.Fprintf(&b, " network-object host %s.%d.%d\n", prefix, 2*i>>8&255, 2*i&255)
	}
	return b.String()
}

// TestHostileTexts gives texts that are made to break a reader to every command.
// None crashes, none makes more of the text than there is, and each is told what
// could not be judged.
func TestHostileTexts(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	const deep = 100_000
	asa := func(lines string) string {
		return strings.Replace(withEnd(t, here, lines), "access-list cloud extended permit ip ", "access-list cloud extended permit ip object-group g object-group h\naccess-list other extended permit ip ", 1)
	}
	t.Chdir(t.TempDir())
	for _, tt := range []struct {
		what, vendor, text string
		says               string // what check says
	}{
		{"deep XML", "pfsense", "<pfsense><ipsec>" + strings.Repeat("<a>", deep), "elements nest deeper than 1000"},
		{"deep and closed XML", "paloalto", "<config version=\"10.1.0\"><devices>" + strings.Repeat("<a>", deep) + strings.Repeat("</a>", deep) + "</devices></config>", "elements nest deeper than 1000"},
		{"deep braces", "strongswan", "connections {\n" + strings.Repeat("a {\n", deep), "sections nest too deep"},
		{"deep braces", "paloalto", "config {\n" + strings.Repeat("a {\n", deep), "the file ends inside a block"},
		{"deep blocks", "fortigate", strings.Repeat("config vpn ipsec phase1-interface\nedit a\n", 2_000), "the block has no end"},
		{"deep JSON", "paloalto", `{"result":{"network":` + strings.Repeat(`{"a":`, deep), "the JSON breaks off"},
		{"deep arrays", "paloalto", `{"result":{"network":` + strings.Repeat("[", deep), "the JSON breaks off"},
		{"a billion laughs", "pfsense", entities() + "<pfsense><ipsec><phase1><ikeid>1</ikeid><remote-gateway>&e29;</remote-gateway></phase1></ipsec></pfsense>", ""},
		{"20,000 attributes", "pfsense", "<pfsense><ipsec><phase1 " + strings.Repeat("a='b' ", 20_000) + "><ikeid>1</ikeid></phase1></ipsec></pfsense>", ""},
		{"a line of a megabyte", "asa", withEnd(t, here, "access-list x extended permit ip any any "+strings.Repeat("a", 1<<20-100)+"\n"), "right"},
		{"a line of more", "asa", withEnd(t, here, strings.Repeat("a", 1<<20+100)+"\n"), "the line is longer than 1 MiB"},
		{"groups of 2^60 hosts", "asa", strings.NewReplacer("group g ", "group g60 ", "group h\n", "group g60\n").Replace(asa(groups(60))), ""},
		{"groups in a circle", "asa", asa("object-group network g\n group-object h\nobject-group network h\n group-object g\n"), "cannot tell the number of SA pairs"},
		{"400,000,000 pairs", "asa", asa(hosts("g", "10.1", 20_000) + hosts("h", "10.8", 20_000)), "too many members to count"},
		{"an include of itself", "strongswan", "include fw\ninclude ./f*\nconn a\n also=b\n left=192.0.2.1\n right=192.0.2.2\nconn b\n also=a\n", "the file includes itself"},
	} {
		if err := os.WriteFile("fw", []byte(tt.text), 0o644); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{append([]string{"check", "-f", "concise", "--no-config"}, toldOfSite...), {"model", "--format", "json"}, {"suggest", "--no-config"}, {"checklist"}, {"redact"}} {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			out := runPlain(t, append(args, "--vendor", tt.vendor, "fw"))
			runtime.ReadMemStats(&after)
			if strings.Contains(out, "internal error") || args[0] == "check" && tt.says != "right" && !strings.Contains(out, tt.says) {
				t.Errorf("%s (%s), %s: want %q in\n%.1500s", tt.what, tt.vendor, args[0], tt.says, out)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > uint64(100<<20+100*len(tt.text)) {
				t.Errorf("%s (%s), %s: took %d MiB for a file of %d KiB", tt.what, tt.vendor, args[0], used>>20, len(tt.text)>>10)
			}
		}
	}
}

// TestHugeExports reads what no device exports. They end, and the work, counted in
// memory asked for, stays in proportion to the file.
func TestHugeExports(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 100 MB")
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	var acl strings.Builder
	for i := range 1_000_000 {
		fmt.Fprintf(&acl, "access-list in permit tcp any host 10.%d.%d.%d eq 443\n", i>>16, i>>8&255, i&255)
	}
	lines := withEnd(t, here, acl.String())
	t.Chdir(t.TempDir())
	for _, tt := range []struct {
		what, text string
		tunnels    int
		most       int // bytes asked for, for each byte of the file
	}{
		{"1,000,000 ACL lines", lines, 1, 4},
		{"100,000 tunnels", writeMany(0, 100_000), 100_000, 400},
	} {
		if err := os.WriteFile("fw", []byte(tt.text), 0o644); err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		out := runPlain(t, []string{"--no-config", "-f", "json", "--select", "ike-version,ike-main-mode,selector-overlap,undefined-reference", "fw"})
		runtime.ReadMemStats(&after)
		if want := fmt.Sprintf("\"tunnels\": %d", tt.tunnels); !strings.Contains(out, want) {
			t.Errorf("%s: not %s:\n%.2000s", tt.what, want, out)
		}
		ratio := float64(after.TotalAlloc-before.TotalAlloc) / float64(len(tt.text))
		t.Logf("%s: %d MB, %.1f bytes asked for each byte", tt.what, len(tt.text)/1_000_000, ratio)
		if ratio > float64(tt.most) {
			t.Errorf("%s: %.1f bytes asked for each byte of the file, want %d at most", tt.what, ratio, tt.most)
		}
	}
}

// TestChangingFile checks a file that another program writes again and again: each run
// judges what it has read, or says why it could not.
func TestChangingFile(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	large := []byte(withEnd(t, here, strings.Repeat("access-list in permit tcp any host 10.1.2.3 eq 443\n", 100_000)))
	t.Chdir(t.TempDir())
	if err := os.WriteFile("fw", large, 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile("fw", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			default:
				size := len(large) * (n%7 + 1) / 7
				_ = f.Truncate(int64(size))
				_, _ = f.WriteAt(large[size:], int64(size))
			}
		}
	}()
	for range 20 {
		out := runPlain(t, []string{"check", "-f", "concise", "--no-config", "--vendor", "asa", "fw"})
		if !strings.HasPrefix(out, "fw:") && !strings.HasPrefix(out, "vpnlint: fw: ") || strings.Contains(out, "internal error") {
			t.Errorf("%.1500s", out)
		}
	}
	close(stop)
	<-stopped
}
