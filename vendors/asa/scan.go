package asa

import "github.com/vpnlint/vpnlint/parser"

// scanner walks over the words of a statement without making a string.
type scanner struct {
	text []byte
	i    int
}

// next returns the next word, empty at the end.
func (s *scanner) next() []byte {
	text, i := s.text, s.i
	if i < len(text) && text[i] == ' ' {
		i++
	}
	from := i
	for i < len(text) && text[i] > ' ' && text[i] != 0xC2 {
		i++
	}
	if i == from || i < len(text) && text[i] != ' ' { // not as a device prints it
		from, i = parser.NextWord(text, from)
	}
	s.i = i
	return text[from:i]
}

// subnet reads an address and its netmask in figures.
func subnet(net, mask []byte) (low, high uint32, ok bool) {
	low, ok1 := quad(net)
	m, ok2 := quad(mask)
	if !ok1 || !ok2 || ^m&(^m+1) != 0 {
		return 0, 0, false // a mask with holes is none
	}
	low &= m
	return low, low | ^m, true
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

// quad reads an IPv4 address. Its figures start with no needless zero.
func quad(w []byte) (uint32, bool) {
	var addr, part uint32
	dots, digits := 0, 0
	for _, c := range w {
		switch {
		case c >= '0' && c <= '9' && digits < 3 && (digits == 0 || part > 0):
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
