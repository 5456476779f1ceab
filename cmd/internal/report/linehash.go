package report

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// HashLines gives each of the findings the hash by which GitHub code scanning
// follows an alert from commit to commit; found are the findings that [Build]
// made shown of, in the same order. It reads the whole of every file with a
// finding.
//
// A hash covers what follows the line, and a short key could be guessed from it.
// So a finding gets none when a secret, or a statement that could not be read,
// stands in that part. GitHub's upload computes the hash itself where it is
// missing, and it has the file.
func HashLines(shown []Finding, found []rules.Finding, secrets SecretsFunc) {
	snippets := snippeter{vendor: secrets, unread: map[place]*ipsec.Problem{}}
	for i := range found {
		snippets.learn(found[i].Device)
	}
	files := map[*parser.Source]*hashedFile{}
	for i := range shown {
		at := found[i].At
		if at.IsZero() {
			at = found[i].Device.At
		}
		if at.IsZero() {
			continue
		}
		f := files[at.Source]
		if f == nil {
			f = hashFile(at.Source)
			files[at.Source] = f
		}
		shown[i].hash = f.of(shown[i].Line, &snippets)
	}
}

// lineWindow is how many UTF-16 units, from the start of a line, its hash covers.
const lineWindow = 100

// endOfFile is the unit that stands for the end of the file.
const endOfFile = 0xFFFF

// hashedFile is a file with the hash of each line.
type hashedFile struct {
	source *parser.Source
	lines  []hashedLine // by number, from one
}

type hashedLine struct {
	sum  uint64
	nth  int // how many lines up to this one have the sum
	last int // the last line that the sum covers a part of
}

// hashFile hashes the lines of the file on disk, which is what GitHub sees. It
// returns a file without lines where GitHub counts them in another way or reads
// other characters (a carriage return alone, another encoding than UTF-8), and
// where the file holds more than a configuration, such as a terminal's dialogue.
func hashFile(src *parser.Source) *hashedFile {
	f := &hashedFile{source: src}
	text := src.Original()
	if src.Encoding() != "utf-8" || len(src.Notes()) > 0 || loneCR(text) {
		return f
	}
	h := lineHasher{seen: map[uint64]int{}}
	if src.Position(0).Line == 1 && src.Position(0).Byte == len("\ufeff") {
		h.add(0xFEFF)
	}
	for len(text) > 0 {
		r, n := rune(text[0]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRune(text)
		}
		text = text[n:]
		switch {
		case r == ' ' || r == '\t' || r == '\r': // a line feed follows the return
		case r > 0xFFFF:
			h.add(uint16(0xD800 + (r-0x10000)>>10))
			h.add(uint16(0xDC00 + (r-0x10000)&0x3FF))
		default:
			h.add(uint16(r))
		}
	}
	h.add(endOfFile)
	for range lineWindow {
		h.push(0)
	}
	f.lines = h.lines
	return f
}

func loneCR(text []byte) bool {
	return bytes.Count(text, []byte("\r")) != bytes.Count(text, []byte("\r\n"))
}

// lineHasher keeps a rolling sum over the last units: each counts its value times
// a power of 37, the newest one itself, all modulo 2^64.
type lineHasher struct {
	window  [lineWindow]uint16
	n       int // units so far
	sum     uint64
	inLine  bool
	started []int // the unit at which each line starts
	lines   []hashedLine
	seen    map[uint64]int
}

// dropped is 37 to the power of lineWindow: what a unit counts when it leaves.
var dropped = func() uint64 {
	p := uint64(1)
	for range lineWindow {
		p *= 37
	}
	return p
}()

// add takes one unit of the file, and notes when it starts a line.
func (h *lineHasher) add(u uint16) {
	if !h.inLine {
		h.started = append(h.started, h.n)
	}
	h.inLine = u != '\n'
	h.push(u)
}

// push moves the window by one unit; a line is done when the window covers just it
// and what follows.
func (h *lineHasher) push(u uint16) {
	slot := &h.window[h.n%lineWindow]
	h.sum = h.sum*37 + uint64(u) - dropped*uint64(*slot)
	*slot = u
	h.n++
	if next := len(h.lines); next < len(h.started) && h.n == h.started[next]+lineWindow {
		h.seen[h.sum]++
		h.lines = append(h.lines, hashedLine{h.sum, h.seen[h.sum], len(h.started)})
	}
}

// of returns the hash of the line with that number; "" when there is none, or
// when it covers what must not be told.
func (f *hashedFile) of(number int, s *snippeter) string {
	if number < 1 || number > len(f.lines) {
		return ""
	}
	line := f.lines[number-1]
	for n := number; n <= line.last && n <= f.source.LineCount(); n++ {
		span := f.source.LineSpan(n)
		if s.unread[place{f.source, span.Start}] != nil || len(secretRanges(f.source, span.Start, span.End, s.vendor)) > 0 {
			return ""
		}
	}
	return fmt.Sprintf("%x:%d", line.sum, line.nth)
}
