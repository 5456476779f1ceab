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
	numbers []int    // of the argument of each verb, from zero
	letters int      // in words
}

// compile takes a format apart; ok is false when nothing can be recognised by it.
func compile(format string) (p pattern, ok bool) {
	p.format = format
	rest, next := format, 0
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
		if inside, ok := strings.CutPrefix(after, "["); ok {
			number, behind, _ := strings.Cut(inside, "]")
			n, err := strconv.Atoi(number)
			if err != nil || n < 1 || behind == "" {
				return p, false
			}
			next, after = n-1, behind
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
		p.words, p.verbs, p.numbers = append(p.words, b.String()), append(p.verbs, verb), append(p.numbers, next)
		next++
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
	return p, p.letters > 0 || format == " (%s)" || format == "%s; %s"
}

// match returns the arguments of which the format makes the sentence.
func (p pattern) match(s string) (args []any, ok bool) {
	rest, ok := strings.CutPrefix(s, p.words[0])
	if !ok {
		return nil, false
	}
	for _, n := range p.numbers {
		args = append(args, make([]any, max(n+1-len(args), 0))...)
	}
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
		args[p.numbers[i]], ok = value(verb, arg)
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
	case next == "" && verb == 'd':
		at := len(s) - len(strings.TrimLeft(s, "0123456789"))
		return try(s[:at], s[at:])
	case next == "":
		// The second of two neighbours says where a value comes from, in brackets, or
		// nothing.
		if at := strings.Index(s, " ("); at >= 0 && try(s[:at], s[at:]) {
			return true
		}
		next = p.words[i+2]
		for at := 0; at <= len(s); at++ {
			if strings.HasPrefix(s[at:], next) && try(s[:at], s[at:]) {
				return true
			}
		}
		return false
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

// clean reports that only those arguments hold clauses that stand behind a colon, a
// semicolon or a bracket, or are the sentence ahead of a semicolon.
func (p pattern) clean(args []any) bool {
	for i, n := range p.numbers {
		text, isText := args[n].(string)
		before := p.words[i]
		behind := strings.HasSuffix(before, ": ") || strings.HasSuffix(before, "; ") || strings.HasSuffix(before, "(")
		ahead := before == "" && strings.HasPrefix(p.words[i+1], "; ")
		if isText && !behind && !ahead && (strings.Contains(text, "; ") || strings.Contains(text, ": ")) {
			return false
		}
	}
	return true
}

// value reads what a verb wrote. A text ends in no open bracket.
func value(verb byte, arg string) (any, bool) {
	switch verb {
	case 'd':
		n, err := strconv.Atoi(arg)
		return n, err == nil
	case 'q':
		text, err := strconv.Unquote(arg)
		return text, err == nil
	}
	return arg, strings.Count(arg, "(") == strings.Count(arg, ")")
}

// fill puts the arguments into a format of the language.
func fill(format string, args []any) string {
	if len(args) == 0 && !strings.Contains(format, "%") {
		return format
	}
	return fmt.Sprintf(format, args...)
}
