package main

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// schemaNode is as much of a JSON Schema as the configuration file's has.
type schemaNode struct {
	Properties           map[string]*schemaNode
	Items                *schemaNode
	AdditionalProperties any // false, or a schema
	AnyOf                []*schemaNode
	Enum                 []string
	Required             []string
}

// TestConfigurationReference: docs/configuration.md has a row for each key of the
// schema and no other, which names every word that the key takes, and says which
// keys are required.
func TestConfigurationReference(t *testing.T) {
	var root schemaNode
	text := readText(t, filepath.Join("..", "..", "testdata", "schemas", "vpnlint.schema.json"))
	if err := json.Unmarshal([]byte(text), &root); err != nil {
		t.Fatal(err)
	}
	want := map[string]schemaKey{}
	collectKeys(&root, "", want)
	got := map[string]string{}
	page := readText(t, filepath.Join("..", "..", "docs", "configuration.md"))
	row := regexp.MustCompile("(?m)^\\| `([^`]+)` \\|.*$")
	for _, m := range row.FindAllStringSubmatch(page, -1) {
		if got[m[1]] != "" {
			t.Errorf("docs/configuration.md has two rows for %s", m[1])
		}
		got[m[1]] = m[0]
	}
	if d := cmp.Diff(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got))); d != "" {
		t.Fatalf("docs/configuration.md has other keys than the schema (-schema +page):\n%s", d)
	}
	example := regexp.MustCompile("(?s)```yaml\nversion: 1\n.*?```").FindString(page)
	for key, k := range want {
		if name := key[strings.LastIndexAny(key, ".]")+1:]; name != "<rule>" && !strings.Contains(example, name+":") {
			t.Errorf("docs/configuration.md: the example does not show %s", key)
		}
		for _, w := range k.words {
			if !strings.Contains(got[key], "`"+w+"`") && !strings.Contains(got[key], "as above") {
				t.Errorf("docs/configuration.md: the row of %s does not name %s", key, w)
			}
		}
		if k.required != strings.Contains(got[key], "| required |") && !strings.HasPrefix(key, "rules.") {
			t.Errorf("docs/configuration.md: required in the schema: %t, which the row of %s does not say", k.required, key)
		}
	}
}

type schemaKey struct {
	words    []string
	required bool
}

// collectKeys lists keys as outsystems.cidr, devices[].match and rules.<rule>. The
// keys of outsystems under devices are those of the general block.
func collectKeys(n *schemaNode, prefix string, out map[string]schemaKey) {
	for name, p := range n.Properties {
		key := prefix + name
		inner := key + "."
		if p.Items != nil && p.Items.Properties != nil {
			p, inner = p.Items, key+"[]."
		}
		rest, more := p.AdditionalProperties.(map[string]any)
		if (p.Properties == nil || key == "devices[].outsystems") && !more {
			out[key] = schemaKey{p.Enum, slices.Contains(n.Required, name)}
			continue
		}
		collectKeys(p, inner, out)
		if more {
			var value schemaNode
			data, _ := json.Marshal(rest)
			if json.Unmarshal(data, &value) != nil || len(value.AnyOf) != 2 {
				continue // shows as a row too many
			}
			out[inner+"<rule>"] = schemaKey{words: value.AnyOf[0].Enum}
			collectKeys(value.AnyOf[1], inner+"<rule>.", out)
		}
	}
}

// TestConfigurationsInDocs: YAML blocks that are configuration files or profiles
// are taken by vpnlint.
func TestConfigurationsInDocs(t *testing.T) {
	n := 0
	right := readText(t, filepath.Join("testdata", "right.cfg"))
	pages := readPages(t)
	t.Chdir(t.TempDir())
	for _, p := range pages {
		for _, b := range p.blocks {
			flag := ""
			switch {
			case b.language == "yaml" && strings.HasPrefix(b.text, "version: 1\n"):
				flag = "--config"
			case b.language == "yaml" && strings.HasPrefix(b.text, "extends: outsystems-cloud\n"):
				flag = "--profile"
			default:
				continue
			}
			n++
			if err := os.WriteFile("ours.yaml", []byte(b.text), 0o644); err != nil {
				t.Fatal(err)
			}
			if out := runWith(right, []string{flag, "./ours.yaml", "--baseline", "none.json", "--no-baseline", "-"}); strings.Contains(out, "vpnlint: ") {
				t.Errorf("%s: this is refused:\n%s\n%s", p.name, b.text, out)
			}
		}
	}
	if n < 2 {
		t.Errorf("only %d configurations found", n)
	}
}
