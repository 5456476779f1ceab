package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/rules"
)

// GitHub reads commands line by line: what stands in a message must not end one.
func TestGitHubEscapesAndCounts(t *testing.T) {
	var list []Finding
	for n := range 12 {
		list = append(list, Finding{Path: "a,b:c.cfg", Line: n + 1, Column: 2, EndLine: n + 1, EndColumn: 5, Rule: "pfs",
			Severity: "error", Level: rules.Error, Message: "100% wrong\n::error::x", Expected: "group 14"})
	}
	list = append(list, Finding{Path: "z", Line: 1, EndLine: 3, Rule: "dpd", Severity: "info", Level: rules.Info, Message: "long"})
	var b bytes.Buffer
	if err := writeGitHub(&b, Merge([]Part{{File: File{Path: "a", Status: OK}, Findings: list}}, rules.Info), Options{}); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	want := "::error title=vpnlint (pfs),file=a%2Cb%3Ac.cfg,line=1,col=2,endLine=1,endColumn=5::100%25 wrong?::error::x%0ANeeds: group 14"
	if lines[0] != want {
		t.Errorf("got  %s\nwant %s", lines[0], want)
	}
	if want := "::notice title=vpnlint (dpd),file=z,line=1,endLine=3::long"; lines[10] != want {
		t.Errorf("got  %s\nwant %s", lines[10], want)
	}
	if len(lines) != 12 || !strings.HasPrefix(lines[11], "2 findings are without an annotation") {
		t.Errorf("%d lines, the last is %q", len(lines), lines[len(lines)-1])
	}
}

// Two files of one device name, one of which gets a finding that the other has.
func TestFingerprintOfASharedHostname(t *testing.T) {
	part := func(path string, rule ...string) Part {
		p := Part{Devices: []Device{{Path: path, Hostname: "fw"}}}
		for _, r := range rule {
			p.Findings = append(p.Findings, Finding{Path: path, Device: "fw", Rule: r, owner: deviceKey{path, "fw", ""}, Level: rules.Error})
		}
		return p
	}
	before := Merge([]Part{part("a"), part("b", "pfs")}, rules.Info).Findings
	after := Merge([]Part{part("a", "pfs"), part("b", "pfs")}, rules.Info).Findings
	if before[0].Fingerprint != after[1].Fingerprint || after[0].Fingerprint == after[1].Fingerprint {
		t.Errorf("before %s, after %s and %s", before[0].Fingerprint, after[0].Fingerprint, after[1].Fingerprint)
	}
}

func TestMarkdownText(t *testing.T) {
	for in, want := range map[string]string{
		"a|b <i>*x*</i>": `a\|b &lt;i&gt;\*x\*&lt;/i&gt;`,
		"[l](u)\nnext":   `\[l\](u)?next`,
	} {
		if got := mdText(in); got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
	if got := mdCode("a`b|c"); got != "`` a`b\\|c ``" {
		t.Error(got)
	}
}

// Columns of rdjson count bytes; a range of several lines becomes one line in SARIF.
func TestColumnsAtTheEdge(t *testing.T) {
	text := "hostname fw\n\tdescription 大阪本社 lifetime 86400 seconds\n"
	src, err := parser.NewSource("fw.cfg", []byte(text), "utf-8")
	if err != nil {
		t.Fatal(err)
	}
	at := strings.Index(text, "86400")
	where := placeOf(src.Span(at, at+5), "fw.cfg")
	if p := rdPlace(where); where.Column != 28 || p.Range.Start.Column != 36 || p.Range.End.Column != 41 {
		t.Errorf("column %d, rdjson %+v", where.Column, p.Range)
	}
	s := sarifWriter{o: &Options{}}
	region := s.physical(Place{Path: "大阪 fw.cfg", Line: 2, Column: 3, EndLine: 9, EndColumn: 1, width: 20})
	if got := fmt.Sprint(*region.Region, region.Artifact.URI); got != "{2 3 2 20}%E5%A4%A7%E9%98%AA%20fw.cfg" {
		t.Error(got)
	}
}
