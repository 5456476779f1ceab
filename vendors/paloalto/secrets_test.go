package paloalto

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/internal/vendortest"
)

// redact gives the text with what Secrets finds replaced, line by line.
func redact(t testing.TB, text []byte) string {
	src, err := parser.NewSource("t", text, "")
	if err != nil {
		t.Fatal(err)
	}
	text = src.Text()
	var out bytes.Buffer
	for start := 0; start < len(text); {
		end := len(text)
		if i := bytes.IndexByte(text[start:], '\n'); i >= 0 {
			end = start + i
		}
		pos := start
		for _, s := range Secrets(src, start, end) {
			if s.Start < pos || s.End > end || s.End < s.Start {
				t.Fatalf("span [%d,%d) of the line [%d,%d), behind %d", s.Start, s.End, start, end, pos)
			}
			out.Write(text[pos:s.Start])
			out.WriteString("_")
			pos = s.End
		}
		out.Write(text[pos:end])
		out.WriteByte('\n')
		start = end + 1
	}
	return out.String()
}

func TestSecrets(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"set", "set network ike gateway g authentication pre-shared-key key a b\n", "set network ike gateway g authentication pre-shared-key key _\n"},
		{"set, hash of a password", "set mgt-config users admin phash $1$abc\n", "set mgt-config users admin phash _\n"},
		{"set, nothing secret", "set network ike gateway g protocol version ikev2\n", "set network ike gateway g protocol version ikev2\n"},
		{"set, several lines", "set shared certificate c private-key \"-----BEGIN X-----\nab+c\n\"\nset a b\n", "set shared certificate c private-key \"_\n_\n_\nset a b\n"},
		{"brace", "  key abc;\n  phash x;\n  interval 5;\n", "  key _;\n  phash _;\n  interval 5;\n"},
		{"brace, block", "  pre-shared-key {\n    key abc;\n  }\n", "  pre-shared-key {\n    key _;\n  }\n"},
		{"brace, several lines", "  public-key abc\ndef==;\n  a b;\n", "  public-key _\n_\n  a b;\n"},
		{"XML", "<pre-shared-key><key>a &amp; b</key></pre-shared-key><phash>x</phash><a>y</a>\n", "<pre-shared-key><key>_</key></pre-shared-key><phash>_</phash><a>y</a>\n"},
		{"XML with attributes", "<key ptpl=\"T\" src='tpl'>abc</key>\n", "<key ptpl=\"T\" src='tpl'>_</key>\n"},
		{"XML, several lines", "<key>\n  abc\n</key>\n<a>\n", "<key>\n_\n</key>\n<a>\n"},
		{"JSON", "\"key\": \"a\\\"b\",\n\"phash\":\"x\", \"a\": \"y\"\n", "\"key\": \"_\",\n\"phash\":\"_\", \"a\": \"y\"\n"},
		{"brace, an unknown word beside the key", "  pre-shared-key {\n    abc;\n    key d;\n  }\n  x y;\n", "  pre-shared-key {\n    _\n    key _;\n  }\n  x y;\n"},
		{"XML, an unknown element beside the key", "<pre-shared-key>\n <kye>abc</kye>\n</pre-shared-key>\n<x>y</x>\n", "<pre-shared-key>\n _\n</pre-shared-key>\n<x>y</x>\n"},
		{"set, an unknown word for the key", "set a pre-shared-key abc\n", "set a pre-shared-key _\n"},
		{"JSON, an unknown word beside the key", "\"pre-shared-key\": { \"key\": \"a\", \"b\": \"c\" }\n", "\"pre-shared-key\": { \"_\n"},
		{"empty element", "<key/>\n<private-key/>x\n", "<key/>\n<private-key/>x\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := redact(t, []byte(tt.text)); got != tt.want {
				t.Errorf("got:\n%swant:\n%s", got, tt.want)
			}
		})
	}
}

// TestNoMarkerIsLeft redacts all configurations of the testdata.
func TestNoMarkerIsLeft(t *testing.T) {
	texts := map[string][]byte{}
	files, _ := filepath.Glob("testdata/*.txtar")
	for _, f := range files {
		a, err := txtar.ParseFile(f)
		if err != nil {
			t.Fatal(err)
		}
		texts[f] = a.Files[0].Data
	}
	whole, _ := filepath.Glob("testdata/forms/*")
	for _, f := range whole {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		texts[f] = raw
	}
	for name, text := range texts {
		for i, line := range strings.Split(redact(t, text), "\n") {
			if strings.Contains(strings.ToLower(line), strings.ToLower(vendortest.Marker)) {
				t.Errorf("%s:%d: %s", name, i+1, line)
			}
		}
	}
}

func FuzzSecrets(f *testing.F) {
	f.Add([]byte("<key>\nx\n</key>"))
	f.Add([]byte("set a key \"x\ny\"\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		vendortest.FuzzSecrets(t, text, Secrets)
	})
}
