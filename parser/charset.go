package parser

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
)

// charset reads one character of an encoding.
type charset struct {
	name string

	// next reads the first character of b, which is not empty, and says how many
	// bytes it takes, at least one. ok is false when b begins with no character
	// of the encoding; such a byte is read as Windows-1252.
	next func(b []byte) (r rune, size int, ok bool)

	ascii bool   // bytes below 0x80 stand for themselves
	bom   string // the byte order mark that may stand first
}

var charsets = []struct {
	charset
	aliases []string
}{
	{charset{name: "utf-8", next: nextUTF8, ascii: true, bom: "\xEF\xBB\xBF"}, []string{"utf8"}},
	{charset{name: "utf-16"}, []string{"utf16"}}, // the byte order is detected
	{charset{name: "utf-16le", next: nextUTF16LE, bom: "\xFF\xFE"}, []string{"utf16le"}},
	{charset{name: "utf-16be", next: nextUTF16BE, bom: "\xFE\xFF"}, []string{"utf16be"}},
	{charset{name: "shift_jis", next: nextMultiByte(japanese.ShiftJIS, 2), ascii: true},
		[]string{"shift-jis", "sjis", "cp932", "ms932", "windows-31j"}},
	{charset{name: "euc-jp", next: nextMultiByte(japanese.EUCJP, 3), ascii: true}, []string{"eucjp", "euc_jp"}},
	{charset{name: "cp1252", next: nextCP1252, ascii: true}, []string{"windows-1252"}},
	{charset{name: "latin1", next: nextLatin1, ascii: true}, []string{"iso-8859-1", "latin-1"}},
}

// Encodings lists the names that [NewSource] knows, "auto" first.
func Encodings() []string {
	names := []string{"auto"}
	for _, c := range charsets {
		names = append(names, c.name)
	}
	return names
}

// chooseCharset returns the charset for the file: the one named, or the one that
// its bytes show.
func chooseCharset(file string, raw []byte, has traits, name string) (charset, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	switch name {
	case "", "auto":
		name = detect(raw, has)
		if name == "" {
			return charset{}, &BinaryError{File: file}
		}
	case "utf-16", "utf16":
		name = detectUTF16(raw)
		if name == "" {
			name = "utf-16le" // what Windows writes
		}
	}
	set, err := charsetNamed(name)
	if err != nil {
		return charset{}, fmt.Errorf("%s: %w", file, err)
	}
	return set, nil
}

// charsetNamed finds a charset by its name or another name in use for it.
func charsetNamed(name string) (charset, error) {
	for _, c := range charsets {
		if c.next != nil && (c.name == name || slices.Contains(c.aliases, name)) {
			return c.charset, nil
		}
	}
	return charset{}, fmt.Errorf("unknown encoding %q: use one of %s", name, strings.Join(Encodings(), ", "))
}

func nextUTF8(b []byte) (rune, int, bool) {
	r, size := utf8.DecodeRune(b)
	return r, size, r != utf8.RuneError || size > 1
}

func nextUTF16LE(b []byte) (rune, int, bool) {
	return nextUTF16(b, func(b []byte) rune { return rune(b[0]) | rune(b[1])<<8 })
}

func nextUTF16BE(b []byte) (rune, int, bool) {
	return nextUTF16(b, func(b []byte) rune { return rune(b[0])<<8 | rune(b[1]) })
}

// nextUTF16 reads a character of one or two units. A unit that is half a
// character, and half a unit at the end of the file, are U+FFFD: there is no
// other sense in them.
func nextUTF16(b []byte, unit func([]byte) rune) (rune, int, bool) {
	if len(b) < 2 {
		return utf8.RuneError, 1, true
	}
	r := unit(b)
	if !utf16.IsSurrogate(r) {
		return r, 2, true
	}
	if len(b) >= 4 {
		if pair := utf16.DecodeRune(r, unit(b[2:])); pair != utf8.RuneError {
			return pair, 4, true
		}
	}
	return utf8.RuneError, 2, true
}

// nextMultiByte reads a character by a decoder of x/text, which is shown the
// bytes of one character at a time. These decoders keep nothing from one call to
// the next, so one is enough for all.
func nextMultiByte(e encoding.Encoding, longest int) func([]byte) (rune, int, bool) {
	decoder := e.NewDecoder().Transformer
	return func(b []byte) (rune, int, bool) {
		if b[0] < utf8.RuneSelf {
			return rune(b[0]), 1, true
		}
		var out [8]byte
		for size := 1; size <= min(longest, len(b)); size++ {
			written, read, err := decoder.Transform(out[:], b[:size], size == min(longest, len(b)))
			if err != nil || read != size {
				continue
			}
			r, n := utf8.DecodeRune(out[:written])
			if r < 0xA1 || r == utf8.RuneError || n != written {
				break // x/text passes some single bytes through
			}
			return r, size, true
		}
		return 0, 1, false
	}
}

func nextCP1252(b []byte) (rune, int, bool) {
	return charmap.Windows1252.DecodeByte(b[0]), 1, true
}

func nextLatin1(b []byte) (rune, int, bool) { return rune(b[0]), 1, true }
