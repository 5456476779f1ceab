package paloalto

import "slices"

// addressIndex finds the address objects of a large file by name. An object gets
// into the tree when a value names it, and what it stands for can be told without.
type addressIndex struct {
	form    addressForm
	lists   []objectList
	names   *nameIndex
	chains  []addressChain // by the number of the name
	objects []addressObject
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
	next       int32 // the next object of that name; -1 without one
	read       bool  // it is in the tree
}

// addressChain holds the first and the last object of one name.
type addressChain struct{ first, last int32 }

// load finds the objects, once.
func (x *addressIndex) load() {
	if x.names == nil {
		x.form.listAddresses(x)
	}
}

// add notes an object whose name stands there.
func (x *addressIndex) add(name [2]int, start, end int) {
	o := int32(len(x.objects))
	x.objects = append(x.objects, addressObject{start: uint32(start), end: uint32(end), list: int32(len(x.lists)) - 1, next: -1})
	i, isNew := x.names.add(name[0], name[1])
	if isNew {
		x.chains = append(x.chains, addressChain{o, o})
		return
	}
	x.objects[x.chains[i].last].next = o
	x.chains[i].last = o
}

// first returns the first object of that name; -1 without one.
func (x *addressIndex) first(name []byte) int32 {
	x.load()
	if i := x.names.find(name); i >= 0 {
		return x.chains[i].first
	}
	return -1
}

// read puts the objects of that name into the tree.
func (x *addressIndex) read(name string) {
	for k := x.first([]byte(name)); k >= 0; k = x.objects[k].next {
		if o := &x.objects[k]; !o.read {
			o.read = true
			x.form.readAddress(&x.lists[o.list], o)
		}
	}
}

// figures encloses the object that a name stands for in places. It reports false
// when only reading it tells.
func (x *addressIndex) figures(name []byte, places []*node) (range4, bool) {
	best, rank := int32(-1), len(places)
	k := x.first(name)
	if !x.placed {
		x.placed = true
		for i := range x.lists {
			x.lists[i].place = x.form.addressPlace(&x.lists[i])
		}
	}
	for ; k >= 0; k = x.objects[k].next {
		r := slices.Index(places, x.lists[x.objects[k].list].place)
		if r >= 0 && r == rank {
			return range4{}, false // written in several parts
		}
		if r >= 0 && r < rank {
			best, rank = k, r
		}
	}
	if best < 0 {
		return range4{}, false
	}
	for _, p := range places[:rank] { // another kind of object may hide it
		for _, kind := range [...]string{"address", "address-group", "external-list"} {
			if p.find(kind).find(string(name)) != nil {
				return range4{}, false
			}
		}
	}
	o := &x.objects[best]
	if !o.read && places[rank].find("address").find(string(name)) != nil {
		return range4{}, false // the tree has another part of it
	}
	return x.form.addressFigures(&x.lists[o.list], o)
}
