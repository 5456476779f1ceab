package suppress

import (
	"bytes"
	"slices"
	"sync"

	"github.com/vpnlint/vpnlint/parser"
)

// Words returns the places of the word vpnlint in one source, in order.
type Words func() []int

// background is the size of a text, in bytes, from which it is searched while
// the vendor reads it.
const background = 4 << 20

// Search looks for the word vpnlint, which every suppression holds. It returns at
// once: a large text is searched in the background, a small one when asked.
func Search(src *parser.Source) Words {
	find := sync.OnceValue(func() []int { return places([]byte("vpnlint"), src.Text()) })
	if len(src.Text()) >= background {
		parser.Ahead(func() { find() })
	}
	return find
}

// pieceSize is how much of a text is searched for one letter and then for the other:
// what the processor's cache holds.
const pieceSize = 16 << 10

// places returns where a word in small letters stands on its own, in any case of
// letters. Its first letter is looked for: the v of vpnlint is rare in
// configurations, of which there are ten megabytes without the word.
func places(word, text []byte) []int {
	small, capital := word[0], word[0]-'a'+'A'
	var out []int
	for start := 0; start < len(text); start += pieceSize {
		end, n := min(start+pieceSize, len(text)), len(out)
		out = startsAt(small, word, text, start, end, out)
		out = startsAt(capital, word, text, start, end, out)
		slices.Sort(out[n:])
	}
	return out
}

// startsAt adds where the word begins with one letter in text[start:end).
func startsAt(letter byte, word, text []byte, start, end int, out []int) []int {
	for at := start; at < end; at++ {
		i := bytes.IndexByte(text[at:end], letter)
		if i < 0 {
			break
		}
		at += i
		behind := at + len(word)
		if behind > len(text) || !bytes.EqualFold(text[at:behind], word) || at > 0 && isWord(text[at-1]) {
			continue
		}
		if behind == len(text) || !isWord(text[behind]) && text[behind] != '.' {
			out = append(out, at)
		}
	}
	return out
}

func isWord(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '_' || c == '-' || c >= 0x80
}
