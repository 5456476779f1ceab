package parser

import (
	"bytes"
	"fmt"
	"math"
	"strings"
)

const (
	// maxXMLDepth is how deep elements may nest. Real exports stay below 30.
	maxXMLDepth = 1000
	// maxXMLErrors bounds what is said about one broken document.
	maxXMLErrors = 20
	// maxXMLFaults ends the reading of a text that is no XML at all.
	maxXMLFaults = 1000
)

// ReadXML reads a document in one pass. It never fails: what is wrong stands in
// the result. An end tag that does not fit closes the nearest element of its
// name, and is passed over when there is none; nesting deeper than maxXMLDepth
// and more than maxXMLFaults errors end the reading. Text behind 2 GiB is not read.
func ReadXML(src *Source, opts XMLOptions) *XML {
	text := src.text[:min(len(src.text), math.MaxInt32-1)]
	doc := &Element{src: src, end: int32(len(text)), endStart: int32(len(text))}
	s := &xmlScan{
		src: src, text: text, lower: opts.LowerNames,
		out:    &XML{Document: doc},
		names:  make(map[string]string),
		lastGT: bytes.LastIndexByte(text, '>'),
	}
	root := openElement{el: doc, whole: len(opts.Sections) == 0}
	if !root.whole {
		doc.partial = true
		root.want = []*pathNode{pathTree(opts.Sections)}
	}
	s.open = append(s.open, root)
	s.run()
	s.finish()
	return s.out
}

// xmlScan is one reading. Text that nobody asked for costs it one search for
// the next '<' and one entry of the stack.
type xmlScan struct {
	src   *Source
	text  []byte
	lower bool
	out   *XML
	open  []openElement // the elements around the place of reading; the document is the first
	names map[string]string
	slab  []Element

	lastGT int // place of the last '>' of the text
	cutAt  int // where the elements end that are open when the reading stops
	faults int
	stop   bool
}

type openElement struct {
	nameStart, nameEnd int32
	el                 *Element    // nil when passed over
	want               []*pathNode // where in the wanted paths the element stands
	whole              bool        // everything inside is wanted
}

// pathNode is a place in the tree of wanted paths.
type pathNode struct {
	next map[string]*pathNode
	last bool // a path ends here
}

func pathTree(paths []string) *pathNode {
	root := &pathNode{next: make(map[string]*pathNode)}
	for _, p := range paths {
		at := root
		for name := range strings.SplitSeq(strings.Trim(p, "/"), "/") {
			n := at.next[name]
			if n == nil {
				n = &pathNode{next: make(map[string]*pathNode)}
				at.next[name] = n
			}
			at = n
		}
		at.last = true
	}
	return root
}

func (s *xmlScan) run() {
	pos := 0
	for pos < len(s.text) && !s.stop {
		lt := bytes.IndexByte(s.text[pos:], '<')
		if lt < 0 {
			s.chars(pos, len(s.text), false)
			return
		}
		s.chars(pos, pos+lt, false)
		pos = s.markup(pos + lt)
	}
}

// markup reads what starts with the '<' at pos and returns the place behind it.
func (s *xmlScan) markup(pos int) int {
	rest := s.text[pos+1:]
	if len(rest) == 0 {
		return s.cutOff(pos, "the file ends inside a tag")
	}
	switch c := rest[0]; {
	case isNameStart(c):
		return s.startTag(pos)
	case c == '/':
		return s.endTag(pos)
	case c == '?':
		_, end := s.until(pos, pos+2, "?>", "the file ends inside a processing instruction")
		return end
	case bytes.HasPrefix(rest, []byte("!--")):
		inner, end := s.until(pos, pos+4, "-->", "the file ends inside a comment")
		s.out.Comments = append(s.out.Comments, s.src.Span(pos+4, inner))
		return end
	case bytes.HasPrefix(rest, []byte(cdataOpen[1:])):
		from := pos + len(cdataOpen)
		inner, end := s.until(pos, from, cdataClose, "the file ends inside a CDATA section")
		s.chars(from, inner, true)
		s.cutAt = end
		return end
	case c == '!':
		return s.declaration(pos)
	}
	s.report(pos, pos+1, "a '<' here starts no tag; in text it is written &lt;")
	s.chars(pos, pos+1, true)
	return pos + 1
}

// until returns the place of the next close from there on and the place behind
// it. Without one the text is cut off: start is where what is not closed begins.
func (s *xmlScan) until(start, from int, close, cut string) (inner, end int) {
	if i := bytes.Index(s.text[from:], []byte(close)); i >= 0 {
		return from + i, from + i + len(close)
	}
	end = s.cutOff(start, cut)
	return end, end
}

// declaration passes over <!DOCTYPE …> with its internal subset.
func (s *xmlScan) declaration(pos int) int {
	depth := 0
	for i := pos; i < len(s.text); i++ {
		switch s.text[i] {
		case '[', '<':
			if bytes.HasPrefix(s.text[i:], []byte("<!--")) {
				_, end := s.until(pos, i+4, "-->", "the file ends inside a comment")
				i = end - 1
				continue
			}
			depth++
		case ']':
			depth--
		case '"', '\'':
			j := bytes.IndexByte(s.text[i+1:], s.text[i])
			if j < 0 {
				return s.cutOff(pos, "the file ends inside a declaration")
			}
			i += 1 + j
		case '>':
			depth--
			if depth <= 0 {
				return i + 1
			}
		}
	}
	return s.cutOff(pos, "the file ends inside a declaration")
}

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
		if c := s.text[pos]; c == '>' || c == '/' || c == '<' || isBlank(c) {
			break
		}
		pos++
	}
	return pos
}

func (s *xmlScan) startTag(pos int) int {
	nameEnd := s.nameEnd(pos + 1)
	gt := s.tagEnd(nameEnd)
	if gt < 0 {
		if s.lastGT < nameEnd {
			return s.cutOff(pos, "the file ends inside a tag")
		}
		s.report(pos, nameEnd, "the tag that starts here has no '>', or a quote that is not closed")
		s.chars(pos, nameEnd, true)
		return nameEnd
	}
	empty := s.text[gt-1] == '/'
	if len(s.open) > maxXMLDepth {
		s.report(pos, gt+1, fmt.Sprintf("elements nest deeper than %d here; the rest of the file was not read", maxXMLDepth))
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
	s.open = append(s.open, o)
	return gt + 1
}

// keep makes the element of o when somebody wants it.
func (s *xmlScan) keep(parent, o *openElement, gt int) {
	name := s.name(o.nameStart, o.nameEnd)
	if !parent.whole {
		for _, n := range parent.want {
			for _, m := range [...]*pathNode{n.next[name], n.next["*"]} {
				if m != nil {
					o.want = append(o.want, m)
					o.whole = o.whole || m.last
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
		s.slab = make([]Element, 128)
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
		for pos < gt && (isBlank(s.text[pos]) || s.text[pos] == '/') {
			pos++
		}
		if pos >= gt {
			return attrs
		}
		start := pos
		for pos < gt && s.text[pos] != '=' && s.text[pos] != '/' && !isBlank(s.text[pos]) {
			pos++
		}
		a := Attr{Name: string(s.text[start:pos])}
		for pos < gt && isBlank(s.text[pos]) {
			pos++
		}
		if pos+1 < gt && s.text[pos] == '=' {
			a.At, pos = s.attributeValue(pos+1, gt)
			var out strings.Builder
			decodeXML(&out, a.At.Text())
			a.Value = out.String()
		} else {
			a.At = s.src.Span(start, pos)
			pos = max(pos, start+1)
		}
		attrs = append(attrs, a)
	}
}

// attributeValue returns the value that starts behind '=' and the place behind it.
func (s *xmlScan) attributeValue(pos, gt int) (Span, int) {
	for pos < gt && isBlank(s.text[pos]) {
		pos++
	}
	if q := s.text[pos]; pos < gt && (q == '"' || q == '\'') {
		if i := bytes.IndexByte(s.text[pos+1:gt], q); i >= 0 {
			return s.src.Span(pos+1, pos+1+i), pos + i + 2
		}
	}
	start := pos
	for pos < gt && !isBlank(s.text[pos]) {
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
		s.report(pos, nameEnd, "the end tag that starts here has no '>'")
		return nameEnd
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

// chars adds a piece of text to the element around it. A literal piece comes
// from CDATA: an ampersand in it is only an ampersand.
func (s *xmlScan) chars(start, end int, literal bool) {
	e := s.open[len(s.open)-1].el
	if e == nil || e.partial {
		return
	}
	for start < end && isBlank(s.text[start]) {
		start++
	}
	for start < end && isBlank(s.text[end-1]) {
		end--
	}
	if start == end {
		return
	}
	if e.valueStart == e.valueEnd {
		e.valueStart = int32(start)
		e.plain = literal || bytes.IndexByte(s.text[start:end], '&') < 0
	} else {
		e.plain = false
	}
	e.valueEnd = int32(end)
}

func (s *xmlScan) report(start, end int, message string) {
	if len(s.out.Errors) < maxXMLErrors {
		s.out.Errors = append(s.out.Errors, XMLError{At: s.src.Span(start, end), Message: message})
	}
	if s.faults++; s.faults >= maxXMLFaults {
		s.stop, s.cutAt = true, end
	}
}

// cutOff records that the text ends too early and returns its end.
func (s *xmlScan) cutOff(start int, message string) int {
	s.out.Errors = append(s.out.Errors, XMLError{At: s.src.Span(start, len(s.text)), Message: message, Truncated: true})
	s.stop, s.cutAt = true, start
	return len(s.text)
}

// finish closes what is still open at the end of the text.
func (s *xmlScan) finish() {
	if s.stop || len(s.open) == 1 {
		s.close(1, s.cutAt)
		return
	}
	inner := s.open[len(s.open)-1]
	s.out.Errors = append(s.out.Errors, XMLError{
		At: s.src.Span(int(inner.nameStart)-1, int(inner.nameEnd)), Truncated: true,
		Message: "the file ends before the element that starts here is closed",
	})
	s.close(1, len(s.text))
}
