package parser

import "bytes"

// ConfigVerb is the first word of a config-edit statement.
type ConfigVerb uint8

const (
	VerbNone ConfigVerb = iota // no statement
	VerbSet
	VerbUnset
	VerbAppend
	VerbSelect
	VerbUnselect
	VerbClear
	VerbConfig
	VerbEdit
	VerbNext
	VerbEnd
	VerbDelete
	VerbRename
	VerbClone
	VerbMove
	VerbPurge
	VerbAbort
)

var configVerbs = [...]string{"", "set", "unset", "append", "select", "unselect", "clear", "config", "edit",
	"next", "end", "delete", "rename", "clone", "move", "purge", "abort"}

// String returns the word.
func (v ConfigVerb) String() string { return configVerbs[v] }

// verbAt returns the verb that stands at i; VerbNone when none does. "conf" is
// taken for config, the one short form in wide use.
func verbAt(text []byte, i int) ConfigVerb {
	end := i
	for end < len(text) && 'a' <= text[end] && text[end] <= 'z' {
		end++
	}
	if end < len(text) && text[end] != '\n' && blank(text[end:]) == 0 {
		return VerbNone
	}
	word := text[i:end]
	for v := VerbSet; int(v) < len(configVerbs); v++ {
		if string(word) == configVerbs[v] {
			return v
		}
	}
	if string(word) == "conf" {
		return VerbConfig
	}
	return VerbNone
}

func hasWord(text []byte, i int, word string) bool {
	end := i + len(word)
	return end < len(text) && string(text[i:end]) == word && isBlank(text[end])
}

// afterPrompt returns the offset behind a command line's prompt at i, such as
// "FGT (root) # "; 0 when none stands there.
func afterPrompt(text []byte, i int) int {
	line := text[i:min(lineEnd(text, i), i+120)]
	for n, c := range line {
		if c != '#' && c != '$' && c != '>' {
			continue
		}
		if n > 0 && n+1 < len(line) && line[n+1] == ' ' && isPrompt(line[:n]) {
			return i + n + 1
		}
		return 0
	}
	return 0
}

// isPrompt reports whether the text can be a host name, perhaps with a mode or a
// place in parentheses.
func isPrompt(b []byte) bool {
	words := bytes.Fields(b)
	names := 0
	for _, w := range words {
		if w[0] != '(' {
			names++
		}
		for _, c := range w {
			letter := 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9'
			if !letter && !bytes.ContainsRune([]byte("-_.~()"), rune(c)) {
				return false
			}
		}
	}
	return names == 1
}
