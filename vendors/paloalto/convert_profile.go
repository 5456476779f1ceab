package paloalto

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// profileRef is the crypto profile in force and how it came to be.
type profileRef struct {
	name    string
	ref     value          // the word that names it; not set when "default" is implied
	shown   *cryptoProfile // the entry of the file
	builtIn *builtIn       // PAN-OS's own, where the file shows no entry
	reason  string         // why a value is a default, or unknown when neither is there
	via     []parser.Span  // the references that led here
}

// profile finds the profile that ref names: the entry of the file, else the
// built-in one of that name.
func (c *converter) profile(ref value, what string, table map[string]builtIn, entry func(string) *cryptoProfile, via ...parser.Span) profileRef {
	out := profileRef{name: ref.text, ref: ref, via: via}
	switch {
	case ref.unknown != "":
		out.name, out.reason = "", ref.unknown
		return out
	case !ref.set():
		out.name = defaultProfile
	default:
		out.via = append(slices.Clone(via), ref.at)
	}
	if out.shown = entry(out.name); out.shown != nil {
		out.reason = c.standard()
		return out
	}
	b, ok := builtInProfile(table, out.name, c.release)
	if ok && c.dev.Whole {
		out.builtIn = &b
		out.reason = "built-in " + what + " " + out.name + " of " + c.release.String()
		return out
	}
	if ok { // people edit the built-in ones, and a part of a configuration may not show it
		out.reason = "the " + what + " " + strconv.Quote(out.name) + " is in force, which this part of a configuration does not show"
		return out
	}
	out.reason = "the " + what + " " + strconv.Quote(out.name) + " is not shown in this file"
	if ref.set() {
		c.undefined(ref, what)
	}
	return out
}

// at returns the head of the profile's entry, or else the place of what implies it.
func (p *profileRef) at(implied parser.Span) parser.Span {
	switch {
	case p.shown != nil:
		return p.shown.at
	case p.ref.set():
		return p.ref.at
	}
	return implied
}

// words turns the members of a list into words of the model; want names what is
// read, for messages.
func (c *converter) words(p *profileRef, members []value, own func(*builtIn) []string, table map[string]string, want string) ipsec.Value[[]string] {
	switch {
	case p.shown == nil && p.builtIn == nil:
		return ipsec.UnknownAs[[]string](p.reason, p.ref.at)
	case p.shown == nil:
		var list []string
		for _, w := range own(p.builtIn) {
			if t := table[w]; t != "" {
				list = append(list, t)
			}
		}
		return ipsec.DefaultOf(list, p.reason)
	case len(members) == 0:
		return ipsec.UnknownAs[[]string]("the profile "+strconv.Quote(p.name)+" shows no "+want, p.shown.at)
	}
	var list []string
	var items []parser.Span
	for _, m := range members {
		if m.unknown != "" {
			return ipsec.UnknownAs[[]string](m.unknown, m.at)
		}
		t, ok := table[m.text]
		if !ok {
			c.unreadable(m, "an algorithm for "+want)
		} else if t != "" && !slices.Contains(list, t) {
			list, items = append(list, t), append(items, m.at)
		}
	}
	out := modelled(members[0], list, p.via...)
	out.Items = items
	return out
}

// groups turns the Diffie-Hellman groups of phase 1 into numbers.
func (c *converter) groups(p *profileRef) ipsec.Value[[]int] {
	switch {
	case p.shown == nil && p.builtIn == nil:
		return ipsec.UnknownAs[[]int](p.reason, p.ref.at)
	case p.shown == nil:
		return ipsec.DefaultOf([]int{p.builtIn.group}, p.reason)
	case len(p.shown.dhGroup) == 0:
		return ipsec.DefaultOf([]int{ikeGroup}, p.reason)
	}
	var list []int
	var items []parser.Span
	for _, m := range p.shown.dhGroup {
		if m.unknown != "" {
			return ipsec.UnknownAs[[]int](m.unknown, m.at)
		}
		if n, ok := groupNumber(m.text); ok {
			list, items = append(list, n), append(items, m.at)
		} else {
			c.unreadable(m, "a Diffie-Hellman group")
		}
	}
	out := modelled(p.shown.dhGroup[0], list, p.via...)
	out.Items = items
	return out
}

// groupNumber reads "group14".
func groupNumber(text string) (int, bool) {
	digits, ok := strings.CutPrefix(text, "group")
	n, err := strconv.Atoi(digits)
	return n, ok && err == nil && n > 0 && n <= maxGroup
}

// maxGroup is the largest number of a group in the IANA registry of IKEv2.
const maxGroup = 1 << 16

// lifetime returns the seconds of a profile's lifetime, in whatever unit it is written.
func (c *converter) lifetime(p *profileRef, def int) ipsec.Value[int] {
	switch {
	case p.shown == nil && p.builtIn == nil:
		return ipsec.UnknownAs[int](p.reason, p.ref.at)
	case p.shown == nil || !p.shown.lifetime.set():
		return ipsec.DefaultOf(def, p.reason)
	}
	v := c.number(p.shown.lifetime.value, ipsec.Value[int]{}, p.via...)
	v.V *= unitSeconds[p.shown.lifetime.unit]
	return v
}
