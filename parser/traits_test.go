package parser

import (
	"bytes"
	"testing"
)

// TestTraitsAcross lays what is looked for over the places where one piece of a large
// text meets the next, and its first half the second.
func TestTraitsAcross(t *testing.T) {
	const size = largeText + 5
	plain := bytes.Repeat([]byte("More of it.\n"), size/12+1)[:size-size%12]
	if got := traitsOf(plain); got != (traits{ascii: true}) {
		t.Fatalf("a plain text: %+v", got)
	}
	for mark, want := range map[string]traits{
		"\r\n<--- More --->": {ascii: true, pager: true},
		"\n--More--":         {ascii: true, pager: true},
		"a\rb":               {ascii: true, strayReturn: true},
		"é":                  {},
		"\x1b[0m":            {ascii: true, terminal: true},
		"\x00":               {ascii: true, nul: true, terminal: true},
	} {
		for _, border := range []int{4 * stride, len(plain) / 2} {
			for at := border - len(mark) - 1; at <= border+1; at++ {
				text := bytes.Clone(plain)
				for i := at - 2; i < at+len(mark)+2; i++ { // no line of the text is left half
					text[i] = ' '
				}
				copy(text[at:], mark)
				if got := traitsOf(text); got != want {
					t.Errorf("%q at %d: %+v", mark, at, got)
				}
			}
		}
	}
}
