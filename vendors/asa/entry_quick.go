package asa

import "github.com/vpnlint/vpnlint/parser"

// The lines that nearly every entry and profile has are read here without a grammar:
// to build one takes a good part of the time that a small export needs at all. What is
// not exactly one of these shapes is left to the grammar, which knows all of them and
// says what is wrong.

// readEntry reads a crypto map entry's line behind "crypto map NAME SEQ".
func readEntry(src *parser.Source, f []parser.Field) (*entryLine, *parser.StatementError) {
	if n := afterWords(src, f, "match", "address"); n > 0 && len(f) == n+1 {
		w := src.Word(f[n])
		return &entryLine{Match: &w}, nil
	}
	if set := quickSetting(src, f); set != nil {
		return &entryLine{Set: set}, nil
	}
	return entryGrammar.Parse(src, f)
}

// readProfile reads a line of "crypto ipsec profile".
func readProfile(src *parser.Source, f []parser.Field) (*profileLine, *parser.StatementError) {
	if set := quickSetting(src, f); set != nil {
		return &profileLine{Set: set}, nil
	}
	return profileGrammar.Parse(src, f)
}

// quickSetting returns what a line with "set" says when it is one of the plain ones,
// with all the words that it needs; else nil.
func quickSetting(src *parser.Source, f []parser.Field) *setting {
	if n := afterWords(src, f, "set", "peer"); n > 0 {
		return &setting{Peers: src.WordList(f[n:])}
	}
	if n := afterWords(src, f, "set", "transform-set"); n > 0 {
		return &setting{Transforms: src.WordList(f[n:])}
	}
	if n := afterWords(src, f, "set", "ikev1", "transform-set"); n > 0 {
		return &setting{V1: &setting1{Transforms: src.WordList(f[n:])}}
	}
	if n := afterWords(src, f, "set", "ikev2", "ipsec-proposal"); n > 0 {
		return &setting{V2: &setting2{Proposals: src.WordList(f[n:])}}
	}
	if n := afterWords(src, f, "set", "pfs"); n > 0 && len(f) == n+1 {
		w := src.Word(f[n])
		return &setting{PFS: &pfsLine{Group: &w}}
	}
	if n := afterWords(src, f, "set", "security-association", "lifetime"); n > 0 && len(f) == n+2 {
		return &setting{Lifetime: []limit{{Unit: src.Word(f[n]), Value: src.Word(f[n+1])}}}
	}
	return nil
}

// afterWords returns the number of the given words when a line starts with them, and
// more follow; else 0.
func afterWords(src *parser.Source, f []parser.Field, words ...string) int {
	if len(f) <= len(words) {
		return 0
	}
	for i, w := range words {
		if !src.FieldIs(f[i], w) {
			return 0
		}
	}
	return len(words)
}
