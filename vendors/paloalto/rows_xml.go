package paloalto

import (
	"bytes"

	"github.com/vpnlint/vpnlint/parser"
)

// xmlLists are the lists of objects and rules of an XML export that are not read with
// the rest.
type xmlLists struct {
	*builder
	addresses []lateList
	others    []lateList
}

// lateList is where a list stands, and what is open there.
type lateList struct {
	at    parser.Span
	frame frame
	place *node // that the list is one of
	from  string
}

// policySections are the lists of objects other than addresses, and of rules.
func policySections() []string {
	parts := []string{
		"address-group", "service", "service-group", "application-group", "application-filter", "application", "external-list",
	}
	for _, base := range [...]string{"rulebase", "pre-rulebase", "post-rulebase"} {
		parts = append(parts, base+"/default-security-rules")
		for _, kind := range [...]string{"security", "nat", "pbf", "dos"} {
			parts = append(parts, base+"/"+kind+"/rules")
		}
	}
	return parts
}

// keep notes the element whose word is open when it is a list that is read later.
func (x *xmlLists) keep(e *parser.Element) bool {
	f, above := *x.top(), x.stack[len(x.stack)-2].node
	l := lateList{at: e.Span(), frame: f, place: above, from: x.from}
	switch {
	case f.level != inTree || f.schema == nil:
		return false
	case f.schema.shape == shapeEntries && e.Name == "address":
		if f.scope != x.own {
			x.readList(&l) // templates are merged with their objects
			return true
		}
		x.addresses = append(x.addresses, l)
	case f.schema.shape == shapeRules, f.schema.shape == shapeEntries && policyWord(e.Name), e.Name == "default-security-rules":
		x.others = append(x.others, l)
	default:
		return false
	}
	return true
}

// readList reads a list into the tree.
func (x *xmlLists) readList(l *lateList, sections ...string) {
	x.within(l, func() {
		for e := range parser.ReadXML(x.src, parser.XMLOptions{From: l.at.Start, To: l.at.End, Sections: sections}).Document.Children() {
			x.children(e)
		}
	})
}

// within calls do with the words open that were when the list was found.
func (x *xmlLists) within(l *lateList, do func()) {
	saved, from, late := x.stack, x.from, x.late
	x.stack, x.from, x.late = append([]frame(nil), x.stack[0], l.frame), l.from, nil
	do()
	x.stack, x.from, x.late = saved, from, late
}

// policy finds the rules and reads the objects.
func (x *xmlLists) policy() {
	for i := range x.others {
		l := &x.others[i]
		switch word := l.frame.node.word; {
		case l.frame.schema.shape == shapeRules:
			x.rules(l)
		case word == "application" || word == "external-list": // their names are enough
			x.readList(l, "/"+word+"/*/-")
		default:
			x.readList(l)
		}
	}
	x.others = nil
}

// rules notes where the entries of a list of rules stand.
func (x *xmlLists) rules(l *lateList) {
	made, text := &xmlRules{x: x, schema: l.frame.schema}, x.src.Text()[l.at.Start:l.at.End]
	if !xmlEntries(text, func(_, _ int, c *xmlChild) bool {
		made.entries = append(made.entries, [2]uint32{uint32(l.at.Start + c.start), uint32(l.at.Start + c.end)})
		return true
	}) {
		made.entries = made.entries[:0]
		doc := parser.ReadXML(x.src, parser.XMLOptions{From: l.at.Start, To: l.at.End, Sections: []string{"/rules/entry/."}})
		for list := range doc.Document.Children() {
			for e := range list.All("entry") {
				if _, ok := e.Attr("name"); ok {
					at := e.Span()
					made.entries = append(made.entries, [2]uint32{uint32(at.Start), uint32(at.End)})
				}
			}
		}
	}
	l.frame.node.rules = &ruleRows{n: len(made.entries), read: made.read, scan: made.scan, form: xmlMembers}
}

// xmlRules are the rules of one list.
type xmlRules struct {
	x       *xmlLists
	schema  *schema
	entries [][2]uint32
}

// read makes the tree of rule i.
func (l *xmlRules) read(i int) *node {
	from, to := int(l.entries[i][0]), int(l.entries[i][1])
	tag := l.x.src.Text()[from:to]
	tag = tag[:bytes.IndexByte(tag, '>')+1]
	var name string
	var at parser.Span
	if start, end, ok := xmlName(tag); ok && bytes.IndexByte(tag, '&') < 0 {
		name, at = string(tag[start:end]), l.x.src.Span(from+start, from+end)
	} else {
		doc := parser.ReadXML(l.x.src, parser.XMLOptions{From: from, To: to, Sections: []string{"/entry/."}})
		a, _ := doc.Document.Child("entry").Attr("name")
		name, at = a.Value, a.At
	}
	return l.x.apart(name, at, l.schema, func() { l.x.xmlEntry(l.x.src.Span(from, to)) })
}

// scan notes what the element of rule i says.
func (l *xmlRules) scan(i int, t *ruleText) bool {
	text := l.x.src.Text()[l.entries[i][0]:l.entries[i][1]]
	if bytes.IndexByte(text, '&') >= 0 {
		return false
	}
	return xmlChildren(text, func(c *xmlChild) bool {
		name := c.element()
		o := ruleOptionOf(name)
		if o >= listOptions && o < ruleOptions {
			c.inner = bytes.TrimSpace(c.inner)
		}
		if o == ruleSourceTranslation {
			c.inner = xmlOnly(c.inner)
		}
		return t.note(o, c.inner) && string(name) != "entry" && string(name) != "member"
	})
}

// xmlOnly returns the name of the only element in text; else what no word is.
func xmlOnly(text []byte) []byte {
	if len(text) > 0 && text[0] == '<' {
		if end, kind := xmlTag(text, 0); kind == openTag && xmlChildren(text, func(*xmlChild) bool { return true }) {
			c := xmlChild{tag: text[:end]}
			return c.element()
		}
	}
	return []byte("?")
}

// xmlMembers splits the inside of a list into its members.
func xmlMembers(text []byte, words [][]byte) ([][]byte, bool) {
	for text = bytes.TrimSpace(text); len(text) > 0; text = bytes.TrimSpace(text) {
		word, rest, ok := bytes.Cut(text, []byte("</member>"))
		word, opened := bytes.CutPrefix(word, []byte("<member>"))
		if word = bytes.TrimSpace(word); !ok || !opened || bytes.IndexByte(word, '<') >= 0 {
			return words, false
		}
		words, text = append(words, word), rest
	}
	return words, true
}

// xmlEntry reads what stands in an entry.
func (b *builder) xmlEntry(at parser.Span) {
	if b.plainXML(at) {
		return
	}
	doc := parser.ReadXML(b.src, parser.XMLOptions{From: at.Start, To: at.End})
	b.children(doc.Document.Child("entry"))
}
