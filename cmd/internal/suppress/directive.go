// Package suppress keeps findings back that are known and accepted: by an entry
// of the configuration file, by a description that the device itself keeps, or
// by a comment. A suppression names its rules and its reason; one that has
// expired, matches nothing or cannot be read is a finding itself.
package suppress

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"time"

	"github.com/vpnlint/vpnlint/cmd/internal/config"
	"github.com/vpnlint/vpnlint/cmd/internal/spell"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Kind tells where a suppression stands.
type Kind string

const (
	InConfig      Kind = "config"
	InDescription Kind = "description"
	InComment     Kind = "comment"
)

// Directive is one suppression, wherever it stands.
type Directive struct {
	Kind   Kind
	Rules  []string
	Reason string
	Until  time.Time // the last day on which it holds, at midnight UTC; zero = for good
	File   bool      // it covers the whole file
	At     ipsec.Span
}

// Expired reports whether the suppression no longer holds on the day.
func (d *Directive) Expired(today time.Time) bool { return !d.Until.IsZero() && today.After(d.Until) }

const form = "write it as vpnlint: ignore[RULE] reason: TEXT"

// attempts are the words that people write when they mean a suppression.
var attempts = []string{"ignore", "ignore-file", "disable", "suppress", "skip", "allow"}

// parse reads the text that begins at the word vpnlint. Ok is false when the text
// only mentions vpnlint. The error says what is wrong with a suppression, and
// quotes nothing of it.
func parse(s string) (d Directive, ok bool, err error) {
	rest := s[len("vpnlint"):]
	colon := strings.HasPrefix(strings.TrimLeft(rest, " \t"), ":")
	rest = strings.TrimLeft(rest, " \t:")
	end := strings.IndexFunc(rest, func(r rune) bool { return r != '-' && (r|0x20 < 'a' || r|0x20 > 'z') })
	if end < 0 {
		end = len(rest)
	}
	word := strings.ToLower(rest[:end])
	exact := colon && (word == "ignore" || word == "ignore-file")
	switch {
	case exact, slices.Contains(attempts, word), colon && (spell.Distance(word, "ignore") <= 2 || strings.HasPrefix(strings.TrimLeft(rest[end:], " \t"), "[")):
	default:
		return d, false, nil
	}
	if !exact {
		return d, true, fmt.Errorf("%s", form)
	}
	d.File = word == "ignore-file"
	return d, true, d.parseBody(strings.TrimLeft(rest[end:], " \t"))
}

// parseBody reads what follows the word ignore.
func (d *Directive) parseBody(s string) error {
	list, ok := strings.CutPrefix(s, "[")
	inside, rest, closed := strings.Cut(list, "]")
	switch {
	case !ok:
		return fmt.Errorf("the list of rules is missing; %s", form)
	case !closed:
		return fmt.Errorf("the list of rules is not closed with ]; %s", form)
	}
	for name := range strings.SplitSeq(inside, ",") {
		if name = strings.TrimSpace(name); name == "" || strings.ContainsAny(name, "* \t") {
			return fmt.Errorf("the list of rules holds something that is no name; there is no form that means all")
		}
		if !slices.Contains(d.Rules, name) {
			d.Rules = append(d.Rules, name)
		}
	}
	rest = strings.TrimLeft(rest, " \t")
	if after, ok := strings.CutPrefix(rest, "until="); ok {
		day, more, _ := strings.Cut(after, " ")
		until, err := config.ParseDate(day)
		if err != nil {
			return fmt.Errorf("the day behind until= is %w", err)
		}
		d.Until, rest = until, strings.TrimLeft(more, " \t")
	}
	reason, ok := strings.CutPrefix(rest, "reason:")
	if !ok {
		reason, ok = strings.CutPrefix(rest, "--")
	}
	if d.Reason = strings.TrimSpace(reason); !ok || d.Reason == "" {
		return fmt.Errorf("the reason is missing; %s", form)
	}
	return nil
}

// unquote takes off what a statement puts around and into a text.
func unquote(s string, xml bool) string {
	if xml {
		s, _, _ = strings.Cut(s, "<")
		s, _, _ = strings.Cut(s, "]]>")
		s = html.UnescapeString(s)
	}
	return strings.TrimRight(s, " \t\r\"';")
}
