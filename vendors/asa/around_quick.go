package asa

import (
	"bytes"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// What a quick look says about a statement of an access-list.
type entryKind uint8

const (
	plainEntry entryKind = iota // its bounds hold
	notPlain                    // an entry that must be parsed in full
	noEntry                     // a remark, or of another kind of list
)

// entryScan encloses the entries of an access-list without making a string: a
// protocol, addresses in figures or by name, ports. Few entries of a large file are
// anything else.
type entryScan struct {
	r     *resolver
	s     scanner
	named [2]operand // what an entry named last as source and as destination
	beginning
	before beginning // of an entry before, which the ones behind it often share
}

// beginning is an entry up to its source, and what is known then.
type beginning struct {
	text    []byte
	bounds  ipsec.Bounds
	exact   bool
	follows follows
}

// operand is an object or a group.
type operand struct {
	group   bool
	defined bool
	name    []byte
	reach   reach
}

// follows is what may stand behind an address.
type follows uint8

const (
	nothingFollows follows = iota
	portFollows
	typeFollows
)

// entry encloses one statement.
func (e *entryScan) entry(text []byte) (ipsec.Bounds, entryKind) {
	if b, kind := e.start(text); kind != plainEntry {
		return b, kind
	}
	if !e.rest() {
		return e.bounds, notPlain
	}
	e.bounds.Exact = e.exact
	return e.bounds, plainEntry
}

// start encloses one statement by its source.
func (e *entryScan) start(text []byte) (ipsec.Bounds, entryKind) {
	e.s = scanner{text: text}
	if e.shares(text) {
		e.s.i, e.beginning = len(e.before.text), e.before
		return e.bounds, plainEntry
	}
	kind := e.begin()
	if kind == plainEntry {
		e.text = text[:e.s.i]
		e.before = e.beginning
	}
	return e.bounds, kind
}

// shares reports that a statement begins as the one before did.
func (e *entryScan) shares(text []byte) bool {
	n := len(e.before.text)
	return n > 0 && len(text) > n && text[n] == ' ' && bytes.HasPrefix(text, e.before.text)
}

// goesOn reports that what stands behind the source surely begins with a destination.
// An entry without one cannot be read.
func goesOn(rest []byte) bool {
	for _, word := range [...]string{" host ", " object ", " any "} {
		if len(rest) > len(word) && string(rest[:len(word)]) == word && rest[len(word)] > ' ' && rest[len(word)] < 0x80 {
			return true
		}
	}
	return string(rest) == " any"
}

// begin reads an entry up to its source.
func (e *entryScan) begin() entryKind {
	e.beginning = beginning{bounds: ipsec.Bounds{PortHigh: 65535}, exact: true}
	e.s.next()
	e.s.next()
	w := e.s.next()
	if string(w) == "extended" {
		w = e.s.next()
	}
	switch string(w) {
	case "permit":
	case "deny":
		e.bounds.Action = ipsec.Deny
	case "remark", "ethertype", "webtype":
		return noEntry
	default:
		return notPlain
	}
	ok := e.protocol(e.s.next())
	if ok {
		e.bounds.SourceLow, e.bounds.SourceHigh, ok = e.side(0, e.s.next())
	}
	if !ok {
		return notPlain
	}
	return plainEntry
}

// rest reads what follows the source. It reports false when it does not know a word.
func (e *entryScan) rest() (ok bool) {
	word := e.s.next()
	if e.follows == portFollows && e.sourcePort(word) {
		word = e.s.next()
	}
	b := &e.bounds
	if b.DestinationLow, b.DestinationHigh, ok = e.side(1, word); !ok {
		return false
	}
	word = e.s.next()
	switch e.follows {
	case portFollows:
		word, ok = e.destinationPort(word)
	case typeFollows:
		word = e.icmpType(word)
	}
	return ok && e.end(word)
}

// protocol reads what stands in the place of the protocol.
func (e *entryScan) protocol(word []byte) bool {
	b := &e.bounds
	switch string(word) {
	case "ip":
	case "tcp":
		b.Protocol, e.follows = ipsec.ProtoTCP, portFollows
	case "udp":
		b.Protocol, e.follows = ipsec.ProtoUDP, portFollows
	case "icmp":
		b.Protocol, e.follows = ipsec.ProtoICMP, typeFollows
	case "object":
		return e.services(byObject)
	case "object-group":
		return e.services(byGroup)
	default:
		n, ok := protocolNumbers[string(word)]
		b.Protocol = uint8(n)
		return ok
	}
	return true
}

// services limits the bounds to the services that the next word names.
func (e *entryScan) services(use serviceUse) bool {
	name := e.s.next()
	if len(name) == 0 {
		return false
	}
	s := e.r.serviceBounds(use, name)
	if use == portsOfGroup {
		e.bounds.PortLow, e.bounds.PortHigh = s.low, s.high
	} else {
		e.bounds = s.within(e.bounds)
	}
	e.exact = e.exact && s.exact && s.count > 0
	return true
}

// side reads an address. A group behind the source that holds no addresses tells ports.
func (e *entryScan) side(i int, word []byte) (low, high uint32, ok bool) {
	switch string(word) {
	case "any", "any4":
		return 0, last4, true
	case "host":
		low, ok = quad(e.s.next())
		return low, low, ok
	case "object", "object-group":
		o, group, name := &e.named[i], len(word) > len("object"), e.s.next()
		if o.group != group || o.name == nil || !bytes.Equal(o.name, name) {
			*o = operand{group: group, name: name, defined: true}
			if group {
				o.reach, o.defined = e.r.c.groupReach(name)
			} else {
				o.reach = e.r.c.objectReach(name)
			}
		}
		e.exact = e.exact && o.reach.exact()
		return o.reach.low, o.reach.high, len(name) > 0 && (o.defined || i == 0)
	}
	return subnet(word, e.s.next())
}

// sourcePort passes over ports behind the source, which are not looked at.
func (e *entryScan) sourcePort(word []byte) bool {
	switch string(word) {
	case "eq", "neq", "lt", "gt":
		e.s.next()
	case "range":
		e.s.next()
		e.s.next()
	case "object-group":
		behind := e.s
		if e.r.c.find(networkGroup, e.s.next()) >= 0 {
			e.s = behind
			return false
		}
	default:
		return false
	}
	e.exact = false
	return true
}

// destinationPort reads the ports behind the destination, and returns the word that
// follows them.
func (e *entryScan) destinationPort(word []byte) (next []byte, ok bool) {
	b, high := &e.bounds, uint16(0)
	ok = true
	switch string(word) {
	case "eq":
		b.PortLow, ok = figures(e.s.next())
		b.PortHigh = b.PortLow
	case "range":
		b.PortLow, ok = figures(e.s.next())
		if ok {
			high, ok = figures(e.s.next())
		}
		b.PortLow, b.PortHigh = min(b.PortLow, high), max(b.PortLow, high)
	case "lt":
		high, ok = figures(e.s.next())
		b.PortHigh, ok = high-1, ok && high > 0
	case "gt":
		high, ok = figures(e.s.next())
		b.PortLow, ok = high+1, ok && high < 65535
	case "neq":
		_, ok = figures(e.s.next())
		e.exact = false
	case "object-group":
		name := e.s
		if e.r.c.find(networkGroup, name.next()) >= 0 {
			return nil, false
		}
		ok = e.services(portsOfGroup)
	default:
		return word, true
	}
	return e.s.next(), ok
}

// icmpType reads a type of ICMP, and a code that is not looked at.
func (e *entryScan) icmpType(word []byte) (next []byte) {
	n, ok := icmpNumbers[string(word)]
	if !ok {
		p, figure := figures(word)
		if !figure || p > 255 || word[0] > '9' {
			return word
		}
		n = int(p)
	}
	e.bounds.PortLow, e.bounds.PortHigh = uint16(n), uint16(n)
	next = e.s.next()
	if p, figure := figures(next); figure && p <= 255 && next[0] <= '9' {
		return e.s.next()
	}
	return next
}

// end reads what follows: options of a log change nothing.
func (e *entryScan) end(word []byte) bool {
	if len(word) == 0 {
		return true
	}
	if string(word) != "log" {
		return false
	}
	for word = e.s.next(); len(word) > 0; word = e.s.next() {
		if isWord(word, "inactive") || isWord(word, "time-range") {
			return false
		}
	}
	return true
}
