package paloalto

import (
	"bytes"

	"github.com/vpnlint/vpnlint/parser"
)

// listAddresses finds the statements about address objects.
func (r *setReader) listAddresses(x *addressIndex) {
	size := 0
	for _, at := range r.late {
		size += int(at.end - at.start)
	}
	x.room(r.text, size/usualAddress)
	var prefix []byte // up to the names of the list at hand
	for _, at := range r.late {
		start, end := r.first(at)
		if len(x.lists) == 0 || !bytes.HasPrefix(r.text[start:end], prefix) {
			_, behind := r.need(start, end)
			behind = min(behind+1, end)
			prefix = r.text[start:behind]
			x.lists = append(x.lists, objectList{start: start, behind: behind})
		}
		r.spanAddresses(x, at, len(prefix))
	}
	r.late = nil
}

// spanAddresses finds the objects of one list in a span. Neighbouring statements are mostly
// about the same one.
func (r *setReader) spanAddresses(x *addressIndex, at setSpan, prefix int) {
	var last []byte // the name of the object at hand
	var o *addressObject
	r.each(at, false, func(start, end int) bool {
		word, pos, same := r.sameName(last, start+prefix, end)
		if same {
			o.end = uint32(end)
			return true
		}
		if len(word) == 0 {
			return true
		}
		last = word
		name := bytes.Trim(word, `"`)
		from := pos - len(word) + bytes.Index(word, name)
		if at.head > 0 {
			start -= len(setVerb)
		}
		o = x.add([2]int{from, from + len(name)}, start, end)
		o.alone = at.head == 0
		return true
	})
}

// span returns the statements about one object.
func (l *objectList) span(o *addressObject) setSpan {
	at := setSpan{start: o.start, end: o.end}
	if !o.alone {
		at.head = uint32(len(setVerb) + l.behind - l.start)
	}
	return at
}

// readAddress reads the statements about one object.
func (r *setReader) readAddress(l *objectList, o *addressObject) { r.setAll(l.span(o)) }

// addressPlace follows the path to a list.
func (r *setReader) addressPlace(l *objectList) *node {
	path := parser.SetWords(r.text, l.start, l.behind, nil)
	if len(path) < 2 { // a device with one virtual system leaves it out
		return r.own.root.path("vsys", "vsys1")
	}
	r.dry = true
	defer func() { r.dry = false }()
	return r.walk(path[:len(path)-1]).node
}

// addressFigures looks at the statements about one object.
func (r *setReader) addressFigures(l *objectList, o *addressObject) (out range4, ok bool) {
	plain := true
	r.each(l.span(o), true, func(start, end int) bool {
		if o.alone {
			start += l.behind - l.start
		}
		_, pos := r.next(start, end)
		kind, pos := r.next(pos, end)
		switch string(kind) {
		case "ip-netmask", "ip-range", "fqdn", "ip-wildcard":
			text, pos := r.next(pos, end)
			if more, _ := r.next(pos, end); ok || len(more) > 0 {
				plain = false
			} else if out, ok = figures4(text); kind[0] == 'f' && plainWord(text) {
				out, ok = anywhere4, true
			}
			plain = plain && ok
		default:
			plain = plain && plainWord(kind)
		}
		return plain
	})
	return out, ok && plain
}
