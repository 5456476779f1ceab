package lsp

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/vpnlint/vpnlint/cmd/internal/report"
)

// encoding is what characters of a position count.
type encoding string

const (
	utf8Units  encoding = "utf-8"
	utf16Units encoding = "utf-16" // what every client knows
	utf32Units encoding = "utf-32"
)

// choose returns the first of the client's encodings that the server knows.
func choose(offered []encoding) encoding {
	for _, e := range offered {
		if e == utf8Units || e == utf16Units || e == utf32Units {
			return e
		}
	}
	return utf16Units
}

// size is how many units a character takes.
func (e encoding) size(r rune, bytes int) int {
	switch {
	case e == utf8Units:
		return bytes
	case e == utf16Units && r >= 0x10000:
		return 2
	}
	return 1
}

// units counts the units of a text.
func (e encoding) units(s string) int {
	if e == utf8Units {
		return len(s)
	}
	n := 0
	for _, r := range s {
		n += e.size(r, 0)
	}
	return n
}

// offset returns where that many units of the line end. A place inside of a
// character is the character's beginning, one behind the line the line's end.
func (e encoding) offset(line string, units int) int {
	at := 0
	for at < len(line) {
		r, bytes := utf8.DecodeRuneInString(line[at:])
		if units -= e.size(r, bytes); units < 0 {
			break
		}
		at += bytes
	}
	return at
}

// document is a text that is open in the editor.
type document struct {
	uri     string
	name    string // its path, or the URI of what is no file
	file    bool
	version int
	text    string
	starts  []int // where the lines begin
	lone    bool  // a CR without LF ends a line, which for vpnlint it does not

	dirty   bool     // changed since it was checked
	checked *Checked // nil when there is nothing to judge
	shown   []shownFinding
}

// shownFinding is a diagnostic with what it was made of.
type shownFinding struct {
	diagnostic
	finding    *report.Finding // nil when the diagnostic says why nothing was judged
	start, end int             // of the range, in bytes
}

// setText puts a new text in the place of the old one.
func (d *document) setText(text string) {
	d.text, d.dirty, d.lone = text, true, false
	d.starts = append(d.starts[:0], 0)
	for at := 0; at < len(text); at++ {
		switch i := strings.IndexAny(text[at:], "\r\n"); {
		case i < 0:
			return
		default:
			at += i
		}
		if text[at] == '\r' {
			if at+1 < len(text) && text[at+1] == '\n' {
				at++
			} else {
				d.lone = true
			}
		}
		d.starts = append(d.starts, at+1)
	}
}

// change applies the changes in their order, each to what the last one left.
func (d *document) change(changes []contentChange, e encoding) {
	for _, c := range changes {
		if c.Range == nil {
			d.setText(c.Text)
			continue
		}
		start, end := d.offset(c.Range.Start, e), d.offset(c.Range.End, e)
		if end < start {
			start, end = end, start
		}
		d.setText(d.text[:start] + c.Text + d.text[end:])
	}
}

// line returns a line without its end.
func (d *document) line(number int) string {
	end := len(d.text)
	if number+1 < len(d.starts) {
		end = d.starts[number+1]
	}
	return strings.TrimRight(d.text[d.starts[number]:end], "\r\n")
}

// offset returns the byte at a position; positions outside of the text are moved
// into it.
func (d *document) offset(p position, e encoding) int {
	switch {
	case p.Line < 0:
		return 0
	case p.Line >= len(d.starts):
		return len(d.text)
	}
	return d.starts[p.Line] + e.offset(d.line(p.Line), max(p.Character, 0))
}

// position is the way back.
func (d *document) position(offset int, e encoding) position {
	offset = min(max(offset, 0), len(d.text))
	line := sort.SearchInts(d.starts, offset+1) - 1
	return position{line, e.units(d.text[d.starts[line]:offset])}
}

// span makes a range of two offsets. An empty one is widened to the end of the
// line, so that it can be seen.
func (d *document) span(start, end int, e encoding) span {
	if start == end {
		at := d.position(start, e)
		end = max(start, d.starts[at.Line]+len(d.line(at.Line)))
	}
	return span{d.position(start, e), d.position(end, e)}
}

// place returns the byte at a line and column of a report. Those count from one,
// columns in characters, and lines end at LF only.
func (d *document) place(line, column int) int {
	at := 0
	if !d.lone {
		at = d.starts[min(max(line, 1), len(d.starts))-1]
	} else {
		for range line - 1 {
			at += strings.IndexByte(d.text[at:], '\n') + 1
		}
	}
	if at == 0 {
		at = len(d.text) - len(strings.TrimPrefix(d.text, "\ufeff"))
	}
	rest := d.text[at:]
	if i := strings.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i]
	}
	return at + utf32Units.offset(rest, column-1)
}
