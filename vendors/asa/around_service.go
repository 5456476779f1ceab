package asa

import "github.com/vpnlint/vpnlint/vendors/ipsec"

// serviceBounds encloses services: their protocol, and the ports that they go to.
type serviceBounds struct {
	count     int   // of the services
	protocol  uint8 // 0 = any, or several
	low, high uint16
	exact     bool // they are all that the bounds enclose
}

var anyService = serviceBounds{high: 65535, exact: true}

// serviceUse is how a statement names services.
type serviceUse uint8

const (
	byObject     serviceUse = iota // object NAME in the place of the protocol
	byGroup                        // object-group NAME there
	portsOfGroup                   // object-group NAME behind the destination
)

type serviceKey struct {
	use  serviceUse
	name string
}

// serviceBounds encloses what a statement names. It is found out once for a name.
func (r *resolver) serviceBounds(use serviceUse, name []byte) serviceBounds {
	r.mu.Lock()
	b, ok := r.service[serviceKey{use, string(name)}]
	r.mu.Unlock()
	if ok {
		return b
	}
	m := r.services()
	switch use {
	case byObject:
		m.object(string(name))
	case byGroup:
		m.group(string(name), nil)
	case portsOfGroup:
		m.group(string(name), []int{ipsec.ProtoTCP, ipsec.ProtoUDP})
	}
	if b = m.bounds(); use == portsOfGroup {
		b = m.portBounds()
	}
	r.mu.Lock()
	r.service[serviceKey{use, string(name)}] = b
	r.mu.Unlock()
	return b
}

// bounds encloses what was collected.
func (m *serviceMaker) bounds() serviceBounds {
	b := anyService
	b.count = len(m.out)
	for i, s := range m.out {
		low, high := hull(s.Destination)
		if i == 0 {
			b = serviceBounds{count: b.count, protocol: uint8(s.Protocol), low: low, high: high, exact: s.Source == nil && len(s.Destination) <= 1}
			continue
		}
		if b.protocol != uint8(s.Protocol) {
			b.protocol = 0
		}
		b.low, b.high, b.exact = min(b.low, low), max(b.high, high), false
	}
	if b.protocol == 0 {
		b.low, b.high, b.exact = 0, 65535, b.exact && b.low == 0 && b.high == 65535
	}
	b.exact = b.exact && len(m.maybe) == 0
	return b
}

// portBounds encloses the ports of what was collected.
func (m *serviceMaker) portBounds() serviceBounds {
	var all ipsec.Ports
	for _, s := range m.out {
		all = append(all, s.Destination...)
	}
	b := serviceBounds{count: len(m.out), exact: len(all) == 1 && len(m.maybe) == 0}
	b.low, b.high = hull(all)
	return b
}

// hull encloses ports.
func hull(p ipsec.Ports) (low, high uint16) {
	if len(p) == 0 {
		return 0, 65535
	}
	low, high = p[0].Low, p[0].High
	for _, r := range p[1:] {
		low, high = min(low, r.Low), max(high, r.High)
	}
	return low, high
}

// within limits bounds to the services.
func (s serviceBounds) within(b ipsec.Bounds) ipsec.Bounds {
	b.Protocol, b.PortLow, b.PortHigh = s.protocol, s.low, s.high
	return b
}
