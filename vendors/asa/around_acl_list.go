package asa

import (
	"iter"
	"sort"
	"sync"
	"sync/atomic"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// aclList shows an access-list to the evaluator. When the first question about it is
// asked, its entries are read up to their source, and only those whose source is near
// to the question are read further. No entry becomes a rule of its own before it is
// asked for.
type aclList struct {
	r    *resolver
	name string
	at   []nodeRun // its statements

	once sync.Once
	runs []entryRun
	n    int // entries
	// numbered: some entry names the line that it goes to.
	numbered atomic.Bool

	mu     sync.Mutex               // for what follows
	bounds map[int32][]ipsec.Bounds // of the runs that a question was near to
}

// entryRun is neighbouring entries that begin with the same words, up to their source.
type entryRun struct {
	node      int32 // the first statement, the others stand behind it
	statement int32 // its number among all of the access-list
	entry     int32 // its number among the entries, which remarks are not
	n         int32
	low, high uint32 // enclose the source; an entry that cannot be read may have any
}

// rules makes the list of an access-list by its name. One that the file does not
// define may hold anything.
func (r *resolver) rules(name string) ipsec.RuleList {
	a := r.c.acls[name]
	if a == nil {
		reason := "access-list " + name + " is not defined in this file"
		return ipsec.RulesOf([]ipsec.FilterRule{
			{Name: name, Source: ipsec.Anywhere(), Destination: ipsec.Anywhere(), Maybe: []string{reason}},
			{Name: name, Action: ipsec.Deny, Source: ipsec.Anywhere(), Destination: ipsec.Anywhere(), Maybe: []string{reason}},
		})
	}
	return &aclList{r: r, name: name, at: a.runs}
}

// load reads the beginnings of the entries. Some that name the line they go to have
// them sorted first.
func (l *aclList) load() {
	l.bounds = map[int32][]ipsec.Bounds{}
	if l.read(); l.numbered.Load() {
		var all acl
		for _, node := range l.r.c.inOrder((&acl{runs: l.at}).nodes()) {
			all.add(node)
		}
		l.at = all.runs
		l.read()
	}
}

// longPart is how many statements are worth a goroutine.
const longPart = 4096

// read looks at every statement, at a long list's in two halves at once.
func (l *aclList) read() {
	total := 0
	for _, run := range l.at {
		total += int(run.end - run.first)
	}
	var first, second []entryRun
	if half := total / 2; half >= longPart {
		parser.AtOnce(func() { first = l.readPart(0, half) }, func() { second = l.readPart(half, total) })
	} else {
		first = l.readPart(0, total)
	}
	l.runs, l.n = append(first, second...), 0
	for i := range l.runs {
		l.runs[i].entry = int32(l.n)
		l.n += int(l.runs[i].n)
	}
}

// readPart finds the runs among the statements that have these numbers.
func (l *aclList) readPart(from, to int) (out []entryRun) {
	scan, number, tree := entryScan{r: l.r}, 0, l.r.c.tree
	out = make([]entryRun, 0, (to-from)/8+16)
	for _, row := range l.at {
		n := int(row.end - row.first)
		for i := max(from-number, 0); i < min(n, to-number); i++ {
			node := row.first + int32(i)
			out = l.extend(out, &scan, tree.Text(int(node)), node, int32(number+i))
		}
		number += n
	}
	return out
}

// extend adds a statement to the last run, or begins another one with it.
func (l *aclList) extend(runs []entryRun, scan *entryScan, text []byte, node, number int32) []entryRun {
	n := len(runs) - 1
	shares := n >= 0 && runs[n].node+runs[n].n == node && runs[n].statement+runs[n].n == number && scan.shares(text)
	if shares && goesOn(text[len(scan.before.text):]) { // as most of a large file do
		runs[n].n++
		return runs
	}
	run := entryRun{node: node, statement: number, n: 1, high: last4}
	switch b, kind := scan.start(text); {
	case kind == noEntry:
		return runs
	case kind == notPlain:
		if l.r.c.lineNumber(node) > 0 {
			l.numbered.Store(true)
		}
	case goesOn(text[scan.s.i:]) || scan.rest():
		if shares {
			runs[n].n++
			return runs
		}
		run.low, run.high = b.SourceLow, b.SourceHigh
	}
	return append(runs, run)
}

// boundsOf encloses the entries of a run, which are read when a question is near to it
// for the first time.
func (l *aclList) boundsOf(number int) []ipsec.Bounds {
	l.mu.Lock()
	defer l.mu.Unlock()
	all, ok := l.bounds[int32(number)]
	if ok {
		return all
	}
	run := &l.runs[number]
	all = make([]ipsec.Bounds, run.n)
	scan := entryScan{r: l.r}
	for i := range all {
		node := int(run.node) + i
		b, kind := scan.entry(l.r.c.tree.Text(node))
		if kind != plainEntry {
			b = l.r.entry(node, l.name, int(run.statement)+i).Bounds()
		}
		all[i] = b
	}
	l.bounds[int32(number)] = all
	return all
}

// Near yields the entries of which the source is near to the question.
func (l *aclList) Near(q *ipsec.Bounds, _, _ []string) iter.Seq2[int, *ipsec.Bounds] {
	l.once.Do(l.load)
	return func(yield func(int, *ipsec.Bounds) bool) {
		for i := range l.runs {
			run := &l.runs[i]
			if run.low > q.SourceHigh || run.high < q.SourceLow {
				continue
			}
			all := l.boundsOf(i)
			for k := range all {
				if !yield(int(run.entry)+k, &all[k]) {
					return
				}
			}
		}
	}
}

// Len returns how many entries there are, remarks not counted.
func (l *aclList) Len() int {
	l.once.Do(l.load)
	return l.n
}

// find returns the run of entry i and its place there.
func (l *aclList) find(i int) (number, place int) {
	number = sort.Search(len(l.runs), func(n int) bool { return int(l.runs[n].entry) > i }) - 1
	return number, i - int(l.runs[number].entry)
}

// Bounds encloses what entry i may match.
func (l *aclList) Bounds(i int) ipsec.Bounds {
	number, place := l.find(i)
	return l.boundsOf(number)[place]
}

// Rule parses entry i.
func (l *aclList) Rule(i int) *ipsec.FilterRule {
	number, place := l.find(i)
	run := &l.runs[number]
	return l.r.entry(int(run.node)+place, l.name, int(run.statement)+place)
}

// twoLists is one list behind the other: the entries of an interface, then the
// global ones.
type twoLists struct{ first, second ipsec.RuleList }

func (t twoLists) Len() int { return t.first.Len() + t.second.Len() }

func (t twoLists) Bounds(i int) ipsec.Bounds {
	if n := t.first.Len(); i >= n {
		return t.second.Bounds(i - n)
	}
	return t.first.Bounds(i)
}

func (t twoLists) Rule(i int) *ipsec.FilterRule {
	if n := t.first.Len(); i >= n {
		return t.second.Rule(i - n)
	}
	return t.first.Rule(i)
}

// Near yields those of the first list, then those of the second.
func (t twoLists) Near(q *ipsec.Bounds, in, out []string) iter.Seq2[int, *ipsec.Bounds] {
	return func(yield func(int, *ipsec.Bounds) bool) {
		for i, b := range ipsec.Near(t.first, q, in, out) {
			if !yield(i, b) {
				return
			}
		}
		n := t.first.Len()
		for i, b := range ipsec.Near(t.second, q, in, out) {
			if !yield(n+i, b) {
				return
			}
		}
	}
}
