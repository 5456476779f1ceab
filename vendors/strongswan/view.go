package strongswan

import (
	"strings"

	"github.com/vpnlint/vpnlint/parser"
)

// view is a section as charon sees it: its own settings, then those of the
// sections that it refers to, in order, depth first.
type view struct {
	name   string
	layers []layer
}

// layer is one section of a view and the references that led to it.
type layer struct {
	sec *section
	via []parser.Span
}

// field is one setting of a view. Via is empty when the section itself has it.
// The zero field stands for a setting that is not written.
type field struct {
	setting
	from *setting // where it was taken from
	via  []parser.Span
}

func fieldOf(s *setting, via []parser.Span) field { return field{*s, s, via} }

func (f field) found() bool { return f.from != nil }

// resolver follows references in one file.
type resolver struct {
	root *section
	// undefined collects references to sections that do not exist.
	undefined []reference
	reported  map[parser.Span]bool
}

func newResolver(root *section) *resolver {
	return &resolver{root: root, reported: map[parser.Span]bool{}}
}

// view makes the view of the root section itself.
func (r *resolver) top() view { return view{layers: []layer{{sec: r.root}}} }

// sub returns the view of a subsection; ok is false when no layer has one.
func (r *resolver) sub(v view, name string) (view, bool) {
	out := view{name: name}
	seen := map[*section]bool{}
	for _, l := range v.layers {
		if s := l.sec.sub(name); s != nil {
			r.add(&out, s, l.via, seen)
		}
	}
	return out, len(out.layers) > 0
}

// add appends a section and what it refers to. A loop of references ends where a
// section comes up again.
func (r *resolver) add(v *view, s *section, via []parser.Span, seen map[*section]bool) {
	if seen[s] {
		return
	}
	seen[s] = true
	v.layers = append(v.layers, layer{s, via})
	for _, ref := range s.refs {
		through := append(via[:len(via):len(via)], ref.at)
		found := r.lookup(ref.path)
		if len(found) == 0 && !r.reported[ref.at] {
			r.reported[ref.at] = true
			r.undefined = append(r.undefined, ref)
		}
		for _, target := range found {
			r.add(v, target, through, seen)
		}
	}
}

// lookup finds the sections at an absolute path: the one that stands there, and
// those that stand there by way of references of the sections above.
func (r *resolver) lookup(path string) []*section {
	level := []*section{r.root}
	for _, name := range strings.Split(path, ".") {
		level = down(r.withRefs(level), name)
	}
	return level
}

// down takes the subsections of that name.
func down(list []*section, name string) []*section {
	var next []*section
	for _, s := range list {
		if sub := s.sub(name); sub != nil {
			next = append(next, sub)
		}
	}
	return next
}

// withRefs adds to sections those that they refer to, each once.
func (r *resolver) withRefs(list []*section) []*section {
	var out []*section
	seen := map[*section]bool{}
	var add func(*section)
	add = func(s *section) {
		if seen[s] {
			return
		}
		seen[s] = true
		out = append(out, s)
		for _, ref := range s.refs {
			level := []*section{r.root}
			for _, name := range strings.Split(ref.path, ".") {
				level = down(level, name)
			}
			for _, target := range level {
				add(target)
			}
		}
	}
	for _, s := range list {
		add(s)
	}
	return out
}

// subs returns the names of the subsections, in order.
func (v view) subs() []string {
	var names []string
	seen := map[string]bool{}
	for _, l := range v.layers {
		for _, s := range l.sec.subs {
			if !seen[s.name] {
				seen[s.name] = true
				names = append(names, s.name)
			}
		}
	}
	return names
}

// get returns the setting of that key: the first layer that has it decides,
// even when it holds an empty value, which leaves the built-in default.
func (v view) get(key string) field {
	for _, l := range v.layers {
		if k := l.sec.key(key); k != nil {
			if !k.set {
				return field{}
			}
			return fieldOf(k, l.via)
		}
	}
	return field{}
}

// fields returns all settings that are in force, in order.
func (v view) fields() []field {
	var out []field
	seen := map[string]bool{}
	for _, l := range v.layers {
		for _, k := range l.sec.keys {
			if !seen[k.key] {
				seen[k.key] = true
				if k.set {
					out = append(out, fieldOf(k, l.via))
				}
			}
		}
	}
	return out
}

// at returns the head of the section itself, or of the first one that it stands for.
func (v view) at() parser.Span {
	if len(v.layers) == 0 {
		return parser.Span{}
	}
	return v.layers[0].sec.at
}
