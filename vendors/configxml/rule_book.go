package configxml

import (
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// ruleBook holds the filter rules of a file in the order in which the box tries
// them. Most are only places in the text with what tells cheaply that they do not
// matter to a question: a rule is read when it may.
type ruleBook struct {
	s     *Scene
	src   *parser.Source
	rows  []ruleRow // as the file has them
	order []int32   // places in rows: floating ones, those of groups, single ones
	pages map[string]*page
	tabs  [2]map[string]*tab // by the text of interface; the second with "interface is not"
	words bookWords
}

// ruleRow is one rule.
type ruleRow struct {
	from, to int32 // in the text, for a rule that is not read yet
	number   int32 // on its page
	flags    ruleFlag
	tab      *tab
	rule     *Rule // what is read already; nil otherwise
	bounds   ipsec.Bounds
}

type ruleFlag uint8

const (
	isFloating ruleFlag = 1 << iota
	forIn               // sees packets that come in
	forOut              // sees packets that leave
	isMatch             // shapes traffic and decides nothing
	hasLimit
	hasGateway // sends what it passes to a gateway
	passes
	isOff // disabled, or a rule of IPv6 only
)

// page counts the rules that one page of the box shows.
type page struct{ count int32 }

// tab is what rules on the same interfaces share.
type tab struct {
	page  *page
	group bool
	out   ipsec.Places // of packets that leave
	in    ipsec.Places // of packets that come in, without tabs that see none
	inOff bool         // no tab of the rule sees a packet that comes in
}

// readBook reads the rules; first are those that stand before the section's.
func (s *Scene) readBook(first func() []*Rule) *ruleBook {
	b := &ruleBook{s: s, src: s.Section.Tag().Source, pages: map[string]*page{}}
	b.tabs = [2]map[string]*tab{{}, {}}
	for _, r := range first() {
		b.add(r)
	}
	n := len(b.rows)
	if !b.scan() {
		b.rows = b.rows[:n]
		for e := range s.AllRules().All("rule") {
			b.add(ReadRule(e))
		}
	}
	b.sort()
	return b
}

// usualRule is how many bytes a rule takes, at the least that is usual.
const usualRule = 350

// scan takes the rules of the section from its text; false when it cannot.
func (b *ruleBook) scan() bool {
	section := b.s.Section
	if section == nil {
		return true
	}
	if b.s.Broken {
		return false
	}
	from, to := section.Tag().End, section.EndTag().Start
	b.rows = slices.Grow(b.rows, (to-from)/usualRule) // a few too many cost less than growing
	scan := ruleScan{text: b.src.Text(), lower: b.s.LowerNames, each: b.note}
	return scan.run(from, to)
}

// add takes a rule that is read.
func (b *ruleBook) add(r *Rule) {
	row := ruleRow{rule: r, tab: b.tab([]byte(strings.Join(r.Interfaces, ",")), r.NotOn)}
	row.set(isFloating, r.Floating)
	row.set(forIn, r.Direction != "out")
	row.set(forOut, r.Direction != "in")
	row.set(isMatch, r.Type == "match")
	row.set(hasLimit, len(r.Limits) > 0)
	row.set(hasGateway, r.routes())
	row.set(passes, r.Type != "block" && r.Type != "reject")
	row.set(isOff, r.Disabled || r.IPProtocol == "inet6")
	if r.Type != "match" {
		f := b.s.filterRule(r)
		row.bounds = f.Bounds()
	}
	b.rows = append(b.rows, row)
}

func (r *ruleRow) set(f ruleFlag, on bool) {
	if on {
		r.flags |= f
	}
}

func (r *ruleRow) is(f ruleFlag) bool { return r.flags&f != 0 }

// note takes a rule as the scan has found it.
func (b *ruleBook) note(raw *rawRule) {
	if raw.odd {
		b.add(b.read(raw.from, raw.to))
		return
	}
	row := ruleRow{from: int32(raw.from), to: int32(raw.to), tab: b.tab(raw.text(fInterface), raw.on(fInterfaceNot))}
	kind := raw.text(fType)
	direction := string(raw.text(fDirection))
	floating := raw.on(fFloating) && string(raw.value[fFloating]) != "no"
	quick := raw.on(fQuick)
	if !floating {
		direction, quick = "in", quick || len(raw.text(fQuick)) == 0
	}
	gateway := string(raw.text(fGateway))
	pass := len(kind) == 0 || word(kind, "pass")
	row.set(isFloating, floating)
	row.set(forIn, direction != "out")
	row.set(forOut, direction != "in")
	row.set(isMatch, word(kind, "match"))
	row.set(hasLimit, len(raw.text(fMax))+len(raw.text(fMaxNodes))+len(raw.text(fMaxStates)) > 0)
	row.set(hasGateway, gateway != "" && gateway != "default" && pass)
	row.set(passes, !word(kind, "block") && !word(kind, "reject"))
	row.set(isOff, raw.on(fDisabled) || string(raw.text(fIPProtocol)) == "inet6")
	row.bounds = b.bounds(raw)
	row.bounds.Quick = quick
	if row.bounds.Action = ipsec.Deny; pass {
		row.bounds.Action = ipsec.Permit
	}
	b.rows = append(b.rows, row)
}

// word compares a word of the file in any case.
func word(text []byte, lower string) bool {
	return len(text) == len(lower) && (string(text) == lower || strings.EqualFold(string(text), lower))
}

// tab returns what rules on these interfaces share.
func (b *ruleBook) tab(text []byte, not bool) *tab {
	known := b.tabs[0]
	if not {
		known = b.tabs[1]
	}
	if t := known[string(text)]; t != nil {
		return t
	}
	r := &Rule{Interfaces: fields(string(text)), NotOn: not}
	f := ipsec.FilterRule{In: b.s.places(r)}
	t := &tab{out: f.In, page: b.page(strings.Join(r.Interfaces, ",")), group: len(r.Interfaces) == 1 && b.s.isGroup(r.Interfaces[0])}
	b.s.onUsedTab(&f)
	t.in, t.inOff = f.In, f.Disabled
	known[string(text)] = t
	return t
}

func (b *ruleBook) page(name string) *page {
	p := b.pages[name]
	if p == nil {
		p = &page{}
		b.pages[name] = p
	}
	return p
}

// sort puts the rules in the order in which both boxes try them: floating ones,
// those of groups and of the tabs that stand for several interfaces, those of single
// interfaces; and numbers each on its page.
// Source: pfSense and OPNsense, filter.inc.
func (b *ruleBook) sort() {
	b.order = make([]int32, 0, len(b.rows))
	floating := b.page("")
	for kind := range 3 {
		for i := range b.rows {
			r := &b.rows[i]
			if r.is(isMatch) || r.kind() != kind {
				continue
			}
			p := r.tab.page
			if kind == 0 {
				p = floating
			}
			p.count++
			r.number = p.count
			b.order = append(b.order, int32(i))
		}
	}
}

func (r *ruleRow) kind() int {
	switch {
	case r.is(isFloating):
		return 0
	case r.tab.group:
		return 1
	}
	return 2
}

// rule reads rule i of the rows.
func (b *ruleBook) rule(i int32) *Rule {
	row := &b.rows[i]
	r := row.rule
	if r == nil {
		r = b.read(int(row.from), int(row.to))
	}
	r.name = label(r, int(row.number))
	return r
}

// read reads the rule that stands at a place.
func (b *ruleBook) read(from, to int) *Rule {
	x := parser.ReadXML(b.src, parser.XMLOptions{LowerNames: b.s.LowerNames, From: from, To: to})
	return ReadRule(x.Document.Child("rule"))
}
