package asa

import (
	"bytes"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// What quick says about a statement of an access-list.
type entryKind uint8

const (
	plainEntry entryKind = iota // its bounds are all of it
	notPlain                    // an entry that must be parsed in full
	noEntry                     // a remark, or of another kind of list
)

// quick reads the plain entries, which are most of a large file, without making
// a string: a protocol, addresses in figures, at most one destination port.
func quick(text []byte) (b ipsec.Bounds, kind entryKind) {
	s := scanner{text: text}
	s.next()
	s.next()
	w := s.next()
	if string(w) == "extended" {
		w = s.next()
	}
	switch string(w) {
	case "permit":
	case "deny":
		b.Action = ipsec.Deny
	case "remark", "ethertype", "webtype":
		return b, noEntry
	default:
		return b, notPlain
	}
	switch string(s.next()) {
	case "ip":
	case "tcp":
		b.Protocol = ipsec.ProtoTCP
	case "udp":
		b.Protocol = ipsec.ProtoUDP
	case "icmp":
		b.Protocol = ipsec.ProtoICMP
	default:
		return b, notPlain
	}
	var ok1, ok2 bool
	b.SourceLow, b.SourceHigh, ok1 = s.side()
	b.DestinationLow, b.DestinationHigh, ok2 = s.side()
	if !ok1 || !ok2 || !s.port(&b) {
		return b, notPlain
	}
	b.Exact = true
	return b, plainEntry
}

// scanner walks over the words of a statement.
type scanner struct {
	text []byte
	i    int
}

// next returns the next word, empty at the end.
func (s *scanner) next() []byte {
	for s.i < len(s.text) && s.text[s.i] == ' ' {
		s.i++
	}
	from := s.i
	for s.i < len(s.text) && s.text[s.i] != ' ' {
		s.i++
	}
	return s.text[from:s.i]
}

// side reads one address in figures.
func (s *scanner) side() (low, high uint32, ok bool) {
	w := s.next()
	switch string(w) {
	case "any", "any4":
		return 0, 1<<32 - 1, true
	case "host":
		low, ok = quad(s.next())
		return low, low, ok
	}
	low, ok = quad(w)
	if !ok {
		return 0, 0, false
	}
	mask, ok := quad(s.next())
	if !ok || ^mask&(^mask+1) != 0 {
		return 0, 0, false // a mask with holes
	}
	low &= mask
	return low, low | ^mask, true
}

// port reads the destination port and the log options; anything else is not plain.
func (s *scanner) port(b *ipsec.Bounds) bool {
	b.PortHigh = 65535
	w := s.next()
	if string(w) == "eq" && (b.Protocol == ipsec.ProtoTCP || b.Protocol == ipsec.ProtoUDP) {
		p, ok := figures(s.next())
		if !ok {
			return false
		}
		b.PortLow, b.PortHigh = p, p
		w = s.next()
	}
	switch string(w) {
	case "":
		return true
	case "log":
		rest := s.text[s.i:]
		return len(rest) == 0 || !bytes.Contains(rest, []byte("inactive")) && !bytes.Contains(rest, []byte("time-range"))
	}
	return false
}

// figures reads a port by number or name.
func figures(w []byte) (uint16, bool) {
	n := 0
	for _, c := range w {
		if c < '0' || c > '9' || n > 65535 {
			p, ok := portNumbers[string(w)]
			return uint16(p), ok
		}
		n = n*10 + int(c-'0')
	}
	return uint16(n), len(w) > 0 && n <= 65535
}

// quad reads an IPv4 address.
func quad(w []byte) (uint32, bool) {
	var addr, part uint32
	dots, digits := 0, 0
	for _, c := range w {
		switch {
		case c >= '0' && c <= '9' && digits < 3:
			part = part*10 + uint32(c-'0')
			digits++
		case c == '.' && digits > 0 && dots < 3 && part < 256:
			addr, part, digits = addr<<8|part, 0, 0
			dots++
		default:
			return 0, false
		}
	}
	return addr<<8 | part, dots == 3 && digits > 0 && part < 256
}
