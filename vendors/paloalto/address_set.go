package paloalto

import (
	"bytes"

	"github.com/vpnlint/vpnlint/parser"
)

// listAddresses finds the statements about address objects.
func (r *setReader) listAddresses(x *addressIndex) {
	x.room(r.text, len(r.late)/2)
	var prefix []byte // up to the names of the list at hand
	var last []byte   // the name of the object at hand
	var o *addressObject
	for k, at := range r.late {
		start, end := int(at[0]), int(at[1])
		if len(x.lists) == 0 || !bytes.HasPrefix(r.text[start:end], prefix) {
			behind := r.addressNames(start, end)
			prefix, last = r.text[start:behind], nil
			x.lists = append(x.lists, objectList{start: start, behind: behind})
		}
		word, pos, same := r.sameName(last, start+len(prefix), end)
		if same {
			o.end++
			continue
		}
		last = word
		name := bytes.Trim(word, `"`)
		from := pos - len(word) + bytes.Index(word, name)
		o = x.add([2]int{from, from + len(name)}, k, k+1)
	}
}

// readAddress reads the statements about one object.
func (r *setReader) readAddress(_ *objectList, o *addressObject) {
	for _, at := range r.late[o.start:o.end] {
		r.set(r.split(int(at[0]), int(at[1])))
	}
}

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
	for _, at := range r.late[o.start:o.end] {
		_, pos := r.next(int(at[0])+l.behind-l.start, int(at[1]))
		kind, pos := r.next(pos, int(at[1]))
		switch string(kind) {
		case "ip-netmask", "ip-range", "fqdn", "ip-wildcard":
			text, pos := r.next(pos, int(at[1]))
			if more, _ := r.next(pos, int(at[1])); ok || len(more) > 0 {
				return out, false
			}
			if out, ok = figures4(text); kind[0] == 'f' && plainWord(text) {
				out, ok = anywhere4, true
			}
			if !ok {
				return out, false
			}
		default:
			if !plainWord(kind) {
				return out, false
			}
		}
	}
	return out, ok
}
