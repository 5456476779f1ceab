package paloalto

import "bytes"

// listAddresses finds the entries of the lists of address objects. A list that is not
// plainly written is read as a whole.
func (x *xmlLists) listAddresses(out *addressIndex) {
	text, size := x.src.Text(), 0
	for i := range x.addresses {
		size += x.addresses[i].at.End - x.addresses[i].at.Start
	}
	out.room(text, size/usualAddress)
	for i := range x.addresses {
		l := &x.addresses[i]
		out.lists = append(out.lists, objectList{late: *l, place: l.place})
		if !xmlEntries(text[l.at.Start:l.at.End], func(from, to int, c *xmlChild) bool {
			from, to = l.at.Start+from, l.at.Start+to
			out.add([2]int{from, to}, l.at.Start+c.start, l.at.Start+c.end)
			return bytes.IndexByte(text[from:to], '&') < 0
		}) {
			out.lists[i].place = nil
			x.readList(l)
		}
	}
}

// usualAddress is how many bytes an address object takes, at the least that is usual.
const usualAddress = 96

// readAddress reads the element of an object.
func (x *xmlLists) readAddress(l *objectList, o *addressObject) {
	at := x.src.Span(int(o.start), int(o.end))
	tag := x.src.Text()[at.Start:at.End]
	start, end, _ := xmlName(tag[:bytes.IndexByte(tag, '>')+1])
	x.within(&l.late, func() {
		x.down(string(tag[start:end]), x.src.Span(at.Start+start, at.Start+end))
		x.xmlEntry(at)
	})
}

// addressPlace returns the place that was noted with the list.
func (x *xmlLists) addressPlace(l *objectList) *node { return l.place }

// addressFigures looks at the element of an object.
func (x *xmlLists) addressFigures(_ *objectList, o *addressObject) (out range4, ok bool) {
	text, known := x.src.Text()[o.start:o.end], 0
	if bytes.IndexByte(text, '&') >= 0 {
		return out, false
	}
	plain := xmlChildren(text, func(c *xmlChild) bool {
		switch string(c.element()) {
		case "ip-netmask", "ip-range":
			out, ok = figures4(bytes.TrimSpace(c.inner))
			known++
		case "fqdn", "ip-wildcard":
			known++
			if out = anywhere4; bytes.IndexByte(c.inner, '<') < 0 {
				ok = true
			}
		case "entry", "member":
			return false
		}
		return true
	})
	return out, ok && plain && known == 1
}
