package asa

import (
	"bytes"
	"hash/maphash"
	"sync"

	"github.com/vpnlint/vpnlint/parser"
)

// objectClass is what may be named by the same word as something of another class.
type objectClass uint8

const (
	networkObject objectClass = iota
	networkGroup
	serviceObject
	serviceGroup // of services, protocols or ICMP types, and groups that no one asks for
	noObject
)

// objectIndex finds objects and object-groups by their names. A file may have tens
// of thousands, and little of it asks for any: it is made when the first one is
// asked for, in one pass that makes no strings, and an object is parsed when it is
// asked for. It may be used by several goroutines.
type objectIndex struct {
	once  sync.Once
	seed  maphash.Seed
	names []byte     // one behind the other: the text is too far apart to look them up there
	slots []slot     // of a hash table by name
	at    []objectAt // in the order of config.objectNodes
	nat   []objectNAT

	reached sync.Once // the reaches of groups are found

	mu      sync.Mutex // for what follows
	objects map[string]*netObject
	groups  map[string]*netGroup
}

// slot is a place of a hash table: where in objectIndex.at the name stands, + 1, and
// what of its hash tells it from most others without a look there. at 0 = free.
type slot struct {
	tag uint32
	at  int32
}

// objectAt is one statement. What it says of the range holds for all of the name,
// in the first statement of it.
type objectAt struct {
	start, end uint32 // of the name in names
	next       int32  // the next statement of the same name and class, -1 = none
	reach      reach
	class      objectClass
	behind     bool // a statement before it is of the same name and class
	told       bool // reach is that of an address which stands here, or in the statements behind
}

// objectNAT is a nat line of an object.
type objectNAT struct{ object, node int32 }

// index returns the index of the objects.
func (c *config) index() *objectIndex {
	c.objects.once.Do(c.readIndex)
	return &c.objects
}

// manyObjects is how many statements are worth a second processor.
const manyObjects = 1024

// readIndex goes from the last statement to the first one. So the address that
// stands last is met first, and the first statement of a name comes to lead to the
// others.
func (c *config) readIndex() {
	x := &c.objects
	x.seed, x.at = maphash.MakeSeed(), make([]objectAt, len(c.objectNodes))
	x.objects, x.groups = map[string]*netObject{}, map[string]*netGroup{}
	size := 16
	for size < len(x.at)+len(x.at)/2 {
		size *= 2
	}
	x.slots = make([]slot, size)
	c.readObjects()
	for i := len(x.at) - 1; i >= 0; i-- {
		at := &x.at[i]
		if at.class == noObject {
			continue
		}
		s := x.slot(at.class, x.names[at.start:at.end])
		if s.at > 0 {
			at.next = s.at - 1
			other := &x.at[at.next]
			if other.behind = true; other.told {
				at.reach, at.told = other.reach, true
			}
		}
		s.at = int32(i) + 1
	}
}

// readObjects reads all statements, in two halves at once when there are many.
func (c *config) readObjects() {
	x, half := &c.objects, len(c.objectNodes)
	var first, second objectPart
	if half >= manyObjects {
		half /= 2
		parser.AtOnce(func() { first = c.readPart(0, half) }, func() { second = c.readPart(half, len(x.at)) })
	} else {
		first = c.readPart(0, half)
	}
	for i := half; i < len(x.at); i++ {
		x.at[i].start += uint32(len(first.names))
		x.at[i].end += uint32(len(first.names))
	}
	x.names, x.nat = append(first.names, second.names...), append(first.nat, second.nat...)
}

// objectPart is what some statements add to an index.
type objectPart struct {
	names []byte
	nat   []objectNAT
}

// readPart reads the statements from one to another.
func (c *config) readPart(from, to int) (part objectPart) {
	for i := from; i < to; i++ {
		at := &c.objects.at[i]
		class, name := objectHead(c.tree.Text(int(c.objectNodes[i])))
		*at = objectAt{start: uint32(len(part.names)), end: uint32(len(part.names) + len(name)), next: -1, class: class}
		switch class {
		case noObject:
			at.end = at.start
			continue
		case networkObject:
			at.reach, at.told = c.objectLines(int32(i), &part.nat)
		}
		part.names = append(part.names, name...)
	}
	return part
}

// objectHead reads "object network NAME" and the like.
func objectHead(text []byte) (class objectClass, name []byte) {
	s := scanner{text: text}
	for class, head := range plainHeads { // as a device prints most of them
		if bytes.HasPrefix(text, head) {
			s.i = len(head) - 1
			return objectClass(class), s.next()
		}
	}
	first, kind := s.next(), s.next()
	network := isWord(kind, "network")
	switch {
	case !isWord(first, "object"):
		class = serviceGroup
		if network {
			class = networkGroup
		}
	case network:
		class = networkObject
	case isWord(kind, "service"):
		class = serviceObject
	default:
		class = noObject
	}
	return class, s.next()
}

var plainHeads = [...][]byte{networkObject: []byte("object network "), networkGroup: []byte("object-group network ")}

// objectLines reads the address of a network object, and adds its nat lines.
func (c *config) objectLines(i int32, nat *[]objectNAT) (r reach, told bool) {
	r = anyAddress
	for child := range c.tree.Children(int(c.objectNodes[i])) {
		s := scanner{text: c.tree.Text(child)}
		switch kind := s.next(); string(kind) {
		case "host", "subnet", "range", "fqdn":
			r, told = figuresOf(string(kind), s.next(), s.next()), true
		case "nat":
			*nat = append(*nat, objectNAT{i, int32(child)})
		}
	}
	return r, told
}

// slot is where the table has a name, or would have it: then its tag is set.
func (x *objectIndex) slot(class objectClass, name []byte) *slot {
	for h := x.probe(name); ; h.next() {
		switch s := &x.slots[h.at]; {
		case s.at == 0:
			s.tag = h.tag
			return s
		case x.is(s, h.tag, name) && x.at[s.at-1].class == class:
			return s
		}
	}
}

// probe is a walk over the places of the table where a name may be.
type probe struct {
	at, mask uint64
	tag      uint32
}

func (x *objectIndex) probe(name []byte) probe {
	h, mask := maphash.Bytes(x.seed, name), uint64(len(x.slots)-1)
	return probe{h & mask, mask, uint32(h >> 32)}
}

func (p *probe) next() { p.at = (p.at + 1) & p.mask }

// is reports that a slot in use holds a name.
func (x *objectIndex) is(s *slot, tag uint32, name []byte) bool {
	if s.tag != tag {
		return false
	}
	at := &x.at[s.at-1]
	return bytes.Equal(x.names[at.start:at.end], name)
}

// find returns the place of the first statement of a name, -1 when there is none.
func (c *config) find(class objectClass, name []byte) int32 {
	x := c.index()
	for h := x.probe(name); ; h.next() {
		switch s := &x.slots[h.at]; {
		case s.at == 0:
			return -1
		case x.is(s, h.tag, name) && x.at[s.at-1].class == class:
			return s.at - 1
		}
	}
}

// either is find for what NAT names: an object-group of addresses, else an object.
func (c *config) either(name []byte) int32 {
	x, object := c.index(), int32(-1)
	for h := x.probe(name); ; h.next() {
		s := &x.slots[h.at]
		if s.at == 0 {
			return object
		}
		if x.is(s, h.tag, name) {
			switch x.at[s.at-1].class {
			case networkGroup:
				return s.at - 1
			case networkObject:
				object = s.at - 1
			}
		}
	}
}

// statements returns the statements of a name in the order of the file.
func (c *config) statements(class objectClass, name string) (out []int32) {
	for i := c.find(class, []byte(name)); i >= 0; i = c.objects.at[i].next {
		out = append(out, c.objectNodes[i])
	}
	return out
}

// nameAt is the name in a statement of an object.
func (c *config) nameAt(i int32) string {
	at := &c.objects.at[i]
	return string(c.objects.names[at.start:at.end])
}
