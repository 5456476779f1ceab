package fortigate

import (
	"github.com/vpnlint/vpnlint/parser"
)

// shelf is a table whose entries are read one by one when they are asked for by
// name: a large file has tens of thousands of addresses, and a question needs few.
type shelf struct {
	tree    *parser.ConfigTree
	entries map[string]shelved
	// read are the objects of a table that only reading it as a whole tells, as a
	// script's that comes back to its entries.
	read map[string]*object
	one  object // for every entry again
}

type shelved struct {
	section    *parser.ConfigSection
	start, end int32
}

// shelf finds the entries of a table.
func (v *vdom) shelf(path ...string) *shelf {
	s := &shelf{tree: v.file.tree, entries: map[string]shelved{}, one: object{options: map[string]option{}}}
	sections, plain := v.find(path...), true
	for i := range sections {
		plain = plain && s.tree.Entries(sections[i], func(e parser.Entry) {
			name := s.tree.Text(e.Name)
			if _, twice := s.entries[name]; twice {
				plain = false
			}
			s.entries[name] = shelved{&sections[i], int32(e.Start), int32(e.End)}
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

// object reads the entry of that name; nil when there is none. It holds until the
// next is asked for.
func (s *shelf) object(name string) *object {
	e, ok := s.entries[name]
	if !ok {
		return s.read[name]
	}
	o := &s.one
	clear(o.options)
	*o = object{tree: s.tree, options: o.options, order: o.order[:0], tables: o.tables[:0]}
	n := s.tree.Entry(*e.section, parser.Entry{Start: int(e.start), End: int(e.end)})
	o.begin(n)
	o.add(n, asWritten)
	return o
}
