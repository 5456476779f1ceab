package fortigate

import (
	"bytes"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// range4 is the IPv4 addresses from low to high; low above high: none.
type range4 struct{ low, high uint32 }

const last4 = 1<<32 - 1

// addressBounds encloses a list of addresses. odd: a virtual IP is among them.
type addressBounds struct {
	range4
	odd bool
}

// serviceBounds encloses a list of services.
type serviceBounds struct {
	low, high uint16 // ports
	protocol  uint8  // 0 = any, or several
	parts     uint8  // the rules that the list makes of a policy
	open      bool   // there may be others: the last of the rules takes any
}

// placesOf numbers the places of srcintf or dstintf.
func (p *policyScan) placesOf(value []byte) (uint16, bool) {
	if number, ok := p.places.find(value); ok {
		return number, true
	}
	number := len(p.book.places)
	if number == mostNumbers || !p.names(value) {
		return 0, false
	}
	p.book.places = append(p.book.places, p.book.s.placesNamed(p.strings()))
	return p.places.add(value, number), true
}

// lastAddresses is what stood there in the policy before.
type lastAddresses struct {
	value  []byte
	bounds addressBounds
}

// addresses encloses srcaddr or dstaddr. The tables of the resolver are loaded.
func (p *policyScan) addresses(value []byte, last *lastAddresses) addressBounds {
	switch {
	case len(value) == 0:
		return addressBounds{range4: range4{0, last4}}
	case !bytes.Equal(value, last.value):
		last.value, last.bounds = value, p.addressBounds(value)
	}
	return last.bounds
}

func (p *policyScan) addressBounds(value []byte) addressBounds {
	if !p.names(value) {
		return addressBounds{odd: true}
	}
	var out addressBounds
	plain := true
	for i, name := range p.words {
		if p.book.s.r.virtual(name) {
			return addressBounds{odd: true}
		}
		if !plain {
			continue
		}
		var one range4
		if one, plain = p.book.s.r.plainAddress(name); i == 0 {
			out.range4 = one
		}
		out.low, out.high = min(out.low, one.low), max(out.high, one.high)
	}
	if !plain {
		out.range4 = p.resolved(value)
	}
	return out
}

// resolved encloses a list of which some must be read.
func (p *policyScan) resolved(value []byte) range4 {
	known, ok := p.ranges[string(value)]
	if !ok {
		rule := ipsec.FilterRule{Source: p.book.s.r.list(p.strings()).set, Destination: ipsec.Anywhere()}
		b := rule.Bounds()
		if p.ranges == nil {
			p.ranges = map[string]range4{}
		}
		known = range4{b.SourceLow, b.SourceHigh}
		p.ranges[string(value)] = known
	}
	return known
}

// serviceList numbers and encloses the services.
func (p *policyScan) serviceList(value []byte) (uint16, bool) {
	if number, ok := p.services.find(value); ok {
		return number, true
	}
	number := len(p.book.services)
	if number == mostNumbers {
		return 0, false
	}
	out := serviceBounds{high: 65535, parts: 1, open: true}
	if value != nil && p.names(value) {
		got := p.book.s.r.serviceList(p.strings())
		r := ipsec.FilterRule{Source: ipsec.Anywhere(), Destination: ipsec.Anywhere()}
		if !got.any {
			r.Services = got.out
		}
		b := r.Bounds()
		out.protocol, out.low, out.high = b.Protocol, b.PortLow, b.PortHigh
		if out.open = len(got.maybe) > 0; out.open && len(r.Services) > 0 {
			out.parts = 2
		}
	}
	p.book.services = append(p.book.services, out)
	return p.services.add(value, number), true
}
