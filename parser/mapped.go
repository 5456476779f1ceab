package parser

import (
	"sort"
	"unicode/utf8"
)

// mapped is a text cut out of another one, with the way back. Without runs it
// is that other text itself.
type mapped struct {
	text []byte
	runs []run
}

// run says that the text from one offset on was taken from the origin from
// another offset on, byte by byte, until the next run begins.
type run struct{ text, origin uint32 }

// origin maps an offset of the text to the offset of the same character in the
// origin. It never decreases.
func (m *mapped) origin(offset int) int {
	if m.runs == nil {
		return offset
	}
	next := sort.Search(len(m.runs), func(i int) bool { return int(m.runs[i].text) > offset })
	if next == 0 {
		return 0
	}
	at := int(m.runs[next-1].origin) + offset - int(m.runs[next-1].text)
	if next < len(m.runs) {
		at = min(at, int(m.runs[next].origin)) // an escape may be shorter than its character
	}
	return at
}

// offset is the way there: the first offset of the text that was taken from
// origin or from behind it.
func (m *mapped) offset(origin int) int {
	if m.runs == nil {
		return min(origin, len(m.text))
	}
	next := sort.Search(len(m.runs), func(i int) bool { return int(m.runs[i].origin) > origin })
	if next == 0 {
		return 0
	}
	// Runs that start at the same origin: the first of them is meant.
	for next > 1 && int(m.runs[next-2].origin) == origin {
		next--
	}
	end := len(m.text)
	if next < len(m.runs) {
		end = int(m.runs[next].text)
	}
	return min(int(m.runs[next-1].text)+origin-int(m.runs[next-1].origin), end)
}

// builder makes a mapped text from parts of another one. All parts must be
// taken in order.
type builder struct {
	from *mapped
	out  mapped
}

func newBuilder(from *mapped) *builder {
	b := &builder{from: from}
	b.out.text = make([]byte, 0, len(from.text))
	b.out.runs = make([]run, 0, 16)
	return b
}

// keep takes the bytes from start to end over.
func (b *builder) keep(start, end int) {
	if start >= end {
		return
	}
	b.mark(b.from.origin(start))
	base := len(b.out.text)
	b.out.text = append(b.out.text, b.from.text[start:end]...)
	runs := b.from.runs
	for i := sort.Search(len(runs), func(i int) bool { return int(runs[i].text) > start }); i < len(runs) && int(runs[i].text) < end; i++ {
		b.out.runs = append(b.out.runs, run{uint32(base + int(runs[i].text) - start), runs[i].origin})
	}
}

// put adds a character that stands for what the origin has at offset at.
func (b *builder) put(r rune, at int) {
	b.out.runs = append(b.out.runs, run{uint32(len(b.out.text)), uint32(b.from.origin(at))})
	b.out.text = utf8.AppendRune(b.out.text, r)
}

// mark starts a run at the end of the text, unless the last one goes on.
func (b *builder) mark(origin int) {
	if n := len(b.out.runs); n > 0 {
		last := b.out.runs[n-1]
		if int(last.origin)+len(b.out.text)-int(last.text) == origin {
			return
		}
	}
	b.out.runs = append(b.out.runs, run{uint32(len(b.out.text)), uint32(origin)})
}

// erase takes the last character of the line back, as a backspace does.
func (b *builder) erase() {
	text := b.out.text
	if len(text) == 0 || text[len(text)-1] == '\n' {
		return
	}
	_, size := utf8.DecodeLastRune(text)
	b.out.text = text[:len(text)-size]
	for n := len(b.out.runs); n > 0 && int(b.out.runs[n-1].text) >= len(b.out.text); n-- {
		b.out.runs = b.out.runs[:n-1]
	}
}

// done returns the text made. It has runs even when it is empty, because it is
// not its origin.
func (b *builder) done() *mapped {
	if len(b.out.runs) == 0 {
		b.out.runs = append(b.out.runs, run{})
	}
	return &b.out
}
