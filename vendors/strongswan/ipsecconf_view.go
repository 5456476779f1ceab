package strongswan

import (
	"slices"

	"github.com/vpnlint/vpnlint/parser"
)

// conn is a conn section with what it inherits.
type conn struct {
	*confSection
	parents []confParent // most important first, %default last
	dialect dialect
}

// confParent is a section that a conn inherits from, and the settings that led
// there.
type confParent struct {
	*confSection
	via []parser.Span
}

// get returns a setting by any of its names; the conn's own values come first,
// then those of its parents. An empty value hides what a parent says.
func (c *conn) get(names ...string) field {
	if c.dialect == dialectStrongSwan && len(names) > 1 {
		return c.lastOf(names)
	}
	if f, ok := lookup(c.confSection, nil, names); ok {
		return f
	}
	for _, p := range c.parents {
		if f, ok := lookup(p.confSection, p.via, names); ok {
			return f
		}
	}
	return field{}
}

// lastOf finds the setting that strongSwan's starter uses when a keyword has
// several names. It hands over the settings of the conn and then those of its
// parents, each in the order of their names, every name once; of two names the
// one that comes later counts, although it may be the more general one.
func (c *conn) lastOf(names []string) field {
	var best field
	at := -1
	for _, name := range slices.Sorted(slices.Values(names)) {
		layer := 0
		f, ok := lookup(c.confSection, nil, []string{name})
		for i := 0; !ok && i < len(c.parents); i++ {
			layer = i + 1
			f, ok = lookup(c.parents[i].confSection, c.parents[i].via, []string{name})
		}
		if ok && f.found() && layer >= at {
			best, at = f, layer
		}
	}
	return best
}

// lookup takes the setting that stands last in the section, when several names
// of one keyword are given.
func lookup(s *confSection, via []parser.Span, names []string) (field, bool) {
	var best *setting
	for _, k := range s.keys {
		if slices.Contains(names, k.key) && (best == nil || best.keyAt.Before(k.keyAt)) {
			best = k
		}
	}
	switch {
	case best == nil:
		return field{}, false
	case !best.set:
		return field{}, true
	}
	return fieldOf(best, via), true
}

func (c *conn) text(names ...string) string {
	if f := c.get(names...); f.found() {
		return f.value
	}
	return ""
}

// keys returns every setting of the conn and its parents, the conn's own first.
func (c *conn) all() []field {
	var out []field
	for _, k := range c.confSection.keys {
		out = append(out, fieldOf(k, nil))
	}
	for _, p := range c.parents {
		for _, k := range p.keys {
			out = append(out, fieldOf(k, p.via))
		}
	}
	return out
}

// linearizer finds the parents of conns.
type linearizer struct {
	conf *ipsecConf
	// broken is the first also= that names no conn or leads back to its own: the
	// starter then refuses the whole file.
	broken *setting
	why    string
	steps  int // also= followed so far for one conn
}

// maxAlso bounds how many also= one conn follows, with repetitions.
const maxAlso = 10_000

// parents follows also= depth first; a later also= is more important than an
// earlier one, and a section that comes up more than once counts at its last
// place. %default is the last of all.
func (l *linearizer) parents(s *confSection) []confParent {
	l.steps = 0
	list := l.collect(s, nil, []*confSection{s})
	if def := l.conf.conn("%default"); def != nil && s != def {
		list = append(list, confParent{def, []parser.Span{def.at}})
	}
	seen := map[*confSection]bool{}
	var out []confParent
	for _, p := range slices.Backward(list) {
		if !seen[p.confSection] {
			seen[p.confSection] = true
			out = append(out, p)
		}
	}
	slices.Reverse(out)
	return out
}

func (l *linearizer) collect(s *confSection, via []parser.Span, stack []*confSection) []confParent {
	var out []confParent
	for i := len(s.also) - 1; i >= 0; i-- {
		also := s.also[i]
		parent := l.conf.conn(also.value)
		switch {
		case parent == nil:
			l.fail(also, "also= names a conn that does not exist")
			continue
		case slices.Contains(stack, parent):
			l.fail(also, "also= leads back to the conn itself")
			continue
		case len(stack) > maxDepth || l.steps > maxAlso:
			continue
		}
		l.steps++
		through := append(via[:len(via):len(via)], also.at)
		out = append(out, confParent{parent, through})
		out = append(out, l.collect(parent, through, append(stack[:len(stack):len(stack)], parent))...)
	}
	return out
}

func (l *linearizer) fail(also *setting, why string) {
	if l.broken == nil {
		l.broken, l.why = also, why
	}
}
