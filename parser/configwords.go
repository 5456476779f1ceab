package parser

import "bytes"

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' }

// isNoBreakSpace reports a U+00A0, which web pages put into copied commands.
func isNoBreakSpace(text []byte, i int) bool {
	return text[i] == 0xC2 && i+1 < len(text) && text[i+1] == 0xA0
}

// more is what a terminal's pager leaves between two screens.
const more = "--More--"

// skipBlanks returns the offset of the first byte from i on that is no blank;
// what a pager left at the start of a line counts as blank.
func skipBlanks(text []byte, i int) int {
	for i < len(text) {
		switch c := text[i]; {
		case isBlank(c):
			i++
		case c == '-' && bytes.HasPrefix(text[i:], []byte(more)):
			i += len(more)
		case isNoBreakSpace(text, i):
			i += 2
		default:
			return i
		}
	}
	return i
}

// lineEnd returns the offset of the line end at or behind i.
func lineEnd(text []byte, i int) int {
	if i >= len(text) {
		return len(text)
	}
	if n := bytes.IndexByte(text[i:], '\n'); n >= 0 {
		return i + n
	}
	return len(text)
}

// statementEnd returns where the statement at i ends: at a line end that is
// neither in quotes nor behind a backslash. Open are the quotes that nothing
// closes; their strings are taken to end with their line.
func statementEnd(text []byte, i int) (end int, open []int) {
	for {
		end = lineEnd(text, i)
		for p := i; ; {
			q := bytes.IndexByte(text[p:end], '"')
			if q < 0 {
				break
			}
			q += p
			if single := singleQuoted(text, p, q, end); single > 0 {
				p = single
				continue
			}
			if escaped(text, q, i) {
				p = q + 1
				continue
			}
			close := closingQuote(text, q)
			if close > end && strayQuote(text, q, close) {
				close = -1
			}
			if close < 0 {
				open = append(open, q)
				break
			}
			p = close + 1
			if close > end {
				end = lineEnd(text, close)
			}
		}
		last := end
		if last > i && text[last-1] == '\r' {
			last--
		}
		if end == len(text) || last == i || text[last-1] != '\\' || !escaped(text, last, i) {
			return end, open
		}
		i = end + 1 // a backslash in front of the line end joins the lines
	}
}

// singleQuoted returns the offset behind a string in single quotes that begins
// in text[p:q) and ends on the line behind q; 0 when there is none. Single quotes
// count at the start of a word only: elsewhere they are apostrophes.
func singleQuoted(text []byte, p, q, end int) int {
	s := bytes.IndexByte(text[p:q], '\'')
	if s < 0 || s+p > 0 && !isBlank(text[s+p-1]) {
		return 0
	}
	close := bytes.IndexByte(text[s+p+1:end], '\'')
	if close < 0 || s+p+1+close < q {
		return 0
	}
	return s + p + 1 + close + 1
}

// escaped reports whether an odd number of backslashes stands in front of at,
// counted back to from.
func escaped(text []byte, at, from int) bool {
	n := 0
	for at-1-n >= from && text[at-1-n] == '\\' {
		n++
	}
	return n%2 == 1
}

// closingQuote returns the offset of the quote that closes the one at q; -1 when
// the text has none.
func closingQuote(text []byte, q int) int {
	for p := q + 1; ; {
		n := bytes.IndexByte(text[p:], '"')
		if n < 0 {
			return -1
		}
		if p += n; !escaped(text, p, q+1) {
			return p
		}
		p++
	}
}

// strayQuote reports whether the string over several lines from q to close is
// none: a quote too many has swallowed statements up to the opening quote of the
// next string, which a value follows without a blank.
func strayQuote(text []byte, q, close int) bool {
	if close+1 >= len(text) || isBlank(text[close+1]) || text[close+1] == '\n' {
		return false
	}
	for i := lineEnd(text, q) + 1; i < close; i = lineEnd(text, i) + 1 {
		switch at := skipBlanks(text, i); verbAt(text, at) {
		case VerbNext, VerbEnd:
			if skipBlanks(text, at+len(verbAt(text, at).String())) == lineEnd(text, at) {
				return true
			}
		case VerbSet, VerbEdit, VerbConfig:
			return true
		}
	}
	return false
}

// appendConfigWords cuts the statement text[start:end) into words. A word in
// quotes comes without them; a word that mixes quoted and bare pieces comes as
// written, see [ConfigText].
func appendConfigWords(words []Field, text []byte, start, end int) []Field {
	for i := start; i < end; {
		c := text[i]
		if isBlank(c) || c == '\n' {
			i++
			continue
		}
		if isNoBreakSpace(text, i) {
			i += 2
			continue
		}
		if c == '\\' && joinsLines(text, i, end) {
			i++
			continue
		}
		to := wordEnd(text, i, end)
		f := Field{Start: i, End: to}
		if (c == '"' || c == '\'') && to-i >= 2 && text[to-1] == c && quotedTo(text, i, end) == to {
			f = Field{Start: i + 1, End: to - 1, Quoted: true}
		}
		words = append(words, f)
		i = to
	}
	return words
}

func joinsLines(text []byte, i, end int) bool {
	return i+1 < end && text[i+1] == '\n' || i+2 < end && text[i+1] == '\r' && text[i+2] == '\n'
}

// wordEnd returns where the word at i ends.
func wordEnd(text []byte, i, end int) int {
	start := i
	for i < end {
		switch c := text[i]; {
		case isBlank(c) || c == '\n' || isNoBreakSpace(text, i):
			return min(i, end)
		case c == '\\':
			if joinsLines(text, i, end) {
				return i
			}
			i += 2
		case c == '"' || c == '\'' && i == start:
			to := quotedTo(text, i, end)
			if to < 0 {
				i++
				continue
			}
			i = to
		default:
			i++
		}
	}
	return min(i, end)
}

// quotedTo returns the offset behind the string whose quote stands at i; -1 when
// it is not closed before end.
func quotedTo(text []byte, i, end int) int {
	if text[i] == '\'' {
		if n := bytes.IndexByte(text[i+1:end], '\''); n >= 0 {
			return i + 1 + n + 1
		}
		return -1
	}
	if n := closingQuote(text[:end], i); n >= 0 {
		return n + 1
	}
	return -1
}

// Text returns the value of a word of the tree: without quotes and escapes.
// It may be a secret.
func (t *ConfigTree) Text(f Field) string {
	raw := t.Source.FieldText(f)
	if f.Quoted && f.Start > 0 && t.Source.Text()[f.Start-1] == '\'' {
		return string(raw) // single quotes know no escapes
	}
	if bytes.IndexByte(raw, '\\') < 0 && (f.Quoted || bytes.IndexByte(raw, '"') < 0) {
		return string(raw)
	}
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case c == '\\' && i+1 < len(raw):
			i++
			out = append(out, raw[i])
		case c == '"' && !f.Quoted:
		default:
			out = append(out, c)
		}
	}
	return string(out)
}

// Span returns the place of a word.
func (t *ConfigTree) Span(f Field) Span { return t.Source.FieldSpan(f) }
