package strongswan

import (
	"math"
	"strconv"
	"strings"
)

// The number formats of swanctl.conf are those of C's strtoul with base 0: 010
// is 8, 0x10 is 16, a sign and leading blanks are taken, and no digits at all
// are 0 (strongSwan, vici_config.c).

// cNumber reads a number at the start of text and returns what follows it.
func cNumber(text string, base int) (n uint64, rest string) {
	digits := strings.TrimLeft(text, " \t\n\v\f\r")
	negative := false
	if digits != "" && (digits[0] == '+' || digits[0] == '-') {
		negative, digits = digits[0] == '-', digits[1:]
	}
	if base == 0 {
		base = 10
		switch {
		case len(digits) > 2 && (digits[:2] == "0x" || digits[:2] == "0X") && digitValue(digits[2]) < 16:
			base, digits = 16, digits[2:]
		case strings.HasPrefix(digits, "0"):
			base = 8
		}
	}
	end := 0
	for end < len(digits) && digitValue(digits[end]) < base {
		end++
	}
	if end == 0 {
		// strtoul gives the text back untouched, blanks and all.
		return 0, text
	}
	n, err := strconv.ParseUint(digits[:end], base, 64)
	if err != nil {
		n = math.MaxUint64
	}
	if negative {
		n = -n
	}
	return n, digits[end:]
}

func digitValue(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'z':
		return int(c|0x20-'a') + 10
	}
	return 99
}

// parseUint reads a plain number.
func parseUint(text string) (uint64, bool) {
	n, rest := cNumber(text, 0)
	return n, rest == ""
}

// parseTime reads a time in seconds: a number, blanks, and at most one of s m h d.
func parseTime(text string) (uint64, bool) {
	return withUnit(text, func(c byte) (uint64, bool) {
		switch c | 0x20 {
		case 's':
			return 1, true
		case 'm':
			return 60, true
		case 'h':
			return 60 * 60, true
		case 'd':
			return 24 * 60 * 60, true
		}
		return 0, false
	})
}

// parseBytes reads a volume in bytes: a number, blanks, and at most one of k m g,
// which are powers of 1024.
func parseBytes(text string) (uint64, bool) {
	return withUnit(text, func(c byte) (uint64, bool) {
		switch c | 0x20 {
		case 'k':
			return 1 << 10, true
		case 'm':
			return 1 << 20, true
		case 'g':
			return 1 << 30, true
		}
		return 0, false
	})
}

func withUnit(text string, unit func(byte) (uint64, bool)) (uint64, bool) {
	n, rest := cNumber(text, 0)
	rest = strings.TrimLeft(rest, " ")
	switch len(rest) {
	case 0:
		return n, true
	case 1:
		u, ok := unit(rest[0])
		return n * u, ok
	}
	return 0, false
}

// parseBool reads a switch.
func parseBool(text string) (value, ok bool) {
	switch strings.ToLower(text) {
	case "yes", "true", "enabled", "1":
		return true, true
	case "no", "false", "disabled", "0":
		return false, true
	}
	return false, false
}

// seconds makes a count that fits the model: what is larger than any time that a
// device runs stays the largest one.
func seconds(n uint64) int { return int(min(n, math.MaxInt32)) }
