package parser

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// controls are how the testdata writes what an editor would not show.
var controls = strings.NewReplacer("{CR}", "\r", "{BS}", "\b", "{ESC}", "\x1B", "{BEL}", "\a", "{NUL}", "\x00")

// TestCapture reads testdata/capture: what a file holds, the text that is left,
// the notes, and the places in the file of some words of the text.
func TestCapture(t *testing.T) {
	files, err := filepath.Glob("testdata/capture/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no testdata", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			section := map[string]string{}
			for _, f := range archive.Files {
				section[f.Name] = controls.Replace(string(f.Data))
			}
			raw := []byte(section["input"])
			s, err := NewSource(filepath.Base(file), raw, "")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(section["text"], string(s.Text())); diff != "" {
				t.Errorf("text (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(section["notes"], lines(s.Notes())); diff != "" {
				t.Errorf("notes (-want +got):\n%s", diff)
			}
			if string(s.Original()) != string(raw) {
				t.Error("the original is not the file")
			}
			var at []string
			for _, line := range strings.Split(strings.TrimSpace(section["at"]), "\n") {
				word, _, _ := strings.Cut(line, " ")
				p := s.Position(bytes.Index(s.Text(), []byte(word)))
				at = append(at, fmt.Sprintf("%s %d:%d", word, p.Line, p.Column))
			}
			if diff := cmp.Diff(section["at"], lines(at)); diff != "" {
				t.Errorf("positions (-want +got):\n%s", diff)
			}
			checkPositions(t, s, raw)
		})
	}
}

// TestLongRun has returns with NULs between them, so many that to look at what
// follows each of them anew would take minutes.
func TestLongRun(t *testing.T) {
	const n = 200_000
	s := newSource(t, []byte("hostname fw"+strings.Repeat("\r\x00\r", n)+"x\n"), "")
	if want := "hostname fw" + strings.Repeat("\r\r", n) + "x\n"; string(s.Text()) != want {
		t.Errorf("%d bytes are left, not %d", len(s.Text()), len(want))
	}
}

func lines(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return strings.Join(list, "\n") + "\n"
}

// wideExport has statements that are longer than 80 columns, as a device sends
// them.
func wideExport() string {
	var text strings.Builder
	text.WriteString("hostname fw-tokyo\nnames\n")
	for i := range 12 {
		fmt.Fprintf(&text, "access-list OUTSIDE_cryptomap extended permit ip 10.%d.0.0 255.255.0.0 10.8.2.0 255.255.255.0 log\n", i)
		fmt.Fprintf(&text, "object network HOST-%d\n host 10.1.0.%d\n", i, i)
	}
	text.WriteString("timeout xlate 3:00:00\n")
	return text.String()
}

// wrap breaks lines as a terminal does: at the column, wherever that is.
func wrap(text string, width int) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		for len(line) > width {
			out.WriteString(line[:width] + "\n")
			line = line[width:]
		}
		out.WriteString(line + "\n")
	}
	return out.String()
}

func TestWrappedAt80Columns(t *testing.T) {
	want := wideExport()
	s, err := NewSource("fw.cfg", []byte(wrap(want, 80)), "")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(s.Text())); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"terminal capture: 12 lines wrapped at 80 columns joined"}, s.Notes()); diff != "" {
		t.Error(diff)
	}
	checkPositions(t, s, []byte(wrap(want, 80)))

	log := bytes.Index(s.Text(), []byte(" log"))
	span := s.Span(log+1, log+4)
	if p := span.Position(); p.Line != 4 {
		t.Errorf("the wrapped word is at %d:%d, want line 4", p.Line, p.Column)
	}
	if got := s.LineSpan(3).Text() + s.LineSpan(4).Text(); got != string(s.Text()[18+6:bytes.Index(s.Text(), []byte("\nobject"))]) {
		t.Errorf("lines 3 and 4 are %q", got)
	}
}

// TestNotWrapped has files that must stay as they are.
func TestNotWrapped(t *testing.T) {
	full := "description " + strings.Repeat("x", 68) + "\n" // exactly 80 columns
	for name, text := range map[string]string{
		"one line is longer":     wrap(wideExport(), 80) + strings.Repeat("long ", 20) + "\n",
		"too few":                full + "shutdown\nmtu 1500\n" + full + "nameif a\n",
		"statements follow":      strings.Repeat("interface a\n"+full+" nameif x\n mtu 1500\n nameif x\n", 5),
		"certificate":            strings.Repeat(strings.Repeat("Ab3+", 20)+"\n", 40) + "Zq==\n",
		"a terminal of 79 wraps": wrap(wideExport(), 79),
	} {
		s, err := NewSource("fw.cfg", []byte(text), "")
		if err != nil {
			t.Fatal(err)
		}
		if string(s.Text()) != text || len(s.Notes()) > 0 {
			t.Errorf("%s: touched: %q", name, s.Notes())
		}
	}
}
