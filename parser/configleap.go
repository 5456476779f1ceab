package parser

import (
	"bytes"
	"sync"
)

// leap passes over the section that has just begun, up to the line in front of its
// end, without looking at each line: only where all of it is plain, that is with no
// table inside, no escape, and every quote closed. Elsewhere it stays at the head.
func (s *configScanner) leap(head int) int {
	if s.nextEnd < head {
		s.nextEnd = s.pieces.endFrom(s.text, head)
	}
	if s.nextEnd < len(s.text) && s.pieces.isPlain(s.text, head, s.nextEnd) {
		return s.nextEnd
	}
	return head
}

// isPlain reports whether nothing in the text can hide the end of a block.
func isPlain(text []byte) bool {
	return !bytes.Contains(text, conf) && bytes.IndexByte(text, '\\') < 0 && bytes.Count(text, quote)%2 == 0
}

var (
	conf  = []byte("conf")
	quote = []byte{'"'}
)

// configPieces is what a leap asks of each piece of a text. Of a large text it is found
// beforehand, by two, as there the sections are long. Of a small one, and where a section
// begins or ends in a piece, the text itself is asked.
type configPieces struct {
	size int // of a piece in bytes
	of   []configPiece
}

// configPiece is what a leap asks of a piece.
type configPiece struct {
	end    int  // where firstEnd finds the first end; below zero: nowhere
	plain  bool // neither a table nor an escape begins here
	quotes int
}

// configPieceSize is small beside the sections for which pieces pay.
const configPieceSize = 32 << 10

// configPiecesOf looks at all pieces of a text.
func configPiecesOf(text []byte, size int) configPieces {
	p := configPieces{size, make([]configPiece, (len(text)+size-1)/size)}
	look := func(from, to int) {
		for k := from; k < to; k++ {
			start, stop := k*size, min((k+1)*size, len(text))
			p.of[k] = configPiece{firstEnd(text, start, stop), keepsOpen(text, start, stop, len(text)), bytes.Count(text[start:stop], quote)}
		}
	}
	middle := len(p.of) / 2
	var wait sync.WaitGroup
	wait.Go(func() { look(middle, len(p.of)) })
	look(0, middle)
	wait.Wait()
	return p
}

// endFrom returns the offset of the next line end from at on that the word end
// follows; the length of the text when there is none.
func (p *configPieces) endFrom(text []byte, at int) int {
	for at < len(text) {
		stop, end := len(text), 0
		if p.of != nil {
			stop = min((at/p.size+1)*p.size, len(text))
		}
		if p.of != nil && at%p.size == 0 {
			end = p.of[at/p.size].end
		} else {
			end = firstEnd(text, at, stop)
		}
		if end >= 0 {
			return end
		}
		at = stop
	}
	return len(text)
}

// isPlain is [isPlain] of a part of the text.
func (p *configPieces) isPlain(text []byte, start, end int) bool {
	if p.of == nil {
		return isPlain(text[start:end])
	}
	quotes := 0
	for at := start; at < end; {
		k := at / p.size
		stop := min((k+1)*p.size, end)
		if at%p.size == 0 && stop-at == p.size {
			if !p.of[k].plain {
				return false
			}
			quotes += p.of[k].quotes
		} else {
			if !keepsOpen(text, at, stop, end) {
				return false
			}
			quotes += bytes.Count(text[at:stop], quote)
		}
		at = stop
	}
	return quotes%2 == 0
}

// firstEnd returns the first line end in text[at:stop) that the word end follows; below
// zero when there is none.
func firstEnd(text []byte, at, stop int) int {
	const word = "\nend"
	for at < stop {
		n := bytes.Index(text[at:min(stop+len(word)-1, len(text))], []byte(word))
		if n < 0 {
			return -1
		}
		behind := at + n + len(word)
		if behind >= len(text) || text[behind] == '\n' || isBlank(text[behind]) {
			return at + n
		}
		at = behind // a longer word
	}
	return -1
}

// keepsOpen reports whether neither a table nor an escape begins in text[at:stop). Up to
// limit it looks on for the rest of a word.
func keepsOpen(text []byte, at, stop, limit int) bool {
	return bytes.IndexByte(text[at:stop], '\\') < 0 && !bytes.Contains(text[at:min(stop+len(conf)-1, limit)], conf)
}
