package paloalto

import "bytes"

// xmlChild is an element directly in another one, as places in its text.
type xmlChild struct {
	name, inner []byte
	tag         []byte // the start tag
	start, end  int
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
		gt := bytes.IndexByte(text[pos:], '>')
		if gt < 2 {
			return false
		}
		tag := text[pos : pos+gt+1]
		if tag[1] == '/' {
			if bytes.IndexByte(tag[1:], '<') >= 0 {
				return false
			}
			if depth--; depth == 1 {
				c.inner, c.end = text[inside:pos], pos+gt+1
				if !each(&c) {
					return false
				}
			} else if depth <= 0 {
				return depth == 0 && pos+gt+1 == len(text)
			}
			pos += gt + 1
			continue
		}
		name, closed, ok := xmlTag(tag)
		if !ok {
			return false
		}
		if depth == 1 {
			c.name, c.tag, c.start, inside = name, tag, pos, pos+gt+1
		}
		switch {
		case !closed:
			depth++
		case depth == 0:
			return pos+gt+1 == len(text)
		case depth == 1:
			c.inner, c.end = nil, pos+gt+1
			if !each(&c) {
				return false
			}
		}
		pos += gt + 1
	}
}

// xmlTag returns the name of a start tag and whether it closes itself. It reports
// false for one that is not plain.
func xmlTag(tag []byte) (name []byte, closed, ok bool) {
	end := len(tag) - 1
	if tag[end-1] == '/' {
		end, closed = end-1, true
	}
	for i := 1; i < end; i++ {
		switch c := tag[i]; {
		case c == '<' || c == '"' || c == '\'' || c == '/' || i == 1 && (c|0x20 < 'a' || c|0x20 > 'z'):
			return nil, false, false
		case c <= ' ':
			rest := tag[i:]
			ok = bytes.IndexByte(rest, '<') < 0 && bytes.IndexByte(rest, '\'') < 0 && bytes.Count(rest, []byte{'"'})%2 == 0
			return tag[1:i], closed, ok
		}
	}
	return tag[1:end], closed, end > 1
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
		return ok && string(c.name) == "entry" && each(c.start+start, c.start+end, c)
	})
}
