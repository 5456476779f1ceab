package configxml

import "bytes"

// field is an element of a filter rule that the scan notes.
type field uint8

const (
	fType field = iota
	fInterface
	fInterfaceNot
	fFloating
	fQuick
	fDisabled
	fDirection
	fIPProtocol
	fProtocol
	fGateway
	fMax
	fMaxNodes
	fMaxStates
	fSource
	fDestination
	fSourceSide // its fields follow, those of the destination after them
)

// Fields of one side, counted from fSourceSide or from fDestinationSide.
const (
	sNetwork field = iota
	sAddress
	sAny
	sNot
	sPort
	sideFields

	fDestinationSide = fSourceSide + sideFields
	allFields        = fDestinationSide + sideFields
)

// rawRule is one rule as the scan of the text finds it. It is good until the next.
type rawRule struct {
	from, to int // the whole element
	has      uint32
	value    [allFields][]byte // without blanks around it; only of fields that it has
	// odd: a field stands twice or is more than one plain piece of text, so that the
	// rule must be read in full.
	odd bool
}

// text returns the value of a field; nil without one.
func (r *rawRule) text(f field) []byte {
	if r.has&(1<<f) == 0 {
		return nil
	}
	return r.value[f]
}

// on is what switchedOn says of the element.
func (r *rawRule) on(f field) bool { return r.has&(1<<f) != 0 && string(r.value[f]) != "0" }

// maxRuleDepth is how deep elements nest in the section filter at most.
const maxRuleDepth = 12

// ruleScan walks over the text of a section filter. It makes no elements, which
// are most of the cost of a long list of rules.
type ruleScan struct {
	text  []byte
	lower bool // names are those of their lower case
	each  func(*rawRule)
	rule  rawRule
	open  [maxRuleDepth]openTag
	depth int
}

type openTag struct {
	start, nameEnd, content int
	field                   field // allFields: none
	mixed                   bool  // more than text stands in it
}

// run calls each for every rule of the section, whose content lies between two
// places. It reports false when something is not as the boxes write it: then what
// each was told is void, and the section must be read with care.
func (s *ruleScan) run(from, to int) bool {
	text := s.text[:to]
	for pos := from; ; {
		lt := bytes.IndexByte(text[pos:], '<')
		if lt < 0 {
			return s.depth == 0
		}
		if pos += lt; pos+2 >= to {
			return false
		}
		switch c := text[pos+1]; {
		case c == '/':
			gt := bytes.IndexByte(text[pos:], '>')
			if gt < 0 || !s.end(pos, pos+gt) {
				return false
			}
			pos += gt + 1
		case c >= 'a' && c <= 'z' || c == '_':
			if pos = s.start(text, pos); pos == 0 {
				return false
			}
		case c == '!':
			if pos = s.literal(text, pos); pos == 0 {
				return false
			}
		default:
			return false
		}
	}
}

// start reads the start tag at pos and returns the place behind it; 0 when it is
// not right.
func (s *ruleScan) start(text []byte, pos int) int {
	nameEnd := pos + 2
	for nameEnd < len(text) {
		c := text[nameEnd]
		if c == '>' || c == '/' || c == ' ' || c == '\t' || c == '\n' || c == '\r' {
			break
		}
		if c == '<' || s.lower && c >= 'A' && c <= 'Z' {
			return 0
		}
		nameEnd++
	}
	gt := nameEnd
	for ; gt < len(text) && text[gt] != '>'; gt++ {
		switch c := text[gt]; c {
		case '<':
			return 0
		case '"', '\'':
			i := bytes.IndexByte(text[gt+1:], c)
			if i < 0 || bytes.IndexByte(text[gt+1:gt+1+i], '<') >= 0 {
				return 0
			}
			gt += 1 + i
		}
	}
	if gt >= len(text) || s.depth == maxRuleDepth {
		return 0
	}
	if s.depth > 0 {
		s.open[s.depth-1].mixed = true
	}
	f := s.fieldOf(text[pos+1 : nameEnd])
	s.open[s.depth] = openTag{pos, nameEnd, gt + 1, f, false}
	s.depth++
	if s.depth == 1 {
		s.rule.from, s.rule.has, s.rule.odd = pos, 0, false
	}
	if text[gt-1] == '/' {
		s.close(gt+1, gt+1)
	}
	return gt + 1
}

// end reads the end tag from '<' to '>'.
func (s *ruleScan) end(lt, gt int) bool {
	if s.depth == 0 {
		return false
	}
	o := &s.open[s.depth-1]
	name := s.text[lt+2 : gt]
	if !bytes.Equal(name, s.text[o.start+1:o.nameEnd]) {
		return false
	}
	s.close(lt, gt+1)
	return true
}

// close ends the innermost element; lt is where its content ends.
func (s *ruleScan) close(lt, end int) {
	s.depth--
	o := &s.open[s.depth]
	switch {
	case s.depth == 0:
		if string(s.text[o.start+1:o.nameEnd]) == "rule" {
			s.rule.to = end
			s.each(&s.rule)
		}
	case o.field < allFields:
		r := &s.rule
		if r.has&(1<<o.field) != 0 {
			r.odd = true
		}
		r.has |= 1 << o.field
		if o.field == fSource || o.field == fDestination {
			return
		}
		v := trimmed(s.text[o.content:lt])
		if o.mixed || bytes.IndexByte(v, '&') >= 0 || bytes.IndexByte(v, '>') >= 0 {
			r.odd = true
		}
		r.value[o.field] = v
	}
}

// trimmed returns a text without blanks around it.
func trimmed(v []byte) []byte {
	blank := func(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }
	for len(v) > 0 && blank(v[0]) {
		v = v[1:]
	}
	for len(v) > 0 && blank(v[len(v)-1]) {
		v = v[:len(v)-1]
	}
	return v
}

// literal passes over the comment or CDATA section at pos.
func (s *ruleScan) literal(text []byte, pos int) int {
	open, closing := "<!--", "-->"
	if bytes.HasPrefix(text[pos:], []byte("<![CDATA[")) {
		open, closing = "<![CDATA[", "]]>"
	}
	if !bytes.HasPrefix(text[pos:], []byte(open)) {
		return 0
	}
	from := pos + len(open)
	i := bytes.Index(text[from:], []byte(closing))
	if i < 0 {
		return 0
	}
	if s.depth > 0 {
		s.open[s.depth-1].mixed = true
	}
	return from + i + len(closing)
}

// fieldOf returns the field that an element of this name is where the scan stands.
func (s *ruleScan) fieldOf(name []byte) field {
	switch s.depth {
	case 1:
		return ruleField(name)
	case 2:
		switch s.open[1].field {
		case fSource:
			return sideField(name, fSourceSide)
		case fDestination:
			return sideField(name, fDestinationSide)
		}
	}
	return allFields
}

func ruleField(name []byte) field {
	switch string(name) {
	case "type":
		return fType
	case "interface":
		return fInterface
	case "interfacenot":
		return fInterfaceNot
	case "floating":
		return fFloating
	case "quick":
		return fQuick
	case "disabled":
		return fDisabled
	case "direction":
		return fDirection
	case "ipprotocol":
		return fIPProtocol
	case "protocol":
		return fProtocol
	case "gateway":
		return fGateway
	case "max":
		return fMax
	case "max-src-nodes":
		return fMaxNodes
	case "max-src-states":
		return fMaxStates
	case "source":
		return fSource
	case "destination":
		return fDestination
	}
	return allFields
}

func sideField(name []byte, side field) field {
	switch string(name) {
	case "network":
		return side + sNetwork
	case "address":
		return side + sAddress
	case "any":
		return side + sAny
	case "not":
		return side + sNot
	case "port":
		return side + sPort
	}
	return allFields
}
