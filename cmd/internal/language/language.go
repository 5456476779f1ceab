// Package language says in other languages what vpnlint says in English. The
// English format of a text is the key of its translation; the translations stand
// in a PO file for each language, the form that translators' tools know.
//
// A language is read when it is asked for: a run in English pays nothing.
package language

import (
	"cmp"
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/vpnlint/vpnlint/rules"
)

// Names lists the languages; the first is what the texts are written in.
func Names() []string { return []string{"en", "ja"} }

//go:embed ja.po
var japanese string

// Find returns the language of that name; nil for English and for a name that is
// none. A panic is a fault of the embedded file, which a test reads.
func Find(name string) rules.Language {
	if name != "ja" {
		return nil
	}
	l, err := newLanguage(japanese)
	if err != nil {
		panic("ja.po: " + err.Error())
	}
	return l
}

// language is the translations of one language.
type language struct {
	formats  map[string]string
	patterns func() []pattern // of the formats, to recognise what was made of one
}

func newLanguage(po string) (*language, error) {
	entries, err := readPO(po)
	if err != nil {
		return nil, err
	}
	l := &language{formats: make(map[string]string, len(entries))}
	for _, e := range entries {
		if e.said != "" {
			l.formats[e.id] = e.said
		}
	}
	l.patterns = sync.OnceValue(func() []pattern {
		var all []pattern
		for _, e := range entries {
			if e.said == "" || !strings.Contains(e.id, "%") { // a whole sentence is looked up
				continue
			}
			if p, ok := compile(e.id); ok {
				all = append(all, p)
			}
		}
		// What says more in words of its own is the better match, then what leaves less
		// to arguments.
		slices.SortStableFunc(all, func(a, b pattern) int {
			return cmp.Or(b.letters-a.letters, len(a.verbs)-len(b.verbs), len(b.format)-len(a.format))
		})
		return all
	})
	return l, nil
}

// Format implements [rules.Language].
func (l *language) Format(english string) (string, bool) {
	f, ok := l.formats[english]
	return f, ok
}

// Sentence implements [rules.Language]: the sentence is a key, or is what a
// format makes of some arguments, which are looked for in the same way.
func (l *language) Sentence(english string) (string, bool) {
	return l.sentence(english, leastLetters)
}

// leastLetters is how much of a sentence a format must say in its own words to be
// recognised by them: fewer, such as " to ", stand in names as well.
const leastLetters = 6

func (l *language) sentence(english string, least int) (string, bool) {
	if f, ok := l.formats[english]; ok && !strings.Contains(english, "%") {
		return f, true
	}
	p, args, ok := l.find(english, least)
	if !ok {
		return "", false
	}
	for i, a := range args {
		if s, isText := a.(string); isText && strings.Contains(s, " ") {
			if said, ok := l.sentence(s, 0); ok {
				args[i] = said
			}
		}
	}
	return fill(l.formats[p.format], args), true
}

// find returns the format of which the sentence was made, and its arguments. A
// clause inside of a sentence has a format, too, and may have more words than the
// sentence around it: what takes a clause for an argument where none belongs is
// second choice.
func (l *language) find(english string, least int) (p pattern, args []any, ok bool) {
	for _, q := range l.patterns() {
		if q.letters < least {
			break
		}
		found, matches := q.match(english)
		if matches && q.clean(found) {
			return q, found, true
		}
		if matches && !ok {
			p, args, ok = q, found, true
		}
	}
	return p, args, ok
}
