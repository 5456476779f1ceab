package ipsec

import (
	"net/netip"
	"slices"
	"strings"

	"go4.org/netipx"
)

// AddrSet is a set of addresses as far as a configuration tells it. The zero
// AddrSet is empty: it holds no address.
type AddrSet struct {
	Known *netipx.IPSet // surely members; nil = none
	// Unknown says in words why there may be more members than Known: "object X is a
	// name that may resolve to several addresses". Empty when Known is all.
	Unknown []string
	Text    string // as written, for messages; may be empty
	At      Span
}

var everything = func() *netipx.IPSet {
	var b netipx.IPSetBuilder
	b.AddPrefix(netip.PrefixFrom(netip.IPv4Unspecified(), 0))
	b.AddPrefix(netip.PrefixFrom(netip.IPv6Unspecified(), 0))
	s, _ := b.IPSet()
	return s
}()

// Anywhere is the set of all addresses.
func Anywhere() AddrSet { return AddrSet{Known: everything} }

// SetOf makes a set of prefixes. Bits of the host part are dropped.
func SetOf(prefixes ...netip.Prefix) AddrSet {
	var b AddrBuilder
	for _, p := range prefixes {
		b.AddPrefix(p)
	}
	return b.Set()
}

// UnknownSet makes a set that the file does not tell.
func UnknownSet(text, reason string) AddrSet { return AddrSet{Text: text, Unknown: []string{reason}} }

// AddrBuilder collects the members of an [AddrSet]. The zero value is ready.
type AddrBuilder struct {
	b       netipx.IPSetBuilder
	unknown []string
	reasons map[string]bool // these, once they are many
	n       int
}

// AddPrefix adds the addresses of a prefix; an invalid one adds nothing.
func (b *AddrBuilder) AddPrefix(p netip.Prefix) {
	if p.IsValid() {
		b.b.AddPrefix(p.Masked())
		b.n++
	}
}

// AddAddr adds one address; an invalid one adds nothing.
func (b *AddrBuilder) AddAddr(a netip.Addr) {
	if a.IsValid() {
		b.b.Add(a)
		b.n++
	}
}

// AddRange adds the addresses from one to the other, both included. A range the
// wrong way round adds nothing.
func (b *AddrBuilder) AddRange(from, to netip.Addr) {
	if r := netipx.IPRangeFrom(from, to); r.IsValid() {
		b.b.AddRange(r)
		b.n++
	}
}

// AddUnknown notes members that the file does not tell.
func (b *AddrBuilder) AddUnknown(reason string) {
	switch {
	case b.reasons != nil:
		if b.reasons[reason] {
			return
		}
	case slices.Contains(b.unknown, reason):
		return
	case len(b.unknown) == manyReasons:
		b.reasons = make(map[string]bool, 4*manyReasons)
		for _, known := range b.unknown {
			b.reasons[known] = true
		}
	}
	b.unknown = append(b.unknown, reason)
	if b.reasons != nil {
		b.reasons[reason] = true
	}
}

// manyReasons is how many are compared one by one: a set seldom has several, and one of a
// damaged file thousands.
const manyReasons = 16

// AddSet adds another set.
func (b *AddrBuilder) AddSet(s AddrSet) {
	if s.Known != nil {
		b.b.AddSet(s.Known)
		b.n++
	}
	for _, why := range s.Unknown {
		b.AddUnknown(why)
	}
}

// Set returns what was collected.
func (b *AddrBuilder) Set() AddrSet {
	s := AddrSet{Unknown: b.unknown}
	if b.n > 0 {
		s.Known, _ = b.b.IPSet() // only invalid members make an error, and none was added
	}
	return s
}

// Exact reports that the file tells all members.
func (s AddrSet) Exact() bool { return len(s.Unknown) == 0 }

// IsEmpty reports that the set surely has no member.
func (s AddrSet) IsEmpty() bool { return s.Exact() && len(s.ranges()) == 0 }

// Contains reports that every address of a prefix is surely a member.
func (s AddrSet) Contains(p netip.Prefix) bool { return s.Known != nil && s.Known.ContainsPrefix(p) }

// Covers reports that every address which t may hold is surely a member of s.
func (s AddrSet) Covers(t AddrSet) bool {
	if !t.Exact() {
		return s.Contains(netip.PrefixFrom(netip.IPv4Unspecified(), 0))
	}
	for _, r := range t.ranges() {
		if s.Known == nil || !s.Known.ContainsRange(r) {
			return false
		}
	}
	return true
}

// Overlaps reports that some address is surely a member of both.
func (s AddrSet) Overlaps(t AddrSet) bool {
	return s.Known != nil && t.Known != nil && s.Known.Overlaps(t.Known)
}

// Without returns the set less the members of t. Members that t may hold are no
// longer sure.
func (s AddrSet) Without(t AddrSet) AddrSet {
	out := AddrSet{Unknown: slices.Concat(s.Unknown, t.Unknown), Text: s.Text, At: s.At}
	if s.Known == nil || !t.Exact() {
		return out
	}
	var b netipx.IPSetBuilder
	b.AddSet(s.Known)
	if t.Known != nil {
		b.RemoveSet(t.Known)
	}
	out.Known, _ = b.IPSet()
	return out
}

// Prefixes returns the known members as the smallest list of prefixes.
func (s AddrSet) Prefixes() []netip.Prefix {
	if s.Known == nil {
		return nil
	}
	return s.Known.Prefixes()
}

func (s AddrSet) ranges() []netipx.IPRange {
	if s.Known == nil {
		return nil
	}
	return s.Known.Ranges()
}

// maxShown bounds the members that String names.
const maxShown = 8

// String names the known members, and says when there are others.
func (s AddrSet) String() string {
	var out []string
	if s.Known == everything || s.Known != nil && s.Known.Equal(everything) {
		out = append(out, "any")
	} else {
		for i, p := range s.Prefixes() {
			if i == maxShown {
				out = append(out, "…")
				break
			}
			out = append(out, p.String())
		}
	}
	if !s.Exact() {
		out = append(out, "unknown")
	}
	if len(out) == 0 {
		return "none"
	}
	return strings.Join(out, " ")
}

// Union returns the addresses of both sets, with what either does not tell.
func Union(a, b AddrSet) AddrSet {
	var x AddrBuilder
	x.AddSet(a)
	x.AddSet(b)
	return x.Set()
}
