package parser

// Span is a half-open byte range of a source's text, and the source itself, so
// that one span is enough to name a place in one file of many. The zero Span
// stands for "nothing in any file".
//
// Start and End count bytes of [Source.Text], the cleaned UTF-8 text, not bytes
// of the file on disk; [Source.Position] maps them to lines and columns of the
// file that the user sees.
type Span struct {
	Source     *Source
	Start, End int
}

// IsZero reports whether the span names no place.
func (s Span) IsZero() bool { return s.Source == nil }

// Text returns the spanned text. It may hold a secret: never put it into an
// output without redaction.
func (s Span) Text() string {
	if s.Source == nil {
		return ""
	}
	return string(s.Source.Text()[s.Start:s.End])
}

// Position returns the place of the span's first byte; the zero Position when
// the span is zero.
func (s Span) Position() Position {
	if s.Source == nil {
		return Position{}
	}
	return s.Source.Position(s.Start)
}

// EndPosition returns the place just behind the span's last byte.
func (s Span) EndPosition() Position {
	if s.Source == nil {
		return Position{}
	}
	if s.Start == s.End {
		return s.Source.Position(s.End)
	}
	return s.Source.EndPosition(s.End)
}

// Before reports whether s starts ahead of t: by file name, then by offset.
// Zero spans come first.
func (s Span) Before(t Span) bool {
	switch {
	case s.Source == t.Source:
		return s.Start < t.Start
	case s.Source == nil:
		return true
	case t.Source == nil:
		return false
	}
	return s.Source.Name() < t.Source.Name()
}

// Position is one place of a file as people and tools name it. All counts start
// at one, except Byte.
type Position struct {
	File   string
	Line   int // lines end at LF or CRLF only
	Column int // in Unicode code points: what vpnlint prints, and SARIF with columnKind unicodeCodePoints
	UTF16  int // in UTF-16 units: what an LSP client wants, plus one
	Byte   int // offset of the original bytes of the file, zero-based
}

// IsZero reports whether the position names no place.
func (p Position) IsZero() bool { return p.Line == 0 }
