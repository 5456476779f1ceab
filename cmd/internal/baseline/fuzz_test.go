package baseline

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// FuzzLoad reads any text as a baseline. One that is taken is written as it was
// read: writing and reading it again changes nothing.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(`{"schema":"` + Schema + `","entries":[{"rule":"pfs","device":"fw","tunnel":"a","count":2}]}`))
	f.Add([]byte(`{"schema":"` + Schema + `","entries":[{"rule":"pfs","count":9223372036854775807},{"rule":"pfs","count":1}]}`))
	f.Add([]byte("{}\n["))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		name := filepath.Join(dir, "baseline.json")
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
		b, err := Load(name)
		if err != nil {
			return
		}
		first := written(t, b)
		if err := os.WriteFile(name, first, 0o644); err != nil {
			t.Fatal(err)
		}
		again, err := Load(name)
		if err != nil {
			t.Fatalf("%v\nof what was written: %s", err, first)
		}
		if second := written(t, again); !bytes.Equal(first, second) {
			t.Fatalf("written twice:\n%s\n%s", first, second)
		}
	})
}

func written(t *testing.T, b *Baseline) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
