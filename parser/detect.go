package parser

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// detect names the encoding of a file, or "" when it is no text: byte order
// mark, UTF-16 by its NULs, valid UTF-8, UTF-8 with stray bytes, the two
// Japanese encodings when the whole file makes sense in one, else Windows-1252.
func detect(raw []byte, has traits) string {
	switch {
	case bytes.HasPrefix(raw, []byte("\xEF\xBB\xBF")):
		return "utf-8"
	case bytes.HasPrefix(raw, []byte("\xFF\xFE")), bytes.HasPrefix(raw, []byte("\xFE\xFF")):
		return detectUTF16(raw)
	}
	if has.nul {
		if name := detectUTF16(raw); name != "" {
			return name
		}
	}
	if isBinary(raw[:min(len(raw), stride)]) || has.nul && isBinary(raw) {
		return ""
	}
	if has.ascii || utf8.Valid(raw) {
		return "utf-8"
	}
	if isBinary(raw) {
		return ""
	}
	if mostlyUTF8(raw) {
		return "utf-8"
	}
	return detectJapanese(raw)
}

// detectUTF16 tells the byte order by the mark, else by where the NULs stand:
// configurations are mostly ASCII, of which UTF-16 makes every other byte NUL.
// It returns "" when they stand nowhere so.
func detectUTF16(raw []byte) string {
	switch {
	case bytes.HasPrefix(raw, []byte("\xFF\xFE")):
		return "utf-16le"
	case bytes.HasPrefix(raw, []byte("\xFE\xFF")):
		return "utf-16be"
	}
	head := raw[:min(len(raw), 4*stride)&^1]
	var nuls [2]int
	for i, c := range head {
		if c == 0 {
			nuls[i&1]++
		}
	}
	pairs := len(head) / 2
	switch {
	case nuls[1] > pairs/4 && nuls[0] <= pairs/50:
		return "utf-16le"
	case nuls[0] > pairs/4 && nuls[1] <= pairs/50:
		return "utf-16be"
	}
	return ""
}

// isBinary reports whether b holds more control characters than a text with the
// traces of a terminal does. NULs are allowed behind carriage returns, where
// Telnet has them, and else one in a thousand bytes.
func isBinary(b []byte) bool {
	nuls, controls := 0, 0
	for i, c := range b {
		switch {
		case c >= ' ' && c != 0x7F: // nearly all
		case c == 0 && i > 0 && b[i-1] == '\r':
		case c == 0:
			nuls++
		case IsControl(rune(c)):
			controls++
		}
	}
	return nuls > len(b)/1000 || controls > 1+len(b)/50
}

// IsControl reports whether a character is one of the control characters that
// neither a text nor a terminal has a use for.
func IsControl(r rune) bool {
	switch r {
	case '\t', '\n', '\r', '\b', '\f', '\a', 0x1B:
		return false
	}
	return r < ' ' || r == 0x7F
}

// mostlyUTF8 reports whether the bytes outside ASCII are UTF-8 for the greater
// part: two thirds of them and more. Text in another encoding is UTF-8 by
// accident only, in single characters.
func mostlyUTF8(raw []byte) bool {
	good, bad := 0, 0
	for at := 0; at < len(raw); {
		if raw[at] < utf8.RuneSelf {
			at++
			continue
		}
		r, size := utf8.DecodeRune(raw[at:])
		if r == utf8.RuneError && size == 1 {
			bad++
		} else {
			good += size
		}
		at += size
	}
	return good >= 2*bad
}

// detectJapanese decides between Shift_JIS, EUC-JP and Windows-1252.
func detectJapanese(raw []byte) string {
	best, most := "cp1252", 0
	for _, name := range []string{"euc-jp", "shift_jis"} {
		set, err := charsetNamed(name)
		if err != nil {
			continue
		}
		if score := japaneseScore(raw, set); score > most {
			best, most = name, score
		}
	}
	return best
}

// japaneseScore says how much Japanese the file makes in an encoding; 0 when it
// makes none that is to be believed.
//
// An accented letter or a quote of Windows-1252 takes the letter behind it along
// and makes a single kanji between ASCII letters, so only runs count: two
// characters, or three half-width katakana, which capital letters with accents
// make too. Kana and punctuation weigh more than kanji, half-width ones less:
// EUC-JP read as Shift_JIS is full of them.
func japaneseScore(raw []byte, set charset) int {
	score, alone, invalid, total := 0, 0, 0, 0
	run, half, points := 0, 0, 0
	flush := func() {
		switch {
		case run == 0:
		case run-half >= 2 || half >= 3:
			score += points
		default:
			alone += run
		}
		run, half, points = 0, 0, 0
	}
	for at := 0; at < len(raw); {
		if raw[at] < utf8.RuneSelf {
			flush()
			at++
			continue
		}
		r, size, ok := set.next(raw[at:])
		at += size
		total++
		if !ok {
			invalid++
			flush()
			continue
		}
		run++
		switch {
		case r >= 0xFF61 && r <= 0xFF9F:
			half++
			points++
		case unicode.In(r, unicode.Hiragana, unicode.Katakana), r >= 0x3000 && r <= 0x303F:
			points += 6
		case unicode.Is(unicode.Han, r) && size == 2 && commonKanji(raw[at-2], set.name):
			points += 4
		case unicode.Is(unicode.Han, r):
			points++
		default:
			points += 2 // full-width letters, symbols
		}
	}
	flush()
	if invalid*50 > total || alone*2 > total {
		return 0
	}
	return score - 20*invalid
}

// commonKanji reports whether the lead byte is one of JIS level 1, the kanji of
// daily use.
func commonKanji(lead byte, encoding string) bool {
	if encoding == "euc-jp" {
		return lead >= 0xB0 && lead <= 0xCF
	}
	return lead >= 0x88 && lead <= 0x98
}
