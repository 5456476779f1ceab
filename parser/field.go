package parser

import "bytes"

// Field is one word of a statement, as a range of the source's text.
type Field struct {
	Start, End int
	// Quoted reports that the field stood in quotes. Start and End then exclude
	// them; escapes inside are as written.
	Quoted bool
}

// Words splits text[start:end) at blanks. It knows no quotes: in many dialects a
// quote is an ordinary character. A no-break space (U+00A0), which web pages put
// into copied commands, counts as a blank.
func (s *Source) Words(start, end int) []Field {
	return s.AppendWords(nil, start, end)
}

// AppendWords is [Source.Words] into a slice that the caller may reuse.
func (s *Source) AppendWords(fields []Field, start, end int) []Field {
	text := s.text[:end]
	for i := start; ; {
		from, to := NextWord(text, i)
		if from == to {
			return fields
		}
		fields = append(fields, Field{Start: from, End: to})
		i = to
	}
}

// NextWord finds the first word of a text from i on, as [Source.Words] splits it. It is
// empty when there is none. Most bytes are neither a control character nor the first
// one of a no-break space, and need no closer look.
func NextWord(text []byte, i int) (from, to int) {
	for i < len(text) {
		n := blank(text[i:])
		if n == 0 {
			break
		}
		i += n
	}
	from = i
	for i < len(text) && (text[i] > ' ' && text[i] != 0xC2 || blank(text[i:]) == 0) {
		i++
	}
	return from, i
}

// blank returns the length of the blank at the start of b, 0 when there is none.
func blank(b []byte) int {
	switch {
	case b[0] == ' ' || b[0] == '\t' || b[0] == '\r' || b[0] == '\v' || b[0] == '\f':
		return 1
	case b[0] == 0xC2 && len(b) > 1 && b[1] == 0xA0:
		return 2
	}
	return 0
}

// FieldText returns the bytes of a field. It may be part of a secret.
func (s *Source) FieldText(f Field) []byte { return s.text[f.Start:f.End] }

// FieldIs reports whether the field is the given word, in any case of letters.
func (s *Source) FieldIs(f Field, word string) bool {
	return len(word) == f.End-f.Start && bytes.EqualFold(s.text[f.Start:f.End], []byte(word))
}

// FieldSpan returns the place of a field.
func (s *Source) FieldSpan(f Field) Span { return s.Span(f.Start, f.End) }
