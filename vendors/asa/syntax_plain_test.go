package asa

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpnlint/vpnlint/parser"
)

// TestPlainLines holds that a line which is told without its grammar means what the
// grammar says: for every beginning, some words behind it, and any case of letters.
func TestPlainLines(t *testing.T) {
	begins := []string{
		"match address", "match", "ipsec-isakmp", "set", "set peer", "set transform-set", "set ikev1 transform-set", "set ikev1 phase1-mode", "set ikev1", "set ikev2 ipsec-proposal", "set ikev2 mode",
		"set ikev2 pre-shared-key", "set ikev2", "set pfs", "set security-association lifetime", "set security-association", "set connection-type", "set phase1-mode", "set nat-t-disable", "set reverse-route", "set trustpoint",
		"set df-bit", "set unknown", "responder-only", "Set Peer", "MATCH ADDRESS", "set PFS", "set Security-Association Lifetime",
	}
	ends := []string{"", " A", " A B", " A B C", " seconds 3600", " seconds 3600 kilobytes unlimited", " lifetime seconds 1", ` "quoted name"`, ` A "quoted name"`, " group14", " peer", " \u00a0A", "\tA\t"}
	plain := 0
	for _, begin := range begins {
		for _, end := range ends {
			src := source(t, begin+end+"\n")
			tree := parser.SplitIndent(src, 0, len(src.Text()), &dialect)
			s := stmt{c: &config{src: src, tree: tree}, f: tree.Fields(0)}
			entry, entryErr := entryGrammar.Parse(src, s.f)
			profile, profileErr := profileGrammar.Parse(src, s.f)
			if got := plainLine(s, 0); got != nil {
				plain++
				if entryErr != nil || cmp.Diff(entry, got) != "" {
					t.Errorf("%q: grammar %v, plain: %s", begin+end, entryErr, cmp.Diff(entry, got))
				}
			}
			if got := plainSetting(s, 1); got != nil && s.is(0, "set") {
				if profileErr != nil || cmp.Diff(profile.Set, got) != "" {
					t.Errorf("%q: grammar %v, plain: %s", begin+end, profileErr, cmp.Diff(profile.Set, got))
				}
			}
		}
	}
	if plain < len(ends) {
		t.Errorf("%d lines are told without the grammar", plain)
	}
}
