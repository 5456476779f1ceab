// Package configxml holds what pfSense and OPNsense share: both keep their
// whole configuration in one XML file whose older parts come from m0n0wall, and
// both write strongSwan's configuration from it. The package reads those parts
// into objects that still speak the file's words, and turns what does not
// depend on vendor or version into the common model. What one of the two boxes
// does on its own stands in its own package.
package configxml

import (
	"html"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Text is the text of one element.
type Text struct {
	V  string      // without blanks around it; "" for an empty or missing element
	At parser.Span // the text, or the start tag of an empty element; zero for a missing one
	// Set reports that the element is there. For a switch that is all that counts:
	// the box tests its presence, never its text.
	Set bool

	e   *parser.Element
	off int // where V starts in the element's text
}

// TextOf returns the text of an element, which may be nil. Every value of
// config.xml is an element without children: where there are some, or markup
// stands in the text, the file is broken and the text may be anything, a key
// among it. Then only one plain word at its start is taken.
func TextOf(e *parser.Element) Text {
	t := Text{V: e.Text(), At: e.Value(), Set: e != nil, e: e}
	for c := range e.Children() {
		src, start := t.At.Source, e.Tag().End
		word := strings.TrimSpace(string(src.Text()[start:c.Tag().Start]))
		t.V, t.At, t.e = "", e.Tag(), nil
		if word != "" && !strings.ContainsAny(word, " \t\r\n<>&") {
			start += strings.Index(string(src.Text()[start:c.Tag().Start]), word)
			t.V, t.At = word, src.Span(start, start+len(word))
		}
		break
	}
	if strings.Contains(t.V, "</") || strings.ContainsAny(t.V, "\x00\n") && strings.Contains(t.V, ">") {
		t.V, t.At, t.e = "", e.Tag(), nil
	}
	return t
}

// Filled reports what PHP's !empty() does: there is a text and it is not "0".
func (t Text) Filled() bool { return t.V != "" && t.V != "0" }

// Int returns the text as a whole number in base 10.
func (t Text) Int() (n int, ok bool) {
	n, err := strconv.Atoi(t.V)
	return n, err == nil
}

// Sub returns the place of the bytes [i, j) of V.
func (t Text) Sub(i, j int) parser.Span {
	if t.e == nil {
		return t.At
	}
	return t.e.Sub(t.off+i, t.off+j)
}

// Description returns a text in which the GUI may have left HTML entities
// inside a CDATA section.
func (t Text) Description() string { return html.UnescapeString(t.V) }

// On reports that a switch element with a value is on: OPNsense's models write
// 1 and 0, older parts yes and on.
func (t Text) On() bool {
	switch strings.ToLower(t.V) {
	case "1", "yes", "on", "true", "enabled":
		return true
	}
	return false
}

// Words returns the elements of a comma-separated text with their places.
func (t Text) Words() []Text {
	var out []Text
	for start := 0; start <= len(t.V); {
		end := start + strings.IndexByte(t.V[start:]+",", ',')
		word := strings.TrimSpace(t.V[start:end])
		if word != "" {
			i := start + strings.Index(t.V[start:end], word)
			out = append(out, Text{V: word, At: t.Sub(i, i+len(word)), Set: true, e: t.e, off: t.off + i})
		}
		start = end + 1
	}
	return out
}

// Secret makes the key of the text, which stays here. A text that a tool for
// redaction has put in its place is a masked key.
func (t Text) Secret(keys *ipsec.Keyring) ipsec.Secret {
	switch {
	case t.V == "":
		return ipsec.Secret{}
	case isMask(t.V):
		return ipsec.Secret{State: ipsec.SecretMasked, At: t.At}
	}
	return keys.Visible(t.V, t.At)
}

func isMask(text string) bool {
	if strings.Trim(text, "*") == "" || strings.Trim(text, "xX") == "" {
		return true
	}
	inner, ok := strings.CutPrefix(text, "[")
	if !ok {
		inner, ok = strings.CutPrefix(text, "<")
	}
	if !ok {
		inner, ok = strings.CutPrefix(text, "***")
	}
	lower := strings.ToLower(inner)
	for _, word := range []string{"redacted", "removed", "masked", "hidden", "sanitized"} {
		if lower == word || ok && strings.HasPrefix(lower, word) {
			return true
		}
	}
	return false
}
