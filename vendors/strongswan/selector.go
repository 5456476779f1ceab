package strongswan

import (
	"net/netip"
	"strings"
)

// selector is one traffic selector of strongSwan.
type selector struct {
	addr  string // a prefix in CIDR form, a range, or "dynamic"
	proto string // any, a name or a number
	ports string // "" for any
}

// protocols gives the numbers that the model has names for.
var protocols = map[string]string{
	"1": "icmp", "6": "tcp", "17": "udp", "47": "gre", "50": "esp", "51": "ah", "58": "icmpv6", "132": "sctp",
	"ipv6-icmp": "icmpv6",
}

// parseSelector reads what swanctl.conf takes for local_ts and remote_ts: a
// prefix, an address, a range or the word dynamic, then [protocol/port].
func parseSelector(text string) (selector, bool) {
	s := selector{proto: "any"}
	addr := text
	if i := strings.IndexByte(text, '['); i >= 0 {
		end := strings.LastIndexByte(text, ']')
		if end < i {
			return s, false
		}
		var ok bool
		if s.proto, s.ports, ok = parseProtoPort(text[i+1 : end]); !ok {
			return s, false
		}
		addr = text[:i]
	}
	var ok bool
	s.addr, ok = parseSelectorAddr(addr)
	return s, ok
}

func parseSelectorAddr(text string) (string, bool) {
	if text == "dynamic" {
		return text, true
	}
	if from, to, isRange := strings.Cut(text, "-"); isRange {
		a, errA := netip.ParseAddr(from)
		b, errB := netip.ParseAddr(to)
		return text, errA == nil && errB == nil && a.Is4() == b.Is4()
	}
	return cidr(text)
}

// cidr brings an address or a prefix, with or without host bits, into CIDR form.
func cidr(text string) (string, bool) {
	addr, bits, found := strings.Cut(text, "/")
	a, err := netip.ParseAddr(addr)
	if err != nil || a.Zone() != "" {
		return text, false
	}
	n := uint64(a.BitLen())
	if found {
		var ok bool
		if n, ok = decimal(bits); !ok || n > uint64(a.BitLen()) {
			return text, false
		}
	}
	return netip.PrefixFrom(a, int(n)).Masked().String(), true
}

// decimal reads a number without sign, blanks or base.
func decimal(text string) (uint64, bool) {
	const most = 15 // far more than any number that is right here
	if text == "" || len(text) > most {
		return 0, false
	}
	var n uint64
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
		n = n*10 + uint64(text[i]-'0')
	}
	return n, true
}

// parseProtoPort reads "tcp", "tcp/80", "udp/1024-2048", "/53", "17/any".
func parseProtoPort(text string) (proto, ports string, ok bool) {
	proto, ports, _ = strings.Cut(text, "/")
	switch n, numeric := decimal(proto); {
	case proto == "" || proto == "any" || numeric && n == 0:
		proto = "any"
	case numeric && n > 255:
		return "", "", false
	}
	if name, ok := protocols[proto]; ok {
		proto = name
	}
	if ports == "any" {
		ports = ""
	}
	for _, p := range strings.Split(ports, "-") {
		if n, numeric := decimal(p); numeric && n > 65535 {
			return "", "", false
		}
	}
	return proto, ports, true
}
