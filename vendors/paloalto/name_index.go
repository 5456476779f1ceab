package paloalto

import (
	"bytes"
	"hash/maphash"
	"slices"
)

// nameIndex numbers the names of a long list as they stand in the text. It makes
// nothing for each of them: there are tens of thousands, and few are asked for.
type nameIndex struct {
	text  []byte
	seed  maphash.Seed
	names [][2]uint32 // by number: where each stands
	slots []nameSlot
}

// nameSlot is a place of the table, by hash. Its number is one above the name's; 0 is free.
type nameSlot struct {
	hash   uint32
	number int32
}

// newNameIndex makes room for about so many names.
func newNameIndex(text []byte, names int) *nameIndex {
	x := &nameIndex{text: text, seed: maphash.MakeSeed(), names: make([][2]uint32, 0, names)}
	x.grow(names)
	return x
}

// slot returns where a name stands, or where it would.
func (x *nameIndex) slot(name []byte) (at *nameSlot, hash uint32) {
	hash = uint32(maphash.Bytes(x.seed, name))
	for i := hash; ; i++ {
		at = &x.slots[i&uint32(len(x.slots)-1)]
		if at.number == 0 || at.hash == hash && bytes.Equal(x.name(at.number-1), name) {
			return at, hash
		}
	}
}

func (x *nameIndex) name(i int32) []byte { return x.text[x.names[i][0]:x.names[i][1]] }

// find returns the number of a name; -1 without it.
func (x *nameIndex) find(name []byte) int32 {
	at, _ := x.slot(name)
	return at.number - 1
}

// add returns the number of the name that stands there, and whether it is a new one.
func (x *nameIndex) add(start, end int) (i int32, isNew bool) {
	at, hash := x.slot(x.text[start:end])
	if at.number > 0 {
		return at.number - 1, false
	}
	x.names = append(x.names, [2]uint32{uint32(start), uint32(end)})
	*at = nameSlot{hash, int32(len(x.names))}
	if 4*len(x.names) > 3*len(x.slots) {
		x.grow(2 * len(x.names))
	}
	return int32(len(x.names)) - 1, true
}

// room makes room for about so many more names.
func (x *nameIndex) room(n int) {
	x.names = slices.Grow(x.names, n)
	if n += len(x.names); 3*len(x.slots) < 4*n {
		x.grow(n)
	}
}

// grow makes the slots for so many names.
func (x *nameIndex) grow(names int) {
	n := uint32(64)
	for int(n)*3 < names*4 {
		n *= 2
	}
	old := x.slots
	x.slots = make([]nameSlot, n)
	for _, s := range old {
		if s.number > 0 {
			i := s.hash
			for x.slots[i&(n-1)].number > 0 {
				i++
			}
			x.slots[i&(n-1)] = s
		}
	}
}
