package asa

import (
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// stmt is one statement of the tree with its words.
type stmt struct {
	c    *config
	node int
	f    []parser.Field
}

func (c *config) stmt(node int) stmt { return stmt{c: c, node: node, f: c.tree.Fields(node)} }

// stmtIn is stmt with the words in a slice that the caller uses again, so that the
// one before no longer holds.
func (c *config) stmtIn(words *[]parser.Field, node int) stmt {
	n := &c.tree.Nodes[node]
	*words = c.src.AppendWords((*words)[:0], int(n.Start), int(n.End))
	return stmt{c: c, node: node, f: *words}
}

func (s stmt) n() int { return len(s.f) }

// is reports whether word i is the given one, in any case of letters.
func (s stmt) is(i int, want string) bool {
	return i < len(s.f) && s.c.src.FieldIs(s.f[i], want)
}

// abbreviates reports whether word i is the command, or a beginning of it that
// is at least shortest letters long, as scripts write it.
func (s stmt) abbreviates(i int, command string, shortest int) bool {
	if i >= len(s.f) {
		return false
	}
	w := strings.ToLower(s.text(i))
	return len(w) >= shortest && strings.HasPrefix(command, w)
}

// raw returns word i, empty when there is none.
func (s stmt) raw(i int) []byte {
	if i >= len(s.f) {
		return nil
	}
	return s.c.src.FieldText(s.f[i])
}

// text returns word i, "" when there is none.
func (s stmt) text(i int) string {
	if i >= len(s.f) {
		return ""
	}
	return string(s.c.src.FieldText(s.f[i]))
}

func (s stmt) at(i int) parser.Span {
	if i >= len(s.f) {
		return s.whole()
	}
	return s.c.src.FieldSpan(s.f[i])
}

func (s stmt) word(i int) word {
	if i >= len(s.f) {
		return word{}
	}
	return word{s.text(i), s.at(i)}
}

// words returns the words from i on.
func (s stmt) words(i int) []word {
	var out []word
	for ; i < len(s.f); i++ {
		out = append(out, s.word(i))
	}
	return out
}

// number reads word i as a figure of the base ten.
func (s stmt) number(i int) (number, bool) {
	if i >= len(s.f) {
		return number{}, false
	}
	n, err := strconv.Atoi(s.text(i))
	return number{n, s.at(i)}, err == nil && n >= 0
}

func (s stmt) whole() parser.Span { return s.c.tree.Span(s.node) }

// negated reports a leading "no" and returns the statement without it.
func (s stmt) negated() (stmt, bool) {
	if s.is(0, "no") {
		s.f = s.f[1:]
		return s, true
	}
	return s, false
}

// unreadable records a known statement that does not have its shape.
func (s stmt) unreadable(at parser.Span, what, expected string) {
	msg := what + " cannot be read"
	if expected != "" {
		msg += ": expected " + expected
	}
	s.c.problems = append(s.c.problems, ipsec.Problem{Kind: ipsec.Unreadable, At: at, Message: msg, VPN: true})
}

// unread records a statement of a VPN block that is not known. Its arguments may
// hold a key and are not quoted; neither is a word that stands alone, which may be
// a key that a line break cut off from its command.
func (s stmt) unread(block string, i int) {
	what := "a line of one word"
	if s.n() > 1 {
		what = "command " + strconv.Quote(withoutKey(s.text(i)))
	}
	s.c.problems = append(s.c.problems, ipsec.Problem{
		Kind: ipsec.Unread, At: s.at(i), VPN: true, Message: what + " in " + block + " is not known",
	})
}

// withoutKey cuts a word off behind an announcement of a key, where a key may stand that
// lost the blank before it. What a hyphen follows is a word of its own: password-policy.
func withoutKey(word string) string {
	for i := range word {
		for _, announced := range []string{"-key", "password", "secret"} {
			if end := i + len(announced); end < len(word) && strings.EqualFold(word[i:end], announced) && word[end] != '-' {
				return word[:end]
			}
		}
	}
	return word
}
