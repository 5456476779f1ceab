package parser

import "bytes"

// traits is what one look at all bytes of a text tells.
type traits struct {
	ascii       bool // all of it
	nul         bool // there are NULs
	terminal    bool // there are NULs, backspaces or escapes
	strayReturn bool // a carriage return stands anywhere but in CRLF
	pager       bool // there is a pager's mark at the start of a line
}

// traitsOf looks at a text, at a large one by two.
func traitsOf(text []byte) traits {
	if len(text) < largeText {
		return traitsIn(text, 0, len(text))
	}
	var first, second traits
	AtOnce(func() { first = traitsIn(text, 0, len(text)/2) }, func() { second = traitsIn(text, len(text)/2, len(text)) })
	return first.and(second)
}

// and returns the traits of a text of two parts.
func (a traits) and(b traits) traits {
	return traits{
		ascii: a.ascii && b.ascii, nul: a.nul || b.nul, terminal: a.terminal || b.terminal,
		strayReturn: a.strayReturn || b.strayReturn, pager: a.pager || b.pager,
	}
}

// traitsIn looks at text[start:end) in pieces that the processor's cache holds, several
// times at each: that is faster than once at all with a test of every byte.
func traitsIn(text []byte, start, end int) traits {
	has := traits{ascii: true}
	for start < end {
		next := min(start+4*stride, end)
		piece := text[start:next]
		has.ascii = has.ascii && isASCII(piece)
		has.nul = has.nul || bytes.IndexByte(piece, 0) >= 0
		has.terminal = has.terminal || has.nul ||
			bytes.IndexByte(piece, 0x1B) >= 0 || bytes.IndexByte(piece, '\b') >= 0
		has.strayReturn = has.strayReturn || strayReturn(text, start, next)
		has.pager = has.pager || pagerIn(text, start, next)
		start = next
	}
	return has
}

// strayReturn reports whether a carriage return of text[at:end) is followed by
// anything but a line feed.
func strayReturn(text []byte, at, end int) bool {
	for at < end {
		next := bytes.IndexByte(text[at:end], '\r')
		if next < 0 {
			return false
		}
		at += next + 1
		if at == len(text) || text[at] != '\n' {
			return true
		}
	}
	return false
}

// pagerIn looks in text[at:end) for the rare letter M of the pager marks, and around
// it for the rest.
func pagerIn(text []byte, at, end int) bool {
	for at < end {
		next := bytes.IndexByte(text[at:end], 'M')
		if next < 0 {
			return false
		}
		at += next + 1
		if !bytes.HasPrefix(text[at:], []byte("ore")) {
			continue
		}
		before := text[max(0, at-64):] // a mark has little in front of it
		before = before[bytes.LastIndexByte(before[:min(at-1, 63)], '\n')+1:]
		if pagerMark(bytes.TrimLeft(before[:min(len(before), 64)], "\r\b ")) > 0 {
			return true
		}
	}
	return false
}
