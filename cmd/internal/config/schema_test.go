package config

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the schema and the expected messages")

var schemaFile = filepath.Join("..", "..", "..", "testdata", "schemas", "vpnlint.schema.json")

// writtenSchema is what the decoder's own description of the file says.
func writtenSchema(t *testing.T) []byte {
	t.Helper()
	s := new(File).shape().schema
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["$id"] = SchemaURL
	s["title"] = "vpnlint's configuration file"
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestSchemaIsCurrent holds the JSON Schema of the repository against the
// decoder. Run with -update after a key has changed.
func TestSchemaIsCurrent(t *testing.T) {
	want := writtenSchema(t)
	if *update {
		if err := os.WriteFile(schemaFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("the schema differs from the decoder; run with -update (-decoder +schema):\n%s", d)
	}
}

// TestSchemaAgreesWithDecoder gives both the same files: what one accepts the
// other does, too. Some mistakes only the decoder can see, such as a host that is
// given as a network; those stand in archives whose comment says so.
func TestSchemaAgreesWithDecoder(t *testing.T) {
	compiled, err := jsonschema.NewCompiler().Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range archives(t) {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		onlyDecoder := strings.Contains(string(a.Comment), "Only the decoder")
		for _, f := range a.Files {
			if filepath.Ext(f.Name) != ".yaml" {
				continue
			}
			value, err := asJSON(f.Data)
			if err != nil {
				continue // no YAML: nothing to hold against a schema
			}
			good := strings.HasPrefix(filepath.ToSlash(file), "testdata/good/") || onlyDecoder
			switch err := compiled.Validate(value); {
			case good && err != nil:
				t.Errorf("%s, %s: the schema refuses it: %v", file, f.Name, err)
			case !good && err == nil:
				t.Errorf("%s, %s: the schema accepts it", file, f.Name)
			}
		}
	}
}

func archives(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "*", "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no archives (%v)", err)
	}
	return files
}

// asJSON makes of YAML what an editor gives to a schema: a date is a text.
func asJSON(data []byte) (any, error) {
	if isBlank(data) {
		return nil, os.ErrNotExist
	}
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil {
		return nil, err
	}
	return nodeJSON(doc.Content[0], 0)
}

func nodeJSON(n *yaml.Node, depth int) (any, error) {
	if depth > maxDepth {
		return nil, os.ErrInvalid
	}
	switch n = resolve(n); n.Kind {
	case yaml.MappingNode:
		out := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if _, twice := out[n.Content[i].Value]; twice {
				return nil, os.ErrExist
			}
			v, err := nodeJSON(n.Content[i+1], depth+1)
			if err != nil {
				return nil, err
			}
			out[n.Content[i].Value] = v
		}
		return out, nil
	case yaml.SequenceNode:
		out := []any{}
		for _, c := range n.Content {
			v, err := nodeJSON(c, depth+1)
			if err != nil {
				return nil, err
			}
			out = append(out, v)
		}
		return out, nil
	}
	if n.ShortTag() == "!!timestamp" {
		return n.Value, nil
	}
	var v any
	err := n.Decode(&v)
	return v, err
}
