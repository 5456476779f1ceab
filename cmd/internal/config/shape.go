package config

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/vpnlint/vpnlint/cmd/internal/spell"
)

// shape is what may stand at one place of the file: how it is read, and what the
// JSON Schema says about it. Both come from one value, so that they cannot differ.
type shape struct {
	read   func(*decoder, *yaml.Node)
	schema object
}

type object = map[string]any

// key is one key of a mapping.
type key struct {
	name     string
	about    string // one sentence for editors
	required bool
	shape
}

// mapping is a block of known keys. An empty one is allowed: its keys may be
// commented out.
func mapping(keys ...key) shape {
	properties, required, names := object{}, []string{}, []string{}
	for _, k := range keys {
		s := maps.Clone(k.schema)
		s["description"] = k.about
		properties[k.name] = s
		names = append(names, k.name)
		if k.required {
			required = append(required, k.name)
		}
	}
	schema := object{"type": []string{"object", "null"}, "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		schema["type"], schema["required"] = "object", required
	}
	read := func(d *decoder, n *yaml.Node) {
		if len(required) == 0 && isNull(n) || !d.want(n, yaml.MappingNode, "a block of keys: "+strings.Join(names, ", ")) {
			return
		}
		seen := d.pairs(n, func(name string, k, v *yaml.Node) {
			i := slices.Index(names, name)
			if i < 0 {
				d.unknownKey(k, names)
				return
			}
			d.read(v, keys[i].shape)
		})
		for _, name := range required {
			if seen[name] == nil {
				d.problem(n, "the key %s is missing", name)
			}
		}
	}
	return shape{read, schema}
}

// openMapping is a block whose keys check judges.
func openMapping(pattern string, value shape, read func(d *decoder, name string, k, v *yaml.Node)) shape {
	return shape{
		func(d *decoder, n *yaml.Node) {
			if !isNull(n) && d.want(n, yaml.MappingNode, "a block of keys") {
				d.pairs(n, func(name string, k, v *yaml.Node) { read(d, name, k, v) })
			}
		},
		object{"type": []string{"object", "null"}, "propertyNames": object{"pattern": pattern}, "additionalProperties": value.schema},
	}
}

// list is a sequence; each makes the shape of one more element. An empty one is
// allowed: its elements may be commented out.
func list(each func(n *yaml.Node) shape) shape {
	return shape{
		func(d *decoder, n *yaml.Node) {
			if isNull(n) || !d.want(n, yaml.SequenceNode, "a list") {
				return
			}
			for _, item := range n.Content {
				item = resolve(item)
				d.read(item, each(item))
			}
		},
		object{"type": []string{"array", "null"}, "items": each(&yaml.Node{}).schema},
	}
}

// oneOrMany is one text or a list of texts.
func oneOrMany(one shape) shape {
	many := list(func(*yaml.Node) shape { return one })
	many.schema["type"], many.schema["minItems"] = "array", 1
	return shape{
		func(d *decoder, n *yaml.Node) {
			switch {
			case n.Kind != yaml.SequenceNode:
				d.read(n, one)
			case len(n.Content) == 0:
				d.problem(n, "the list is empty")
			default:
				d.read(n, many)
			}
		},
		object{"anyOf": []object{one.schema, many.schema}},
	}
}

// text is a string that parse checks; pattern says the same to editors, loosely.
func text(pattern string, parse func(d *decoder, n *yaml.Node, s string) error) shape {
	schema := object{"type": "string", "minLength": 1}
	if pattern != "" {
		schema["pattern"] = pattern
	}
	return shape{
		func(d *decoder, n *yaml.Node) {
			if !d.want(n, yaml.ScalarNode, "a text") {
				return
			}
			switch tag := n.ShortTag(); {
			case tag == "!!null" || tag == "!!str" && strings.TrimSpace(n.Value) == "":
				d.problem(n, "the value is missing")
			case tag != "!!str" && tag != "!!timestamp":
				d.problem(n, "this must be a text; write it in quotes")
			default:
				if err := parse(d, n, n.Value); err != nil {
					d.problem(n, "%v", err)
				}
			}
		},
		schema,
	}
}

// word is one of a few words.
func word(target *Value[string], words ...string) shape {
	s := text("", func(d *decoder, n *yaml.Node, s string) error {
		if !slices.Contains(words, s) {
			return fmt.Errorf("not one of %s%s", strings.Join(words, ", "), spell.DidYouMean(s, words))
		}
		*target = Value[string]{s, d.origin(n)}
		return nil
	})
	s.schema = object{"enum": words}
	return s
}

func boolean(target *Value[bool]) shape {
	return shape{
		func(d *decoder, n *yaml.Node) {
			if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!bool" {
				d.problem(n, "this must be true or false")
				return
			}
			*target = Value[bool]{strings.EqualFold(n.Value, "true"), d.origin(n)}
		},
		object{"type": "boolean"},
	}
}

// integer is a whole number from low to high.
func integer(low, high int, set func(d *decoder, n *yaml.Node, v int)) shape {
	return shape{
		func(d *decoder, n *yaml.Node) {
			v, err := strconv.Atoi(n.Value)
			if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!int" || err != nil || v < low || v > high {
				if low == high {
					d.problem(n, "this must be %d", low)
				} else {
					d.problem(n, "this must be a whole number from %d to %d", low, high)
				}
				return
			}
			set(d, n, v)
		},
		object{"type": "integer", "minimum": low, "maximum": high},
	}
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

func resolve(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}
