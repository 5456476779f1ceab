package parser

import (
	"bytes"
	"unicode/utf8"
)

// wrapWidth is the width at which a terminal wraps when nobody set another.
const wrapWidth = 80

// joinWrapped joins lines that a terminal of 80 columns broke without any mark.
// It does so only when that is certain: no line of the file is longer, three
// lines and more have exactly 80 columns and are followed by something with
// which no other line of the file begins, and that is the rule for two thirds of
// the lines with 80 columns.
func (s *Source) joinWrapped() {
	text := s.clean.text
	head := text[:min(len(text), 16*stride)] // a longer line mostly comes soon
	if longerThanWrap(head) || !hasFullLine(head) || longerThanWrap(text) {
		return
	}
	starts := statementWords(text)
	b := newBuilder(s.clean)
	joins, full, kept := 0, 0, 0
	end, joinable := -1, false // of the line before, when it is full
	eachLine(text, func(start, next int, line []byte) {
		continues := false
		if end >= 0 {
			full++
			continues = joinable && isFragment(line, starts)
		}
		if continues {
			joins++
			b.keep(kept, end)
			kept = start
		}
		end = -1
		if columns(line) == wrapWidth {
			end = start + len(line)
			joinable = canWrap(line) && (continues || starts[string(firstWord(line))])
		}
	})
	if joins < 3 || joins*3 < full*2 {
		return
	}
	b.keep(kept, len(text))
	s.clean = b.done()
	s.note(joins, "line", "terminal capture: %s wrapped at 80 columns joined")
}

func columns(line []byte) int {
	if len(line) < wrapWidth {
		return len(line)
	}
	return utf8.RuneCount(line)
}

func hasFullLine(text []byte) bool {
	return anyLine(text, wrapWidth, func(line []byte) bool { return columns(line) == wrapWidth })
}

func longerThanWrap(text []byte) bool {
	return anyLine(text, wrapWidth+1, func(line []byte) bool { return columns(line) > wrapWidth })
}

// anyLine reports whether a line that has at least so many bytes is as asked. The others,
// which are most, are not looked at.
func anyLine(text []byte, bytesAtLeast int, is func(line []byte) bool) bool {
	for start := 0; start < len(text); {
		end := bytes.IndexByte(text[start:], '\n')
		if end < 0 {
			end = len(text) - start
		}
		if end >= bytesAtLeast && is(bytes.TrimRight(text[start:start+end], "\r")) {
			return true
		}
		start += end + 1
	}
	return false
}

// statementWords returns the words with which lines begin that cannot be the
// rest of a wrapped line.
func statementWords(text []byte) map[string]bool {
	words := map[string]bool{}
	full := false
	eachLine(text, func(_, _ int, line []byte) {
		if word := firstWord(line); !full && !words[string(word)] {
			words[string(word)] = true
		}
		full = columns(line) == wrapWidth
	})
	return words
}

func firstWord(line []byte) []byte {
	word, _, _ := bytes.Cut(bytes.TrimLeft(line, " \t"), []byte(" "))
	return word
}

// canWrap reports whether a full line may be the beginning of a statement that
// goes on: it is no line of base64 and its block or statement is not closed.
func canWrap(line []byte) bool {
	return bytes.IndexByte(bytes.TrimLeft(line, " "), ' ') > 0 && !bytes.ContainsRune([]byte(";{}"), rune(line[len(line)-1]))
}

// isFragment reports whether the line can be the rest of a wrapped one. The
// blank at which a line was broken may lead it; an indent is deeper.
func isFragment(line []byte, starts map[string]bool) bool {
	if len(line) == 0 || bytes.HasPrefix(line, []byte("  ")) || line[0] == '!' || line[0] == ':' || line[0] == '#' {
		return false
	}
	return !starts[string(firstWord(line))]
}
