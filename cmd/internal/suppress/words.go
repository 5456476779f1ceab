package suppress

import (
	"bytes"
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
		go find()
	}
	return find
}

// places returns where a word of seven letters stands on its own, in any case of
// letters. Nearly all of a text is passed over in steps of the word's length
// (Boyer, Moore and Horspool): there are ten megabytes without one.
func places(word, text []byte) []int {
	last := len(word) - 1
	var nearer [256]uint8 // how much less than the whole length a letter lets the search step
	for i, c := range word[:last] {
		nearer[c], nearer[c-'a'+'A'] = uint8(i+1), uint8(i+1)
	}
	var out []int
	for at := last; at < len(text); at += len(word) - int(nearer[text[at]]) {
		if text[at]|0x20 != word[last] || !bytes.EqualFold(text[at-last:at+1], word) {
			continue
		}
		if start := at - last; start == 0 || !isWord(text[start-1]) {
			if behind := at + 1; behind == len(text) || !isWord(text[behind]) && text[behind] != '.' {
				out = append(out, start)
			}
		}
	}
	return out
}

func isWord(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '_' || c == '-' || c >= 0x80
}
