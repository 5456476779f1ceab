// Package parser turns the bytes of an exported configuration into text, lines
// and statements with exact positions. It knows the shapes of files (indented
// lines, config/edit blocks, braces, set paths, XML), never a vendor's words.
package parser

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Source is one input file: its name as the user gave it and its cleaned text.
// It is immutable once made and safe for concurrent use.
type Source struct {
	name string
	text []byte
}

// NewSource decodes raw into a Source. Encoding is "" to detect it, or one of
// the names of [Encodings].
func NewSource(name string, raw []byte, encoding string) (*Source, error) {
	return &Source{name: name, text: raw}, nil
}

// Name returns the file name as the user gave it.
func (s *Source) Name() string { return s.name }

// Text returns the cleaned text in UTF-8. The caller must not change it.
func (s *Source) Text() []byte { return s.text }

// Span makes a span of this source.
func (s *Source) Span(start, end int) Span { return Span{s, start, end} }

// Position maps an offset of the text to a place in the user's file.
func (s *Source) Position(offset int) Position {
	before := s.text[:offset]
	start := bytes.LastIndexByte(before, '\n') + 1
	line := before[start:]
	return Position{File: s.name, Line: bytes.Count(before, []byte{'\n'}) + 1,
		Column: utf8.RuneCount(line) + 1, UTF16: utf8.RuneCount(line) + 1, Byte: offset}
}

// Line returns the text of the user's line with that number (from one), without
// its line end. It may hold a secret.
func (s *Source) Line(number int) string {
	lines := bytes.Split(s.text, []byte{'\n'})
	if number < 1 || number > len(lines) {
		return ""
	}
	return strings.TrimSuffix(string(lines[number-1]), "\r")
}
