package redact_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestKeysLikeMasks holds that a key goes also where it looks like a template's
// variable, or is written so that the vendor cannot read it, and that masks stay.
func TestKeysLikeMasks(t *testing.T) {
	const (
		asa = ": Saved\nASA Version 9.8(4)\ncrypto map m 10 match address A\ncrypto map m 10 set peer 203.0.113.10\ncrypto map m 10 set ikev1 transform-set T\ncrypto map m interface outside\n" +
			"tunnel-group 203.0.113.10 type ipsec-l2l\ntunnel-group 203.0.113.10 ipsec-attributes\n ikev1 pre-shared-key "
		fortigate = "config vpn ipsec phase1-interface\nedit \"aws\"\nset remote-gw 203.0.113.10\nset psksecret "
		swanctl   = "connections {\n aws {\n  remote_addrs = 203.0.113.10\n  local {\n   auth = psk\n  }\n }\n}\nsecrets {\n ike {\n  secret = "
	)
	for _, test := range []struct{ head, key, want string }{
		{asa, "$marker$marker", "placeholder-key-1"},
		{asa, "<marker", "********"},
		{asa, "<removed>", "<removed>"},
		{asa, "${psk}", "${psk}"},
		{asa, "*****", "*****"},
		{fortigate, "$marker", "key-1"},
		{fortigate, "a marker", "********"},
		{fortigate, "ENC marker-marker", "********"},
		{fortigate, `"{{ psk }}"`, `"{{ psk }}"`},
		{fortigate, "ENC *", "ENC *"},
		{swanctl, `"$marker"`, `"********"`},
		{swanctl, `"marker${marker}"`, `"********"`},
		{swanctl, `"{{ psk }}"`, `"{{ psk }}"`},
	} {
		copied, _, ok := judgeOnce(t, "ipsec.secrets", []byte(test.head+test.key+"\n"))
		if got, found := strings.CutPrefix(strings.TrimSpace(string(copied)), test.head); !ok || !found || got != test.want {
			t.Errorf("%s became %s, not %s", test.key, copied, test.want)
		}
	}
}

// TestControlCharacters holds that a copy is a text where the file was one: without
// its keys it is shorter, so that what is left of control characters weighs more.
func TestControlCharacters(t *testing.T) {
	const head = ": Saved\nASA Version 9.8(4)\nhostname fw%s\nusername admin password "
	for _, test := range []struct{ title, mark, controls string }{
		{"NUL", "", "\x00"},
		{"other control characters", "", strings.Repeat("\x01", 10)},
		{"many behind a byte order mark", "\xEF\xBB\xBF", strings.Repeat("\x00\x7F", 50)},
	} {
		t.Run(test.title, func(t *testing.T) {
			raw := test.mark + fmt.Sprintf(head, test.controls) + strings.Repeat("x", 2000) + "\n"
			if _, ok := copyOnce(t, "fw.cfg", []byte(raw)); !ok {
				t.Error("the file itself cannot be read")
			}
		})
	}
}

// TestInJSON redacts the configurations as APIs wrap them: as a string, and as the
// ASA's answer that a script stored in a string once more. A stand-in in quotes has
// to be escaped there, or the copy is no JSON.
func TestInJSON(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "testdata", "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // a directory
		}
		inner := quote(t, strings.TrimRight(string(text), "\n"))
		for _, raw := range []string{inner, quote(t, `{"response":[`+inner+`]}`)} {
			if c, _, ok := judgeOnce(t, file, []byte(raw)); ok && !json.Valid(c) {
				t.Errorf("%s: the copy is no JSON", file)
			}
		}
	}
	const open = "config vpn ipsec phase1-interface\nedit \"aws\"\nset remote-gw 203.0.113.10\nset psksecret \"Very_long_key_1\""
	if c, _, ok := judgeOnce(t, "open", []byte(quote(t, open))); !ok || !json.Valid(c) {
		t.Errorf("a key at the end of the text: %s", c)
	}
}

func quote(t *testing.T, text string) string {
	t.Helper()
	out, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
