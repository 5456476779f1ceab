package config

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/vpnlint/vpnlint/cmd/internal/spell"
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
)

// IsProfileFile reports whether the name of a profile is the path of one.
func IsProfileFile(name string) bool {
	ext := strings.ToLower(filepath.Ext(name))
	return strings.ContainsAny(name, `/\`) || ext == ".yaml" || ext == ".yml"
}

// LoadProfile returns the values of a profile: a built-in one, or that of a file
// with what it extends. The error is an [*Error]; at is where the name stands.
func LoadProfile(name Value[string]) (*rules.Profile, error) {
	p, err := loadProfile(name.V, nil)
	var known *Error
	if err != nil && !errors.As(err, &known) {
		place := Problem{Path: name.Path, Line: name.Line, Column: name.Column, Message: err.Error()}
		if name.Path == "" {
			place.Path = "--profile"
		}
		return nil, &Error{[]Problem{place}}
	}
	return p, err
}

func loadProfile(name string, chain []string) (*rules.Profile, error) {
	if !IsProfileFile(name) {
		builtin := outsystems.Profile()
		if name != builtin.Name {
			if near := spell.DidYouMean(name, []string{builtin.Name}); near != "" {
				return nil, errors.New("no such profile" + near)
			}
			return nil, errors.New("no such profile; the built-in one is " + builtin.Name + ", and a file is named as ./ours.yaml")
		}
		return builtin, nil
	}
	name = filepath.Clean(name)
	if slices.Contains(chain, name) {
		return nil, errors.New("these profiles extend each other in a circle")
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, errors.New("the profile " + name + ": " + whyNot(err))
	}
	d := &decoder{path: name, dir: filepath.Dir(name)}
	root := d.parse(data)
	if root == nil {
		if len(d.problems) == 0 {
			d.problems = []Problem{{Path: name, Message: "the profile is empty; it needs extends: outsystems-cloud"}}
		}
		return nil, &Error{d.problems}
	}
	base, err := d.baseProfile(root, append(chain, name))
	if err != nil {
		return nil, err
	}
	if d.knownKeys(root, profileKeys()); len(d.problems) > 0 {
		return nil, &Error{d.problems}
	}
	own := *base
	own.Name, own.Extends = strings.TrimSuffix(filepath.Base(name), filepath.Ext(name)), base.Name
	if err := outsystems.DecodeProfile(&own, bytes.NewReader(data)); err != nil {
		return nil, &Error{[]Problem{profileProblem(name, err)}}
	}
	return &own, nil
}

// baseProfile loads what the profile extends. Every profile must: a value that
// it forgets would else be zero.
func (d *decoder) baseProfile(root *yaml.Node, chain []string) (*rules.Profile, error) {
	var extends *yaml.Node
	if root.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(root.Content); i += 2 {
			if root.Content[i].Value == "extends" {
				extends = root.Content[i+1]
			}
		}
	}
	if extends == nil || extends.Value == "" {
		d.problem(root, "the key extends is missing; write extends: outsystems-cloud")
		return nil, &Error{d.problems}
	}
	name := extends.Value
	if IsProfileFile(name) {
		name = d.file(name)
	}
	base, err := loadProfile(name, chain)
	var known *Error
	if err != nil && !errors.As(err, &known) {
		d.problem(extends, "%v", err)
		return nil, &Error{d.problems}
	}
	return base, err
}

// profileKeys returns the built-in profile as nodes: it has every key.
func profileKeys() *yaml.Node {
	var doc yaml.Node
	data, err := yaml.Marshal(outsystems.Profile())
	if err != nil || yaml.Load(data, &doc) != nil || len(doc.Content) == 0 {
		return &yaml.Node{} // cannot happen: a test reads them
	}
	return doc.Content[0]
}

// knownKeys reports keys that the built-in profile does not have.
func (d *decoder) knownKeys(n, like *yaml.Node) {
	switch {
	case n.Kind == yaml.SequenceNode && like.Kind == yaml.SequenceNode && len(like.Content) > 0:
		for _, item := range n.Content {
			d.knownKeys(resolve(item), like.Content[0])
		}
	case n.Kind == yaml.MappingNode && like.Kind == yaml.MappingNode:
		values, names := map[string]*yaml.Node{}, []string{}
		for i := 0; i+1 < len(like.Content); i += 2 {
			values[like.Content[i].Value] = like.Content[i+1]
			names = append(names, like.Content[i].Value)
		}
		d.pairs(n, func(name string, k, v *yaml.Node) {
			if values[name] == nil {
				d.unknownKey(k, names)
				return
			}
			d.knownKeys(resolve(v), values[name])
		})
	}
}

// profileProblem makes one problem of what the YAML library says about a value.
func profileProblem(path string, err error) Problem {
	var bad *yaml.LoadError
	if errors.As(err, &bad) && bad.Mark.Line > 0 {
		return Problem{path, bad.Mark.Line, max(bad.Mark.Column, 1), "this value has the wrong form: " + bad.Message}
	}
	return Problem{Path: path, Message: "a value has the wrong form: " + err.Error()}
}
