package language

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// pattern is a format as sentences made of it are recognised: what it says in its
// own words, and the verbs between.
type pattern struct {
	format  string
	words   []string // one more than verbs
	verbs   []byte   // 's', 'd', 'q'
	letters int      // in words
}

// compile takes a format apart; ok is false when it has nothing but verbs, or has
// verbs that cannot be recognised.
func compile(format string) (p pattern, ok bool) {
	p.format = format
	rest := format
	var b strings.Builder
	for {
		before, after, found := strings.Cut(rest, "%")
		b.WriteString(before)
		if !found {
			break
		}
		if after == "" {
			return p, false
		}
		verb := after[0]
		rest = after[1:]
		switch verb {
		case '%':
			b.WriteByte('%')
			continue
		case 's', 'd', 'q':
		case 'v':
			verb = 's'
		default:
			return p, false
		}
		p.words, p.verbs = append(p.words, b.String()), append(p.verbs, verb)
		b.Reset()
	}
	p.words = append(p.words, b.String())
	for _, w := range p.words {
		for _, r := range w {
			if unicode.IsLetter(r) {
				p.letters++
			}
		}
	}
	return p, p.letters > 0 || len(p.verbs) > 0 && strings.Contains(p.words[0], "(")
}

// match returns the arguments of which the format makes the sentence.
func (p pattern) match(s string) (args []any, ok bool) {
	if s, ok = strings.CutPrefix(s, p.words[0]); !ok {
		return nil, false
	}
	last := len(p.verbs) - 1
	if last < 0 {
		return nil, s == ""
	}
	for i, verb := range p.verbs {
		next := p.words[i+1]
		var arg string
		switch {
		case verb == 'q':
			quoted, err := strconv.QuotedPrefix(s)
			if err != nil || !strings.HasPrefix(s[len(quoted):], next) || i == last && s[len(quoted):] != next {
				return nil, false
			}
			arg, _ = strconv.Unquote(quoted)
			s = s[len(quoted)+len(next):]
			args = append(args, arg)
			continue
		case i == last:
			if !strings.HasSuffix(s, next) {
				return nil, false
			}
			arg, s = s[:len(s)-len(next)], ""
		default:
			at := split(s, verb, next)
			if at < 0 {
				return nil, false
			}
			arg, s = s[:at], s[at+len(next):]
		}
		if verb == 'd' {
			n, err := strconv.Atoi(arg)
			if err != nil {
				return nil, false
			}
			args = append(args, n)
			continue
		}
		args = append(args, arg)
	}
	return args, true
}

// split returns where an argument ends that the words follow; -1 when they do
// not. With no words between two verbs, a number ends with its digits, and a text
// where a bracket opens: that is where a text says in what follows it where a
// value comes from.
func split(s string, verb byte, next string) int {
	switch {
	case next != "":
		return strings.Index(s, next)
	case verb == 'd':
		return len(s) - len(strings.TrimLeft(s, "0123456789"))
	}
	if i := strings.Index(s, " ("); i >= 0 {
		return i
	}
	return len(s)
}

// fill puts the arguments into a format of the language.
func fill(format string, args []any) string {
	if len(args) == 0 && !strings.Contains(format, "%") {
		return format
	}
	return fmt.Sprintf(format, args...)
}
