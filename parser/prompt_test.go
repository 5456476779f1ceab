package parser

import "testing"

// FuzzPromptIn: the lines without a sign of a prompt, which are passed over, have none.
func FuzzPromptIn(f *testing.F) {
	for _, text := range []string{
		"", "\n", "fw# show run\n", "a\nfw-1> \r\nb", "fw (vdom) $ get\r", "user@fw:~$ cat x", "# comment\nset a > b\n",
		"! a # in a line of its own\nfw/ctx(config)#\n", "\n\n#", "no sign\nfw #x\nfw # x", "(M) fw # end\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		slow := false
		eachLine([]byte(text), func(_, _ int, line []byte) {
			_, ok := readPrompt(line)
			slow = slow || ok
		})
		if quick := promptIn([]byte(text)); quick != slow {
			t.Errorf("%q: a prompt is there: %v, found: %v", text, slow, quick)
		}
	})
}
