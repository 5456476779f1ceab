package config

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestTemplate holds that the commented file is right as it is, and with every
// example uncommented, and that it names every key there is.
func TestTemplate(t *testing.T) {
	t.Chdir(t.TempDir())
	peers := []FoundPeer{{"203.0.113.10", []string{"tunnel a: b of fw # 1"}}, {"vpn.example.com", []string{"tunnel \n x"}}, {"%any\"", nil}, {"2001:db8::1", nil}}
	for _, text := range []string{Template(nil), Template(peers), uncommented(Template(nil))} {
		if err := os.WriteFile(".vpnlint.yaml", []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("base.yaml", nil, 0o644); err != nil {
			t.Fatal(err)
		}
		f, err := Load(".vpnlint.yaml", testRules)
		if err != nil {
			t.Fatalf("%v in:\n%s", err, text)
		}
		if strings.Contains(text, "203.0.113.10 #") && !slices.Equal(f.OutSystems.Peers.V, []string{"203.0.113.10", "vpn.example.com", "%any\"", "2001:db8::1"}) {
			t.Errorf("peers = %q", f.OutSystems.Peers.V)
		}
	}
	whole := uncommented(Template(nil))
	for _, name := range keysOf(new(File).shape().schema) {
		if !strings.Contains(whole, name+":") {
			t.Errorf("the template does not name the key %s", name)
		}
	}
}

// uncommented turns the examples on. An example is a comment that looks like a
// key or an element; the others are sentences.
func uncommented(text string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.Replace(text, "../shared/vpnlint.yaml", "base.yaml", 1)) {
		indent, rest, ok := strings.Cut(line, "# ")
		trimmed := strings.TrimSpace(rest)
		head, _, isKey := strings.Cut(strings.TrimPrefix(trimmed, "- "), ":")
		if ok && !strings.Contains(rest, "$schema") && strings.TrimSpace(indent) == "" && isKey && !strings.Contains(head, " ") && head == strings.ToLower(head) {
			line = indent + rest
		}
		b.WriteString(line)
	}
	return b.String()
}

// keysOf lists the keys of a schema, nested ones too.
func keysOf(schema any) []string {
	found := map[string]bool{}
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case object:
			if properties, ok := v["properties"].(object); ok {
				for k := range properties {
					found[k] = true
				}
			}
			for _, x := range v {
				walk(x)
			}
		case []object:
			for _, x := range v {
				walk(x)
			}
		}
	}
	walk(schema)
	return slices.Sorted(maps.Keys(found))
}
