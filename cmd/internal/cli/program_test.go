package cli

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/cmd/internal/bench"
	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
	"github.com/vpnlint/vpnlint/vendors"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// toy makes a vendor whose files start with its name. The word behind it says
// what its reader does.
func toy(name string) vendors.Vendor {
	detect := func(src *parser.Source) int {
		if bytes.HasPrefix(src.Text(), []byte(name)) || bytes.HasPrefix(src.Text(), []byte("any")) {
			return 50
		}
		return 0
	}
	read := func(src *parser.Source) ([]*ipsec.Device, error) {
		switch word := strings.Fields(string(src.Text()))[1]; word {
		case "panics":
			panic("toy reader on: " + string(src.Text()))
		case "beside": // in another goroutine, as readers of large files work
			parser.AtOnce(func() {}, func() { panic("toy reader on: " + string(src.Text())) })
			return nil, nil
		case "fails":
			return nil, errors.New("no line of it is a command; export it again")
		default:
			return []*ipsec.Device{{Path: src.Name(), Vendor: name, Hostname: word, At: src.Span(0, len(name)), Whole: true}}, nil
		}
	}
	return vendors.Vendor{Name: name, Title: strings.ToUpper(name), Detect: detect, Read: read}
}

// toyProgram knows two vendors and two rules; one of them panics on the device "bomb".
func toyProgram(out, errs io.Writer) *Program {
	note := &rules.Rule{Name: "note", Category: "toy", Severity: rules.Info, Device: func(p *rules.Pass) {
		p.Report(rules.Finding{At: p.Device.At, Severity: rules.Info, Message: rules.Say("a device")})
	}}
	bomb := &rules.Rule{Name: "bomb", Category: "toy", Severity: rules.Error, Device: func(p *rules.Pass) {
		if p.Device.Hostname == "bomb" {
			panic("hunter2")
		}
	}}
	return &Program{Stdin: strings.NewReader(""), Stdout: out, Stderr: errs, Env: func(string) string { return "" },
		Columns: func() (int, bool) { return 0, false }, Vendors: []vendors.Vendor{toy("one"), toy("two")},
		Rules: []*rules.Rule{note, bomb}, Profile: func() *rules.Profile { return &rules.Profile{Name: "toy"} }, Examples: func(*rules.Rule) []Example { return nil },
		Values: func(*rules.Rule) []outsystems.Value { return nil }}
}

func TestProgram(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{
		"good.cfg": "one fw", "two.cfg": "two fw", "tie.cfg": "any fw", "panics.cfg": "one panics hunter2", "beside.cfg": "one beside hunter2",
		"fails.cfg": "two fails", "bomb.cfg": "one bomb hunter2",
	} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		args         string
		code         int
		stdout, errs string // parts that must be there
	}{
		{"good.cfg two.cfg", exitOK, "two.cfg:1:1: info: a device [note]", ""},
		{"tie.cfg", exitInput, "Nothing was judged", "vpnlint: tie.cfg: unknown dialect: it could be ONE or TWO; say which with --vendor one or --vendor two"},
		{"--vendor two tie.cfg", exitOK, "in 1 device", ""},
		{"panics.cfg good.cfg", exitInput, "good.cfg:1:1: info", "vpnlint: internal error in panics.cfg at cli.toy."},
		{"beside.cfg good.cfg", exitInput, "good.cfg:1:1: info", "vpnlint: internal error in beside.cfg at cli.toy."},
		{"bomb.cfg good.cfg", exitInput, "good.cfg:1:1: info", "vpnlint: internal error in bomb.cfg at cli.toyProgram."},
		{"fails.cfg", exitInput, "1 file not read", "vpnlint: fails.cfg: no line of it is a command; export it again"},
		{"-f json panics.cfg", exitInput, `"status": "internal-error"`, "please report it at https://"},
		{"model panics.cfg good.cfg", exitInput, "good.cfg: one", "internal error in panics.cfg"},
		{"--fail-on info good.cfg", exitFindings, "", ""},
		{"--fail-on info good.cfg missing.cfg", exitInput, "", "missing.cfg: no such file"},
	} {
		var out, errs bytes.Buffer
		code := toyProgram(&out, &errs).Run(strings.Fields(tt.args))
		if code != tt.code || !strings.Contains(out.String(), tt.stdout) || !strings.Contains(errs.String(), tt.errs) || tt.errs == "" && errs.Len() > 0 {
			t.Errorf("vpnlint %s: exit status %d, want %d\nstdout: %s\nstderr: %s", tt.args, code, tt.code, &out, &errs)
		}
		if all := out.String() + errs.String(); strings.Contains(all, "hunter2") || strings.Contains(all, "goroutine") {
			t.Errorf("vpnlint %s: shows what it must not:\n%s", tt.args, all)
		}
	}
}

func TestWrittenOutput(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("good.cfg", []byte("one fw"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range []string{"good.cfg", "-f json good.cfg", "-f concise good.cfg", "model good.cfg", "model --format json good.cfg",
		"rules", "rules --format json", "rules --format markdown", "explain note", "explain --format json note", "version", "version --format json", "help", "check --help"} {
		var errs bytes.Buffer
		code := toyProgram(failingWriter{}, &errs).Run(strings.Fields(args))
		if code != exitInput || !strings.Contains(errs.String(), "cannot write the output: disk full") {
			t.Errorf("vpnlint %s on a full disk: exit status %d, %s", args, code, &errs)
		}
	}
}

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestNearest(t *testing.T) {
	names := []string{"ike-lifetime", "ipsec-lifetime", "pfs", "dpd", "asa", "fortigate", "check"}
	for word, want := range map[string]string{
		"psf": "pfs", "ike-lifetimes": "ike-lifetime", "ipsec-liftime": "ipsec-lifetime", "fortios": "fortigate", "cisco": "asa",
		"chekc": "check", "zebra": "", "x": "", "IKE-Lifetime": "ike-lifetime",
	} {
		if got := nearest(word, names); got != want {
			t.Errorf("nearest(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestLayout(t *testing.T) {
	for _, tt := range []struct {
		color    string
		env      map[string]string
		terminal bool
		want     bool
	}{
		{"auto", nil, true, true},
		{"auto", nil, false, false},
		{"auto", map[string]string{"TERM": "dumb"}, true, false},
		{"auto", map[string]string{"NO_COLOR": "1"}, true, false},
		{"auto", map[string]string{"NO_COLOR": "1", "FORCE_COLOR": "1"}, false, false},
		{"auto", map[string]string{"FORCE_COLOR": "1"}, false, true},
		{"always", map[string]string{"NO_COLOR": "1"}, false, true},
		{"never", map[string]string{"FORCE_COLOR": "1"}, true, false},
	} {
		p := &Program{Env: func(k string) string { return tt.env[k] }, Columns: func() (int, bool) { return 80, tt.terminal }}
		if got := p.layout(tt.color, true); got.Color != tt.want || (got.Width > 0) != tt.terminal {
			t.Errorf("%+v: %+v", tt, got)
		}
	}
}

// BenchmarkCheck reads and judges a megabyte. What to watch is the allocations.
func BenchmarkCheck(b *testing.B) {
	name := filepath.Join(b.TempDir(), "fw.cfg")
	f, err := os.Create(name)
	if err != nil {
		b.Fatal(err)
	}
	if err := errors.Join(bench.ASA(f, 1_000_000), f.Close()); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(1_000_000)
	b.ReportAllocs()
	p := NewProgram()
	p.Stdout = io.Discard
	for b.Loop() {
		if code := p.Run([]string{"-f", "concise", name}); code > exitFindings {
			b.Fatal(code)
		}
	}
}

// A file that another one includes is read with it, not a second time; named, it
// is judged by itself.
func TestIncludedFiles(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{"a/main.conf": "one includes", "a/part.conf": "one part", "b/alone.conf": "one alone"} {
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	for args, want := range map[string]string{
		".":                          "a/main.conf b/alone.conf",
		"a":                          "a/main.conf",
		"a/main.conf":                "a/main.conf",
		"a/main.conf a/part.conf":    "a/main.conf a/part.conf",
		"**/*.conf":                  "a/main.conf b/alone.conf",
		"--vendor one a/part.conf .": "a/main.conf a/part.conf b/alone.conf",
	} {
		var out, errs bytes.Buffer
		p := toyProgram(&out, &errs)
		p.Vendors[0].ReadIn = func(src *parser.Source, f *parser.Folder) ([]*ipsec.Device, error) {
			if bytes.Contains(src.Text(), []byte("includes")) {
				if names, err := f.Match(src, "part.conf"); err != nil || len(names) != 1 {
					t.Errorf("part.conf not found: %v, %v", names, err)
				} else if _, err := f.Open(names[0]); err != nil {
					t.Error(err)
				}
			}
			return p.Vendors[0].Read(src)
		}
		p.Run(append([]string{"-f", "concise"}, strings.Fields(args)...))
		var got []string
		for line := range strings.Lines(out.String()) {
			name, _, _ := strings.Cut(line, ":")
			got = append(got, name)
		}
		if s := strings.Join(got, " "); s != want || errs.Len() > 0 {
			t.Errorf("vpnlint %s judged %q, want %q\n%s", args, s, want, &errs)
		}
	}
}
