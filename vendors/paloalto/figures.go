package paloalto

// range4 is a range of IPv4 addresses. Low above High: nothing.
type range4 struct{ low, high uint32 }

var (
	nowhere4  = range4{1, 0}
	anywhere4 = range4{0, 1<<32 - 1}
)

// with returns the range that encloses both.
func (r range4) with(s range4) range4 {
	switch {
	case r.low > r.high:
		return s
	case s.low > s.high:
		return r
	}
	return range4{min(r.low, s.low), max(r.high, s.high)}
}

// figures4 reads "10.1.0.0/16", "10.1.0.1" or "10.1.0.1-10.1.0.9" as addFigures does.
// It reports false for anything else, and for what takes more than a look.
func figures4(text []byte) (range4, bool) {
	if len(text) == 0 || text[0] < '0' || text[0] > '9' {
		return range4{}, false
	}
	low, rest, ok := quad(text)
	switch {
	case !ok:
		return range4{}, false
	case len(rest) == 0:
		return range4{low, low}, true
	case rest[0] == '/':
		bits := 0
		for i, c := range rest[1:] {
			if c < '0' || c > '9' || i > 1 || i == 1 && bits == 0 {
				return range4{}, false
			}
			bits = bits*10 + int(c-'0')
		}
		if len(rest) == 1 || bits > 32 {
			return range4{}, false
		}
		host := uint32(1<<(32-bits) - 1)
		return range4{low &^ host, low | host}, true
	case rest[0] == '-':
		high, rest, ok := quad(rest[1:])
		return range4{low, high}, ok && len(rest) == 0 && low <= high
	}
	return range4{}, false
}

// quad reads an IPv4 address as package netip does, and returns what follows it.
func quad(text []byte) (addr uint32, rest []byte, ok bool) {
	for part := range 4 {
		if part > 0 {
			if len(text) == 0 || text[0] != '.' {
				return 0, nil, false
			}
			text = text[1:]
		}
		n, digits := uint32(0), 0
		for digits < len(text) && text[digits] >= '0' && text[digits] <= '9' {
			if digits == 3 || digits > 0 && n == 0 {
				return 0, nil, false
			}
			n = n*10 + uint32(text[digits]-'0')
			digits++
		}
		if digits == 0 || n > 255 {
			return 0, nil, false
		}
		addr, text = addr<<8|n, text[digits:]
	}
	return addr, text, true
}
