package parser

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	xmlBlank   = " \t\r\n"
	cdataOpen  = "<![CDATA["
	cdataClose = "]]>"
)

// decodeXML writes text with XML's own entities and numeric references
// replaced. A reference that XML does not define, or that names no character,
// stays as it is written: no document type is consulted.
func decodeXML(out *strings.Builder, text string) {
	for {
		amp := strings.IndexByte(text, '&')
		if amp < 0 {
			out.WriteString(text)
			return
		}
		out.WriteString(text[:amp])
		text = text[amp:]
		// The longest reference that means something is "&#x10FFFF;".
		semi := strings.IndexByte(text[:min(len(text), 12)], ';')
		r, ok := rune(0), false
		if semi > 0 {
			r, ok = reference(text[1:semi])
		}
		if !ok {
			out.WriteByte('&')
			text = text[1:]
			continue
		}
		out.WriteRune(r)
		text = text[semi+1:]
	}
}

// reference returns the character that "&name;" stands for.
func reference(name string) (r rune, ok bool) {
	switch name {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	digits, numeric := strings.CutPrefix(name, "#")
	if !numeric {
		return 0, false
	}
	base := 10
	if hex, isHex := strings.CutPrefix(digits, "x"); isHex {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 21)
	if err != nil || n == 0 || !utf8.ValidRune(rune(n)) {
		return 0, false
	}
	return rune(n), true
}

func itoa(n int) string { return strconv.Itoa(n) }

// isNameStart reports whether an XML name can begin with c. Bytes above ASCII
// are taken for letters.
func isNameStart(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_' || c == ':' || c >= utf8.RuneSelf
}

// isXMLSpace reports white space as XML counts it: line ends too.
func isXMLSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }
