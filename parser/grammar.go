package parser

import (
	"errors"
	"io"
	"strings"
	"sync"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// Token kinds that a grammar can name. A literal matches by its text whatever
// its kind, so a grammar in which a quoted value could be taken for a keyword
// writes 'end':Word.
const (
	tokenWord   lexer.TokenType = -2
	tokenQuoted lexer.TokenType = -3
)

// Grammar parses single statements of one shape into a G. It is built at its
// first use, so that a run pays only for the grammars that it needs, and it is
// safe for concurrent use.
//
// The statement's words come from a splitter, so that every Pos in a G counts
// from the start of the source's text: Pos.Offset is the one to use. Words match
// literals in any case of letters.
type Grammar[G any] struct {
	build func() (*participle.Parser[G], error)
}

// NewGrammar prepares a grammar. Nothing is built yet.
func NewGrammar[G any](options ...participle.Option) *Grammar[G] {
	return &Grammar[G]{build: sync.OnceValues(func() (*participle.Parser[G], error) {
		base := []participle.Option{
			participle.Lexer(definition{}),
			participle.CaseInsensitive("Word"),
		}
		return participle.Build[G](append(base, options...)...)
	})}
}

// String returns the grammar in EBNF, for tests that show grammar changes.
func (g *Grammar[G]) String() string {
	p, err := g.build()
	if err != nil {
		return err.Error()
	}
	return p.String()
}

// StatementError says that one statement does not have the shape that its
// grammar asks for. It never quotes the statement.
type StatementError struct {
	At       Span   // the word that does not fit; the end of the statement when one is missing
	Expected string // what should stand there, in the grammar's words; "" when unknown
}

func (e *StatementError) Error() string {
	if e.Expected == "" {
		return "the statement does not fit its grammar"
	}
	return "expected " + e.Expected
}

// Parse reads one statement, which must be used up to its last word.
func (g *Grammar[G]) Parse(src *Source, fields []Field) (*G, *StatementError) {
	p, err := g.build()
	if err != nil {
		return nil, &StatementError{At: whole(src, fields), Expected: "a grammar that builds: " + err.Error()}
	}
	peeker, err := lexer.Upgrade(&fieldLexer{src: src, fields: fields})
	if err != nil {
		return nil, &StatementError{At: whole(src, fields)}
	}
	v, err := p.ParseFromLexer(peeker)
	if err == nil {
		return v, nil
	}
	return nil, statementError(src, fields, err)
}

func statementError(src *Source, fields []Field, err error) *StatementError {
	e := &StatementError{At: whole(src, fields)}
	var perr participle.Error
	if !errors.As(err, &perr) {
		return e
	}
	offset := perr.Position().Offset
	e.At = src.Span(offset, offset)
	for _, f := range fields {
		if f.Start == offset {
			e.At = src.FieldSpan(f)
		}
	}
	// participle's message quotes the word that was found, which may be a secret:
	// only the part about what was expected is kept.
	if _, expected, ok := strings.Cut(perr.Message(), " (expected "); ok && !strings.Contains(expected, " (expected ") {
		e.Expected = strings.TrimSuffix(expected, ")")
	}
	return e
}

func whole(src *Source, fields []Field) Span {
	if len(fields) == 0 {
		return src.Span(0, 0)
	}
	return src.Span(fields[0].Start, fields[len(fields)-1].End)
}

// Word is one word of a statement with its place, for use in grammars.
type Word struct {
	Pos  lexer.Position
	Text string `parser:"@(Word|Quoted)"`
}

// Span returns the word's place in its source.
func (w Word) Span(src *Source) Span { return src.Span(w.Pos.Offset, w.Pos.Offset+len(w.Text)) }

// Word returns a field as a grammar would capture it.
func (s *Source) Word(f Field) Word {
	return Word{Pos: lexer.Position{Offset: f.Start}, Text: string(s.text[f.Start:f.End])}
}

// WordList is [Source.Word] of several fields.
func (s *Source) WordList(fields []Field) []Word {
	out := make([]Word, len(fields))
	for i, f := range fields {
		out[i] = s.Word(f)
	}
	return out
}

type definition struct{}

func (definition) Symbols() map[string]lexer.TokenType {
	return map[string]lexer.TokenType{"EOF": lexer.EOF, "Word": tokenWord, "Quoted": tokenQuoted}
}

func (definition) Lex(string, io.Reader) (lexer.Lexer, error) {
	return nil, errors.New("statements are parsed from fields only")
}

type fieldLexer struct {
	src    *Source
	fields []Field
	next   int
}

func (l *fieldLexer) Next() (lexer.Token, error) {
	if l.next >= len(l.fields) {
		end := 0
		if n := len(l.fields); n > 0 {
			end = l.fields[n-1].End
		}
		return lexer.Token{Type: lexer.EOF, Pos: lexer.Position{Offset: end}}, nil
	}
	f := l.fields[l.next]
	l.next++
	kind := tokenWord
	if f.Quoted {
		kind = tokenQuoted
	}
	return lexer.Token{Type: kind, Value: string(l.src.text[f.Start:f.End]), Pos: lexer.Position{Offset: f.Start}}, nil
}
