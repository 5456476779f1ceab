package parser

import (
	"bytes"
	"fmt"
	"strings"
)

// tagEnd returns the place of the '>' of the tag whose name ends at pos; -1
// without one. A '>' in quotes does not count, and XML allows no '<' there.
func (s *xmlScan) tagEnd(pos int) int {
	for i := pos; i < len(s.text); i++ {
		switch c := s.text[i]; c {
		case '>':
			return i
		case '<':
			return -1
		case '"', '\'':
			j := bytes.IndexByte(s.text[i+1:], c)
			if j < 0 || bytes.IndexByte(s.text[i+1:i+1+j], '<') >= 0 {
				return -1
			}
			i += 1 + j
		}
	}
	return -1
}

func (s *xmlScan) nameEnd(pos int) int {
	for pos < len(s.text) {
		if c := s.text[pos]; c == '>' || c == '/' || c == '<' || isXMLSpace(c) {
			break
		}
		pos++
	}
	return pos
}

// nextTag passes over what follows a broken tag: it belongs to no text.
func (s *xmlScan) nextTag(pos int) int {
	if i := bytes.IndexByte(s.text[pos:], '<'); i >= 0 {
		return pos + i
	}
	return len(s.text)
}

func (s *xmlScan) startTag(pos int) int {
	nameEnd := s.nameEnd(pos + 1)
	gt := s.tagEnd(nameEnd)
	if gt < 0 {
		if s.lastGT < nameEnd {
			return s.cutOff(pos, "the file ends inside a tag")
		}
		s.report(pos, nameEnd, "the tag that starts here has no '>', or a quote that is not closed")
		return s.nextTag(nameEnd)
	}
	empty := s.text[gt-1] == '/'
	if len(s.open) > maxXMLDepth {
		s.report(pos, nameEnd, fmt.Sprintf("elements nest deeper than %d here; the rest of the file was not read", maxXMLDepth))
		s.stop, s.cutAt = true, pos
		return len(s.text)
	}
	o := openElement{nameStart: int32(pos + 1), nameEnd: int32(nameEnd)}
	if parent := &s.open[len(s.open)-1]; parent.el != nil {
		s.keep(parent, &o, gt)
	}
	if empty {
		if o.el != nil {
			o.el.endStart, o.el.end = int32(gt+1), int32(gt+1)
		}
		return gt + 1
	}
	if (o.el == nil || o.closed && !o.whole) && !s.slow {
		if end := s.skip(gt+1, o); end > 0 {
			if o.el != nil {
				o.el.endStart, o.el.end = int32(bytes.LastIndexByte(s.text[:end], '<')), int32(end)
			}
			return end
		}
		s.slow = true
	}
	s.open = append(s.open, o)
	return gt + 1
}

// skip returns the place behind the end tag of an element that nobody wants, or
// 0 when something about it is not right: then the slow way finds out what. It
// only counts tags; two end tags in the wrong order escape it.
func (s *xmlScan) skip(pos int, o openElement) int {
	comments, errors, depth := len(s.out.Comments), len(s.out.Errors), 1
	fail := func() int {
		s.out.Comments, s.out.Errors, s.stop = s.out.Comments[:comments], s.out.Errors[:errors], false
		return 0
	}
	for {
		lt := bytes.IndexByte(s.text[pos:], '<')
		if lt < 0 || pos+lt+1 >= len(s.text) {
			return fail()
		}
		pos += lt + 1
		switch c := s.text[pos]; {
		case c == '/':
			gt := bytes.IndexByte(s.text[pos:], '>')
			if gt < 0 {
				return fail()
			}
			if depth--; depth == 0 {
				if !s.sameName(bytes.TrimRight(s.text[pos+1:pos+gt], xmlBlank), s.text[o.nameStart:o.nameEnd]) {
					return fail()
				}
				return pos + gt + 1
			}
			pos += gt + 1
		case isNameStart(c):
			gt := s.tagEnd(pos)
			if gt < 0 {
				return fail()
			}
			if s.text[gt-1] != '/' {
				depth++
			}
			if depth+len(s.open) > maxXMLDepth {
				return fail()
			}
			pos = gt + 1
		case c == '!' || c == '?':
			if pos = s.markup(pos - 1); s.stop {
				return fail()
			}
		default:
			return fail()
		}
	}
}

// keep makes the element of o when somebody wants it.
func (s *xmlScan) keep(parent, o *openElement, gt int) {
	name := s.name(o.nameStart, o.nameEnd)
	if !parent.whole {
		for _, n := range parent.want {
			for _, m := range [...]*pathNode{n.next[name], n.next["*"]} {
				if m != nil {
					o.want = append(o.want, m)
					o.whole, o.closed = o.whole || m.last, o.closed || m.dot
				}
			}
		}
		if o.want == nil {
			return
		}
	} else {
		o.whole = true
	}
	if len(s.slab) == 0 {
		n := 128
		if s.few {
			n = 16
		}
		s.slab = make([]Element, n)
	}
	e := &s.slab[0]
	s.slab = s.slab[1:]
	e.Name, e.src, e.parent, e.partial = name, s.src, parent.el, !o.whole
	e.start, e.tagEnd = o.nameStart-1, int32(gt+1)
	if s.text[o.nameEnd] != '>' {
		e.attrs = s.attributes(int(o.nameEnd), gt)
	}
	if parent.el.last == nil {
		parent.el.first = e
	} else {
		parent.el.last.next = e
	}
	parent.el.last = e
	o.el = e
}

func (s *xmlScan) name(start, end int32) string {
	raw := s.text[start:end]
	if name, ok := s.names[string(raw)]; ok {
		return name
	}
	name := string(raw)
	if s.lower {
		name = strings.ToLower(name)
	}
	s.names[string(raw)] = name
	return name
}

// attributes reads name="value" pairs between the element's name and the '>'.
func (s *xmlScan) attributes(pos, gt int) []Attr {
	var attrs []Attr
	for {
		for pos < gt && (isXMLSpace(s.text[pos]) || s.text[pos] == '/') {
			pos++
		}
		if pos >= gt {
			return attrs
		}
		start := pos
		for pos < gt && s.text[pos] != '=' && s.text[pos] != '/' && !isXMLSpace(s.text[pos]) {
			pos++
		}
		a := Attr{Name: s.attrName(s.text[start:pos])}
		for pos < gt && isXMLSpace(s.text[pos]) {
			pos++
		}
		if pos+1 < gt && s.text[pos] == '=' {
			a.At, pos = s.attributeValue(pos+1, gt)
			if a.Value = a.At.Text(); strings.IndexByte(a.Value, '&') >= 0 {
				var out strings.Builder
				decodeXML(&out, a.Value)
				a.Value = out.String()
			}
		} else {
			a.At = s.src.Span(start, pos)
			pos = max(pos, start+1)
		}
		attrs = append(attrs, a)
	}
}

// attrName returns the name of an attribute, which most entries of a list share.
func (s *xmlScan) attrName(raw []byte) string {
	if string(raw) == s.attr {
		return s.attr
	}
	s.attr = string(raw)
	return s.attr
}

// attributeValue returns the value that starts behind '=' and the place behind it.
func (s *xmlScan) attributeValue(pos, gt int) (Span, int) {
	for pos < gt && isXMLSpace(s.text[pos]) {
		pos++
	}
	if q := s.text[pos]; pos < gt && (q == '"' || q == '\'') {
		if i := bytes.IndexByte(s.text[pos+1:gt], q); i >= 0 {
			return s.src.Span(pos+1, pos+1+i), pos + i + 2
		}
	}
	start := pos
	for pos < gt && !isXMLSpace(s.text[pos]) {
		pos++
	}
	return s.src.Span(start, pos), pos
}

func (s *xmlScan) endTag(pos int) int {
	nameEnd := s.nameEnd(pos + 2)
	gt := s.tagEnd(nameEnd)
	if gt < 0 {
		if s.lastGT < nameEnd {
			return s.cutOff(pos, "the file ends inside a tag")
		}
		// It still ends its element: what follows is no text of it.
		s.report(pos, nameEnd, "the end tag that starts here has no '>'")
		gt = s.nextTag(nameEnd) - 1
	}
	name := s.text[pos+2 : nameEnd]
	top := len(s.open) - 1
	for i := top; i > 0; i-- {
		o := &s.open[i]
		if !s.sameName(s.text[o.nameStart:o.nameEnd], name) {
			continue
		}
		if i < top {
			inner := s.open[top]
			s.report(pos, gt+1, fmt.Sprintf("this end tag does not close the element that is open here, which starts on line %d",
				s.src.Position(int(inner.nameStart)).Line))
			s.close(i+1, pos)
		}
		if o.el != nil {
			o.el.endStart, o.el.end = int32(pos), int32(gt+1)
		}
		s.open = s.open[:i]
		return gt + 1
	}
	s.report(pos, gt+1, "this end tag closes no element that is open")
	return gt + 1
}

func (s *xmlScan) sameName(a, b []byte) bool {
	return bytes.Equal(a, b) || s.lower && bytes.EqualFold(a, b)
}

// close ends the open elements from number i on at pos, without end tags.
func (s *xmlScan) close(i, pos int) {
	for _, o := range s.open[i:] {
		if o.el != nil {
			o.el.endStart, o.el.end = int32(pos), int32(pos)
		}
	}
	s.open = s.open[:i]
}
