package paloalto

import (
	"bytes"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
)

// encryptedKey reports whether PAN-OS has encrypted the key: it then starts with
// a minus and a version in base64. Without the minus that could be a key in clear
// text, unless it is long.
func encryptedKey(text string) bool {
	const longKey = 24
	return strings.HasPrefix(text, "-AQ==") || strings.HasPrefix(text, "AQ==") && len(text) > longKey
}

// maskedKey reports whether somebody has put something else in the key's place.
func maskedKey(text string) bool {
	if strings.Trim(text, "*") == "" || strings.Trim(text, "xX") == "" {
		return true
	}
	t := strings.ToLower(strings.Trim(text, "<>[]"))
	return t == "removed" || t == "redacted" || t == "masked" || t == "hidden"
}

// secretWords are the words of PAN-OS below which a secret stands, in any form.
var secretWords = [...]string{
	"key", "phash", "private-key", "public-key", "password", "passwd", "passphrase", "secret", "bind-password", "auth-key", "authpwd", "privpwd",
	"snmp-community-string", "community", "authentication-key", "master-key", "api-key", "license-key", "key-string", "auth-password",
	"priv-password", "encryption-key", "hash-key", "pre-shared-key", "auth-override-key", "ppk", "client-secret", "auth-code", "vm-auth-key",
}

// Secrets returns the parts of the line [start, end) that must not be shown, in
// their order. A line inside a secret value of several lines is hidden whole, and
// so is what vpnlint does not know in the block of a pre-shared key.
func Secrets(src *parser.Source, start, end int) []parser.Span {
	line := src.Text()[start:end]
	var spans []parser.Span
	hide := func(from, to int) {
		if to > from {
			spans = append(spans, src.Span(start+from, start+to))
		}
	}
	if from, to, ok := partOfBlock(line); ok {
		hide(from, to)
		return spans
	}
	pos := 0
	if !isSetLine(bytes.TrimSpace(line)) && insideSecret(src.Text(), start) {
		pos = len(line)
		if i := bytes.IndexByte(line, '<'); i >= 0 {
			pos = i
		}
		if len(bytes.TrimSpace(line[:pos])) > 0 {
			hide(0, pos)
		}
	}
	if from, to, ok := inKeyBlock(src.Text(), start, line); ok {
		hide(max(from, pos), to)
		pos = max(to, pos)
	}
	for pos < len(line) {
		from, to, ok := nextSecret(line, pos)
		if !ok {
			break
		}
		hide(from, to)
		pos = max(to, from+1)
	}
	return spans
}

// nextSecret finds the next value of a secret word at or behind pos.
func nextSecret(line []byte, pos int) (from, to int, ok bool) {
	best := -1
	for _, w := range secretWords {
		for at := pos; at < len(line); {
			i := bytes.Index(line[at:], []byte(w))
			if i < 0 {
				break
			}
			i += at
			if wordAt(line, i, len(w)) {
				if f, t, found := valueBehind(line, i+len(w)); found && (best < 0 || f < best) {
					best, from, to, ok = f, f, t, true
				}
			}
			at = i + len(w)
		}
	}
	return from, to, ok
}

// wordAt reports whether the n bytes at i are a whole word.
func wordAt(line []byte, i, n int) bool {
	part := func(c byte) bool {
		return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.'
	}
	return (i == 0 || !part(line[i-1]) && line[i-1] != '/') && (i+n == len(line) || !part(line[i+n]))
}

// valueBehind returns the value of the word that ends at pos: what follows a tag,
// a blank, or a colon. An element that opens inside is no value.
func valueBehind(line []byte, pos int) (from, to int, ok bool) {
	rest := line[pos:]
	switch {
	case len(rest) > 0 && rest[0] == '>' || bytes.HasPrefix(rest, []byte(" ")) && bytes.IndexByte(rest, '>') >= 0 && bytes.IndexByte(line, '<') >= 0:
		i := bytes.IndexByte(rest, '>')
		if i > 0 && rest[i-1] == '/' {
			return 0, 0, false
		}
		from = pos + i + 1
		to = len(line)
		if j := bytes.IndexByte(line[from:], '<'); j >= 0 {
			to = from + j
		}
	case len(rest) > 1 && rest[0] == '"': // "key": "value"
		i := bytes.IndexByte(rest[1:], '"')
		if i < 0 || len(bytes.Trim(rest[1:1+i], " :\t")) > 0 {
			return 0, 0, false
		}
		from = pos + 1 + i + 1
		to = jsonEnd(line, from)
	case len(rest) > 1 && (rest[0] == ' ' || rest[0] == '\t'):
		from = pos + len(rest) - len(bytes.TrimLeft(rest, " \t"))
		value := bytes.TrimRight(line[from:], " \t\r")
		if len(value) > 0 && value[len(value)-1] == '{' || bytes.HasPrefix(value, []byte("key ")) {
			return 0, 0, false
		}
		to = from + len(bytes.TrimSuffix(value, []byte(";")))
	default:
		return 0, 0, false
	}
	for from < to && (line[from] == ' ' || line[from] == '\t') {
		from++
	}
	return from, to, from < to
}

// jsonEnd returns the end of a JSON text that starts at from.
func jsonEnd(line []byte, from int) int {
	for i := from; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return len(line)
}

// partOfBlock reports whether the line is a piece of a certificate or a key in
// base64, or holds the start of one.
func partOfBlock(line []byte) (from, to int, ok bool) {
	if i := bytes.Index(line, []byte("-----BEGIN")); i >= 0 {
		return i, len(line), true
	}
	text := bytes.Trim(line, " \t\r\";")
	if i := bytes.IndexByte(text, '<'); i >= 0 {
		text = text[:i]
	}
	if len(text) < 16 {
		return 0, 0, false
	}
	for _, c := range text {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (c < '0' || c > '9') && c != '+' && c != '/' && c != '=' {
			return 0, 0, false
		}
	}
	from = bytes.Index(line, text)
	return from, from + len(text), true
}

// How many lines back the start of a value is looked for.
const maxValueLines = 200

// insideSecret reports whether the line that starts at start is the continuation
// of a secret word's value, in XML, set or brace form.
func insideSecret(text []byte, start int) bool {
	head := text[:start]
	for range maxValueLines {
		head = bytes.TrimRight(head, "\n")
		begin := bytes.LastIndexByte(head, '\n') + 1
		line := bytes.TrimSpace(head[begin:])
		head = head[:begin]
		if len(line) == 0 {
			if begin == 0 {
				return false
			}
			continue
		}
		switch last := line[len(line)-1]; {
		case bytes.IndexByte(line, '<') >= 0:
			return opensSecret(line[bytes.LastIndexByte(line, '<'):])
		case last == ';' || last == '{' || last == '}' || last == ',':
			return false
		}
		if _, _, ok := nextSecret(line, 0); ok {
			quotes := bytes.Count(line, []byte{'"'})
			return quotes%2 == 1 || quotes == 0 && !isSetLine(line)
		}
		if isSetLine(line) || begin == 0 {
			return false
		}
	}
	return false
}

// opensSecret reports whether text, which starts with the last tag of a line, is
// the start tag of a secret word whose value goes on behind the line.
func opensSecret(text []byte) bool {
	for _, w := range secretWords {
		if bytes.HasPrefix(text, []byte("<"+w+">")) || bytes.HasPrefix(text, []byte("<"+w+" ")) {
			return !bytes.HasSuffix(text, []byte("/>"))
		}
	}
	return false
}

const keyBlock = "pre-shared-key"

// How far back the head of a key's block is looked for, in bytes.
const maxKeyBlock = 2048

// inKeyBlock returns the part of the line that stands in the block of a
// pre-shared key and is not the key in the form that nextSecret finds.
func inKeyBlock(text []byte, start int, line []byte) (from, to int, ok bool) {
	if i := bytes.LastIndex(line, []byte(keyBlock)); i >= 0 && (i == 0 || line[i-1] != '/') {
		from = i + len(keyBlock)
	} else if !opensKeyBlock(text[max(0, start-maxKeyBlock):start]) {
		return 0, 0, false
	}
	to = len(line)
	if i := bytes.Index(line[from:], []byte("</"+keyBlock)); i >= 0 {
		to = from + i
	}
	for from < to && bytes.IndexByte([]byte(" \t\r>\":{"), line[from]) >= 0 {
		from++
	}
	inner := bytes.TrimRight(line[from:to], " \t\r")
	switch {
	case len(inner) == 0 || inner[0] == '}' || bytes.HasPrefix(inner, []byte("key ")):
		return 0, 0, false
	case bytes.HasPrefix(inner, []byte("<key")) && bytes.Count(inner, []byte{'<'}) == bytes.Count(inner, []byte("key>"))+bytes.Count(inner, []byte("<key ")):
		return 0, 0, false
	case bytes.HasPrefix(inner, []byte(`key"`)) && bytes.IndexByte(inner, ',') < 0:
		return 0, 0, false
	}
	return from, from + len(inner), true
}

// opensKeyBlock reports whether the block of a pre-shared key is open at the end of text.
func opensKeyBlock(text []byte) bool {
	i := bytes.LastIndex(text, []byte(keyBlock))
	if i < 1 || text[i-1] == '/' {
		return false
	}
	rest := text[i+len(keyBlock):]
	if text[i-1] == '<' {
		return true
	}
	open := bytes.IndexByte(rest, '{')
	return open >= 0 && len(bytes.Trim(rest[:open], " \t\":")) == 0 && bytes.IndexByte(rest[open:], '}') < 0
}
