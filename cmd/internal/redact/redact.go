// Package redact makes a copy of a configuration that can be given away: without
// keys, passwords, certificates, user names and e-mail addresses, with every line
// in its place. Addresses and names of objects stay, since nothing could be judged
// without them.
package redact

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/vpnlint/vpnlint/cmd/internal/report"
	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// word stands for a secret of which nothing is to be known.
const word = "redacted"

// change replaces a part of the text.
type change struct {
	start, end int
	text       string
}

// Text returns the file without what is secret, in UTF-8. It has as many lines as
// the file. A pre-shared key that can be read becomes a placeholder that check
// judges like the key: equal keys get equal ones, and one that the far side would
// refuse is refused for the same reason. Masked keys stay as they are.
func Text(src *parser.Source, devices []*ipsec.Device, secrets report.SecretsFunc) []byte {
	r := &redactor{src: src, hidden: report.Hidden(devices, secrets), users: map[string]string{}, known: map[string]string{}}
	r.keys(devices)
	text := src.Text()
	for start := 0; start < len(text); {
		end := start
		for end < len(text) && text[end] != '\n' {
			end++
		}
		r.line(start, end)
		start = end + 1
	}
	r.people()
	return r.apply()
}

type redactor struct {
	src     *parser.Source
	hidden  func(src *parser.Source, start, end int) []parser.Span
	changes []change
	key     []change          // of pre-shared keys, by their place
	known   map[string]string // pre-shared key of a tunnel to its placeholder
	users   map[string]string // name or address to its stand-in
}

// keys finds the pre-shared keys of the tunnels and what to put in their place.
func (r *redactor) keys(devices []*ipsec.Device) {
	numbers := map[string]int{}
	for _, d := range devices {
		for _, t := range d.Tunnels {
			k := t.IKE.PSK
			if k.At.Source != r.src || k.At.IsZero() || !k.Present() {
				continue
			}
			text := k.At.Text()
			if numbers[text] == 0 {
				numbers[text] = len(numbers) + 1
			}
			c := change{k.At.Start, k.At.End, ""}
			switch k.State {
			case ipsec.SecretVisible, ipsec.SecretEncrypted:
				c.text = quotedLike(text, placeholder(numbers[text], k.Refused))
				if k.State == ipsec.SecretEncrypted {
					c.text = encrypted(text)
				}
				if strings.HasPrefix(text, "$") {
					c.text = text // the name of a template's variable
				}
			default:
				c.text = text
			}
			r.known[text] = c.text
			r.key = append(r.key, c)
		}
	}
	slices.SortFunc(r.key, func(a, b change) int { return a.start - b.start })
	r.key = slices.CompactFunc(r.key, func(a, b change) bool { return a.start == b.start })
}

// placeholder makes a key that the far side takes, or refuses for the same reasons.
func placeholder(n int, refused []string) string {
	why := strings.Join(refused, " ")
	text := fmt.Sprintf("placeholder_key_%d", n)
	if strings.Contains(why, "shorter") {
		text = fmt.Sprintf("key_%d", n)
	}
	if strings.Contains(why, "longer") {
		text += "_" + strings.Repeat("x", 64)
	}
	if strings.Contains(why, "a character other than") {
		text = strings.ReplaceAll(text, "_", "-")
	}
	if strings.Contains(why, "zero") {
		text = "0" + text
	}
	return text
}

func isLetterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// generic stands for a secret that no tunnel uses: it keeps the mark of one that is
// encrypted, and stays an element where it was one.
func generic(text string) string {
	if name, _, ok := strings.Cut(strings.TrimPrefix(text, "<"), ">"); ok && name != text && strings.HasSuffix(text, "</"+name+">") {
		return "<" + word + ">" + word + "</" + word + ">"
	}
	if strings.HasPrefix(text, "-AQ==") || strings.HasPrefix(text, "ENC ") {
		return encrypted(text)
	}
	return word
}

// encrypted keeps the mark by which a device says that a key is encrypted.
func encrypted(text string) string {
	const sealed = "cmVkYWN0ZWRyZWRhY3RlZHJlZGFjdGVk" // "redacted" three times in base64
	for _, mark := range []string{"ENC ", "8 ", "6 ", "-AQ==", "AQ=="} {
		if strings.HasPrefix(text, mark) {
			return mark + sealed
		}
	}
	return sealed
}

// line notes what of one line has to go.
func (r *redactor) line(start, end int) {
	for _, h := range r.hidden(r.src, start, end) {
		at := h.Start
		for _, k := range r.key {
			if k.end <= at || k.start >= h.End {
				continue
			}
			r.hide(at, k.start)
			at = max(at, k.end)
		}
		r.hide(at, h.End)
	}
	for _, k := range r.key {
		if k.start >= start && k.start < end {
			r.changes = append(r.changes, k)
		}
	}
}

// hide takes a part of a line out, with what must stay around it.
func (r *redactor) hide(start, end int) {
	if start >= end {
		return
	}
	text := string(r.src.Text()[start:end])
	body := strings.TrimSpace(strings.TrimLeft(text, " \t=:"))
	if strings.HasPrefix(body, "</") && strings.IndexByte(body, '>') == len(body)-1 || !strings.ContainsFunc(body, isLetterOrDigit) {
		return // what closes a value
	}
	if i := strings.LastIndex(body, "</"); i > 0 && body[0] != '<' && strings.IndexByte(body[i:], '>') == len(body)-i-1 {
		body = strings.TrimSpace(body[:i]) // the tag that closes the text stays
	}
	if strings.Trim(body, `"';`) == word {
		return // it is a copy
	}
	switch body {
	case "", "0", "6", "8", "key", "ENC": // how a key is written
		return
	}
	from := start + strings.Index(text, body)
	r.changes = append(r.changes, change{from, from + len(body), cmp.Or(r.known[body], quotedLike(body, generic(body)))})
}

// quotedLike puts the quotes, the CDATA marks and the braces around a word that
// stand around the old text: without them the file would be read otherwise.
func quotedLike(old, text string) string {
	if inner, ok := strings.CutPrefix(old, "<![CDATA["); ok {
		text = "<![CDATA[" + text
		if strings.HasSuffix(inner, "]]>") {
			text += "]]>"
		}
		return text
	}
	for _, q := range []string{`"`, `'`} {
		inner, ok := strings.CutPrefix(old, q)
		if !ok {
			if n := strings.Count(old, q); n%2 == 1 && strings.HasSuffix(old, q) {
				return text + q
			}
			continue
		}
		i := strings.LastIndex(inner, q)
		if i < 0 {
			return q + text // the string goes on in the next line
		}
		rest := inner[i+1:]
		if strings.Trim(rest, " \t;,}])") != "" {
			rest = ""
		}
		return q + text + q + rest
	}
	if trimmed := strings.TrimRight(old, " \t}"); trimmed != old && trimmed != "" && strings.HasSuffix(old, "}") {
		return text + old[len(trimmed):]
	}
	return text
}

// apply makes the changes in the file as the user's editor shows it. Line ends
// inside of a change stay.
func (r *redactor) apply() []byte {
	slices.SortStableFunc(r.changes, func(a, b change) int { return cmp.Compare(a.start, b.start) })
	old := r.src.Original()
	var out []byte
	last := 0
	for _, c := range r.changes {
		start := r.src.OriginalOffset(c.start)
		end := r.src.OriginalEnd(c.end)
		if start < last || c.end <= c.start {
			continue // inside the change before it
		}
		for end < len(old) && old[end]&0xC0 == 0x80 {
			end++ // the rest of the last character
		}
		out = append(append(out, old[last:start]...), r.src.Escape(c.text)...)
		for _, b := range old[start:end] {
			if b == '\n' || b == '\r' {
				out = append(out, b)
			}
		}
		last = end
	}
	return bytes.Map(plain, append(out, old[last:]...))
}

// plain leaves NULs out, as the parser does, and puts the mark of an unreadable
// character in the place of other control characters: the copy is shorter than the
// file, and with as many of them in it would be taken for no text.
func plain(r rune) rune {
	switch {
	case r == 0:
		return -1
	case parser.IsControl(r):
		return utf8.RuneError
	}
	return r
}
