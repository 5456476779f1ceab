package config

import (
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"go.yaml.in/yaml/v4"
)

// Pattern is a glob and the directory that it starts from. One without a slash
// means files of that name in any directory.
type Pattern struct {
	Glob string
	Dir  string
}

func (p Pattern) String() string { return p.Glob }

// Match reports whether the pattern means the file.
func (p Pattern) Match(file string) bool {
	rel, ok := p.relative(file)
	if !strings.Contains(p.Glob, "/") {
		hit, _ := doublestar.Match(p.Glob, path.Base(filepath.ToSlash(file)))
		return hit
	}
	if !ok {
		return false
	}
	hit, _ := doublestar.Match(path.Clean(p.Glob), rel)
	return hit
}

// Covers reports whether the pattern means the file or a directory above it.
func (p Pattern) Covers(file string) bool {
	if p.Match(file) {
		return true
	}
	rel, ok := p.relative(file)
	if !ok {
		return false
	}
	for dir := path.Dir(rel); dir != "."; dir = path.Dir(dir) {
		if p.Match(filepath.Join(p.Dir, filepath.FromSlash(dir))) {
			return true
		}
	}
	return false
}

// relative returns the file as seen from the pattern's directory; ok is false
// when it does not lie below it.
func (p Pattern) relative(file string) (string, bool) {
	if p.Dir == "." && !filepath.IsAbs(file) && filepath.IsLocal(file) {
		return filepath.ToSlash(filepath.Clean(file)), true
	}
	dir, err := filepath.Abs(p.Dir)
	if err != nil {
		return "", false
	}
	abs, err := filepath.Abs(file)
	if err != nil {
		return "", false
	}
	rel, err := filepath.Rel(dir, abs)
	if err != nil || !filepath.IsLocal(rel) {
		return "", false
	}
	return filepath.ToSlash(rel), true
}

// NewPattern checks a glob.
func NewPattern(glob, dir string) (Pattern, error) {
	if !doublestar.ValidatePattern(glob) {
		return Pattern{}, fmt.Errorf("not a pattern; write it as configs/**/*.cfg")
	}
	return Pattern{filepath.ToSlash(glob), dir}, nil
}

// MatchAny reports whether one of the patterns means the file.
func MatchAny(ps []Pattern, file string) bool {
	for _, p := range ps {
		if p.Match(file) {
			return true
		}
	}
	return false
}

// CoverAny reports whether one of the patterns means the file or a directory above it.
func CoverAny(ps []Pattern, file string) bool {
	for _, p := range ps {
		if p.Covers(file) {
			return true
		}
	}
	return false
}

func pattern(to *[]Pattern) shape {
	return text("", func(d *decoder, _ *yaml.Node, s string) error {
		p, err := NewPattern(s, d.dir)
		if err == nil {
			*to = append(*to, p)
		}
		return err
	})
}

func patterns(to *Value[[]Pattern]) shape {
	return list(func(*yaml.Node) shape {
		return text("", func(d *decoder, n *yaml.Node, s string) error {
			p, err := NewPattern(s, d.dir)
			if err == nil {
				add(to, p, d.origin(n))
			}
			return err
		})
	})
}
