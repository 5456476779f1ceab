package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestReadRegular reads files that are as long as they were when they were looked up,
// and such that another program has cut or lengthened since: what is there is read, up
// to the length that was promised.
func TestReadRegular(t *testing.T) {
	text := bytes.Repeat([]byte("crypto map outside_map 10 set peer 203.0.113.1\n"), 2*large/47)
	name := filepath.Join(t.TempDir(), "fw.cfg")
	for _, x := range []struct {
		what          string
		real, claimed int
	}{
		{"small", 1000, 1000},
		{"small, cut", 500, 1000},
		{"small, emptied", 0, 1000},
		{"small, longer", 2000, 1000},
		{"large", 2*large - 100, 2*large - 100},
		{"large, cut in its second half", large + 7, 2*large - 100},
		{"large, cut in its first half", large - 7, 2*large - 100},
		{"large, cut in its middle", large - 50, 2*large - 100},
		{"large, emptied", 0, 2*large - 100},
		{"large, longer", 2*large - 100, large + 1},
	} {
		if err := os.WriteFile(name, text[:x.real], 0o600); err != nil {
			t.Fatal(err)
		}
		for _, room := range []int{0, 10, x.claimed, 3 * large} {
			f, err := os.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			got, err := readRegular(f, x.claimed, bytes.Repeat([]byte("old"), room/3+1)[:0:room])
			f.Close()
			if err != nil {
				t.Errorf("%s: %v", x.what, err)
			}
			if want := text[:min(x.real, x.claimed)]; !bytes.Equal(got, want) {
				t.Errorf("%s, room for %d: %d bytes are read of %d", x.what, room, len(got), len(want))
			}
		}
	}
}
