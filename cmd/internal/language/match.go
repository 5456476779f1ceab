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
		case 'v', 'w':
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
	rest, ok := strings.CutPrefix(s, p.words[0])
	if !ok {
		return nil, false
	}
	args = make([]any, len(p.verbs))
	return args, p.from(0, rest, args)
}

// from fills in the arguments from number i on, of which the format makes s. Where
// the words behind an argument stand several times, the first place that lets the
// rest match is taken.
func (p pattern) from(i int, s string, args []any) bool {
	if i == len(p.verbs) {
		return s == ""
	}
	verb, next, last := p.verbs[i], p.words[i+1], i == len(p.verbs)-1
	try := func(arg, rest string) bool {
		var ok bool
		args[i], ok = value(verb, arg)
		return ok && p.from(i+1, rest, args)
	}
	switch {
	case verb == 'q':
		quoted, err := strconv.QuotedPrefix(s)
		rest, ok := strings.CutPrefix(s[len(quoted):], next)
		return err == nil && ok && try(quoted, rest)
	case last:
		arg, ok := strings.CutSuffix(s, next)
		return ok && try(arg, "")
	case next == "":
		at := split(s, verb)
		return try(s[:at], s[at:])
	}
	for at := 0; ; at++ {
		n := strings.Index(s[at:], next)
		if n < 0 {
			return false
		}
		if at += n; try(s[:at], s[at+len(next):]) {
			return true
		}
	}
}

// value reads what a verb wrote.
func value(verb byte, arg string) (any, bool) {
	switch verb {
	case 'd':
		n, err := strconv.Atoi(arg)
		return n, err == nil
	case 'q':
		text, err := strconv.Unquote(arg)
		return text, err == nil
	}
	return arg, true
}

// split returns where an argument ends that another follows without words between:
// a number with its digits, a text where a bracket opens, since that is where a
// text begins that says where a value comes from.
func split(s string, verb byte) int {
	if verb == 'd' {
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
