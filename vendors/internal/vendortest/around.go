package vendortest

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Device reads the configuration of a feature file, after replacing some of it, and
// returns its first device.
func Device(t testing.TB, read Read, file string, replace ...string) *ipsec.Device {
	t.Helper()
	a, err := txtar.ParseFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer(replace...).Replace(string(a.Files[0].Data))
	src, err := parser.NewSource(a.Files[0].Name, []byte(text), "")
	if err != nil {
		t.Fatal(err)
	}
	devices, err := read(src)
	if err != nil {
		t.Fatal(err)
	}
	return devices[0]
}

// Set is the set of one prefix.
func Set(prefix string) ipsec.AddrSet { return ipsec.SetOf(netip.MustParsePrefix(prefix)) }

// Point is "cloud" for the device's first tunnel, "box" for the device itself, else
// an interface.
func Point(d *ipsec.Device, name string) ipsec.Point {
	switch name {
	case "cloud":
		return ipsec.Point{Tunnel: d.Tunnels[0]}
	case "box":
		return ipsec.Point{Box: true}
	}
	return ipsec.Point{Interface: name}
}

// Decided names the verdict and the deciding rules; "default" is the denial of what
// no rule takes. That outgoing packets pass without a rule is left out.
func Decided(x ipsec.Answer) string {
	out := []string{x.Verdict.String()}
	for _, by := range x.By {
		switch {
		case by.Rule != nil:
			out = append(out, by.Rule.Name)
		case by.Action == ipsec.Deny:
			out = append(out, "default")
		}
	}
	return strings.Join(out, ", ")
}

// Translated names the verdict and the sections of the deciding rules.
func Translated(x ipsec.NATAnswer) string {
	out := x.Verdict.String()
	for _, r := range x.By {
		out += " by " + r.Section
	}
	return out
}

// Counts are what is counted of a real export: the tunnels, those of them that are
// enabled, their children, and the statements that vpnlint does not know.
type Counts [4]int

// Corpus reads the real exports of a vendor below the folder that CORPUS names, in
// which EXAMPLEPSK stands in for keys, and compares what they hold with the counts
// that are known of each.
func Corpus(t *testing.T, pattern string, want map[string]Counts, detect func(*parser.Source) int, read Read) {
	t.Helper()
	dir := os.Getenv("CORPUS")
	if dir == "" {
		t.Skip("CORPUS does not name a folder of real exports")
	}
	files, _ := filepath.Glob(filepath.Join(dir, pattern))
	for _, file := range files {
		name := filepath.Base(file)
		counts, ok := want[name]
		if !ok {
			t.Errorf("%s: no counts are known for this file", name)
			continue
		}
		if got, err := count(t, file, detect, read); err != nil || got != counts {
			t.Errorf("%s: %v, want %v (%v)", name, got, counts, err)
		}
	}
}

func count(t *testing.T, file string, detect func(*parser.Source) int, read Read) (got Counts, err error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return got, err
	}
	src, err := parser.NewSource(filepath.Base(file), raw, "")
	if err != nil {
		return got, err
	}
	if score := detect(src); score < 50 {
		return got, fmt.Errorf("detected with %d only", score)
	}
	devices, err := read(src)
	if err != nil {
		return got, err
	}
	CheckSpans(t, devices)
	model, problems := Render(t, devices)
	if strings.Contains(string(model)+string(problems), "EXAMPLEPSK") {
		return got, fmt.Errorf("a secret is in the output")
	}
	for _, d := range devices {
		got[0] += len(d.Tunnels)
		for _, tun := range d.Tunnels {
			if tun.Enabled {
				got[1]++
			}
			got[2] += len(tun.Children)
		}
		for _, p := range d.Problems {
			if p.Kind == ipsec.Unread {
				got[3]++
			}
		}
	}
	return got, nil
}
