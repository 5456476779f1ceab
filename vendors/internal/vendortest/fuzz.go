package vendortest

import (
	"bytes"
	"net/netip"
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Seeds gives the configurations of all testdata archives, for fuzz targets.
func Seeds(f *testing.F) {
	f.Helper()
	files, _ := filepath.Glob("testdata/*.txtar")
	for _, file := range files {
		if a, err := txtar.ParseFile(file); err == nil && len(a.Files) > 0 {
			f.Add(a.Files[0].Data)
		}
	}
}

// FuzzOne reads one input and checks what must hold for any input: the reader
// ends without a panic, spans lie in the file, and the device around the tunnels
// answers questions.
func FuzzOne(t *testing.T, data []byte, read Read) {
	src, err := parser.NewSource("fuzz", data, "")
	if err != nil {
		return
	}
	devices, err := read(src)
	if err != nil {
		return
	}
	CheckSpans(t, devices)
	Render(t, devices)
	for _, d := range devices {
		interrogate(d)
	}
}

// interrogate asks the device what the rules ask, of addresses that the file may
// well not know.
func interrogate(d *ipsec.Device) {
	if d.Around == nil {
		return
	}
	near, far := netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("10.8.2.0/24")
	points := []ipsec.Point{{}, {Box: true}}
	for _, t := range d.Tunnels[:min(3, len(d.Tunnels))] {
		points = append(points, ipsec.Point{Tunnel: t})
	}
	for _, at := range points {
		for _, whole := range []bool{false, true} {
			f := ipsec.Flow{From: ipsec.Point{}, To: at, Source: ipsec.SetOf(near), Destination: ipsec.SetOf(far), Protocol: 6, Port: 443, Whole: whole}
			d.Around.Decide(f)
			d.Around.Translate(f)
		}
	}
	for _, part := range d.Around.RoutesTo(far, "").Parts {
		for _, r := range part.Best {
			for _, t := range d.Tunnels {
				d.Around.LeadsInto(r, t)
			}
		}
	}
}

// FuzzSecrets asks for the secrets of every line and checks that they lie in it,
// not empty.
func FuzzSecrets(t *testing.T, data []byte, secrets func(src *parser.Source, start, end int) []parser.Span) {
	src, err := parser.NewSource("fuzz", data, "")
	if err != nil {
		return
	}
	text := src.Text()
	for start := 0; start < len(text); {
		end := len(text)
		if n := bytes.IndexByte(text[start:], '\n'); n >= 0 {
			end = start + n
		}
		for _, s := range secrets(src, start, end) {
			if s.Start < start || s.End > end || s.Start >= s.End {
				t.Fatalf("secret [%d,%d) is outside the line [%d,%d)", s.Start, s.End, start, end)
			}
		}
		start = end + 1
	}
}
