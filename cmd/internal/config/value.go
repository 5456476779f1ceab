// Package config reads .vpnlint.yaml: what no export can tell, which files are
// meant, and how their findings count. Every value remembers where it came from.
// The package decodes and merges; it runs no rule and reads no firewall's
// configuration.
package config

import (
	"fmt"
	"strings"
)

// Origin says where a value came from. The zero Origin is a built-in value.
type Origin struct {
	Flag         string // the flag that set it, such as --peer
	Path         string // the file that says it, as it is shown
	Line, Column int    // in that file, from one
}

// IsZero reports whether nothing set the value.
func (o Origin) IsZero() bool { return o == Origin{} }

// String returns "default", the flag, or path, line and column.
func (o Origin) String() string {
	switch {
	case o.IsZero():
		return "default"
	case o.Flag != "":
		return o.Flag
	}
	return fmt.Sprintf("%s:%d:%d", o.Path, o.Line, o.Column)
}

// word returns the kind of origin, as the JSON form names it.
func (o Origin) word() string {
	switch {
	case o.IsZero():
		return "default"
	case o.Flag != "":
		return "flag"
	}
	return "file"
}

// Value is one setting.
type Value[T any] struct {
	V T
	Origin
}

// over returns the value, or base when nothing set it.
func (v Value[T]) over(base Value[T]) Value[T] {
	if v.IsZero() {
		return base
	}
	return v
}

// FromFlag makes a value that the command line gave.
func FromFlag[T any](v T, flag string) Value[T] { return Value[T]{v, Origin{Flag: flag}} }

// Problem is one thing that is wrong with a configuration file.
type Problem struct {
	Path         string
	Line, Column int // 0 when the file as a whole is meant
	Message      string
}

func (p Problem) String() string {
	if p.Line == 0 {
		return p.Path + ": " + p.Message
	}
	return fmt.Sprintf("%s:%d:%d: %s", p.Path, p.Line, p.Column, p.Message)
}

// Error holds all that is wrong with a file, so that it can be mended in one go.
type Error struct{ Problems []Problem }

func (e *Error) Error() string {
	lines := make([]string, 0, len(e.Problems))
	for _, p := range e.Problems {
		lines = append(lines, p.String())
	}
	return strings.Join(lines, "\n")
}
