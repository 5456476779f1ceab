package parser

import (
	"bytes"
	"sort"
	"sync"
	"unicode/utf8"
)

// stride is the distance of the points at which long lines and other encodings
// than UTF-8 remember counts, in bytes. No position costs more than a few
// strides of counting.
const stride = 4096

// lineIndex finds the lines of the user's file. It is made when the first
// position is asked for, that of a large file in the background. It remembers the
// number of line ends at every stride and counts the rest when asked, which in a
// large file costs a fraction of noting where each line begins.
type lineIndex struct {
	once sync.Once
	ends []uint32 // line ends before each stride of the text
	all  int      // line ends in the whole text

	longOnce sync.Once
	counts   []count // at every stride of the text
}

// count is how many characters stand before a place of the file.
type count struct{ runes, utf16 uint32 }

func (x *lineIndex) build(text []byte) {
	x.once.Do(func() {
		x.ends = make([]uint32, 0, len(text)/stride+1)
		for at := 0; ; at += stride {
			x.ends = append(x.ends, uint32(x.all))
			if at+stride > len(text) {
				x.all += bytes.Count(text[at:], newline)
				return
			}
			x.all += bytes.Count(text[at:at+stride], newline)
		}
	})
}

var newline = []byte{'\n'}

// lineOf returns the number of the line, from one, on which an offset lies, and
// where that line begins.
func (x *lineIndex) lineOf(text []byte, at int) (number, start int) {
	x.build(text)
	base := at / stride
	number = int(x.ends[base]) + bytes.Count(text[base*stride:at], newline) + 1
	return number, bytes.LastIndexByte(text[:at], '\n') + 1
}

// startOf returns where a line begins; ok is false when there is no such line.
func (x *lineIndex) startOf(text []byte, number int) (start int, ok bool) {
	x.build(text)
	if number < 1 || number > x.all+1 {
		return 0, false
	}
	if number == 1 {
		return 0, true
	}
	// The line begins behind line end number-1, which lies in the last stride that
	// has fewer before it.
	base := sort.Search(len(x.ends), func(i int) bool { return int(x.ends[i]) >= number-1 }) - 1
	at := base * stride
	for left := number - 1 - int(x.ends[base]); left > 0; left-- {
		at += bytes.IndexByte(text[at:], '\n') + 1
	}
	return at, true
}

// columns counts the characters from start to end of text, which are on one line.
func (x *lineIndex) columns(text []byte, start, end int) (runes, utf16 int) {
	if end-start <= stride {
		return countChars(text[start:end])
	}
	x.longOnce.Do(func() {
		x.counts = make([]count, 1, len(text)/stride+1)
		for at := 0; at+stride <= len(text); at += stride {
			r, u := countChars(text[at : at+stride])
			last := x.counts[len(x.counts)-1]
			x.counts = append(x.counts, count{last.runes + uint32(r), last.utf16 + uint32(u)})
		}
	})
	startRunes, startUTF16 := x.before(text, start)
	endRunes, endUTF16 := x.before(text, end)
	return endRunes - startRunes, endUTF16 - startUTF16
}

func (x *lineIndex) before(text []byte, at int) (runes, utf16 int) {
	base := x.counts[at/stride]
	r, u := countChars(text[at/stride*stride : at])
	return int(base.runes) + r, int(base.utf16) + u
}

// countChars counts the characters that begin in valid UTF-8 text.
func countChars(text []byte) (runes, utf16 int) {
	for _, c := range text {
		if c < utf8.RuneSelf || c >= 0xC0 {
			runes++
			if c >= 0xF0 {
				utf16++
			}
		}
	}
	return runes, utf16 + runes
}

// Position maps an offset of the text to a place in the user's file. Offsets
// outside the text are moved to its nearest end.
func (s *Source) Position(offset int) Position {
	offset = min(max(offset, 0), len(s.clean.text))
	return s.place(s.clean.origin(offset))
}

// OriginalOffset maps an offset of the text to the offset of the same character in
// [Source.Original].
func (s *Source) OriginalOffset(offset int) int {
	return min(s.clean.origin(min(max(offset, 0), len(s.clean.text))), len(s.decoded))
}

// OriginalEnd maps the offset just behind a character of the text to the offset
// just behind that character's first byte in [Source.Original], or behind its
// escape where the text was unwrapped from JSON.
func (s *Source) OriginalEnd(offset int) int {
	if offset <= 0 || offset > len(s.clean.text) || s.layers > 0 {
		return s.OriginalOffset(offset)
	}
	return s.OriginalOffset(offset-1) + 1
}

// EndPosition maps the offset just behind a character to the place just behind
// that character in the user's file. It differs from [Source.Position] where
// something was stripped between that character and the next one. (In a text
// unwrapped from JSON the escapes are longer than their characters; there the
// next character is the end.)
func (s *Source) EndPosition(offset int) Position {
	if offset <= 0 || offset > len(s.clean.text) {
		return s.Position(offset)
	}
	return s.place(s.OriginalEnd(offset))
}

// place computes the position of an offset of the decoded file.
func (s *Source) place(at int) Position {
	at = min(at, len(s.decoded))
	for at > 0 && at < len(s.decoded) && !utf8.RuneStart(s.decoded[at]) {
		at-- // inside a character: the character
	}
	line, start := s.lines.lineOf(s.decoded, at)
	runes, utf16 := s.lines.columns(s.decoded, start, at)
	return Position{File: s.name, Line: line, Column: runes + 1, UTF16: utf16 + 1, Byte: s.way.raw(s.raw, at)}
}

// LineCount returns the number of lines of the user's file. What stands behind
// the last line end counts as a line, also when it is empty.
func (s *Source) LineCount() int {
	s.lines.build(s.decoded)
	return s.lines.all + 1
}

// lineBounds returns the place of a line in the decoded file, without its end.
func (s *Source) lineBounds(number int) (start, end int, ok bool) {
	start, ok = s.lines.startOf(s.decoded, number)
	if !ok {
		return 0, 0, false
	}
	end = len(s.decoded)
	if i := bytes.IndexByte(s.decoded[start:], '\n'); i >= 0 {
		end = start + i
		if end > start && s.decoded[end-1] == '\r' {
			end--
		}
	}
	return start, end, true
}

// Line returns the user's line with that number (from one) as the file has it,
// decoded, with prompts and other debris of a terminal, without its line end;
// "" when there is no such line. It may hold a secret.
func (s *Source) Line(number int) string {
	start, end, ok := s.lineBounds(number)
	if !ok {
		return ""
	}
	return string(s.decoded[start:end])
}

// LineSpan returns the part of the text that stands on the user's line with that
// number, without its line end. It is empty when nothing of the line is left in
// the text, and zero when there is no such line.
func (s *Source) LineSpan(number int) Span {
	start, end, ok := s.lineBounds(number)
	if !ok {
		return Span{}
	}
	return s.Span(s.clean.offset(start), s.clean.offset(end))
}
