package asa

import "github.com/vpnlint/vpnlint/parser"

// The lines that nearly every crypto map entry consists of are told without their
// grammars, which a run then need not build. Each function makes what the grammar
// makes of the line, or nil where it is the grammar's to tell what the line is.

// plainLine reads an entry's line from word i on.
func plainLine(s stmt, i int) *entryLine {
	switch {
	case s.is(i, "match") && s.is(i+1, "address") && s.n() == i+3:
		return &entryLine{Match: &s.plainWords(i + 2)[0]}
	case s.is(i, "set"):
		if set := plainSetting(s, i+1); set != nil {
			return &entryLine{Set: set}
		}
	}
	return nil
}

// plainSetting reads what follows "set" from word i on.
func plainSetting(s stmt, i int) *setting {
	switch values := s.n() - i - 1; {
	case s.is(i, "peer") && values > 0:
		return &setting{Peers: s.plainWords(i + 1)}
	case s.is(i, "transform-set") && values > 0:
		return &setting{Transforms: s.plainWords(i + 1)}
	case s.is(i, "ikev1") && s.is(i+1, "transform-set") && values > 1:
		return &setting{V1: &setting1{Transforms: s.plainWords(i + 2)}}
	case s.is(i, "ikev2") && s.is(i+1, "ipsec-proposal") && values > 1:
		return &setting{V2: &setting2{Proposals: s.plainWords(i + 2)}}
	case s.is(i, "pfs") && values == 1:
		return &setting{PFS: &pfsLine{Group: &s.plainWords(i + 1)[0]}}
	case s.is(i, "pfs") && values == 0:
		return &setting{PFS: &pfsLine{}}
	case s.is(i, "security-association") && s.is(i+1, "lifetime") && values == 3:
		w := s.plainWords(i + 2)
		return &setting{Lifetime: []limit{{Unit: w[0], Value: w[1]}}}
	}
	return nil
}

// plainWords returns the words from i on as a grammar does.
func (s stmt) plainWords(i int) []parser.Word {
	out := make([]parser.Word, 0, s.n()-i)
	for ; i < s.n(); i++ {
		out = append(out, s.c.src.Word(s.f[i]))
	}
	return out
}
