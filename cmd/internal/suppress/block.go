package suppress

import (
	"bytes"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// dialect is what must be known of a vendor's files to tell comments from
// statements, and how far a statement reaches. It is no parser: a text that it
// takes for longer or shorter than the device does only moves a suppression.
type dialect struct {
	marker byte // that a comment line begins with
	xml    bool
	end    func(text []byte, start int) int // end of the block that the line at start opens
}

func dialectOf(vendor string, text []byte) dialect {
	if bytes.HasPrefix(bytes.TrimLeft(text, " \t\r\n"), []byte("<")) {
		return dialect{xml: true, end: elementEnd}
	}
	switch vendor {
	case "asa":
		return dialect{marker: '!', end: indentEnd}
	case "fortigate":
		return dialect{marker: '#', end: editEnd}
	}
	return dialect{marker: '#', end: braceEnd}
}

// isComment reports whether the line is a comment and nothing else.
func (d dialect) isComment(line []byte) bool {
	line = bytes.TrimLeft(line, " \t")
	return len(line) > 0 && line[0] == d.marker
}

// next returns the statement behind a comment that ends at the offset, with the
// block that it opens; ok is false when there is none.
func (d dialect) next(text []byte, at int) (start, end int, ok bool) {
	if d.xml {
		for {
			for at < len(text) && isSpace(text[at]) {
				at++
			}
			if !bytes.HasPrefix(text[at:], []byte("<!--")) {
				break
			}
			n := bytes.Index(text[at:], []byte("-->"))
			if n < 0 {
				return 0, 0, false
			}
			at += n + len("-->")
		}
		if at+1 >= len(text) || text[at] != '<' || text[at+1] == '/' {
			return 0, 0, false
		}
		return at, elementEnd(text, at), true
	}
	for at = lineEnd(text, at); at < len(text); at = lineEnd(text, at) {
		line := text[at:lineEnd(text, at)]
		if len(bytes.TrimSpace(line)) > 0 && !d.isComment(line) {
			return at, d.end(text, at), true
		}
	}
	return 0, 0, false
}

// block returns the block whose head is at the span.
func (d dialect) block(head ipsec.Span) ipsec.Span {
	if head.IsZero() {
		return head
	}
	text := head.Source.Text()
	start := min(head.Start, len(text))
	if d.xml {
		if start < len(text) && text[start] != '<' {
			if i := bytes.LastIndexByte(text[max(0, start-4096):start], '<'); i >= 0 {
				start = max(0, start-4096) + i
			}
		}
	} else {
		start = bytes.LastIndexByte(text[:start], '\n') + 1
	}
	return head.Source.Span(start, d.end(text, start))
}

// lineEnd returns the offset behind the end of the line.
func lineEnd(text []byte, at int) int {
	if i := bytes.IndexByte(text[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(text)
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

func indentOf(line []byte) int { return len(line) - len(bytes.TrimLeft(line, " \t")) }

// indentEnd ends a block at the first line that is not indented deeper.
func indentEnd(text []byte, start int) int {
	end := lineEnd(text, start)
	depth := indentOf(text[start:end])
	for at := end; at < len(text); at = lineEnd(text, at) {
		line := text[at:lineEnd(text, at)]
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if indentOf(line) <= depth {
			break
		}
		end = at + len(line)
	}
	return end
}

// editEnd ends config at its end, edit at its next, and anything else at its line.
func editEnd(text []byte, start int) int {
	end := lineEnd(text, start)
	if !opens(text[start:end]) {
		return end
	}
	for depth, at := 1, end; at < len(text); at = lineEnd(text, at) {
		line := text[at:lineEnd(text, at)]
		switch word := firstWord(line); {
		case opens(line):
			depth++
		case word == "end" || word == "next":
			depth--
		}
		if end = at + len(line); depth == 0 {
			break
		}
	}
	return end
}

func opens(line []byte) bool {
	word := firstWord(line)
	return word == "config" || word == "edit"
}

func firstWord(line []byte) string {
	line = bytes.TrimSpace(line)
	if i := bytes.IndexAny(line, " \t"); i >= 0 {
		line = line[:i]
	}
	return string(line)
}

// braceEnd ends a block that opens with { at its }, any other like indentEnd.
func braceEnd(text []byte, start int) int {
	depth, opened := 0, false
	for at := start; at < len(text); at++ {
		switch text[at] {
		case '{':
			depth, opened = depth+1, true
		case '}':
			if depth--; opened && depth <= 0 {
				return lineEnd(text, at)
			}
		case '#':
			at = max(at, lineEnd(text, at)-2) // the line end is still to come
		case '\n':
			if !opened {
				return indentEnd(text, start)
			}
		}
	}
	if opened {
		return len(text)
	}
	return indentEnd(text, start)
}

// elementEnd ends an XML element at its end tag.
func elementEnd(text []byte, start int) int {
	name := elementName(text[start:])
	depth := 0
	for at := start; at < len(text); {
		i := bytes.IndexByte(text[at:], '<')
		if i < 0 {
			break
		}
		at += i
		rest := text[at:]
		switch {
		case bytes.HasPrefix(rest, []byte("<!--")):
			at += skip(rest, "-->")
			continue
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			at += skip(rest, "]]>")
			continue
		}
		tag := rest[:skip(rest, ">")]
		at += len(tag)
		switch {
		case bytes.HasPrefix(tag, []byte("</")):
			if elementName(tag[1:]) == name {
				depth--
			}
		case elementName(tag) == name && !bytes.HasSuffix(tag, []byte("/>")):
			depth++
		}
		if depth <= 0 {
			return at
		}
	}
	return len(text)
}

func skip(text []byte, until string) int {
	if i := bytes.Index(text, []byte(until)); i >= 0 {
		return i + len(until)
	}
	return len(text)
}

// elementName returns the name behind the < that the text begins with.
func elementName(tag []byte) string {
	end := 1
	for end < len(tag) && !isSpace(tag[end]) && tag[end] != '>' && tag[end] != '/' {
		end++
	}
	return string(tag[min(1, len(tag)):min(end, len(tag))])
}
