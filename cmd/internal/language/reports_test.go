package language

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
	"github.com/vpnlint/vpnlint/vendors"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// listener is a language that notes which sentences it has nothing for.
type listener struct {
	rules.Language
	unknown map[string]bool
}

func (l *listener) Sentence(english string) (string, bool) {
	said, ok := l.Language.Sentence(english)
	if !ok {
		l.unknown[english] = true
	}
	return said, ok
}

// TestSampleConfigurations says in Japanese all that the rules find in the sample
// configurations, and lists what the vendors' readers say that is not known.
func TestSampleConfigurations(t *testing.T) {
	l := &listener{Find("ja"), map[string]bool{}}
	read := 0
	root := filepath.Join("..", "..", "..")
	for _, dir := range []string{"testdata", "rules/outsystems/testdata/base"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			src, err := parser.NewSource(filepath.Base(path), data, "")
			if err != nil {
				return nil
			}
			v, err := vendors.Detect(vendors.All(), src)
			if err != nil {
				return nil
			}
			devices, err := v.Read(src)
			if err != nil {
				return nil
			}
			read++
			hear(l, devices)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if read < 30 {
		t.Errorf("only %d configurations were read", read)
	}
	for s := range l.unknown {
		t.Errorf("no Japanese for %q", s)
	}
}

// hear lets everything be said that the rules find on the devices.
func hear(l rules.Language, devices []*ipsec.Device) {
	for _, f := range rules.Run(devices, outsystems.All(), outsystems.Profile(), &rules.Intent{}).Findings {
		for _, text := range []rules.Text{f.Message, f.Actual, f.Expected} {
			text.In(l)
		}
		for _, r := range f.Related {
			r.Message.In(l)
		}
		for _, c := range f.Changes {
			if r, ok := f.Device.Remedier.Remedy(c); ok {
				for _, note := range r.Notes {
					rules.Made(note).In(l)
				}
			}
		}
	}
}

// TestExamplesAreSaid holds that explain can say in Japanese what the examples'
// findings say, of which only the English sentences are at hand.
func TestExamplesAreSaid(t *testing.T) {
	l := Find("ja")
	for _, r := range outsystems.All() {
		for _, e := range outsystems.Examples(r, "") {
			for line := range strings.Lines(strings.TrimSpace(e.Want)) {
				_, message, _ := strings.Cut(strings.TrimSpace(line), ": ")
				_, message, _ = strings.Cut(message, ": ")
				if said, ok := l.Sentence(message); !ok || strings.Contains(said, " the ") {
					t.Errorf("%s, %s: %q becomes %q", r.Name, e.Vendor, message, said)
				}
			}
		}
	}
}
