package config

import (
	"fmt"
	"net/netip"
	"strings"
)

// ParsePeer reads a VPN endpoint: an address or a host name.
func ParsePeer(s string) (string, error) {
	if a, err := netip.ParseAddr(s); err == nil {
		return a.String(), nil
	}
	if strings.Trim(s, "0123456789./:") == "" || strings.ContainsAny(s, "/ ") {
		return "", fmt.Errorf("not an address; write it as 203.0.113.10")
	}
	return s, nil
}

// ParseAddr reads the address of a host.
func ParseAddr(s string) (netip.Addr, error) {
	a, err := netip.ParseAddr(s)
	if err != nil {
		return a, fmt.Errorf("not an address; write it as 10.8.2.10")
	}
	return a, nil
}

// ParsePrefix reads a network and says what was probably meant when it is none.
func ParsePrefix(s string) (netip.Prefix, error) {
	p, err := netip.ParsePrefix(s)
	if err == nil {
		if p != p.Masked() {
			return netip.Prefix{}, fmt.Errorf("%s is an address inside a network; did you mean %s?", s, p.Masked())
		}
		return p, nil
	}
	if a, err := netip.ParseAddr(s); err == nil {
		return netip.Prefix{}, fmt.Errorf("the prefix length is missing; did you mean %s/%d?", s, hostBits(a))
	}
	return netip.Prefix{}, fmt.Errorf("not a network; write it as 10.8.2.0/24")
}

// hostBits guesses the length of a network from the zeros at its end.
func hostBits(a netip.Addr) int {
	if !a.Is4() {
		return a.BitLen()
	}
	bits := 32
	b := a.As4()
	for i := 3; i >= 0 && b[i] == 0; i-- {
		bits -= 8
	}
	return max(bits, 8)
}
