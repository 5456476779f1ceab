package parser

import (
	"bytes"
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
	if opts.To > 0 {
		text = text[:min(len(text), opts.To)]
	}
	doc := &Element{src: src, end: int32(len(text)), endStart: int32(len(text))}
	s := &xmlScan{
		src: src, text: text, lower: opts.LowerNames,
		out:    &XML{Document: doc},
		names:  make(map[string]string),
		lastGT: bytes.LastIndexByte(text, '>'),
		from:   opts.From, few: opts.To > 0,
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
	attr  string // the name of the attribute that was read last
	slab  []Element

	from   int  // where the reading begins
	few    bool // a part is read, which has few elements
	lastGT int  // place of the last '>' of the text
	slow   bool // a passed-over element was not right: look at every tag
	cutAt  int  // where the elements end that are open when the reading stops
	faults int
	stop   bool
}

type openElement struct {
	nameStart, nameEnd int32
	el                 *Element    // nil when passed over
	want               []*pathNode // where in the wanted paths the element stands
	whole              bool        // everything inside is wanted
	closed             bool        // the element is wanted, and nothing inside
}

// pathNode is a place in the tree of wanted paths.
type pathNode struct {
	next map[string]*pathNode
	last bool // a path ends here
	dot  bool // a path to the element alone ends here
}

func pathTree(paths []string) *pathNode {
	root := &pathNode{next: make(map[string]*pathNode)}
	for _, p := range paths {
		at := root
		p, dot := strings.CutSuffix(p, "/.")
		for name := range strings.SplitSeq(strings.Trim(p, "/"), "/") {
			n := at.next[name]
			if n == nil {
				n = &pathNode{next: make(map[string]*pathNode)}
				at.next[name] = n
			}
			at = n
		}
		at.last, at.dot = at.last || !dot, at.dot || dot
	}
	return root
}

func (s *xmlScan) run() {
	pos := s.from
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

// chars adds a piece of text to the element around it. A literal piece comes
// from CDATA: an ampersand in it is only an ampersand.
func (s *xmlScan) chars(start, end int, literal bool) {
	e := s.open[len(s.open)-1].el
	if e == nil || e.partial {
		return
	}
	for start < end && isXMLSpace(s.text[start]) {
		start++
	}
	for start < end && isXMLSpace(s.text[end-1]) {
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
