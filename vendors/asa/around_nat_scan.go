package asa

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"net/netip"
	"slices"
	"strconv"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// natScan is a nat line with what its place in the order depends on.
type natScan struct {
	natLine
	old      bool // the syntax before 8.3
	after    bool // behind the rules of objects
	position int  // among the lines of the section; 0 = the end
}

// scanLine reads a nat line up to what it makes of the source.
func (s *surroundings) scanLine(node int32) natScan {
	x := natScan{natLine: natLine{node: node, source: 2, high: last4}}
	words := scanner{text: s.c.tree.Text(int(node))}
	words.next()
	x.old = bytes.IndexByte(words.next(), ',') < 0
	if x.old {
		return x
	}
	word := words.next()
	position := func() {
		n, given := natPosition(word)
		if x.position = n; given {
			x.source++
			word = words.next()
		}
	}
	position()
	if isWord(word, "after-auto") {
		x.after = true
		x.source++
		word = words.next()
		position()
	}
	if isWord(word, "source") {
		how, real, mapped := words.next(), words.next(), words.next()
		static := isWord(how, "static")
		if static && bytes.Equal(real, mapped) && kept(mapped) || isWord(how, "dynamic") {
			r := s.c.eitherReach(real)
			x.low, x.high = r.low, r.high
		}
	}
	return x
}

// kept reports that a source which is mapped to a word that stands for itself stays.
func kept(mapped []byte) bool {
	switch string(mapped) {
	case "interface", "pat-pool", "":
		return false
	}
	return true
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

// scanTwice encloses the rows that twice makes of a line; the second one matches
// nothing where there is one only. ok is false when the sets must be known to tell
// what the line does.
func (s *surroundings) scanTwice(line stmt, i int) (rows [2]ipsec.Bounds, ok bool) {
	rows[1] = nothing
	static := line.is(i+1, "static")
	if !line.is(i, "source") || !static && !line.is(i+1, "dynamic") {
		rows[0] = enclosing(everywhere, everywhere)
		return rows, true
	}
	source := s.c.eitherReach(line.raw(i + 2))
	kind, to, ok := s.scanTarget(static, line.raw(i+2), line.raw(i+3), source)
	if !ok {
		return rows, false
	}
	mappedDst, realDst, services := everywhere, everywhere, anyService
	oneWay, changed, off := !static, false, false
	for k := i + 3; k < line.n() && !line.is(k, "description"); k++ {
		switch {
		case line.is(k, "destination") && line.is(k+1, "static"):
			realDst = s.c.eitherReach(line.raw(k + 3))
			if mappedDst = realDst; !bytes.Equal(line.raw(k+2), line.raw(k+3)) {
				mappedDst, changed = s.c.eitherReach(line.raw(k+2)), true
			}
			if line.is(k+2, "interface") {
				mappedDst = anyAddress // it may be that of the interface
			}
			k += 3
		case line.is(k, "service"):
			services = s.r.serviceBounds(byObject, line.raw(k+1))
			k += 2
		case line.is(k, "unidirectional"):
			oneWay = true
		case line.is(k, "inactive"):
			off = true
		}
	}
	rows[0] = services.within(enclosing(source, mappedDst))
	if kind == ipsec.NATExempt {
		rows[0].Action = ipsec.Permit
	}
	if !oneWay && services.count == 0 {
		switch kind {
		case ipsec.NATStatic:
			source = to
		case ipsec.NATInterface:
			source = anyAddress
		}
		rows[1] = enclosing(realDst, source)
		if !changed {
			rows[1].Action = ipsec.Permit
		}
	}
	if off {
		rows[0].SourceLow, rows[0].SourceHigh = 1, 0 // nothing
		rows[1].SourceLow, rows[1].SourceHigh = 1, 0
	}
	return rows, true
}

// enclosing makes the bounds of a row that translates.
func enclosing(source, destination reach) ipsec.Bounds {
	return ipsec.Bounds{
		SourceLow: source.low, SourceHigh: source.high, DestinationLow: destination.low, DestinationHigh: destination.high,
		PortHigh: 65535, Action: ipsec.Deny,
	}
}

// scanTarget is target, with the reach of the translated source.
func (s *surroundings) scanTarget(static bool, real, mapped []byte, from reach) (kind ipsec.NATKind, to reach, ok bool) {
	switch string(mapped) {
	case "interface":
		return ipsec.NATInterface, to, true
	case "pat-pool", "":
		return ipsec.NATDynamic, to, true
	}
	if !static {
		return ipsec.NATDynamic, to, true
	}
	if bytes.Equal(real, mapped) {
		return ipsec.NATExempt, to, true
	}
	to = s.c.eitherReach(mapped)
	for _, r := range [...]reach{from, to} {
		if r.known != allOf && r.known != someOf {
			return kind, to, false
		}
	}
	switch {
	case from.low != to.low || from.high != to.high:
		return ipsec.NATStatic, to, true
	case from.exact() && to.exact():
		return ipsec.NATExempt, to, true
	}
	return kind, to, false
}

// objectRow is a row of an object's own NAT with what it is sorted by.
type objectRow struct {
	natRow
	bounds  ipsec.Bounds
	dynamic bool
	size    addressCount
	low     netip.Addr
	name    []byte
}

// ofObjects lists the rules of objects: static before dynamic, then those with fewer
// addresses, then the lower address, then the name.
func (l *natList) ofObjects() []objectRow {
	c := l.s.c
	x := c.index()
	rows := make([]objectRow, 0, len(x.nat))
	for _, n := range x.nat {
		at := &x.at[n.object]
		row := objectRow{natRow: natRow{node: n.node, object: n.object}, name: x.names[at.start:at.end]}
		if !l.scanObject(&row) {
			rule := l.make(row.natRow)[0]
			row.bounds, row.dynamic = natBounds(rule), rule.Kind == ipsec.NATDynamic || rule.Kind == ipsec.NATInterface
			row.size, row.low = extentOf(rule.Source)
		}
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b objectRow) int {
		if a.dynamic != b.dynamic {
			if a.dynamic {
				return 1
			}
			return -1
		}
		return cmp.Or(a.size.compare(b.size), a.low.Compare(b.low), bytes.Compare(a.name, b.name), cmp.Compare(a.node, b.node))
	})
	return rows
}

// scanObject encloses the row that ofObject makes of a line; false when it must be
// read.
func (l *natList) scanObject(row *objectRow) bool {
	c := l.s.c
	line := c.stmtIn(&l.words, int(row.node))
	source := c.objectReach(row.name)
	if source.known != allOf {
		return false
	}
	i := 1
	if bytes.IndexByte(line.raw(1), ',') >= 0 {
		i = 2
	}
	static, mapped := line.is(i, "static"), line.raw(i+1)
	kind, ok := ipsec.NATDynamic, true
	if to, figures := quad(mapped); figures {
		if static {
			kind = ipsec.NATStatic
		}
		if to == source.low && onePrefix(source) {
			kind = ipsec.NATExempt
		}
	} else if _, alias := c.names[string(mapped)]; alias || bytes.IndexByte(mapped, ':') >= 0 {
		return false
	} else if kind, _, ok = l.s.scanTarget(static, row.name, mapped, source); static && kind == ipsec.NATInterface {
		kind = ipsec.NATStatic
	}
	row.bounds = enclosing(source, everywhere)
	if kind == ipsec.NATExempt {
		row.bounds.Action = ipsec.Permit
	}
	if static && line.is(i+2, "service") {
		for _, s := range portTranslation(line, i+3) {
			row.bounds.Protocol = uint8(s.Protocol)
		}
	}
	row.dynamic = kind == ipsec.NATDynamic || kind == ipsec.NATInterface
	row.size = addressCount{low: uint64(source.high - source.low)}
	row.low = netip.AddrFrom4([4]byte(binary.BigEndian.AppendUint32(nil, source.low)))
	return ok
}

// onePrefix reports that a range is one prefix.
func onePrefix(r reach) bool {
	size := r.high - r.low // less one
	return size&(size+1) == 0 && r.low&size == 0
}
