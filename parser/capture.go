package parser

import "bytes"

// stripCapture takes out of the text what a terminal put in: escape sequences,
// pager marks with the bytes that overwrite them, carriage returns too many,
// prompts, echoed commands, and line ends where an 80-column terminal wrapped.
// A file without a sign of these is not touched and costs a few scans.
func (s *Source) stripCapture(has traits) {
	touched := false
	if has.terminal || has.strayReturn || has.pager {
		t := terminal{text: s.clean.text, b: newBuilder(s.clean)}
		t.strip()
		if t.any() {
			s.clean, touched = t.b.done(), true
			s.note(t.pagers, "pager mark", "terminal capture: %s removed")
			s.note(t.escapes, "escape sequence", "terminal capture: %s removed")
			s.note(t.returns, "superfluous carriage return", "terminal capture: %s removed")
			s.note(t.erased, "backspace", "terminal capture: %s applied")
			s.note(t.nuls, "NUL byte", "terminal capture: %s removed")
		}
	}
	if looksLikeXML(s.clean.text) {
		return
	}
	if touched || hasPrompt(s.clean.text) {
		s.stripPrompts()
	}
	s.joinWrapped()
}

func looksLikeXML(text []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(text[:min(len(text), stride)], " \t\r\n"), []byte("<"))
}

// pagerMarks are what devices print when a screen is full: Cisco ASA, Cisco IOS
// and FortiOS.
var pagerMarks = [][]byte{[]byte("<--- More --->"), []byte("--More--"), []byte("-- More --")}

// pagerMark returns the length of the pager mark at the start of line, or 0.
func pagerMark(line []byte) int {
	for _, mark := range pagerMarks {
		if bytes.HasPrefix(line, mark) {
			return len(mark)
		}
	}
	return 0
}

// terminal removes what only a terminal shows or acts on.
type terminal struct {
	text []byte
	b    *builder

	pagers, escapes, returns, erased, nuls int
}

func (t *terminal) any() bool { return t.pagers+t.escapes+t.returns+t.erased+t.nuls > 0 }

// strip goes through the text once. kept is where the bytes begin that are not
// yet taken over.
func (t *terminal) strip() {
	kept, at, newLine := 0, 0, true
	drop := func(n int) {
		t.b.keep(kept, at)
		at += n
		kept = at
	}
	for at < len(t.text) {
		if newLine {
			if n := t.pager(at); n > 0 {
				t.pagers++
				drop(n)
				continue
			}
		}
		c := t.text[at]
		switch {
		case c == 0:
			t.nuls++
			drop(1)
		case c == 0x1B && t.escape(at) > 0:
			t.escapes++
			drop(t.escape(at))
		case c == '\b':
			t.erased++
			drop(1)
			t.b.erase()
		case c == '\r' && t.overwrite(at, newLine) > 0:
			t.returns++
			drop(t.overwrite(at, newLine))
		default:
			newLine = c == '\n'
			at++
			for c == '\r' && at < len(t.text) && (t.text[at] == '\r' || t.text[at] == 0) {
				if t.text[at] == '\r' {
					at++ // of a run that was left alone, all
					continue
				}
				t.nuls++
				drop(1)
			}
		}
	}
	t.b.keep(kept, at)
}

// pager returns the length of a pager mark at the start of a line, with what
// overwrites it: a carriage return or backspaces, blanks, and back again. Blanks
// behind the last of these are the indent of the real line. A mark that was
// pasted from a screen may have nothing but its own width in blanks behind it,
// and stands on a line of its own when nothing else follows.
func (t *terminal) pager(at int) int {
	lead := 0
	if t.text[at] == ' ' {
		lead = 1 // IOS prints a blank in front
	}
	mark := pagerMark(t.text[at+lead:])
	if mark == 0 {
		return 0
	}
	n := lead + mark
	end, back := at+n, 0
	for end < len(t.text) {
		c := t.text[end]
		if c == '\r' && end+1 < len(t.text) && t.text[end+1] == '\n' {
			break
		}
		if e := t.escape(end); e > 0 {
			end += e
			back = end
			continue
		}
		if c != ' ' && c != '\r' && c != '\b' && c != 0 {
			break
		}
		end++
		if c != ' ' {
			back = end
		}
	}
	rest := t.text[end:]
	blanks := end - at - n
	switch {
	case back > 0 && end > at+n && bytes.HasPrefix(rest, []byte("\r\n")):
		n = end - at // the real line is empty
		if !bytes.HasSuffix(t.text[:at], []byte("\r\n")) {
			n++ // and this return is the last of the overwriting
		}
	case back > 0:
		n = back - at
	case bytes.HasPrefix(rest, []byte("\r\n")):
		n = end + 2 - at
	case bytes.HasPrefix(rest, []byte("\n")):
		n = end + 1 - at
	case len(rest) == 0:
		n = end - at
	case blanks >= mark:
		n += mark
	case blanks == 1 && t.text[at+lead] == '-':
		n++ // FortiOS has a blank behind the mark
	}
	return n
}

// overwrite returns the length of a carriage return that ends no line and of
// what belongs to it: CR CR LF, a return at the start of a line, and blanks that
// wipe a line between two returns. Other returns are left alone.
func (t *terminal) overwrite(at int, newLine bool) int {
	end := at
	for end < len(t.text) && (t.text[end] == '\r' || t.text[end] == 0) {
		end++
	}
	if end < len(t.text) && t.text[end] == '\n' {
		return end - at - 1
	}
	blanks := end
	for blanks < len(t.text) && t.text[blanks] == ' ' {
		blanks++
	}
	if blanks > end && blanks < len(t.text) && t.text[blanks] == '\r' &&
		(blanks+1 == len(t.text) || t.text[blanks+1] != '\n') {
		return blanks + 1 - at
	}
	if newLine {
		return end - at
	}
	return 0
}

// escape returns the length of the ANSI escape sequence at an offset, or 0.
func (t *terminal) escape(at int) int {
	rest := t.text[at:]
	if len(rest) < 2 || rest[0] != 0x1B {
		return 0
	}
	switch rest[1] {
	case '[': // colours, cursor
		for i := 2; i < min(len(rest), 64); i++ {
			if rest[i] >= 0x40 && rest[i] <= 0x7E {
				return i + 1
			}
			if rest[i] < 0x20 || rest[i] > 0x7E {
				return 0
			}
		}
	case ']': // window title
		for i := 2; i < min(len(rest), 512) && rest[i] != '\n'; i++ {
			if rest[i] == '\a' {
				return i + 1
			}
			if rest[i] == 0x1B && i+1 < len(rest) && rest[i+1] == '\\' {
				return i + 2
			}
		}
	case '(', ')': // character sets
		if len(rest) > 2 && (rest[2] == 'B' || rest[2] == '0' || rest[2] == 'A') {
			return 3
		}
	case '=', '>', '7', '8', 'D', 'E', 'M', 'c': // modes, cursor
		return 2
	}
	return 0
}
