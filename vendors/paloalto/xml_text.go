package paloalto

import "bytes"

// xmlChild is an element directly in another one, as places in its text.
type xmlChild struct {
	tag, inner []byte // tag is the start tag
	start, end int
}

// xmlChildren calls each for the elements directly in the element that text is. It
// reports false, after some calls perhaps, when each does, and for text that only the
// whole reader reads: with comments, or with tags that are not in pairs.
func xmlChildren(text []byte, each func(c *xmlChild) bool) bool {
	var c xmlChild
	inside, depth := 0, 0
	for pos := 0; ; {
		lt := bytes.IndexByte(text[pos:], '<')
		if lt < 0 {
			return false
		}
		pos += lt
		end, kind := xmlTag(text, pos)
		switch kind {
		case openTag, closedTag:
			if depth == 1 {
				c.start, c.tag, inside = pos, text[pos:end], end
			}
			if depth++; kind == openTag {
				break
			}
			if depth == 2 {
				inside = pos
			}
			fallthrough
		case endTag:
			if depth--; depth == 1 {
				if c.inner, c.end = text[inside:pos], end; !each(&c) {
					return false
				}
			} else if depth <= 0 {
				return depth == 0 && end == len(text)
			}
		default:
			return false
		}
		pos = end
	}
}

// tagKind is what a tag does to the depth.
type tagKind uint8

const (
	oddTag tagKind = iota // a comment, an instruction, a broken tag, single quotes
	openTag
	endTag
	closedTag // one that closes itself
)

// xmlTag looks at the tag at pos and returns where it ends.
func xmlTag(text []byte, pos int) (end int, kind tagKind) {
	kind, pos = openTag, pos+1
	if pos < len(text) && text[pos] == '/' {
		kind, pos = endTag, pos+1
	}
	if pos == len(text) || text[pos]|0x20 < 'a' || text[pos]|0x20 > 'z' {
		return 0, oddTag
	}
	quotes := 0
	for i, c := range text[pos:] {
		if c > '>' || c >= '(' && c < '<' {
			continue // most of it
		}
		switch c {
		case '>':
			switch {
			case quotes%2 > 0: // in the value of an attribute
				return 0, oddTag
			case text[pos+i-1] == '/' && kind == endTag:
				return 0, oddTag
			case text[pos+i-1] == '/':
				kind = closedTag
			}
			return pos + i + 1, kind
		case '<', '\'':
			return 0, oddTag
		case '"':
			quotes++
		}
	}
	return 0, oddTag
}

// element returns the name of the child.
func (c *xmlChild) element() []byte {
	for i := 1; ; i++ {
		if b := c.tag[i]; b == '>' || b == '/' || b <= ' ' {
			return c.tag[1:i]
		}
	}
}

// xmlName returns where the value of the attribute name stands in a start tag.
func xmlName(tag []byte) (start, end int, ok bool) {
	i := bytes.Index(tag, []byte(` name="`))
	if i < 0 {
		return 0, 0, false
	}
	start = i + len(` name="`)
	n := bytes.IndexByte(tag[start:], '"')
	return start, start + n, n >= 0
}

// xmlEntries calls each for the entries of a list, and where their names stand. It
// reports false for a list that only the whole reader reads.
func xmlEntries(list []byte, each func(from, to int, c *xmlChild) bool) bool {
	return xmlChildren(list, func(c *xmlChild) bool {
		start, end, ok := xmlName(c.tag)
		return ok && string(c.element()) == "entry" && each(c.start+start, c.start+end, c)
	})
}
