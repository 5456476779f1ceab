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

// natLine is a nat line as far as a look at it tells.
type natLine struct {
	row      natRow
	old      bool // the syntax before 8.3
	position int  // among the lines of the section; 0 = the end
	bounds   [2]ipsec.Bounds
	n        int  // rows that it makes
	ok       bool // bounds and n are known
}

func (l *natList) load() {
	l.made = map[int32][]*ipsec.NATRule{}
	var old []int32
	var manual, after natSection
	manual.rows, manual.bounds = make([]natRow, 0, 2*len(l.s.c.around.nat)), make([]ipsec.Bounds, 0, 2*len(l.s.c.around.nat))
	lines := l.scan()
	for i := range lines {
		switch line := &lines[i]; {
		case line.old:
			old = append(old, line.row.node)
		case line.row.after:
			l.add(&after, line)
		default:
			l.add(&manual, line)
		}
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

// manyLines is how many nat lines are worth a second processor.
const manyLines = 512

// scan looks at all nat lines, in two halves at once when there are many.
func (l *natList) scan() []natLine {
	nodes := l.s.c.around.nat
	lines := make([]natLine, len(nodes))
	half := len(nodes)
	if half >= manyLines {
		half /= 2
	}
	var wait sync.WaitGroup
	wait.Go(func() { l.s.scanLines(nodes[half:], lines[half:]) })
	l.s.scanLines(nodes[:half], lines[:half])
	wait.Wait()
	return lines
}

// scanLines looks at nat lines.
func (s *surroundings) scanLines(nodes []int32, out []natLine) {
	var words []parser.Field // of one statement after the other
	for i, node := range nodes {
		line, x := s.c.stmtIn(&words, int(node)), &out[i]
		x.row = natRow{node: node, object: -1, source: 2}
		if x.old = bytes.IndexByte(line.raw(1), ',') < 0; x.old {
			continue
		}
		var given bool
		if x.position, given = natPosition(line.raw(2)); given {
			x.row.source++
		}
		if line.is(int(x.row.source), "after-auto") {
			x.row.after = true
			x.row.source++
			if x.position, given = natPosition(line.raw(int(x.row.source))); given {
				x.row.source++
			}
		}
		x.bounds, x.n, x.ok = s.scanTwice(line, int(x.row.source))
	}
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

// add adds the rows of a twice-NAT line to a section, at its position among the lines
// there. A line of which the look could not tell what it does is read.
func (l *natList) add(section *natSection, line *natLine) {
	row := line.row
	if !line.ok {
		rules := l.make(row)
		for i, rule := range rules {
			line.bounds[i] = natBounds(rule)
		}
		line.n = len(rules)
	}
	at := len(section.rows)
	if line.position >= 1 && line.position <= section.lines {
		at = section.start(line.position - 1)
	}
	second := row
	second.part = 1
	section.rows = slices.Insert(section.rows, at, []natRow{row, second}[:line.n]...)
	section.bounds = slices.Insert(section.bounds, at, line.bounds[:line.n]...)
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
