package parser

import (
	"bytes"
	"testing"
)

// plainExport is 10 MB of statements in ASCII, as a device writes them.
func plainExport() []byte {
	return bytes.Repeat([]byte("access-list OUTSIDE_cryptomap_10 extended permit ip object-group HQ object-group MAIN\n"+
		"interface Management0/0\n nameif mgmt\n security-level 100\n"), 10<<20/143)
}

func BenchmarkSource(b *testing.B) {
	raw := plainExport()
	crlf := bytes.ReplaceAll(raw, []byte("\n"), []byte("\r\n"))
	japanese := bytes.ReplaceAll(raw, []byte("mgmt"), []byte("管理用"))
	for _, bench := range []struct {
		name string
		raw  []byte
	}{{"ascii", raw}, {"crlf", crlf}, {"japanese", japanese}} {
		b.Run(bench.name, func(b *testing.B) {
			b.SetBytes(int64(len(bench.raw)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := NewSource("fw.cfg", bench.raw, ""); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkPosition(b *testing.B) {
	s, err := NewSource("fw.cfg", plainExport(), "")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i += 7919 {
		s.Position(i % len(s.Text()))
	}
}

// TestPlainTextIsNotCopied guards the promise that a UTF-8 file costs no memory
// but its own.
func TestPlainTextIsNotCopied(t *testing.T) {
	raw := plainExport()
	s, err := NewSource("fw.cfg", raw, "")
	if err != nil {
		t.Fatal(err)
	}
	if &s.Text()[0] != &raw[0] || &s.Original()[0] != &raw[0] {
		t.Error("the text is a copy")
	}
	allocs := testing.AllocsPerRun(3, func() {
		if _, err := NewSource("fw.cfg", raw, ""); err != nil {
			t.Fatal(err)
		}
	})
	if allocs > 10 { // a handful for each Source, and for looking at it by two
		t.Errorf("%v allocations for a plain file", allocs)
	}
}
