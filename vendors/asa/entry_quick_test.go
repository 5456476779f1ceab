package asa

import (
	"reflect"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
)

// FuzzQuickEntry: the lines that are read without a grammar mean what it says of them.
func FuzzQuickEntry(f *testing.F) {
	for _, line := range []string{
		"match address VPN", "match address", "match address VPN more", "MATCH Address VPN", "ipsec-isakmp dynamic DYN",
		"set peer 203.0.113.1", "set peer 203.0.113.1 203.0.113.2", "set peer", "set Peer 203.0.113.1", "set peer\xc2\xa0a",
		"set transform-set A B", "set ikev1 transform-set A", "set ikev1 transform-set", "set ikev1 phase1-mode main",
		"set ikev2 ipsec-proposal A B C", "set ikev2 mode transport", "set pfs", "set pfs group14", "set pfs group14 more",
		"set security-association lifetime seconds 3600", "set security-association lifetime seconds", "set security-association lifetime",
		"set security-association lifetime seconds 3600 kilobytes 4608000", "set nat-t-disable", "set reverse-route", "\u017fet peer a", "set", "",
	} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		src, err := parser.NewSource("asa.cfg", []byte(line), "utf-8")
		if err != nil {
			return
		}
		fields := src.Words(0, len(src.Text()))
		quick, quickErr := readEntry(src, fields)
		slow, slowErr := entryGrammar.Parse(src, fields)
		if !reflect.DeepEqual(slow, quick) || !reflect.DeepEqual(slowErr, quickErr) {
			t.Errorf("entry %q: the grammar reads %+v (%v), the quick reader %+v (%v)", line, slow, slowErr, quick, quickErr)
		}
		profile, profileErr := readProfile(src, fields)
		slowProfile, slowProfileErr := profileGrammar.Parse(src, fields)
		if !reflect.DeepEqual(slowProfile, profile) || !reflect.DeepEqual(slowProfileErr, profileErr) {
			t.Errorf("profile %q: the grammar reads %+v (%v), the quick reader %+v (%v)", line, slowProfile, slowProfileErr, profile, profileErr)
		}
	})
}
