package configxml

import (
	"bytes"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// bookWords keeps what words of rules enclose, since most stand in many rules.
type bookWords struct {
	sets  map[string]ipsec.Bounds // by name: the source
	ports map[string]ipsec.PortRange
}

// bounds encloses what a rule may match by what the scan has noted of it. It may
// enclose more than the rule matches, never less.
func (b *ruleBook) bounds(raw *rawRule) ipsec.Bounds {
	out := ipsec.Bounds{PortHigh: 65535}
	if raw.on(fDisabled) || string(raw.text(fIPProtocol)) == "inet6" {
		out.SourceLow = 1 // nothing: low is above high
		return out
	}
	out.SourceLow, out.SourceHigh = b.side(raw, fSource, fSourceSide)
	out.DestinationLow, out.DestinationHigh = b.side(raw, fDestination, fDestinationSide)
	protocol := raw.text(fProtocol)
	port := raw.text(fDestinationSide + sPort)
	if len(protocol) == 0 && len(port)+len(raw.text(fSourceSide+sPort)) > 0 {
		protocol = []byte("tcp")
	}
	switch {
	case string(protocol) == "tcp":
		out.Protocol = ipsec.ProtoTCP
	case string(protocol) == "udp":
		out.Protocol = ipsec.ProtoUDP
	case string(protocol) == "tcp/udp":
	default:
		if numbers, ok := protocols(string(protocol)); ok && len(numbers) == 1 {
			out.Protocol = uint8(numbers[0])
		}
		return out
	}
	p := b.port(port)
	out.PortLow, out.PortHigh = p.Low, p.High
	return out
}

// side encloses the source or the destination.
func (b *ruleBook) side(raw *rawRule, element, fields field) (low, high uint32) {
	name := raw.text(fields + sNetwork)
	if len(name) == 0 {
		name = raw.text(fields + sAddress)
	}
	switch {
	case raw.has&(1<<element) == 0, raw.has&(1<<(fields+sAny)) != 0, raw.on(fields + sNot), len(name) == 0:
		return 0, 1<<32 - 1
	}
	if low, high, ok := network4(name); ok {
		return low, high
	}
	known, ok := b.words.sets[string(name)]
	if !ok {
		r := ipsec.FilterRule{Source: b.s.Set(string(name)), Destination: ipsec.Anywhere()}
		known = r.Bounds()
		if b.words.sets == nil {
			b.words.sets = map[string]ipsec.Bounds{}
		}
		b.words.sets[string(name)] = known
	}
	return known.SourceLow, known.SourceHigh
}

// port encloses the destination ports.
func (b *ruleBook) port(text []byte) ipsec.PortRange {
	if len(text) == 0 {
		return ipsec.PortRange{High: 65535}
	}
	if n, ok := figures(text, 65535); ok {
		if _, named := b.s.aliases()[string(text)]; !named {
			return ipsec.PortRange{Low: uint16(n), High: uint16(n)}
		}
	}
	known, ok := b.words.ports[string(text)]
	if !ok {
		known = ipsec.PortRange{High: 65535}
		if ports, _ := b.s.Ports(string(text)); len(ports) > 0 {
			known = ports[0]
			for _, p := range ports[1:] {
				known.Low, known.High = min(known.Low, p.Low), max(known.High, p.High)
			}
		}
		if b.words.ports == nil {
			b.words.ports = map[string]ipsec.PortRange{}
		}
		b.words.ports[string(text)] = known
	}
	return known
}

// network4 reads an IPv4 address or prefix as package netip does; others it leaves.
func network4(text []byte) (low, high uint32, ok bool) {
	addr, bits := text, uint32(32)
	if i := bytes.IndexByte(text, '/'); i >= 0 {
		if bits, ok = figures(text[i+1:], 32); !ok || len(text)-i > 3 || text[i+1] == '0' && len(text)-i > 2 {
			return 0, 0, false
		}
		addr = text[:i]
	}
	for part := range 4 {
		digits := addr
		if part < 3 {
			i := bytes.IndexByte(addr, '.')
			if i < 0 {
				return 0, 0, false
			}
			digits, addr = addr[:i], addr[i+1:]
		}
		n, ok := figures(digits, 255)
		if !ok || len(digits) > 1 && digits[0] == '0' {
			return 0, 0, false
		}
		low = low<<8 | n
	}
	rest := uint32(uint64(1)<<(32-bits) - 1)
	return low &^ rest, low | rest, true
}

// figures reads a number of at most five digits and at most a value.
func figures(text []byte, most uint32) (n uint32, ok bool) {
	if len(text) == 0 || len(text) > 5 {
		return 0, false
	}
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + uint32(c-'0')
	}
	return n, n <= most
}
