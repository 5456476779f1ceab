package asa

import (
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// aclList shows an access-list to the evaluator. Its entries are looked at when
// the first question about it is asked: the plain ones then cost a few numbers
// each, and no entry becomes a rule of its own before it is asked for.
type aclList struct {
	r     *resolver
	name  string
	nodes []int32 // all statements of the list

	once   sync.Once
	lines  []int32 // position of each entry among the statements
	bounds []ipsec.Bounds
	// numbered: some entry names the line that it goes to.
	numbered atomic.Bool
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
	return &aclList{r: r, name: name, nodes: a.nodes()}
}

func (l *aclList) load() {
	if l.read(); l.numbered.Load() {
		l.nodes = l.r.c.inOrder(l.nodes)
		l.read()
	}
}

// read looks at every statement, the parts of a long list at the same time.
func (l *aclList) read() {
	l.lines, l.bounds = make([]int32, len(l.nodes)), make([]ipsec.Bounds, len(l.nodes))
	part := max(longPart, (len(l.nodes)+1)/runtime.GOMAXPROCS(0))
	var parts sync.WaitGroup
	for from := part; from < len(l.nodes); from += part {
		parts.Go(func() { l.readPart(from, min(from+part, len(l.nodes))) })
	}
	l.readPart(0, min(part, len(l.nodes)))
	parts.Wait()
	n := 0
	for i, line := range l.lines {
		if line >= 0 {
			l.lines[n], l.bounds[n] = line, l.bounds[i]
			n++
		}
	}
	l.lines, l.bounds = l.lines[:n], l.bounds[:n]
}

// longPart is how many statements are worth a goroutine.
const longPart = 4096

func (l *aclList) readPart(from, to int) {
	scan := entryScan{r: l.r}
	for i := from; i < to; i++ {
		b, what := scan.entry(l.r.c.tree.Text(int(l.nodes[i])))
		l.lines[i] = int32(i)
		switch what {
		case noEntry:
			l.lines[i] = -1
		case notPlain:
			if l.r.c.lineNumber(l.nodes[i]) > 0 {
				l.numbered.Store(true)
			}
			b = l.r.entry(int(l.nodes[i]), l.name, i).Bounds()
		}
		l.bounds[i] = b
	}
}

// Len returns how many entries there are, remarks not counted.
func (l *aclList) Len() int {
	l.once.Do(l.load)
	return len(l.bounds)
}

// Bounds encloses what entry i may match.
func (l *aclList) Bounds(i int) ipsec.Bounds { return l.bounds[i] }

// AllBounds returns the bounds of all entries.
func (l *aclList) AllBounds() []ipsec.Bounds {
	l.once.Do(l.load)
	return l.bounds
}

// Rule parses entry i.
func (l *aclList) Rule(i int) *ipsec.FilterRule {
	line := int(l.lines[i])
	return l.r.entry(int(l.nodes[line]), l.name, line)
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

// entry reads one access-list entry. One that cannot be read may match anything.
func (r *resolver) entry(node int, acl string, line int) *ipsec.FilterRule {
	s := r.c.stmt(node)
	rule := &ipsec.FilterRule{Name: acl + " line " + strconv.Itoa(line+1), At: s.whole()}
	i := 2
	if s.is(i, "line") {
		i += 2
	}
	standard := s.is(i, "standard")
	if standard || s.is(i, "extended") {
		i++
	}
	switch {
	case s.is(i, "deny"):
		rule.Action = ipsec.Deny
	case !s.is(i, "permit"):
		return unreadableEntry(rule)
	}
	ok := true
	if standard {
		rule.Source = ipsec.Anywhere()
		rule.Destination, i, ok = r.side(s, i+1)
	} else {
		i, ok = r.extended(s, i+1, rule)
	}
	if !ok {
		return unreadableEntry(rule)
	}
	r.tail(s, i, rule)
	return rule
}

func unreadableEntry(rule *ipsec.FilterRule) *ipsec.FilterRule {
	rule.Source, rule.Destination, rule.Services = ipsec.Anywhere(), ipsec.Anywhere(), nil
	rule.Maybe = []string{"the entry cannot be read"}
	return rule
}

// extended reads protocol, source and destination from word i on.
func (r *resolver) extended(s stmt, i int, rule *ipsec.FilterRule) (next int, ok bool) {
	m := r.services()
	ownPorts := false // the service object tells the ports
	switch {
	case s.is(i, "object"):
		m.object(s.text(i + 1))
		i, ownPorts = i+2, true
	case s.is(i, "object-group"):
		m.group(s.text(i+1), nil)
		i += 2
	default:
		m.line(stmt{c: s.c, node: s.node, f: s.f[:min(i+1, s.n())]}, i)
		i++
	}
	i = identity(s, i, rule)
	if rule.Source, i, ok = r.side(s, i); !ok {
		return i, false
	}
	src := r.services()
	i = r.ports(s, i, m, src)
	i = identity(s, i, rule)
	if rule.Destination, i, ok = r.side(s, i); !ok {
		return i, false
	}
	dst := r.services()
	if !ownPorts {
		i = r.ports(s, i, m, dst)
	}
	rule.Services = combine(m, src, dst)
	rule.Maybe = append(append(append(rule.Maybe, m.maybe...), src.maybe...), dst.maybe...)
	return i, true
}

// identity passes over a user or a security tag, which only the device can tell.
func identity(s stmt, i int, rule *ipsec.FilterRule) int {
	for {
		switch {
		case s.is(i, "user"), s.is(i, "user-group"), s.is(i, "object-group-user"), s.is(i, "object-group-security"):
			rule.Maybe = append(rule.Maybe, "it depends on "+s.text(i)+" "+s.text(i+1))
			i += 2
		case s.is(i, "security-group"):
			rule.Maybe = append(rule.Maybe, "it depends on a security-group")
			i += 3
		default:
			return i
		}
	}
}

// ports reads what may stand behind an address: a port operator, an ICMP type, or
// a group of either. into gets the ports as destinations.
func (r *resolver) ports(s stmt, i int, m, into *serviceMaker) int {
	if s.is(i, "object-group") {
		if name := s.text(i + 1); !r.c.isGroup(name) {
			into.group(name, []int{ipsec.ProtoTCP, ipsec.ProtoUDP})
			return i + 2
		}
		return i
	}
	p, next, ok := portOperator(s, i)
	switch {
	case !ok:
		into.unknown("a port of this entry cannot be read")
		return next
	case next > i:
		into.out = append(into.out, ipsec.Service{Destination: p})
		return next
	}
	if len(m.out) == 1 && m.out[0].Protocol == ipsec.ProtoICMP && i < s.n() {
		if n, ok := lookup(icmpNumbers, s.text(i), 255); ok {
			into.out = append(into.out, ipsec.Service{Destination: ipsec.OnePort(uint16(n))})
			if _, ok := lookup(nil, s.text(i+1), 255); ok {
				i++
			}
			return i + 1
		}
	}
	return i
}

// combine joins the protocols of an entry with its source and destination ports.
// Everything is nil.
func combine(m, src, dst *serviceMaker) []ipsec.Service {
	if len(src.out) == 0 && len(dst.out) == 0 {
		if len(m.out) == 1 && m.out[0].Protocol == ipsec.ProtoAny {
			return nil
		}
		return m.out
	}
	var sources, destinations ipsec.Ports
	for _, s := range src.out {
		sources = append(sources, s.Destination...)
	}
	for _, s := range dst.out {
		destinations = append(destinations, s.Destination...)
	}
	var out []ipsec.Service
	for _, p := range m.out {
		p.Source, p.Destination = sources, destinations
		out = append(out, p)
	}
	return out
}

// tail reads what follows the destination.
func (r *resolver) tail(s stmt, i int, rule *ipsec.FilterRule) {
	for ; i < s.n(); i++ {
		switch strings.ToLower(s.text(i)) {
		case "inactive":
			rule.Disabled = true
		case "time-range":
			rule.Maybe = append(rule.Maybe, "it holds in time-range "+s.text(i+1)+" only")
			i++
		}
	}
}
