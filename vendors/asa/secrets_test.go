package asa

import (
	"bytes"
	"testing"

	"github.com/vpnlint/vpnlint/vendors/internal/vendortest"
)

// TestJoinedLines has lines that lost their end, so that a key stands where a name is
// expected; Render fails the test when it is shown.
func TestJoinedLines(t *testing.T) {
	const head = "crypto map M 10 match address A\ncrypto map M 10 set peer 203.0.113.1\ncrypto map M interface outside\ncrypto map M 10 set "
	for _, joined := range []string{
		"ikev2 ipsec-proposal P crypto map M 10 set quantum-key ",
		"ikev2 ipsec-proposal P tunnel-group 203.0.113.1 ipsec-attributes ikev1 pre-shared-key ",
		"ikev1 transform-set T username admin password ",
	} {
		devices, err := Read(source(t, head+joined+vendortest.Marker+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		if _, problems := vendortest.Render(t, devices); !bytes.Contains(problems, []byte("with a name that may be a key is not defined")) {
			t.Errorf("%s: %s", joined, problems)
		}
	}
}

// TestUnknownWords shows unknown words as they are.
func TestUnknownWords(t *testing.T) {
	for _, word := range []string{"keyring", "password-policy", "old-key-size", "quantum-key", "quick"} {
		if got := withoutKey(word); got != word {
			t.Errorf("%s is shown as %s", word, got)
		}
	}
}

// TestGluedKey has a key that lost the blank before it: the rest of its line is secret.
func TestGluedKey(t *testing.T) {
	for line, hidden := range map[string]string{
		" ikev2 local-authentication pre-shared-keyabc!": "abc!", " ikev1 Pre-Shared-KeyX y z": "X y z", " ikev1 pre-shared-key a b": "a b",
		" ikev1 pre-shared-key": "",
	} {
		src, got := source(t, line), ""
		for _, s := range Secrets(src, 0, len(line)) {
			got += s.Text()
		}
		if got != hidden {
			t.Errorf("%q hides %q, want %q", line, got, hidden)
		}
	}
}

// TestJoinedWords has a key that lost the blank before it; an unknown command is shown
// up to there.
func TestJoinedWords(t *testing.T) {
	const head = "crypto map M 10 match address A\ncrypto map M 10 set peer 203.0.113.1\ncrypto map M interface outside\ncrypto map M 10 "
	for _, joined := range []string{"set quantum-key", "set Quantum-KEY", "set an-old-password"} {
		devices, err := Read(source(t, head+joined+vendortest.Marker+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		if _, problems := vendortest.Render(t, devices); !bytes.Contains(problems, []byte("\""+joined[len("set "):]+"\"")) {
			t.Errorf("%s: %s", joined, problems)
		}
	}
}
