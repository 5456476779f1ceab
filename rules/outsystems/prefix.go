package outsystems

import (
	"net/netip"
	"slices"
	"strings"
)

// addrRange is a run of addresses of one family, both ends included. Traffic
// selectors are such runs: a prefix is one, and "10.1.0.1-10.1.0.9" is another.
type addrRange struct{ first, last netip.Addr }

// parseRange reads a prefix, an address or "first-last". ok is false for
// anything else, such as the name of an object that the file does not define.
func parseRange(text string) (r addrRange, ok bool) {
	if p, err := netip.ParsePrefix(text); err == nil {
		return rangeOf(p), true
	}
	first, last, isRange := strings.Cut(text, "-")
	if !isRange {
		last = first
	}
	a, err := netip.ParseAddr(strings.TrimSpace(first))
	b, err2 := netip.ParseAddr(strings.TrimSpace(last))
	if err != nil || err2 != nil || a.Is4() != b.Is4() || b.Less(a) {
		return addrRange{}, false
	}
	return addrRange{a, b}, true
}

// rangeOf returns the addresses of a prefix, whether or not host bits are set in it.
func rangeOf(p netip.Prefix) addrRange {
	p = p.Masked()
	last := p.Addr().AsSlice()
	for bit := p.Bits(); bit < len(last)*8; bit++ {
		last[bit/8] |= 0x80 >> (bit % 8)
	}
	end, _ := netip.AddrFromSlice(last)
	return addrRange{p.Addr(), end}
}

// covers reports whether all of b lies in a.
func (a addrRange) covers(b addrRange) bool {
	return a.first.Is4() == b.first.Is4() && !b.first.Less(a.first) && !a.last.Less(b.last)
}

// overlaps reports whether a and b share an address.
func (a addrRange) overlaps(b addrRange) bool {
	return a.first.Is4() == b.first.Is4() && !b.last.Less(a.first) && !a.last.Less(b.first)
}

// isAny reports whether the range is every address of its family.
func (a addrRange) isAny() bool {
	return a.first.IsUnspecified() && !a.last.Next().IsValid()
}

// union joins ranges of one family that touch or overlap, in ascending order.
func union(rs []addrRange) []addrRange {
	rs = slices.Clone(rs)
	slices.SortFunc(rs, func(a, b addrRange) int { return a.first.Compare(b.first) })
	var out []addrRange
	for _, r := range rs {
		if n := len(out) - 1; n >= 0 && !out[n].last.Less(r.first.Prev()) {
			if out[n].last.Less(r.last) {
				out[n].last = r.last
			}
			continue
		}
		out = append(out, r)
	}
	return out
}

// rangesText writes ranges as people configure them: prefixes where they are some.
func rangesText(rs []addrRange) string {
	words := make([]string, len(rs))
	for i, r := range rs {
		words[i] = r.first.String() + "-" + r.last.String()
		if p, exact := coverage([]addrRange{r}); exact {
			words[i] = p.String()
		}
	}
	return strings.Join(words, ", ")
}

// coverage returns the smallest prefix that holds all ranges, which are of one
// family, and whether it holds nothing else. The zero prefix covers none.
func coverage(rs []addrRange) (p netip.Prefix, exact bool) {
	if len(rs) == 0 {
		return netip.Prefix{}, true
	}
	all := union(rs)
	first, last := all[0].first, all[len(all)-1].last
	for bits := first.BitLen(); bits >= 0; bits-- {
		p, _ = first.Prefix(bits)
		if p.Contains(last) {
			break
		}
	}
	return p, len(all) == 1 && all[0] == rangeOf(p)
}
