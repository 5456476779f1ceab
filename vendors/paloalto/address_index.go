package paloalto

import "slices"

// addressIndex finds the address objects of a large file by name. An object gets
// into the tree when a value names it, and what it stands for can be told without.
type addressIndex struct {
	form    addressForm
	lists   []objectList
	names   *nameIndex
	objects []addressObject // by the number of the name: the first one
	more    []addressObject // further ones
	placed  bool
}

// addressForm is the form of the file.
type addressForm interface {
	// listAddresses finds the objects of the file.
	listAddresses(x *addressIndex)
	// readAddress puts an object into the tree.
	readAddress(l *objectList, o *addressObject)
	// addressPlace returns the place whose objects are in a list; nil when it is none
	// that the tree has.
	addressPlace(l *objectList) *node
	// addressFigures encloses an object that is written plainly.
	addressFigures(l *objectList, o *addressObject) (range4, bool)
}

// objectList is a list of address objects: of a virtual system, of a device group,
// of what is shared.
type objectList struct {
	start, behind int // set form: the path to the objects, as text
	late          lateList
	place         *node
}

// addressObject is where an object is written: an element, or statements.
type addressObject struct {
	start, end uint32
	list       int32
	next, last int32 // one above the place in more of the next object of that name, and of the last; 0 without one
	read       bool  // it is in the tree
	alone      bool  // set form: one statement, as in setSpan
}

// load finds the objects, once.
func (x *addressIndex) load() {
	if x.names == nil {
		x.form.listAddresses(x)
	}
}

// room makes room for about so many objects.
func (x *addressIndex) room(text []byte, objects int) {
	x.names, x.objects = newNameIndex(text, objects), make([]addressObject, 0, objects)
}

// add notes an object whose name stands there.
func (x *addressIndex) add(name [2]int, start, end int) *addressObject {
	o := addressObject{start: uint32(start), end: uint32(end), list: int32(len(x.lists)) - 1}
	i, isNew := x.names.add(name[0], name[1])
	if isNew {
		x.objects = append(x.objects, o)
		return &x.objects[i]
	}
	x.more = append(x.more, o)
	first, n := &x.objects[i], int32(len(x.more))
	if first.last > 0 {
		x.more[first.last-1].next = n
	} else {
		first.next = n
	}
	first.last = n
	return &x.more[n-1]
}

// named calls each for the objects of that name.
func (x *addressIndex) named(name []byte, each func(o *addressObject)) {
	x.load()
	i := x.names.find(name)
	if i < 0 {
		return
	}
	for o := &x.objects[i]; ; o = &x.more[o.next-1] {
		if each(o); o.next == 0 {
			return
		}
	}
}

// read puts the objects of that name into the tree.
func (x *addressIndex) read(name string) {
	x.named([]byte(name), func(o *addressObject) {
		if !o.read {
			o.read = true
			x.form.readAddress(&x.lists[o.list], o)
		}
	})
}

// figures encloses the object that a name stands for in places. It reports false
// when only reading it tells.
func (x *addressIndex) figures(name []byte, places []*node) (range4, bool) {
	x.load()
	if !x.placed {
		x.placed = true
		for i := range x.lists {
			x.lists[i].place = x.form.addressPlace(&x.lists[i])
		}
	}
	var best *addressObject
	rank, parts := len(places), 0
	x.named(name, func(o *addressObject) {
		r := slices.Index(places, x.lists[o.list].place)
		if r >= 0 && r <= rank {
			if parts++; r < rank {
				best, rank, parts = o, r, 1
			}
		}
	})
	if parts != 1 {
		return range4{}, false // there is none, or it is written in several parts
	}
	for _, p := range places[:rank] { // another kind of object may hide it
		for _, kind := range [...]string{"address", "address-group", "external-list"} {
			if p.find(kind).find(string(name)) != nil {
				return range4{}, false
			}
		}
	}
	if !best.read && places[rank].find("address").find(string(name)) != nil {
		return range4{}, false // the tree has another part of it
	}
	return x.form.addressFigures(&x.lists[best.list], best)
}
