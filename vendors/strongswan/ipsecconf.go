package strongswan

import (
	"bytes"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
)

// ipsec.conf has a language of its own: section heads in column 0, settings
// behind a blank, '#' for comments anywhere outside quotes. strongSwan's starter
// and libreswan read it alike but for the words and a few habits.
// Source: ipsec.conf(5) of both; strongSwan, src/starter/parser.

// confSection is one "conn NAME" or "config setup", merged from all of its
// occurrences.
type confSection struct {
	name string
	at   parser.Span // the name at its first occurrence
	keys []*setting
	also []*setting // also=, in the order of the file
}

func (s *confSection) key(name string) *setting {
	for _, k := range s.keys {
		if k.key == name {
			return k
		}
	}
	return nil
}

// ipsecConf is a parsed ipsec.conf.
type ipsecConf struct {
	setup *confSection
	conns []*confSection // with %default, in the order of the file
	named map[string]*confSection
	cas   int
	// refused is the first place that the starter's parser does not accept: it
	// then loads nothing. Zero when the file is fine.
	refused parser.Span
	why     string
	// returns is the first line that ends in CRLF: the starter takes the carriage
	// return for a character.
	returns parser.Span
}

func (c *ipsecConf) conn(name string) *confSection {
	return c.named[name]
}

// confParser reads an ipsec.conf statement by statement and goes on after errors.
type confParser struct {
	out     *ipsecConf
	inc     *includer
	current *confSection // nil in front of the first section
	ignored bool         // inside a ca section
}

func parseIPsecConf(src *parser.Source, inc *includer) *ipsecConf {
	p := &confParser{out: &ipsecConf{setup: &confSection{name: "config setup"}, named: map[string]*confSection{}}, inc: inc}
	p.file(src)
	return p.out
}

func (p *confParser) fail(at parser.Span, why string) {
	if p.out.refused.IsZero() {
		p.out.refused, p.out.why = at, why
	}
}

// file reads one file; an include is read in the place where it stands.
func (p *confParser) file(src *parser.Source) {
	p.inc.enter(src)
	defer p.inc.leave(src)
	text := src.Text()
	for pos := promptLen(text); pos < len(text); {
		words, indented, end := p.words(src, pos)
		if len(words) > 0 {
			p.statement(src, words, indented)
		}
		pos = end
	}
}

// promptLen returns the length of a first line that shows how the file was
// printed: a shell's prompt and the command cat.
func promptLen(text []byte) int {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	for _, command := range []string{"# cat ", "$ cat "} {
		if i := bytes.Index(line, []byte(command)); i > 0 && line[0] != ' ' && line[0] != '\t' {
			return min(len(text), len(line)+1)
		}
	}
	return 0
}

// confWord is one word of a statement.
type confWord struct {
	text   string
	at     parser.Span
	quoted bool
	equals bool // the word is an unquoted '='
}

// words cuts the logical line at pos into words. A quoted string may go on in
// the next lines. end is the start of what follows.
func (p *confParser) words(src *parser.Source, pos int) (words []confWord, indented bool, end int) {
	text := src.Text()
	indented = text[pos] == ' ' || text[pos] == '\t'
	for pos < len(text) {
		switch ch := text[pos]; {
		case ch == '\n':
			return words, indented, pos + 1
		case ch == '\r' && (pos+1 == len(text) || text[pos+1] == '\n'):
			if p.out.returns.IsZero() {
				p.out.returns = src.Span(pos, pos+1)
			}
			pos++
		case ch == ' ' || ch == '\t':
			pos++
		case ch == '#':
			for pos < len(text) && text[pos] != '\n' {
				pos++
			}
		case ch == '=':
			words = append(words, confWord{text: "=", at: src.Span(pos, pos+1), equals: true})
			pos++
		case ch == '"':
			s, close, ok := unquote(text, pos+1)
			words = append(words, confWord{text: s, at: src.Span(pos+1, close), quoted: true})
			if !ok {
				p.fail(src.Span(pos, pos+1), "a quoted string is never closed")
				return words, indented, len(text)
			}
			pos = close + 1
		default:
			var w confWord
			w, pos = plainWord(src, pos)
			words = append(words, w)
		}
	}
	return words, indented, pos
}

// plainWord reads an unquoted word. "@#" at its beginning is a hexadecimal
// identity, no comment; a placeholder may hold anything.
func plainWord(src *parser.Source, pos int) (confWord, int) {
	text := src.Text()
	start := pos
	if strings.HasPrefix(string(text[pos:min(len(text), pos+2)]), "@#") {
		pos += 2
	}
	for pos < len(text) {
		if n := placeholderLen(text[pos:]); n > 0 {
			pos += n
			continue
		}
		if strings.IndexByte("\"#= \t\n", text[pos]) >= 0 || text[pos] == '\r' && (pos+1 == len(text) || text[pos+1] == '\n') {
			break
		}
		pos++
	}
	return confWord{text: string(text[start:pos]), at: src.Span(start, pos)}, pos
}

// statement takes one logical line.
func (p *confParser) statement(src *parser.Source, words []confWord, indented bool) {
	first := words[0]
	if first.text == "include" && !first.quoted && len(words) > 1 && !words[1].equals {
		for _, next := range p.inc.files(src, words[1].text, words[1].at, first.at) {
			p.file(next)
		}
		return
	}
	if first.text == "version" && !first.quoted {
		return // a declaration of old, without effect
	}
	if indented {
		p.setting(words)
		return
	}
	switch {
	case first.text == "config" && len(words) > 1 && words[1].text == "setup":
		p.current, p.ignored = p.out.setup, false
		if p.current.at.IsZero() {
			p.current.at = first.at
		}
		p.tail(words[2:])
	case first.text == "conn" && len(words) > 1 && !words[1].equals:
		p.enter(words[1:])
	case first.text == "ca" && len(words) > 1 && !words[1].equals:
		p.out.cas++
		p.current, p.ignored = &confSection{}, true
		p.tail(words[2:])
	case first.text == "conn" || first.text == "ca":
		p.fail(first.at, "a section has no name")
	default:
		p.fail(first.at, "only section heads may start in the first column: a setting needs a blank in front")
		p.setting(words)
	}
}

// enter starts a conn section. libreswan's names may hold '='.
func (p *confParser) enter(words []confWord) {
	name, at := words[0].text, words[0].at
	for len(words) > 2 && words[1].equals && words[1].at.Start == words[0].at.End && words[2].at.Start == words[1].at.End {
		name += "=" + words[2].text
		words = words[2:]
	}
	s := p.out.conn(name)
	if s == nil {
		s = &confSection{name: name, at: at}
		p.out.conns = append(p.out.conns, s)
		p.out.named[name] = s
	}
	p.current, p.ignored = s, false
	p.tail(words[1:])
}

func (p *confParser) tail(words []confWord) {
	if len(words) > 0 {
		p.fail(words[0].at, "more stands behind the name of a section")
	}
}

// setting takes "key = word word …"; words of a value are joined with a blank.
func (p *confParser) setting(words []confWord) {
	if len(words) < 2 || !words[1].equals || words[0].equals {
		p.fail(words[0].at, "the setting has no '='")
		return
	}
	s := &setting{key: words[0].text, keyAt: words[0].at, at: words[0].at}
	for _, w := range words[2:] {
		if w.equals && !isPlaceholder(s.value) {
			p.fail(w.at, "a value that holds '=' needs quotes")
		}
		if s.set {
			s.value += " "
			s.at.End = w.at.End
		} else {
			s.set, s.at = true, w.at
		}
		s.value += w.text
	}
	s.placeholder = isPlaceholder(s.value)
	s.settle()
	switch {
	case p.ignored || p.current == nil:
	case s.key == "also":
		if s.set && s.value != "%default" {
			p.current.also = append(p.current.also, s)
		}
	default:
		p.put(s)
	}
}

// put adds a setting; of two with the same key the later one counts.
func (p *confParser) put(s *setting) {
	if have := p.current.key(s.key); have != nil {
		*have = *s
		return
	}
	p.current.keys = append(p.current.keys, s)
}
