package asa

import (
	"bytes"
	"iter"
	"slices"
	"sync"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// natList holds the NAT rules in the order in which the device tries them. Most are
// only places in the text with what tells cheaply that they do not matter to a
// question: a statement is read when it may.
//
// A line of twice NAT is two rows, of which the second matches nothing where the line
// works in one direction.
type natList struct {
	s       *surroundings
	once    sync.Once
	old     []*ipsec.NATRule // rows of the syntax before 8.3, ahead of all others
	first   []ipsec.Bounds   // of these
	manual  []natLine
	objects []objectRow
	after   []natLine // twice NAT behind that of objects

	mu     sync.Mutex                 // for what follows
	words  []parser.Field             // of one statement after the other
	bounds map[int32][2]ipsec.Bounds  // of the rows of a statement, where a question was near to it
	made   map[int32][]*ipsec.NATRule // the rows of a statement
}

// natLine is a line of twice NAT as far as a look at it tells.
type natLine struct {
	node      int32
	source    uint8  // which word is "source"
	low, high uint32 // a packet that is neither from nor to these addresses is none of its
}

// natRow is one of the rows that a statement makes.
type natRow struct {
	node   int32
	object int32 // whose rule it is, a place in the index; -1 = twice NAT
	source uint8 // as in natLine
	after  bool
	part   uint8
}

func (l *natList) load() {
	l.made, l.bounds = map[int32][]*ipsec.NATRule{}, map[int32][2]ipsec.Bounds{}
	var old []int32
	var manual, after []natScan
	for _, x := range l.scan() {
		switch {
		case x.old:
			old = append(old, x.node)
		case x.after:
			after = append(after, x)
		default:
			manual = append(manual, x)
		}
	}
	l.manual, l.after = linesOf(manual), linesOf(after)
	l.objects = l.ofObjects()
	l.old = l.s.oldNAT(old)
	l.first = make([]ipsec.Bounds, len(l.old))
	for i, n := range l.old {
		l.first[i] = natBounds(n)
	}
}

// linesOf returns the lines of a section, each at its position among those before it.
func linesOf(section []natScan) []natLine {
	out := make([]natLine, 0, len(section))
	for _, x := range ordered(section, func(x natScan) int { return x.position }) {
		out = append(out, x.natLine)
	}
	return out
}

// manyLines is how many nat lines are worth a second processor.
const manyLines = 256

// scan looks at all nat lines, in parts at once when there are many.
func (l *natList) scan() []natScan {
	nodes := l.s.c.around.nat
	lines := make([]natScan, len(nodes))
	parser.InParts(len(nodes), manyLines, func(from, to int) {
		for i := from; i < to; i++ {
			lines[i] = l.s.scanLine(nodes[i])
		}
	})
	return lines
}

// row returns the row with a number behind those of the old syntax.
func (l *natList) row(i int) natRow {
	if i < 2*len(l.manual) {
		line := l.manual[i/2]
		return natRow{node: line.node, object: -1, source: line.source, part: uint8(i % 2)}
	}
	if i -= 2 * len(l.manual); i < len(l.objects) {
		return l.objects[i].natRow
	}
	i -= len(l.objects)
	line := l.after[i/2]
	return natRow{node: line.node, object: -1, source: line.source, after: true, part: uint8(i % 2)}
}

// nothing are the bounds of a row that is none.
var nothing = ipsec.Bounds{SourceLow: 1}

// boundsOf encloses the rows of a line of twice NAT. A line of which the look cannot
// tell what it does is read.
func (l *natList) boundsOf(row natRow) [2]ipsec.Bounds {
	l.mu.Lock()
	defer l.mu.Unlock()
	b, ok := l.bounds[row.node]
	if ok {
		return b
	}
	b, ok = l.s.scanTwice(l.s.c.stmtIn(&l.words, int(row.node)), int(row.source))
	if !ok {
		b[1] = nothing
		for i, rule := range l.make(row) {
			b[i] = natBounds(rule)
		}
	}
	l.bounds[row.node] = b
	return b
}

// make reads the rows of a statement. The caller holds the lock.
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
	return len(l.old) + 2*len(l.manual) + len(l.objects) + 2*len(l.after)
}

// Bounds encloses what row i may match.
func (l *natList) Bounds(i int) ipsec.Bounds {
	if i < len(l.old) {
		return l.first[i]
	}
	row := l.row(i - len(l.old))
	if row.object >= 0 {
		return l.objects[i-len(l.old)-2*len(l.manual)].bounds
	}
	return l.boundsOf(row)[row.part]
}

// Near yields the rows of the statements that a question may be about.
func (l *natList) Near(q *ipsec.Bounds, _, _ []string) iter.Seq2[int, *ipsec.Bounds] {
	l.once.Do(l.load)
	return func(yield func(int, *ipsec.Bounds) bool) {
		for i := range l.first {
			if !yield(i, &l.first[i]) {
				return
			}
		}
		at := len(l.first)
		if !l.linesNear(l.manual, at, q, yield) {
			return
		}
		at += 2 * len(l.manual)
		for i := range l.objects {
			if b := &l.objects[i].bounds; b.Meets(q) && !yield(at+i, b) {
				return
			}
		}
		l.linesNear(l.after, at+len(l.objects), q, yield)
	}
}

// linesNear does that for a section of which the first row has the number at. It
// reports false when no more rows are wanted.
func (l *natList) linesNear(section []natLine, at int, q *ipsec.Bounds, yield func(int, *ipsec.Bounds) bool) bool {
	for i := range section {
		line := &section[i]
		if (line.low > q.SourceHigh || line.high < q.SourceLow) && (line.low > q.DestinationHigh || line.high < q.DestinationLow) {
			continue
		}
		both := l.boundsOf(l.row(at + 2*i - len(l.old)))
		for k := range both {
			if both[k].Meets(q) && !yield(at+2*i+k, &both[k]) {
				return false
			}
		}
	}
	return true
}

// Misses passes over the rows of other interfaces.
func (l *natList) Misses(i int, in, out []string) bool {
	if i < len(l.old) {
		n := l.old[i]
		return elsewhere(n.In, in) || elsewhere(n.Out, out)
	}
	row := l.row(i - len(l.old))
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

// Row makes row i, nil for one that matches nothing since its line has no second row.
func (l *natList) Row(i int) *ipsec.NATRule {
	if i < len(l.old) {
		return l.old[i]
	}
	row := l.row(i - len(l.old))
	l.mu.Lock()
	defer l.mu.Unlock()
	if rows := l.make(row); int(row.part) < len(rows) {
		return rows[row.part]
	}
	return nil
}

// all makes every row.
func (l *natList) all() []*ipsec.NATRule {
	var out []*ipsec.NATRule
	for i := range l.Len() {
		if row := l.Row(i); row != nil {
			out = append(out, row)
		}
	}
	return out
}
