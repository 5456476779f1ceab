package ipsec

import (
	"strconv"
	"strings"
)

// Protocol numbers that questions and services use (IANA protocol numbers).
const (
	ProtoAny  = 0 // every protocol
	ProtoICMP = 1
	ProtoTCP  = 6
	ProtoUDP  = 17
	ProtoGRE  = 47
	ProtoESP  = 50
	ProtoAH   = 51
)

// ICMPEcho is the type of an echo request, the "port" of a ping.
const ICMPEcho = 8

// Service is one protocol with its ports. The zero Service is everything.
type Service struct {
	Protocol    int   // IANA number; ProtoAny = every protocol
	Source      Ports // nil = any
	Destination Ports // nil = any; for ICMP the types
}

// Ports is a set of ports; nil means every port.
type Ports []PortRange

// PortRange holds the ports from Low to High, both included.
type PortRange struct{ Low, High uint16 }

// OnePort is the set of one port.
func OnePort(p uint16) Ports { return Ports{{p, p}} }

// AllPortsBut is the set of every port save those of a range.
func AllPortsBut(low, high uint16) Ports {
	var out Ports
	if low > 0 {
		out = append(out, PortRange{0, low - 1})
	}
	if high < 65535 {
		out = append(out, PortRange{high + 1, 65535})
	}
	return out
}

// Contains reports that a port is in the set.
func (p Ports) Contains(port int) bool {
	for _, r := range p {
		if port >= int(r.Low) && port <= int(r.High) {
			return true
		}
	}
	return p == nil
}

// covers reports that every port of a range is in the set. The ranges of a set
// may touch and overlap.
func (p Ports) covers(low, high int) bool {
	if p == nil {
		return true
	}
	for low <= high {
		next := low
		for _, r := range p {
			if low >= int(r.Low) && int(r.High) >= next {
				next = int(r.High) + 1
			}
		}
		if next == low {
			return false
		}
		low = next
	}
	return true
}

func (p Ports) overlaps(low, high int) bool {
	for _, r := range p {
		if int(r.Low) <= high && int(r.High) >= low {
			return true
		}
	}
	return p == nil
}

// count tells how many ports of a range are in the set; ports that stand twice
// count twice.
func (p Ports) count(low, high int) int {
	if p == nil {
		return high - low + 1
	}
	n := 0
	for _, r := range p {
		n += max(0, min(high, int(r.High))-max(low, int(r.Low))+1)
	}
	return n
}

var protocolNames = map[int]string{
	ProtoAny: "any", ProtoICMP: "icmp", ProtoTCP: "tcp", ProtoUDP: "udp", ProtoGRE: "gre", ProtoESP: "esp", ProtoAH: "ah",
}

// ProtocolName returns the name of a protocol, else its number.
func ProtocolName(number int) string {
	if name := protocolNames[number]; name != "" {
		return name
	}
	return strconv.Itoa(number)
}

// String reads "tcp 443", "udp 53 from 1024-65535", "any".
func (s Service) String() string {
	out := ProtocolName(s.Protocol)
	if s.Destination != nil {
		out += " " + s.Destination.String()
	}
	if s.Source != nil {
		out += " from " + s.Source.String()
	}
	return out
}

func (p Ports) String() string {
	var out []string
	for _, r := range p {
		text := strconv.Itoa(int(r.Low))
		if r.High != r.Low {
			text += "-" + strconv.Itoa(int(r.High))
		}
		out = append(out, text)
	}
	return strings.Join(out, ",")
}
