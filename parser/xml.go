package parser

import (
	"iter"
	"strings"
)

// XMLOptions says what [ReadXML] keeps of a document.
type XMLOptions struct {
	// Sections are the paths of the elements to keep whole, such as
	// "/pfsense/ipsec" or "/config/devices/*/network/ike"; "*" stands for one
	// element of any name. Everything else is passed over, save that the elements
	// on the way to a section are kept with their attributes and without the rest
	// of their content. A path that ends in "/." keeps an element with its attributes
	// and its place, and without any of its content, which [XMLOptions.From] may read
	// later. Empty keeps the whole document.
	Sections []string
	// LowerNames turns the ASCII letters of element names into lower case, for
	// devices that do so themselves.
	LowerNames bool
	// From and To bound what is read of the text, which must be whole elements; a To
	// of zero is the end. Places are those of the whole text.
	From, To int
}

// XML is one XML document as far as it was asked for. It is immutable.
//
// It is not a validating reader: it follows no external entity, expands no
// document type, ignores the encoding that the declaration names (a [Source] is
// UTF-8 already) and knows nothing of namespaces: a prefix is part of the name.
type XML struct {
	// Document is the parent of the top elements. It has no name, no attributes
	// and no tags. A document has one top element, a pasted fragment may have several.
	Document *Element
	// Comments are the texts of all comments, without their delimiters, in the
	// order of the file, also those of sections that were passed over.
	Comments []Span
	// Errors are what is wrong with the document, in the order of the file, at
	// most maxXMLErrors. What could be read in spite of them stands in Document.
	Errors []XMLError
}

// XMLError is one violation of XML's rules. Its message quotes nothing of the
// document: what looks like a tag may be the rest of a key.
type XMLError struct {
	At      Span
	Message string // without a full stop
	// Truncated reports that the text ends inside an element, tag or comment.
	Truncated bool
}

// Error returns the message with its place.
func (e XMLError) Error() string {
	p := e.At.Position()
	return p.File + ":" + itoa(p.Line) + ":" + itoa(p.Column) + ": " + e.Message
}

// Element is one XML element with its places. All methods can be called on nil,
// which stands for an element that is not there.
type Element struct {
	Name string // as written, or in lower case when the options ask for it

	src    *Source
	parent *Element
	first  *Element
	last   *Element
	next   *Element
	attrs  []Attr

	start, tagEnd        int32 // the start tag; tagEnd is just behind '>'
	endStart, end        int32 // the end tag; both are equal when there is none
	valueStart, valueEnd int32 // the trimmed text; both zero without any
	plain                bool  // the value is the text as it stands: one piece, no entity
	partial              bool  // content was passed over
}

// Attr is one attribute of an element.
type Attr struct {
	Name  string
	Value string // decoded
	At    Span   // the value without its quotes
}

// Parent returns the element that e stands in; nil for a document.
func (e *Element) Parent() *Element {
	if e == nil {
		return nil
	}
	return e.parent
}

// Children returns the elements that stand directly in e, in the order of the file.
func (e *Element) Children() iter.Seq[*Element] {
	return func(yield func(*Element) bool) {
		if e == nil {
			return
		}
		for c := e.first; c != nil; c = c.next {
			if !yield(c) {
				return
			}
		}
	}
}

// All returns the elements of that name that stand directly in e.
func (e *Element) All(name string) iter.Seq[*Element] {
	return func(yield func(*Element) bool) {
		for c := range e.Children() {
			if c.Name == name && !yield(c) {
				return
			}
		}
	}
}

// Child returns the first element of that name that stands directly in e, or nil.
func (e *Element) Child(name string) *Element {
	for c := range e.All(name) {
		return c
	}
	return nil
}

// Find follows a path of names from e downwards, taking the first element of
// each name; it returns nil when one is missing.
func (e *Element) Find(names ...string) *Element {
	for _, name := range names {
		e = e.Child(name)
	}
	return e
}

// Attrs returns the attributes in the order of the file.
func (e *Element) Attrs() []Attr {
	if e == nil {
		return nil
	}
	return e.attrs
}

// Attr returns the attribute of that name; ok is false without one.
func (e *Element) Attr(name string) (a Attr, ok bool) {
	for _, a := range e.Attrs() {
		if a.Name == name {
			return a, true
		}
	}
	return Attr{}, false
}

// Span returns the whole element, from the start tag to the end tag.
func (e *Element) Span() Span { return e.span(func() (int32, int32) { return e.start, e.end }) }

// Tag returns the start tag.
func (e *Element) Tag() Span { return e.span(func() (int32, int32) { return e.start, e.tagEnd }) }

// EndTag returns the end tag; an empty span where the element ends without one.
func (e *Element) EndTag() Span {
	return e.span(func() (int32, int32) { return e.endStart, e.end })
}

// Value returns the place of the element's own text, without blanks around it
// and without the delimiters of a CDATA section. Without text it is the start tag.
func (e *Element) Value() Span {
	return e.span(func() (int32, int32) {
		if e.valueStart == e.valueEnd {
			return e.start, e.tagEnd
		}
		return e.valueStart, e.valueEnd
	})
}

// Sub returns the place of the bytes [i, j) of Text. Where the text holds
// entities or comments, so that its bytes are not those of the file, it is the
// place of the whole value.
func (e *Element) Sub(i, j int) Span {
	if e == nil || !e.plain {
		return e.Value()
	}
	return e.src.Span(int(e.valueStart)+i, int(e.valueStart)+j)
}

func (e *Element) span(ends func() (int32, int32)) Span {
	if e == nil || e.src == nil {
		return Span{}
	}
	start, end := ends()
	return e.src.Span(int(start), int(end))
}

// Text returns the element's own text, without that of its children: entities
// and numeric references decoded, comments left out, blanks around it removed.
// It may hold a secret.
func (e *Element) Text() string {
	switch {
	case e == nil || e.valueStart == e.valueEnd:
		return ""
	case e.plain:
		return string(e.src.text[e.valueStart:e.valueEnd])
	}
	return e.decode()
}

// decode puts the text of an element together that is more than one plain piece.
func (e *Element) decode() string {
	var out strings.Builder
	text := string(e.src.text[e.tagEnd:e.endStart])
	child, at := e.first, int(e.tagEnd)
	for text != "" {
		piece, rest := text, ""
		if i := strings.IndexByte(text, '<'); i >= 0 {
			piece, rest = text[:i], text[i:]
		}
		decodeXML(&out, piece)
		at += len(piece)
		skip := 0
		for child != nil && int(child.start) < at {
			child = child.next
		}
		switch {
		case child != nil && int(child.start) == at:
			skip = int(child.end - child.start)
			child = child.next
		case strings.HasPrefix(rest, cdataOpen):
			inner := rest[len(cdataOpen):]
			if i := strings.Index(inner, cdataClose); i >= 0 {
				inner = inner[:i]
			}
			out.WriteString(inner)
			skip = len(cdataOpen) + len(inner) + len(cdataClose)
		default:
			skip = markupLength(rest)
			if skip == 0 && rest != "" {
				out.WriteByte('<')
				skip = 1
			}
		}
		skip = min(skip, len(rest))
		text = rest[skip:]
		at += skip
	}
	return strings.Trim(out.String(), xmlBlank)
}

// markupLength returns the length of the comment, instruction, stray end tag or
// broken start tag at the start of text; 0 when it is none, but a bare '<'.
func markupLength(text string) int {
	for _, m := range [...]struct{ open, close string }{{"<!--", "-->"}, {"<?", "?>"}} {
		if strings.HasPrefix(text, m.open) {
			if i := strings.Index(text[len(m.open):], m.close); i >= 0 {
				return len(m.open) + i + len(m.close)
			}
			return len(text)
		}
	}
	if len(text) < 2 || text[1] != '/' && !isNameStart(text[1]) {
		return 0
	}
	ends := "<"
	if text[1] == '/' {
		ends = "<>"
	}
	i := strings.IndexAny(text[2:], ends)
	switch {
	case i < 0:
		return len(text)
	case text[2+i] == '<':
		return 2 + i
	}
	return 2 + i + 1
}
