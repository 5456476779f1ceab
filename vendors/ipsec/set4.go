package ipsec

import (
	"cmp"
	"encoding/binary"
	"net/netip"
	"slices"
)

// set4 is a set of IPv4 addresses: ranges in ascending order that do not touch.
// The evaluator works on these, since every question is about IPv4.
type set4 []range4

type range4 struct{ low, high uint32 }

const last4 = 1<<32 - 1

func number4(a netip.Addr) uint32 {
	b := a.As4()
	return binary.BigEndian.Uint32(b[:])
}

func addr4(n uint32) netip.Addr {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], n)
	return netip.AddrFrom4(b)
}

// toSet4 returns the known IPv4 members of a set.
func toSet4(s AddrSet) set4 {
	if s.Known == everything {
		return set4{{0, last4}}
	}
	var out set4
	for _, r := range s.ranges() {
		if r.From().Is4() {
			out = append(out, range4{number4(r.From()), number4(r.To())})
		}
	}
	return out
}

func prefix4(p netip.Prefix) (range4, bool) {
	if !p.IsValid() || !p.Addr().Is4() {
		return range4{}, false
	}
	low := number4(p.Masked().Addr())
	return range4{low, low | uint32(uint64(1)<<(32-p.Bits())-1)}, true
}

// addrSet is the way back.
func (s set4) addrSet() AddrSet {
	var b AddrBuilder
	for _, r := range s {
		b.AddRange(addr4(r.low), addr4(r.high))
	}
	return b.Set()
}

func (s set4) intersect(t set4) set4 {
	var out set4
	for i, j := 0, 0; i < len(s) && j < len(t); {
		low, high := max(s[i].low, t[j].low), min(s[i].high, t[j].high)
		if low <= high {
			out = append(out, range4{low, high})
		}
		if s[i].high < t[j].high {
			i++
		} else {
			j++
		}
	}
	return out
}

func (s set4) subtract(t set4) set4 {
	var out set4
	j := 0
	for _, r := range s {
		for j < len(t) && t[j].high < r.low {
			j++
		}
		low, done := r.low, false
		for k := j; k < len(t) && t[k].low <= r.high; k++ {
			if t[k].low > low {
				out = append(out, range4{low, t[k].low - 1})
			}
			if t[k].high >= r.high {
				done = true
				break
			}
			low = max(low, t[k].high+1)
		}
		if !done {
			out = append(out, range4{low, r.high})
		}
	}
	return out
}

// covers reports that every member of t is one of s.
func (s set4) covers(t set4) bool {
	i := 0
	for _, r := range t {
		for i < len(s) && s[i].high < r.low {
			i++
		}
		if i == len(s) || s[i].low > r.low || s[i].high < r.high {
			return false
		}
	}
	return true
}

// merged sorts ranges and joins those that overlap or touch.
func merged(rs []range4) set4 {
	slices.SortFunc(rs, func(a, b range4) int { return cmp.Compare(a.low, b.low) })
	var out set4
	for _, r := range rs {
		if n := len(out); n > 0 && (out[n-1].high == last4 || r.low <= out[n-1].high+1) {
			out[n-1].high = max(out[n-1].high, r.high)
			continue
		}
		out = append(out, r)
	}
	return out
}

// box is traffic from any member of one set to any member of another.
type box struct{ src, dst set4 }

func (b box) empty() bool { return len(b.src) == 0 || len(b.dst) == 0 }

func (b box) intersect(c box) box { return box{b.src.intersect(c.src), b.dst.intersect(c.dst)} }

// region is boxes that do not overlap.
type region []box

func (g region) intersect(b box) region {
	var out region
	for _, p := range g {
		if x := p.intersect(b); !x.empty() {
			out = append(out, x)
		}
	}
	return out
}

func (g region) overlaps(b box) bool {
	for _, p := range g {
		if !p.intersect(b).empty() {
			return true
		}
	}
	return false
}

func (g region) subtract(b box) region {
	var out region
	for _, p := range g {
		x := p.intersect(b)
		if x.empty() {
			out = append(out, p)
			continue
		}
		if rest := p.src.subtract(b.src); len(rest) > 0 {
			out = append(out, box{rest, p.dst})
		}
		if rest := p.dst.subtract(b.dst); len(rest) > 0 {
			out = append(out, box{x.src, rest})
		}
	}
	return out
}

// first returns the lowest pair of the region.
func (g region) first() (src, dst netip.Addr) {
	return addr4(g[0].src[0].low), addr4(g[0].dst[0].low)
}
