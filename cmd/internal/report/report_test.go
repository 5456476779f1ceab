package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/rules"
)

func TestFingerprints(t *testing.T) {
	finding := func(line int, message string) Finding {
		return Finding{Path: "a.cfg", Line: line, Rule: "pfs", Device: "fw", Tunnel: "m 10", Message: message, Level: rules.Error}
	}
	before := Merge([]Part{{Findings: []Finding{finding(3, "old words")}}}, rules.Info).Findings
	after := Merge([]Part{{Findings: []Finding{finding(9, "new words"), finding(20, "another")}}}, rules.Info).Findings
	if before[0].Fingerprint != after[0].Fingerprint {
		t.Error("a new line number or wording changed the fingerprint")
	}
	if after[0].Fingerprint == after[1].Fingerprint {
		t.Error("two findings share a fingerprint")
	}
}

func TestMergeDoesNotDependOnOrder(t *testing.T) {
	a := Part{File: File{Path: "a", Status: OK, Devices: 1}, Findings: []Finding{{Path: "a", Line: 1, Rule: "x", Level: rules.Error}},
		NotJudged: []rules.NotJudged{{Rule: "r2", Key: "cidr"}, {Rule: "r1", Key: "cidr"}}}
	b := Part{File: File{Path: "b", Status: OK, Devices: 1}, Findings: []Finding{{Path: "b", Line: 1, Rule: "x", Level: rules.Info}},
		NotJudged: []rules.NotJudged{{Rule: "r1", Key: "cidr"}, {Rule: "r3", Key: "outsystems.dns"}}}
	var out [2]bytes.Buffer
	for i, parts := range [][]Part{{a, b}, {b, a}} {
		for _, f := range Formats() {
			if err := f.Write(&out[i], Merge(parts, rules.Info), Options{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if d := cmp.Diff(out[0].String(), out[1].String()); d != "" {
		t.Error(d)
	}
}

// layoutFinding is a finding on a line with a tab and Japanese.
func layoutFinding(t *testing.T) Finding {
	t.Helper()
	text := "hostname fw\n\tdescription 大阪本社 lifetime 86400 seconds\n"
	src, err := parser.NewSource("fw.cfg", []byte(text), "utf-8")
	if err != nil {
		t.Fatal(err)
	}
	at := strings.Index(text, "86400")
	p := placeOf(src.Span(at, at+5), "fw.cfg")
	return Finding{Path: p.Path, Line: p.Line, Column: p.Column, Severity: "error", Level: rules.Error, Rule: "ipsec-lifetime",
		Message: "The phase 2 lifetime is 86400 s; OutSystems renews after 3600 s, so that the tunnel drops", Tunnel: "outside_map 10",
		Tunnels: []string{"outside_map 10"}, Peers: []string{"203.0.113.10"}, TunnelLine: 1, Expected: "3600 s", Actual: "86400 s",
		Suggestion: Suggestion{Commands: []string{"crypto map outside_map 10 set security-association lifetime seconds 3600"}, Notes: []string{"Clear the SA afterwards"}},
		Snippet:    (&snippeter{}).of(src.Span(at, at+5))}
}

func TestText(t *testing.T) {
	var b bytes.Buffer
	r := Merge([]Part{{File: File{Path: "fw.cfg", Status: OK, Devices: 1, Tunnels: 2}, Judged: 1, Unread: 4, Findings: []Finding{layoutFinding(t)},
		NotJudged: []rules.NotJudged{{Rule: "route-to-cloud", Key: "outsystems.cidr"}, {Rule: "onprem-range", Key: "outsystems.cidr"}}}}, rules.Info)
	if err := writeText(&b, r, Options{Width: 60}); err != nil {
		t.Fatal(err)
	}
	want := `fw.cfg:2:28: error: The phase 2 lifetime is 86400 s;
    OutSystems renews after 3600 s, so that the tunnel drops
    [ipsec-lifetime]
  |
2 |         description 大阪本社 lifetime 86400 seconds
  |                                       ^~~~~
  = tunnel  outside_map 10 (peer 203.0.113.10, line 1)
  = needs   3600 s
  = have    86400 s
  = fix     crypto map outside_map 10 set security-association lifetime seconds 3600
  = note    Clear the SA afterwards
  = more    vpnlint explain ipsec-lifetime

1 error, 0 warnings, 0 info in 1 device, 2 tunnels (1
    judged).
4 statements in VPN blocks not understood.
Not judged without --cidr: onprem-range, route-to-cloud.
`
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

func TestPrintable(t *testing.T) {
	in := "a\tb\x1b[31mc\u202ed\u0085e\x80大\x7f"
	got := printable(in)
	if want := "a\tb?[31mc???d??e?大?"; got != want || len(got) != len(in) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Colour must not change what is said.
func TestColor(t *testing.T) {
	f := layoutFinding(t)
	var plainText, colored bytes.Buffer
	r := Merge([]Part{{File: File{Path: "fw.cfg", Status: OK, Devices: 1}, Findings: []Finding{f}}}, rules.Info)
	for b, o := range map[*bytes.Buffer]Options{&plainText: {Width: 80}, &colored: {Width: 80, Color: true}} {
		if err := writeText(b, r, o); err != nil {
			t.Fatal(err)
		}
	}
	if strings.Contains(plainText.String(), "\x1b") {
		t.Error("an escape sequence without colour")
	}
	got := colored.String()
	for _, style := range []string{bold, dim, red, green, blue, "0"} {
		got = strings.ReplaceAll(got, "\x1b["+style+"m", "")
	}
	if d := cmp.Diff(plainText.String(), got); d != "" {
		t.Errorf("-plain +coloured:\n%s", d)
	}
}

func TestFitKeepsTheMark(t *testing.T) {
	long := strings.Repeat("0123456789 ", 30)
	for _, at := range []int{0, 50, 150, 320} {
		lead, body, tail := fit(long[:at], "MARK", long[at:], 60)
		if !strings.Contains(body, "MARK") || cells(lead+body+tail) > 60 {
			t.Errorf("at %d: %q %q %q", at, lead, body, tail)
		}
	}
}
