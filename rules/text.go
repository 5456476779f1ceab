package rules

import (
	"fmt"
	"strings"
)

// Text is something that vpnlint says to the user: a sentence, a clause, or a
// value that stands in one. It is kept as a format and its arguments, so that
// what prints it can say it in another language; the English format is the key
// of the translation. The zero value says nothing.
//
// A Text is not comparable: use Equal.
type Text struct {
	format string
	args   []any // a Text among them is said in the same language
	// made marks a sentence that was put together in English where the format is
	// not at hand, as the reasons of the vendors' readers are; format is the sentence.
	made bool
}

// Language says texts in another language than English. It is safe for
// concurrent use.
type Language interface {
	// Format returns the format that says the same as the English one; ok is false
	// when the language has none. It takes the same arguments, in an order of its
	// own (%[2]s).
	Format(english string) (format string, ok bool)
	// Sentence returns what says the same as an English sentence that is no format
	// but was made of one; ok is false when the language has nothing for it.
	Sentence(english string) (said string, ok bool)
}

// Say makes a text. The format is a whole sentence or a whole clause, never a
// fragment to be joined with +; a clause that stands inside is an argument, and a
// Text itself.
func Say(format string, args ...any) Text {
	if false {
		_ = fmt.Sprintf(format, args...) // lets vet check the callers' formats
	}
	return Text{format: format, args: args}
}

// Plain makes a text of what is the same in every language: a name, an address,
// a word of a configuration.
func Plain(value string) Text {
	if value == "" {
		return Text{}
	}
	return Text{format: "%s", args: []any{value}}
}

// Made makes a text of an English sentence that was put together elsewhere.
func Made(sentence string) Text { return Text{format: sentence, made: true} }

// IsZero reports whether the text says nothing.
func (t Text) IsZero() bool { return t.format == "" }

// Equal reports whether both say the same in English.
func (t Text) Equal(u Text) bool { return t.String() == u.String() }

// String returns the text in English.
func (t Text) String() string { return t.In(nil) }

// In returns the text in a language; nil is English. What the language has no
// translation of stays English.
func (t Text) In(l Language) string {
	if t.IsZero() {
		return ""
	}
	if t.made {
		if l != nil {
			if said, ok := l.Sentence(t.format); ok {
				return said
			}
		}
		return t.format
	}
	format, args := t.format, t.args
	if l != nil {
		if f, ok := l.Format(format); ok {
			format = f
		}
		args = make([]any, len(t.args))
		for i, a := range t.args {
			if inner, ok := a.(Text); ok {
				a = inner.In(l)
			}
			args[i] = a
		}
	}
	if len(args) == 0 && !strings.Contains(format, "%") {
		return format
	}
	return fmt.Sprintf(format, args...)
}
