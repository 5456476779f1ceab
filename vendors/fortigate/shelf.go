package fortigate

import (
	"bytes"
	"hash/maphash"

	"github.com/vpnlint/vpnlint/parser"
)

// shelf is a table whose entries are read one by one when they are asked for by
// name: a large file has tens of thousands of addresses, and a question needs few.
type shelf struct {
	tree *parser.ConfigTree
	// entries are found by the hash of their name. A table of which two names have
	// one hash, as the same name twice does, is read as a whole.
	entries map[uint64]shelved
	seed    maphash.Seed
	// read are the objects of a table that only reading it as a whole tells, as a
	// script's that comes back to its entries.
	read map[string]*object
	one  object // for every entry again
}

type shelved struct {
	section    *parser.ConfigSection
	name       parser.Field
	start, end int32
}

// shelf finds the entries of a table.
func (v *vdom) shelf(path ...string) *shelf {
	s := &shelf{tree: v.file.tree, entries: map[uint64]shelved{}, seed: maphash.MakeSeed(), one: object{options: map[string]option{}}}
	sections, plain := v.find(path...), true
	for i := range sections {
		plain = plain && s.tree.Entries(sections[i], func(e parser.Entry) {
			key := maphash.Bytes(s.seed, s.tree.Source.FieldText(e.Name))
			if _, twice := s.entries[key]; twice {
				plain = false
			}
			s.entries[key] = shelved{&sections[i], e.Name, int32(e.Start), int32(e.End)}
		}) && plain
	}
	if plain {
		return s
	}
	s.entries, s.read = nil, map[string]*object{}
	for _, o := range v.table(asWritten, nil, path...).objects {
		s.read[o.name] = o
	}
	return s
}

// find returns the entry of that name.
func (s *shelf) find(name []byte) (e shelved, ok bool) {
	e, ok = s.entries[maphash.Bytes(s.seed, name)]
	return e, ok && bytes.Equal(s.tree.Source.FieldText(e.name), name)
}

// object reads the entry of that name; nil when there is none. It holds until the
// next is asked for.
func (s *shelf) object(name string) *object {
	if s.entries == nil {
		return s.read[name]
	}
	e, ok := s.find([]byte(name))
	if !ok {
		return nil
	}
	o := &s.one
	clear(o.options)
	*o = object{tree: s.tree, options: o.options, order: o.order[:0], tables: o.tables[:0]}
	n := s.tree.Entry(*e.section, parser.Entry{Start: int(e.start), End: int(e.end)})
	o.begin(n)
	o.add(n, asWritten)
	return o
}
