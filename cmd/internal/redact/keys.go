package redact

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

const (
	word = "redacted" // for a secret of which nothing is to be known
	mask = "********" // for a key that the vendor cannot read: all vendors take it for a masked one
)

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
			c := change{k.At.Start, k.At.End, text}
			switch {
			case isVariable(k):
			case k.State == ipsec.SecretVisible:
				c.text = quotedLike(text, placeholder(numbers[text], k.Refused))
			case k.State == ipsec.SecretEncrypted:
				c.text = encrypted(text)
			case !isMask(text):
				r.known[strings.Trim(text, `"'`)] = mask
				continue // without a key, the head of a block stands here
			}
			r.known[text] = c.text
			r.key = append(r.key, c)
		}
	}
	slices.SortFunc(r.key, func(a, b change) int { return a.start - b.start })
	r.key = slices.CompactFunc(r.key, func(a, b change) bool { return a.start == b.start })
}

// variable is the name of a variable of Panorama's templates.
var variable = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\$[A-Za-z0-9_.-]+$`) })

// isVariable reports whether the name of a template's variable stands in a key's
// place: the key is another text then. A key may begin with a dollar sign, too.
func isVariable(k ipsec.Secret) bool {
	text := k.At.Text()
	return k.State != ipsec.SecretMasked && variable().MatchString(text) && !k.SameAs(new(ipsec.Keyring).Visible(text, k.At))
}

// isMask reports whether what the vendor takes for a masked key is plainly none:
// asterisks or crosses, or what somebody who took the key out, or a tool that is
// to put one in, writes in brackets. Anything else may be a key in a wrong form.
func isMask(text string) bool {
	text = strings.Trim(strings.TrimPrefix(text, "ENC "), `"' `)
	if !strings.ContainsFunc(text, isLetterOrDigit) || strings.Trim(text, "xX") == "" {
		return true
	}
	for _, around := range [][2]string{{"<", ">"}, {"[", "]"}, {"${", "}"}, {"{{", "}}"}, {"__", "__"}, {"***", "***"}} {
		inner, left := strings.CutPrefix(text, around[0])
		inner, right := strings.CutSuffix(inner, around[1])
		if left && right && !strings.ContainsAny(inner, "<>[]{}$") {
			return true
		}
	}
	return slices.Contains([]string{"redacted", "removed", "masked", "hidden", "sanitized"}, strings.ToLower(text))
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
