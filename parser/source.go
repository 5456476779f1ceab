// Package parser turns the bytes of an exported configuration into text, lines
// and statements with exact positions. It knows the shapes of files (indented
// lines, config/edit blocks, braces, set paths, XML), never a vendor's words.
package parser

import (
	"bytes"
	"fmt"
	"slices"
)

// Limits that no device's export comes near. They keep a wrong file from eating
// the machine.
const (
	MaxFileSize   = 64 << 20 // bytes a file
	MaxLineLength = 1 << 20  // bytes a line of the text
)

// Source is one input file: its name as the user gave it and its cleaned text.
// It is immutable once made and safe for concurrent use.
//
// Three texts are told apart. The raw bytes are the file on disk. The decoded
// text is what the user's editor shows: lines, columns and [Source.Line] are
// those of it. The clean text is what splitters read: the decoded text without
// what a terminal or an API put around the configuration. For a plain UTF-8
// file all three are the same memory.
type Source struct {
	name     string
	text     []byte // the clean text, as in clean
	raw      []byte
	decoded  []byte
	way      byteMap // decoded to raw
	clean    *mapped // clean to decoded
	encoding string
	notes    []string
	lines    lineIndex

	layers int // of JSON that the text was unwrapped from
}

// NewSource decodes raw into a Source, which keeps raw: the caller must not
// change it afterwards. Encoding is "" or "auto" to detect it, or one of the
// names of [Encodings].
//
// An empty file is no error, nor are bytes that do not belong to the encoding:
// they are read as Windows-1252. The errors are a [*LimitError], a
// [*BinaryError], and one for an encoding that is not known.
func NewSource(name string, raw []byte, encoding string) (*Source, error) {
	if len(raw) > MaxFileSize {
		return nil, &LimitError{File: name, What: "the file", Limit: MaxFileSize,
			Advice: "export the configuration alone, without logs and images"}
	}
	has := traitsOf(raw)
	set, err := chooseCharset(name, raw, has, encoding)
	if err != nil {
		return nil, err
	}
	s := &Source{name: name, raw: raw, encoding: set.name}
	s.decoded, s.way = decode(raw, set, has)
	s.note(s.way.strays, "stray byte", "%s outside the file's encoding ("+set.name+") read as Windows-1252")
	s.clean = &mapped{text: s.decoded}
	s.unwrapJSON()
	if s.way.points != nil || s.layers > 0 {
		has = traitsOf(s.clean.text)
	}
	s.stripCapture(has)
	if start := checkLines(s.clean.text); start >= 0 {
		return nil, &LimitError{File: name, Line: s.Position(start).Line, What: "the line", Limit: MaxLineLength,
			Advice: "export the configuration as text, one statement a line"}
	}
	s.text = s.clean.text
	return s, nil
}

// note records that n things were mended; nothing when n is 0. The format gets
// the number with its noun.
func (s *Source) note(n int, noun, format string) {
	if n == 0 {
		return
	}
	if n != 1 {
		noun += "s"
	}
	s.notes = append(s.notes, fmt.Sprintf(format, fmt.Sprintf("%d %s", n, noun)))
}

// checkLines returns the offset of a line that is too long, or -1. It looks for
// a line end in every window of the greatest length instead of at every line.
func checkLines(text []byte) int {
	for at := 0; len(text)-at > MaxLineLength; {
		end := bytes.LastIndexByte(text[at:min(len(text), at+MaxLineLength+len("\r\n"))], '\n')
		if end < 0 {
			return at
		}
		at += end + 1
	}
	return -1
}

// Name returns the file name as the user gave it.
func (s *Source) Name() string { return s.name }

// Text returns the cleaned text in UTF-8. The caller must not change it.
func (s *Source) Text() []byte { return s.text }

// Original returns the whole file decoded to UTF-8 without its byte order mark,
// as the user's editor shows it, debris included. It may hold secrets. The
// caller must not change it.
func (s *Source) Original() []byte { return s.decoded }

// Encoding returns the encoding that the file was read in, one of the names of
// [Encodings] other than "auto". Pure ASCII is "utf-8".
func (s *Source) Encoding() string { return s.encoding }

// Notes says in short sentences what was mended before reading: stray bytes,
// debris of a terminal, a JSON wrapper. It is empty for nearly every file.
func (s *Source) Notes() []string { return slices.Clone(s.notes) }

// OpenLine returns the last line, and whether it ends without a line end in the
// file itself, too. What an API wrapped in JSON has lost its line ends to it.
func (s *Source) OpenLine() (Span, bool) {
	n := len(s.text)
	if n == 0 || s.layers > 0 || s.text[n-1] == '\n' || s.decoded[len(s.decoded)-1] == '\n' {
		return Span{}, false
	}
	return s.Span(bytes.LastIndexByte(s.text, '\n')+1, n), true
}

// Span makes a span of this source.
func (s *Source) Span(start, end int) Span { return Span{s, start, end} }

// LimitError says that an input is larger than vpnlint reads.
type LimitError struct {
	File   string
	Line   int    // 0 when the file as a whole is meant
	What   string // what is too large
	Limit  int    // in bytes
	Advice string
}

func (e *LimitError) Error() string {
	place := e.File
	if e.Line > 0 {
		place = fmt.Sprintf("%s:%d", e.File, e.Line)
	}
	return fmt.Sprintf("%s: %s is longer than %d MiB: %s", place, e.What, e.Limit>>20, e.Advice)
}

// BinaryError says that a file is no text in any encoding that vpnlint knows: an
// archive, an image, an encrypted backup.
type BinaryError struct{ File string }

func (e *BinaryError) Error() string {
	return e.File + ": not a text file: unpack or decrypt it, or export the configuration as text"
}
