package strongswan

import (
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
)

// section is one section of swanctl.conf or strongswan.conf, merged from all
// its occurrences, before references are followed.
type section struct {
	name string
	at   parser.Span // the name at its first occurrence
	refs []reference
	keys []*setting // in the order of first occurrence
	subs []*section
	// byName finds the elements of long lists.
	byName map[string]*section
	byKey  map[string]*setting
}

// shortList is the length up to which a list is searched from end to end.
const shortList = 16

// reference is "name : a.b.c": settings and sections that are missing here are
// taken from the section with that absolute path.
type reference struct {
	path string
	at   parser.Span
}

// setting is one "key = value".
type setting struct {
	key   string
	keyAt parser.Span
	value string
	at    parser.Span // the value; the key when the value is empty
	// set is false for "key =": the built-in default applies, whatever a reference
	// would say. It is true for an empty string in quotes.
	set         bool
	placeholder bool
	// multiline marks a value with a line end inside. No daemon takes one, and a
	// quote too many may have drawn a secret into it: the text is not kept.
	multiline bool
}

// settle drops a text that must not be kept.
func (s *setting) settle() {
	if strings.ContainsAny(s.value, "\r\n") && !slices.Contains(secretKeys, s.key) {
		s.value, s.multiline, s.placeholder = "", true, false
	}
}

func (s *section) sub(name string) *section {
	if s.byName != nil {
		return s.byName[name]
	}
	for _, sub := range s.subs {
		if sub.name == name {
			return sub
		}
	}
	return nil
}

func (s *section) addSub(sub *section) {
	s.subs = append(s.subs, sub)
	if len(s.subs) == shortList {
		s.byName = make(map[string]*section, 2*shortList)
		for _, have := range s.subs {
			s.byName[have.name] = have
		}
	} else if s.byName != nil {
		s.byName[sub.name] = sub
	}
}

func (s *section) key(name string) *setting {
	if s.byKey != nil {
		return s.byKey[name]
	}
	for _, k := range s.keys {
		if k.key == name {
			return k
		}
	}
	return nil
}

// put adds a setting; a later one of the same key replaces the value.
func (s *section) put(k *setting) {
	if have := s.key(k.key); have != nil {
		*have = *k
		return
	}
	s.keys = append(s.keys, k)
	if len(s.keys) == 2*shortList {
		s.byKey = make(map[string]*setting, 4*shortList)
		for _, have := range s.keys {
			s.byKey[have.key] = have
		}
	} else if s.byKey != nil {
		s.byKey[k.key] = k
	}
}

// enter returns the subsection of that name and makes it when it is new.
func (s *section) enter(name token, refs []reference) *section {
	sub := s.sub(name.text)
	if sub == nil {
		sub = &section{name: name.text, at: name.at}
		s.addSub(sub)
	}
	sub.refs = append(sub.refs, refs...)
	return sub
}

// settings is a parsed file.
type settings struct {
	root *section
	// refused is the first place that charon's parser does not accept; it then
	// takes nothing of the file. Zero when the file is fine.
	refused parser.Span
	why     string
}

// settingsParser reads statements. It goes on after an error, so that what the
// file was meant to say is still known.
type settingsParser struct {
	lex    *lexer
	peeked []token
	stack  []*section
	out    *settings
}

// parseSettings reads a file with everything that it includes.
func parseSettings(src *parser.Source, inc *includer) *settings {
	p := &settingsParser{lex: newLexer(src, inc), out: &settings{root: &section{at: src.Span(0, 0)}}}
	p.stack = []*section{p.out.root}
	for p.statement() {
	}
	return p.out
}

func (p *settingsParser) next() token {
	if n := len(p.peeked); n > 0 {
		t := p.peeked[n-1]
		p.peeked = p.peeked[:n-1]
		return t
	}
	return p.lex.next()
}

func (p *settingsParser) back(t token) { p.peeked = append(p.peeked, t) }

func (p *settingsParser) top() *section { return p.stack[len(p.stack)-1] }

// fail records the first error and skips the rest of the line.
func (p *settingsParser) fail(t token, why string) {
	if p.out.refused.IsZero() {
		if t.kind == tokBad {
			why = t.why
		}
		p.out.refused, p.out.why = t.at, why
	}
	p.lex.state = inStatements
	for t.kind != tokNewline && t.kind != tokEOF && !t.is("}") && !t.is("{") {
		t = p.next()
	}
	switch {
	case t.is("}") || t.kind == tokEOF:
		p.back(t)
	case t.is("{"):
		// Its closing brace must find something to close.
		p.stack = append(p.stack, &section{at: t.at})
	}
}

// statement reads one statement; false at the end of the file.
func (p *settingsParser) statement() bool {
	switch t := p.next(); {
	case t.kind == tokEOF:
		if len(p.stack) > 1 {
			p.fail(token{kind: tokEOF, at: p.top().at}, "the section is never closed")
		}
		return false
	case t.kind == tokNewline:
	case t.is("}"):
		if len(p.stack) == 1 {
			p.refuse(t, "a closing brace has no section to close")
			break
		}
		p.stack = p.stack[:len(p.stack)-1]
	case t.kind == tokName:
		p.named(t)
	default:
		p.fail(t, "a section or a setting is expected")
	}
	return true
}

// refuse is fail for a single token that stands in the way.
func (p *settingsParser) refuse(t token, why string) {
	if p.out.refused.IsZero() {
		p.out.refused, p.out.why = t.at, why
	}
	p.lex.state = inStatements
}

// maxDepth bounds the nesting of sections. Real ones nest four deep.
const maxDepth = 64

// named reads what follows a name.
func (p *settingsParser) named(name token) {
	t := p.next()
	var refs []reference
	switch {
	case t.is("="):
		p.setting(name)
		return
	case t.is(":"):
		var ok bool
		if refs, ok = p.references(); !ok {
			return
		}
		t = p.next()
	default:
		for t.kind == tokNewline {
			t = p.next()
		}
	}
	if !t.is("{") {
		if t.kind == tokName || t.is("}") {
			p.back(t)
			p.refuse(name, "neither a section nor a setting: a name must be followed by '{', ':' or '='")
			return
		}
		p.fail(t, "neither a section nor a setting: a name must be followed by '{', ':' or '='")
		return
	}
	if len(p.stack) > maxDepth {
		p.fail(t, "sections nest too deep")
		return
	}
	p.stack = append(p.stack, p.top().enter(name, refs))
}

// references reads a list of paths up to the opening brace.
func (p *settingsParser) references() ([]reference, bool) {
	var refs []reference
	for {
		t := p.next()
		if t.kind != tokName {
			p.fail(t, "the name of a section is expected")
			return nil, false
		}
		refs = append(refs, reference{t.text, t.at})
		if t = p.next(); !t.is(",") {
			p.back(t)
			return refs, true
		}
	}
}

// setting reads a value: words and strings, joined with one blank each.
func (p *settingsParser) setting(name token) {
	s := &setting{key: name.text, keyAt: name.at, at: name.at}
	for {
		t := p.next()
		if t.kind == tokBad {
			p.fail(t, "")
			break
		}
		if t.kind != tokName && t.kind != tokString || p.lex.state != inValue {
			p.back(t)
			break
		}
		if s.set {
			s.value += " "
			if s.at.Source == t.at.Source {
				s.at.End = t.at.End
			}
		} else {
			s.set, s.at = true, t.at
		}
		s.value += t.text
		s.placeholder = s.placeholder || t.placeholder
	}
	s.settle()
	p.top().put(s)
}
