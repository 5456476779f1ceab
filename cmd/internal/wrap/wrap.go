// Package wrap tells how wide text is on a terminal, and where lines of it may
// be broken: at blanks, and between the characters of a script that has none.
package wrap

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
)

// Widths is the table of how many columns a character takes. East Asian
// ambiguous characters count one, whatever the locale, so that output does not
// depend on it.
var Widths = &runewidth.Condition{}

// Cells returns how many columns the text takes.
func Cells(s string) int { return Widths.StringWidth(s) }

// Piece is a text that is not broken. Glued is set when it stands to the one
// before it without a blank, so that a line may be broken between them but need
// not show it.
type Piece struct {
	Text  string
	Glued bool
}

// Pieces takes a text apart at the places where a line may be broken.
func Pieces(text string) []Piece {
	var out []Piece
	for _, word := range strings.Fields(text) {
		first := true
		for word != "" {
			n := pieceLen(word)
			out = append(out, Piece{word[:n], !first})
			word, first = word[n:], false
		}
	}
	return out
}

// pieceLen returns the bytes before the first place where the word may be broken.
// That is between two characters of which one at least is Japanese, unless the
// first may not end a line or the second may not begin one (JIS X 4051; JLREQ
// 3.1.7 and 3.1.8).
func pieceLen(word string) int {
	before, n := utf8.DecodeRuneInString(word)
	for n < len(word) {
		after, size := utf8.DecodeRuneInString(word[n:])
		if (wide(before) || wide(after)) && !opens(before) && !neverFirst(after) && !counts(before, after) {
			return n
		}
		before, n = after, n+size
	}
	return n
}

// wide reports characters of scripts that are written without blanks.
func wide(r rune) bool {
	return r >= 0x2E80 && (unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r <= 0x30FF || r >= 0xFF01 && r <= 0xFF60)
}

// opens reports what may not end a line.
func opens(r rune) bool { return strings.ContainsRune("([{<「『(【〈《“‘", r) }

// neverFirst reports what may not begin a line: closing marks, small kana and
// the sign of a long vowel.
func neverFirst(r rune) bool {
	return strings.ContainsRune(")]}>,.;:!?%、。,.・:;?!」』)】〉》”’ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々〜…", r)
}

// counts reports a number and the word for what is counted, which stay together.
func counts(digit, unit rune) bool {
	return unicode.IsDigit(digit) && strings.ContainsRune("秒分時件本台個回行つ", unit)
}

// Text writes text after head, broken so that no line is longer than width;
// further lines are indented. Column is where head ends. Without a width it is
// one line.
func Text(head string, column, indent int, text string, width int) string {
	var b strings.Builder
	b.WriteString(head)
	for i, p := range Pieces(text) {
		blank := 1
		if p.Glued {
			blank = 0
		}
		n := Cells(p.Text)
		switch {
		case i == 0:
		case width > 0 && column+blank+n > width:
			b.WriteString("\n" + strings.Repeat(" ", indent))
			column = indent
		default:
			b.WriteString(" "[:blank])
			column += blank
		}
		b.WriteString(p.Text)
		column += n
	}
	b.WriteByte('\n')
	return b.String()
}
