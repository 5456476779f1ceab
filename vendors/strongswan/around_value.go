package strongswan

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// parsePrefix reads an address with or without a length or a mask.
func parsePrefix(text string) (netip.Prefix, bool) {
	address, length, ok := strings.Cut(text, "/")
	a, err := netip.ParseAddr(address)
	if err != nil {
		return netip.Prefix{}, false
	}
	if !ok {
		return netip.PrefixFrom(a, a.BitLen()), true
	}
	if mask, err := netip.ParseAddr(length); err == nil && mask.Is4() {
		bits := 0
		for _, b := range mask.As4() {
			for ; b&0x80 != 0; b <<= 1 {
				bits++
			}
		}
		return netip.PrefixFrom(a, bits), true
	}
	n, err := strconv.Atoi(length)
	p := netip.PrefixFrom(a, n)
	return p, err == nil && p.IsValid()
}

func protocolNumber(name string) (int, bool) {
	switch strings.ToLower(name) {
	case "all", "any", "0":
		return ipsec.ProtoAny, true
	case "icmp":
		return ipsec.ProtoICMP, true
	case "tcp":
		return ipsec.ProtoTCP, true
	case "udp":
		return ipsec.ProtoUDP, true
	case "gre":
		return ipsec.ProtoGRE, true
	case "esp":
		return ipsec.ProtoESP, true
	case "ah":
		return ipsec.ProtoAH, true
	case "udplite":
		return 136, true
	case "sctp":
		return 132, true
	case "dccp":
		return 33, true
	case "icmpv6", "ipv6-icmp":
		return 58, true
	}
	n, err := strconv.Atoi(name)
	return n, err == nil && n > 0 && n < 256
}

// natTarget reads an address, a range or a network, with or without ports.
func natTarget(text string) ipsec.AddrSet {
	text, _, _ = strings.Cut(text, ":")
	var b ipsec.AddrBuilder
	from, to, isRange := strings.Cut(text, "-")
	low, err1 := netip.ParseAddr(from)
	high, err2 := netip.ParseAddr(to)
	switch prefix, ok := parsePrefix(text); {
	case isRange && err1 == nil && err2 == nil:
		b.AddRange(low, high)
	case ok:
		b.AddPrefix(prefix)
	default:
		b.AddUnknown("the address of a NAT rule cannot be read")
	}
	return b.Set()
}
