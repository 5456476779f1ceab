package paloalto

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// value is one value in PAN-OS's words. Its zero stands for a word that the
// configuration does not have.
type value struct {
	text    string
	at      parser.Span
	via     []parser.Span // the variable or the object that the text comes from
	from    string        // the Panorama template that sets it; "" for the device's own
	unknown string        // why the text cannot be told; "" when it can
}

// set reports whether the configuration has the word, whether or not its text can be told.
func (v value) set() bool { return !v.at.IsZero() }

// known reports whether the text can be relied on.
func (v value) known() bool { return v.set() && v.unknown == "" }

// is reports whether the value is known and reads text.
func (v value) is(text string) bool { return v.known() && v.text == text }

// yes reports whether the value is a known "yes".
func (v value) yes() bool { return v.is("yes") }

// origin tells a value of the device itself from one that a template brings.
func (v value) origin() ipsec.Origin {
	switch {
	case !v.set():
		return ipsec.None
	case v.unknown != "":
		return ipsec.Unknown
	case v.from != "":
		return ipsec.Inherited
	}
	return ipsec.Explicit
}

// modelled makes a value of the model of v: t when the text is known.
func modelled[T any](v value, t T, via ...parser.Span) ipsec.Value[T] {
	if v.unknown != "" {
		return ipsec.UnknownAs[T](v.unknown, v.at)
	}
	return ipsec.Value[T]{V: t, Origin: v.origin(), At: v.at, Via: slices.Concat(via, v.via)}
}

// text returns v as a value of the model, or the default when the configuration
// does not have it.
func textOr(v value, def ipsec.Value[string], via ...parser.Span) ipsec.Value[string] {
	if !v.set() {
		return def
	}
	return modelled(v, v.text, via...)
}

// yesNo reads "yes" or "no"; def when the configuration does not have the word.
func (c *converter) yesNo(v value, def ipsec.Value[bool], via ...parser.Span) ipsec.Value[bool] {
	switch {
	case !v.set():
		return def
	case v.unknown == "" && v.text != "yes" && v.text != "no":
		c.unreadable(v, "yes or no")
		return ipsec.UnknownAs[bool]("the value is neither yes nor no", v.at)
	}
	return modelled(v, v.text == "yes", via...)
}

// number reads a whole number; def when the configuration does not have the word.
func (c *converter) number(v value, def ipsec.Value[int], via ...parser.Span) ipsec.Value[int] {
	if !v.set() {
		return def
	}
	n, err := strconv.Atoi(v.text)
	if v.unknown == "" && (err != nil || n < 0 || n > maxNumber) {
		c.unreadable(v, "a number")
		return ipsec.UnknownAs[int]("the value is no number", v.at)
	}
	return modelled(v, n, via...)
}

// maxNumber keeps sums and products of what a file says within an int of 32 bits.
const maxNumber = 1 << 30

// unreadable notes a value that does not have the form that PAN-OS asks for. It
// does not quote the value.
func (c *converter) unreadable(v value, want string) {
	c.problem(ipsec.Problem{Kind: ipsec.Unreadable, VPN: true, At: v.at, Message: "the value is not " + want + ", as PAN-OS asks for here"})
}

// addressOf returns the address of "192.0.2.1" or "192.0.2.1/24".
func addressOf(text string) (netip.Addr, bool) {
	if p, err := netip.ParsePrefix(text); err == nil {
		return p.Addr(), true
	}
	a, err := netip.ParseAddr(text)
	return a, err == nil
}

// prefixOf returns "192.0.2.1" or "192.0.2.0/24" as a prefix; a bare address is
// one host.
func prefixOf(text string) (netip.Prefix, bool) {
	if p, err := netip.ParsePrefix(text); err == nil {
		return p, true
	}
	if a, err := netip.ParseAddr(text); err == nil && a.Zone() == "" {
		return netip.PrefixFrom(a, a.BitLen()), true
	}
	return netip.Prefix{}, false
}

// placeholder reports whether the text is one of a template tool, to be filled in later.
func placeholder(text string) bool {
	return strings.Contains(text, "{{") || strings.Contains(text, "{%") || strings.HasPrefix(text, "<") && strings.HasSuffix(text, ">")
}
