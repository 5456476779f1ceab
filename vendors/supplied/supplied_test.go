package supplied

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var update = flag.Bool("update", false, "rewrite the expected facts in testdata")

// TestRead reads each file of testdata and compares the facts, each with its
// place, with the section "want". In malformed.txtar every section is a file, and
// "want" has the message about each.
func TestRead(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no testdata (%v)", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			want := ""
			for i, f := range a.Files {
				if f.Name == "want" {
					want = string(f.Data)
					a.Files = a.Files[:i]
					break
				}
				got.WriteString(described(t, f.Name, f.Data))
			}
			if *update {
				a.Files = append(a.Files, txtar.File{Name: "want", Data: []byte(got.String())})
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if d := cmp.Diff(want, got.String()); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if strings.Contains(got.String(), "S3CRET") {
				t.Error("a secret is shown")
			}
		})
	}
}

func described(t *testing.T, name string, data []byte) string {
	t.Helper()
	src, err := parser.NewSource(name, data, "")
	if err != nil {
		t.Fatal(err)
	}
	s, err := Read(src)
	if err != nil {
		return err.Error() + "\n"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s%s\n", s.Format, s.Connection, shown("routing", s.Routing))
	for _, x := range s.Tunnels {
		fmt.Fprintf(&b, "%s%s\n", x.Name, place(x.At))
		for _, line := range []string{
			shown("peer", x.Peer) + shown("local", x.LocalAddress),
			shown("inside", x.InsideLocal) + shown("remote", x.InsideRemote),
			shown("versions", x.Versions) + shown("mode", x.Mode) + fmt.Sprintf(" key comparable %v%s", x.PSK.Visible(), place(x.PSK.At)),
			"phase 1" + phase(x.IKE), "phase 2" + phase(x.IPsec),
			shown("dpd", x.DPDInterval) + shown("retries", x.DPDRetries),
			shown("mss", x.MSS) + shown("df", x.DontFragment) + shown("fragmentation", x.Fragmentation),
			shown("neighbour", x.Neighbor) + shown("as", x.LocalASN) + shown("remote as", x.RemoteASN) + shown("hold", x.Hold),
		} {
			if line = strings.TrimSpace(line); line != "" {
				b.WriteString("  " + line + "\n")
			}
		}
	}
	return b.String()
}

func phase(p ipsec.SuppliedPhase) string {
	return shown("encryption", p.Encryption) + shown("integrity", p.Integrity) + shown("group", p.DH) + shown("lifetime", p.Lifetime)
}

func shown[T any](what string, v ipsec.Value[T]) string {
	if !v.Known() {
		return ""
	}
	return fmt.Sprintf(" %s %v%s", what, v.V, place(v.At))
}

func place(at parser.Span) string {
	p := at.Position()
	return fmt.Sprintf("@%d:%d", p.Line, p.Column)
}

// FuzzRead feeds any bytes: it ends without a panic, and every place lies in the text.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, part := range a.Files {
			f.Add(part.Data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		src, err := parser.NewSource("fuzz", data, "")
		if err != nil {
			return
		}
		Foreign(src)
		Sections(src)
		s, err := Read(src)
		if err != nil {
			return
		}
		Complete(s, src)
		if len(s.Tunnels) == 0 {
			t.Error("neither a tunnel nor an error")
		}
		for _, x := range s.Tunnels {
			if at := x.Peer.At; at.Start < 0 || at.End > len(at.Source.Text()) || at.Start > at.End {
				t.Errorf("the place %d to %d lies outside of the text", at.Start, at.End)
			}
		}
	})
}
