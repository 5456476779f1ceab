package fortigate

import (
	"hash/maphash"
	"math/bits"
	"slices"

	"github.com/vpnlint/vpnlint/parser"
)

// shelf is a table whose entries are found by name and in their order without being
// read: a large file has tens of thousands of addresses and policies, and a question
// needs few of them. It does not change once it is made.
type shelf struct {
	tree    *parser.ConfigTree
	entries []shelved
	slots   []uint32 // by hash: one more than the number of an entry, 0 = free
	seed    maphash.Seed
}

// shelved is where an entry stands.
type shelved struct {
	start, end uint32
	hash       uint32
	mark       uint32 // what the maker of the shelf notes
}

// shelf finds the entries of a table; nil where only reading it as a whole tells
// them, as of a script that comes back to its entries. Note looks at each entry.
func (v *vdom) shelf(note func(*shelf, *shelved, *parser.Entry), path ...string) *shelf {
	s, told := &shelf{tree: v.file.tree, seed: maphash.MakeSeed()}, true
	for _, section := range v.find(path...) {
		first := len(s.entries)
		if !s.tree.Entries(section, func(e *parser.Entry) {
			s.grow(section, e.Start, first)
			name := s.tree.Source.FieldText(e.Name)
			s.entries = append(s.entries, shelved{start: uint32(e.Start), end: uint32(e.End), hash: uint32(maphash.Bytes(s.seed, name))})
			at := &s.entries[len(s.entries)-1]
			told = told && (e.Plain || string(s.name(at)) == string(name))
			note(s, at, e)
		}) || !told {
			return nil
		}
	}
	return s.index()
}

// fewEntries are too few to tell from them how many a section has.
const fewEntries = 64

// grow makes room for as many entries as the rest of a section has, should they be
// as long as those from first on.
func (s *shelf) grow(section parser.ConfigSection, at, first int) {
	if len(s.entries) < cap(s.entries) {
		return
	}
	left := fewEntries
	if n := len(s.entries) - first; n >= fewEntries {
		left = n/16 + n*(section.End-at)/(at-section.Body)
	}
	s.entries = slices.Grow(s.entries, left+1)
}

// index makes the entries be found by name; nil when two have the same.
func (s *shelf) index() *shelf {
	s.slots = make([]uint32, 1<<bits.Len(uint(len(s.entries)*5/4)))
	for i := range s.entries {
		e := &s.entries[i]
		at := s.slot(e.hash)
		for ; s.slots[at] != 0; at = s.slot(uint32(at) + 1) {
			if o := &s.entries[s.slots[at]-1]; o.hash == e.hash && string(s.name(o)) == string(s.name(e)) {
				return nil
			}
		}
		s.slots[at] = uint32(i + 1)
	}
	return s
}

func (s *shelf) slot(hash uint32) int { return int(hash) & (len(s.slots) - 1) }

// name is the name of an entry. It stands there without escapes.
func (s *shelf) name(e *shelved) []byte {
	text := s.tree.Source.Text()
	from := int(e.start) + len("edit")
	for text[from] == ' ' || text[from] == '\t' || text[from] == '\r' {
		from++
	}
	to := from
	if text[from] == '"' {
		from++
		for to = from; text[to] != '"'; {
			to++
		}
		return text[from:to]
	}
	for text[to] > ' ' {
		to++
	}
	return text[from:to]
}

// find returns the entry of that name; nil when there is none.
func (s *shelf) find(name []byte) *shelved {
	hash := uint32(maphash.Bytes(s.seed, name))
	for at := s.slot(hash); s.slots[at] != 0; at = s.slot(uint32(at) + 1) {
		if e := &s.entries[s.slots[at]-1]; e.hash == hash && string(s.name(e)) == string(name) {
			return e
		}
	}
	return nil
}

// read makes an object of an entry.
func (s *shelf) read(e *shelved) *object {
	o := &object{options: map[string]option{}}
	s.into(e, o)
	return o
}

// into reads an entry into an object that was another one's.
func (s *shelf) into(e *shelved, o *object) {
	clear(o.options)
	*o = object{tree: s.tree, options: o.options, order: o.order[:0], tables: o.tables[:0]}
	n := s.tree.Entry(int(e.start), int(e.end))
	o.begin(n)
	o.add(n, asWritten)
}
