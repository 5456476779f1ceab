package asa

import (
	"bytes"
	"slices"
	"strconv"
	"sync"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// natList holds the NAT rules in the order in which the device tries them. Most are
// only places in the text with what tells cheaply that they do not matter to a
// question: a statement is read when it may.
type natList struct {
	s      *surroundings
	once   sync.Once
	old    []*ipsec.NATRule // rows of the syntax before 8.3, ahead of all others
	rows   []natRow         // the others
	bounds []ipsec.Bounds   // of all
	words  []parser.Field   // of one statement after the other

	mu   sync.Mutex
	made map[int32][]*ipsec.NATRule // the rows of a statement
}

// natRow is one of the rows that a statement makes.
type natRow struct {
	node   int32
	object int32 // whose rule it is, a place in the index; -1 = twice NAT
	source uint8 // which word of twice NAT is "source"
	after  bool  // twice NAT behind that of objects
	part   uint8
}

// natSection is the rows of a section in their order.
type natSection struct {
	rows   []natRow
	bounds []ipsec.Bounds
	lines  int // that the rows are of
}

func (l *natList) load() {
	l.made = map[int32][]*ipsec.NATRule{}
	var old []int32
	var manual, after natSection
	manual.rows, manual.bounds = make([]natRow, 0, 2*len(l.s.c.around.nat)), make([]ipsec.Bounds, 0, 2*len(l.s.c.around.nat))
	for _, node := range l.s.c.around.nat {
		line := l.s.c.stmtIn(&l.words, int(node))
		if bytes.IndexByte(line.raw(1), ',') < 0 {
			old = append(old, node)
			continue
		}
		section, row := &manual, natRow{node: node, object: -1, source: 2}
		position, given := natPosition(line.raw(2))
		if given {
			row.source++
		}
		if line.is(int(row.source), "after-auto") {
			section, row.after = &after, true
			row.source++
			if position, given = natPosition(line.raw(int(row.source))); given {
				row.source++
			}
		}
		l.addTwice(section, line, row, position)
	}
	l.rows, l.bounds = manual.rows, manual.bounds
	for _, o := range l.ofObjects() {
		l.rows, l.bounds = append(l.rows, o.natRow), append(l.bounds, o.bounds)
	}
	l.rows, l.bounds = append(l.rows, after.rows...), append(l.bounds, after.bounds...)
	l.old = l.s.oldNAT(old)
	first := make([]ipsec.Bounds, len(l.old))
	for i, n := range l.old {
		first[i] = natBounds(n)
	}
	l.bounds = slices.Insert(l.bounds, 0, first...)
}

// natPosition reads the position that a line goes to.
func natPosition(word []byte) (n int, given bool) {
	if len(word) == 0 || word[0] > '9' {
		return 0, false // mostly the word "source"
	}
	n, err := strconv.Atoi(string(word))
	if err != nil || n < 0 {
		return 0, false
	}
	return n, true
}

// addTwice adds the rows of a twice-NAT line to a section, at the position among its
// lines that the line names; 0 = the end. A line of which the scan cannot tell what it
// does is read.
func (l *natList) addTwice(section *natSection, line stmt, row natRow, position int) {
	bounds, n, ok := l.s.scanTwice(line, int(row.source))
	if !ok {
		rules := l.make(row)
		for i, rule := range rules {
			bounds[i] = natBounds(rule)
		}
		n = len(rules)
	}
	at := len(section.rows)
	if position >= 1 && position <= section.lines {
		at = section.start(position - 1)
	}
	second := row
	second.part = 1
	section.rows = slices.Insert(section.rows, at, []natRow{row, second}[:n]...)
	section.bounds = slices.Insert(section.bounds, at, bounds[:n]...)
	section.lines++
}

// start is where the rows of a line begin.
func (s *natSection) start(line int) int {
	for i := range s.rows {
		if s.rows[i].part == 0 {
			if line == 0 {
				return i
			}
			line--
		}
	}
	return len(s.rows)
}

// make reads the rows of a statement.
func (l *natList) make(row natRow) []*ipsec.NATRule {
	rules, ok := l.made[row.node]
	if !ok {
		line := l.s.c.stmt(int(row.node))
		if row.object >= 0 {
			rules = []*ipsec.NATRule{l.s.ofObject(line, l.s.c.nameAt(row.object))}
		} else {
			rules = l.s.twice(line, int(row.source), row.after)
		}
		l.made[row.node] = rules
	}
	return rules
}

// natBounds encloses a row that is read.
func natBounds(n *ipsec.NATRule) ipsec.Bounds {
	r := ipsec.FilterRule{Source: n.Source, Destination: n.Destination, Services: n.Services, Disabled: n.Disabled, Action: ipsec.Deny}
	if n.Kind == ipsec.NATExempt {
		r.Action = ipsec.Permit
	}
	b := r.Bounds()
	b.Exact = false
	return b
}

// Len returns how many rows there are.
func (l *natList) Len() int {
	l.once.Do(l.load)
	return len(l.bounds)
}

// Bounds encloses what row i may match.
func (l *natList) Bounds(i int) ipsec.Bounds { return l.bounds[i] }

// AllBounds returns the bounds of all rows.
func (l *natList) AllBounds() []ipsec.Bounds {
	l.once.Do(l.load)
	return l.bounds
}

// Misses passes over the rows of other interfaces.
func (l *natList) Misses(i int, in, out []string) bool {
	if i < len(l.old) {
		n := l.old[i]
		return elsewhere(n.In, in) || elsewhere(n.Out, out)
	}
	row := l.rows[i-len(l.old)]
	s := scanner{text: l.s.c.tree.Text(int(row.node))}
	s.next()
	real, mapped, ok := bytes.Cut(bytes.Trim(s.next(), "()"), []byte(","))
	if !ok {
		return false // of an object, anywhere
	}
	if row.part > 0 {
		real, mapped = mapped, real
	}
	return notAt(real, in) || notAt(mapped, out)
}

// notAt is elsewhere for a place as it is written.
func notAt(place []byte, names []string) bool {
	place = bytes.TrimSpace(place)
	if len(place) == 0 || string(place) == "any" || names == nil {
		return false
	}
	return !slices.ContainsFunc(names, func(n string) bool { return string(place) == n })
}

func elsewhere(places ipsec.Places, names []string) bool {
	if len(places) == 0 || names == nil {
		return false
	}
	return !slices.ContainsFunc(places, func(p string) bool { return slices.Contains(names, p) })
}

// Row makes row i.
func (l *natList) Row(i int) *ipsec.NATRule {
	if i < len(l.old) {
		return l.old[i]
	}
	row := l.rows[i-len(l.old)]
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.make(row)[row.part]
}

// all makes every row.
func (l *natList) all() []*ipsec.NATRule {
	var out []*ipsec.NATRule
	for i := range l.Len() {
		out = append(out, l.Row(i))
	}
	return out
}
