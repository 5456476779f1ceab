package parser

import "bytes"

// plain reads an entry of which every line can be told by a look: its edit, set
// statements that end with their line, its next. It reports false at the first line
// that is anything else. Large tables hold little but plain entries, and neighbours
// that are alike for the greater part: a line that stands in the entry before, too,
// is not looked at.
func (e *Entry) plain() bool {
	if e.Plain {
		e.starts, e.before = e.before, e.starts
	}
	e.Plain, e.Lines, e.Sets, e.starts = false, e.Lines[:0], e.Sets[:0], e.starts[:0]
	i, ok := e.head()
	n := 0 // of the line before that may come again
	for ok && i < len(e.text) {
		e.starts = append(e.starts, uint32(i))
		if n+1 < len(e.before) {
			line := e.text[e.before[n]:e.before[n+1]]
			if end := i + len(line); end <= len(e.text) && string(e.text[i:end]) == string(line) {
				e.Lines = append(e.Lines, int32(n))
				i, n = end, n+1
				continue
			}
		}
		var s Setting
		start := i
		if s, i, ok = setting(e.text, start); ok {
			e.Lines = append(e.Lines, ^int32(len(e.Sets)))
			e.Sets = append(e.Sets, s)
			n = e.behind(e.text[start:s.OptionEnd+1], n)
		} else if s.Option == isNext {
			e.Plain, e.End = true, i-1
			return true
		}
	}
	return false
}

// behind returns the line before that follows the one which begins like this; n when
// none does.
func (e *Entry) behind(begin []byte, n int) int {
	for k := n; k+1 < len(e.before); k++ {
		if bytes.HasPrefix(e.text[e.before[k]:e.before[k+1]], begin) {
			return k + 1
		}
	}
	return n
}

// Setting is line n of a plain entry.
func (e *Entry) Setting(n int) Setting {
	if l := e.Lines[n]; l < 0 {
		return e.Sets[^l]
	}
	s, _, _ := setting(e.text, int(e.starts[n]))
	return s
}

// isNext stands for the option of the line next.
const isNext = 1<<32 - 1

// setting reads the line at i and returns where the next one begins. ok is false
// where the line is no setting that ends with it.
func setting(text []byte, i int) (s Setting, next int, ok bool) {
	for i < len(text) && (text[i] == ' ' || text[i] == '\t') {
		i++
	}
	end := lineEnd(text, i)
	next = end + 1
	for end > i && isBlank(text[end-1]) {
		end--
	}
	line := text[i:end]
	if string(line) == "next" {
		return Setting{Option: isNext}, next, false
	}
	if len(line) < len("set x") || string(line[:len("set ")]) != "set " {
		return s, next, false
	}
	name := i + len("set ")
	blank := name
	for blank < end && isOption(text[blank]) {
		blank++
	}
	value := blank
	for value < end && text[value] == ' ' {
		value++
	}
	s = Setting{uint32(name), uint32(blank), uint32(value), uint32(end)}
	return s, next, blank > name && blank < end && value > blank && endsWithLine(text[value:end])
}

// head reads the line of edit and returns where the next one begins.
func (e *Entry) head() (next int, ok bool) {
	text, i := e.text, e.Start
	if !hasWord(text, i, "edit") {
		return 0, false
	}
	end := lineEnd(text, i)
	next = end + 1
	for i += len("edit"); i < end && text[i] == ' '; {
		i++
	}
	for end > i && isBlank(text[end-1]) {
		end--
	}
	e.Name = Field{Start: i, End: end}
	if n := end - i; n >= 2 && text[i] == '"' && text[end-1] == '"' {
		e.Name = Field{Start: i + 1, End: end - 1, Quoted: true}
	}
	for _, c := range text[e.Name.Start:e.Name.End] {
		if c == '"' || c == '\'' || c == '\\' || !e.Name.Quoted && (c <= ' ' || c >= 0x80) {
			return 0, false
		}
	}
	return next, e.Name.Quoted || end > i
}

// isOption reports what names of options are made of.
func isOption(c byte) bool {
	return 'a' <= c && c <= 'z' || c == '-' || '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || c == '_'
}

// endsWithLine reports that the statement with this value, the rest of a line, ends
// there: no string is left open, and no backslash joins the next line to it.
func endsWithLine(value []byte) bool {
	last := len(value) - 1
	if last < 0 {
		return true
	}
	if value[0] == '"' {
		if n := bytes.IndexByte(value[1:], '"') + 1; n > 0 && n == last {
			return value[n-1] != '\\'
		}
	} else if bytes.IndexByte(value, '"') < 0 {
		return value[last] != '\\'
	}
	return bytes.Count(value, []byte{'"'})%2 == 0 && bytes.IndexByte(value, '\\') < 0 && bytes.IndexByte(value, '\'') < 0
}
