package vendors

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
)

// TestCorpusSupplied reads every file of the corpus' samples of AWS: each gives
// tunnels with all that a tunnel needs, or a reason that names what the file is.
// It is skipped without the corpus.
func TestCorpusSupplied(t *testing.T) {
	dir := os.Getenv("CORPUS")
	if dir == "" {
		t.Skip("no corpus: set CORPUS to its folder")
	}
	dir = filepath.Join(dir, "aws-samples")
	read := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) == ".tsv" {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(path, dir+"/")
		src, err := parser.NewSource(name, raw, "auto")
		if err != nil {
			return err
		}
		s, err := ReadSupplied(All(), src)
		if err != nil {
			t.Log(err)
			return nil
		}
		read++
		t.Logf("%s: %s, %d tunnels, routing %q", name, s.Format, len(s.Tunnels), s.Routing.V)
		for _, x := range s.Tunnels {
			if !x.IKE.Encryption.Known() && !x.IPsec.Encryption.Known() || !x.PSK.Present() {
				t.Errorf("%s: %s lacks its algorithms or its key", name, x.Name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if read == 0 {
		t.Error("no file could be read")
	}
}
