package fortigate

import (
	"bytes"

	"github.com/vpnlint/vpnlint/parser"
)

// policyScan takes from a policy's text what tells cheaply that it does not matter
// to a question.
type policyScan struct {
	book *policyBook
	text []byte

	value    [allOptions][]byte
	lines    []scannedLine // of this policy
	before   []scannedLine // and of the plain one before, for lines that are alike
	words    [][]byte
	places   numbered
	services numbered
	ranges   map[string]range4
	src, dst lastAddresses
}

// numbered gives texts numbers. Neighbours mostly say the same.
type numbered struct {
	last   []byte
	number uint16
	known  map[string]uint16
}

// find returns the number of a text; false when it has none yet.
func (n *numbered) find(text []byte) (uint16, bool) {
	if n.known != nil && bytes.Equal(text, n.last) {
		return n.number, true
	}
	number, ok := n.known[string(text)]
	if ok {
		n.last, n.number = text, number
	}
	return number, ok
}

// mostNumbers is how many texts have numbers: policies with others are read.
const mostNumbers = 1 << 16

// add gives a text the next number.
func (n *numbered) add(text []byte, number int) uint16 {
	if n.known == nil {
		n.known = map[string]uint16{}
	}
	n.known[string(text)] = uint16(number)
	n.last, n.number = text, uint16(number)
	return n.number
}

// scanned is an option of a policy that the scan notes.
type scanned uint8

const (
	oSrcIntf scanned = iota
	oDstIntf
	oSrcAddr
	oDstAddr
	oService
	oAction
	oStatus
	oSchedule
	oNAT
	oPool
	allOptions
	oPlain // one that does not matter
	oOdd   // one that changes what the others stand for
)

func scannedOption(name []byte) scanned {
	switch string(name) {
	case "srcintf":
		return oSrcIntf
	case "dstintf":
		return oDstIntf
	case "srcaddr":
		return oSrcAddr
	case "dstaddr":
		return oDstAddr
	case "service":
		return oService
	case "action":
		return oAction
	case "status":
		return oStatus
	case "schedule":
		return oSchedule
	case "nat":
		return oNAT
	case "ippool":
		return oPool
	}
	if bytes.HasPrefix(name, []byte("internet-service")) || bytes.HasSuffix(name, []byte("-negate")) || bytes.HasSuffix(name, []byte("addr6")) {
		return oOdd
	}
	return oPlain
}

// row makes the row of a policy; false when it must be read.
func (p *policyScan) row(e *parser.Entry) (row policyRow, ok bool) {
	if !e.Plain || !p.sort(e) || !p.action(&row) {
		return row, false
	}
	var ok1, ok2, ok3 bool
	row.in, ok1 = p.placesOf(p.value[oSrcIntf])
	row.out, ok2 = p.placesOf(p.value[oDstIntf])
	row.service, ok3 = p.serviceList(p.value[oService])
	src, dst := p.addresses(p.value[oSrcAddr], &p.src), p.addresses(p.value[oDstAddr], &p.dst)
	if !ok1 || !ok2 || !ok3 || src.odd || dst.odd {
		return row, false
	}
	row.src, row.dst = src.range4, dst.range4
	row.parts = p.book.services[row.service].parts
	return row, true
}

// scannedLine is one line of a policy.
type scannedLine struct {
	value, end uint32
	option     scanned
}

// sort puts the values of a plain policy in their places; false when there is one
// that the scan does not follow.
func (p *policyScan) sort(e *parser.Entry) bool {
	p.value = [allOptions][]byte{}
	p.lines, p.before = p.before[:0], p.lines
	follows := true
	for _, n := range e.Lines {
		var l scannedLine
		if n >= 0 {
			l = p.before[n]
		} else {
			s := &e.Sets[^n]
			l = scannedLine{s.Value, s.ValueEnd, scannedOption(p.text[s.Option:s.OptionEnd])}
		}
		p.lines = append(p.lines, l)
		if l.option < allOptions {
			follows = follows && p.value[l.option] == nil
			p.value[l.option] = p.text[l.value:l.end]
		}
		follows = follows && l.option != oOdd
	}
	return follows
}

// action reads the options of which only some words matter; false at another word.
func (p *policyScan) action(row *policyRow) bool {
	switch string(p.value[oAction]) {
	case "", "deny":
	case "accept", "learn":
		row.flags |= rowPermits
	default:
		return false
	}
	off, ok1 := enabled(p.value[oStatus], "disable", "enable")
	nat, ok2 := enabled(p.value[oNAT], "enable", "disable")
	pool, ok3 := enabled(p.value[oPool], "enable", "disable")
	switch {
	case !ok1 || !ok2 || !ok3:
		return false
	case off:
		row.flags |= rowOff
	}
	if nat && row.flags&rowPermits != 0 {
		row.flags |= rowInterface
		if pool {
			row.flags ^= rowInterface | rowDynamic
		}
	}
	if s := p.value[oSchedule]; s != nil && string(s) != `"always"` {
		return p.names(s) && len(p.words) == 1 && string(p.words[0]) != "none"
	}
	return true
}

// enabled tells which of two words a value is; false when it is neither. No value
// is the second one.
func enabled(value []byte, yes, no string) (is, ok bool) {
	return string(value) == yes, value == nil || string(value) == yes || string(value) == no
}

// names splits a value into its words; false where they are not plainly apart.
func (p *policyScan) names(value []byte) bool {
	p.words = p.words[:0]
	for i := 0; i < len(value); {
		quoted := value[i] == '"'
		if quoted {
			i++
		}
		from := i
		for i < len(value) && value[i] != '"' && value[i] != '\\' && (quoted || value[i] > ' ' && value[i] < 0x80 && value[i] != '\'') {
			i++
		}
		p.words = append(p.words, value[from:i])
		if quoted {
			if i == len(value) || value[i] != '"' {
				return false
			}
			i++
		}
		if i < len(value) && value[i] != ' ' {
			return false
		}
		for i < len(value) && value[i] == ' ' {
			i++
		}
	}
	return true
}

func (p *policyScan) strings() []string {
	var out []string
	for _, w := range p.words {
		out = append(out, string(w))
	}
	return out
}
