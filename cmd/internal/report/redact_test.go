package report

import (
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// The last resort must hide what no vendor has named, and leave alone what a
// reader needs.
func TestLooksSecret(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{" ikev1 pre-shared-key hunter2", " ikev1 pre-shared-key <redacted>"},
		{" ikev2 remote-authentication pre-shared-key 0 hunter2 x", " ikev2 remote-authentication pre-shared-key <redacted>"},
		{"crypto isakmp key hunter2 address 192.0.2.1", "crypto isakmp key <redacted>"},
		{"enable password hunter2 encrypted", "enable password <redacted>"},
		{"snmp-server community hunter2", "snmp-server community <redacted>"},
		{"        set psksecret ENC hunter2", "        set psksecret <redacted>"},
		{`  secret = "hunter2"`, `  secret = "<redacted>`},
		{"<pre-shared-key>hunter2</pre-shared-key>", "<pre-shared-key><redacted></pre-shared-key>"},
		{"ftp://user:hunter2@192.0.2.1/x", "ftp://user:<redacted>@192.0.2.1/x"},
		{"copy ftp://user:hunter2", "copy ftp://user:<redacted>"}, // cut off
		{"proxy http://192.0.2.1:8080", "proxy http://192.0.2.1:8080"},
		{"foo 8Yk3lQ0sVb2mXw9pTz6dRc4hNj1gAu7eKo5iSf0q", "foo <redacted>"},
		{"set mgt-config users user1 phash $5$hunter$hunter2", "set mgt-config users user1 phash <redacted>"},
		{"  30820222 3082018b a0030201 0202", "<redacted>"},

		{" authentication pre-share", " authentication pre-share"},
		{"<authentication_method>pre_shared_key</authentication_method>", "<authentication_method>pre_shared_key</authentication_method>"},
		{"crypto map outside_map 10 set pfs group14", "crypto map outside_map 10 set pfs group14"},
		{"        set keylife 28800", "        set keylife 28800"},
		{"  secrets {", "  secrets {"},
		{"  authby=secret", "  authby=secret"},
	} {
		src, err := parser.NewSource("t", []byte(tt.line), "")
		if err != nil {
			t.Fatal(err)
		}
		got, _ := replaceSecrets(tt.line, secretRanges(src, 0, len(tt.line), nil), byteRange{})
		if got != tt.want {
			t.Errorf("%q\n got %q\nwant %q", tt.line, got, tt.want)
		}
	}
}

func TestReplaceSecretsMovesTheMark(t *testing.T) {
	line := "key LONGLONGSECRET then this"
	secrets := []byteRange{{4, 18}}
	for _, word := range []string{"key", "then", "this"} {
		at := strings.Index(line, word)
		got, mark := replaceSecrets(line, secrets, byteRange{at, at + len(word)})
		if got[mark.start:mark.end] != word {
			t.Errorf("mark of %q is at %q", word, got[mark.start:mark.end])
		}
	}
	got, mark := replaceSecrets(line, secrets, byteRange{8, 10})
	if got[mark.start:mark.end] != redacted {
		t.Errorf("a mark inside the secret covers %q", got[mark.start:mark.end])
	}
}

func FuzzSnippet(f *testing.F) {
	f.Add("tunnel-group 192.0.2.1 ipsec-attributes\n ikev1 pre-shared-key x\n", 3, 9)
	f.Add("<a>日本語</a>\r\n\x1b[31m", 4, 5)
	f.Fuzz(func(t *testing.T, text string, start, n int) {
		src, err := parser.NewSource("t", []byte(text), "utf-8")
		if err != nil {
			t.Skip()
		}
		size := len(src.Text())
		start = min(max(start, 0), size)
		at := src.Span(start, min(start+max(n, 0)%1000, size))
		lines := snippeter{unread: map[place]*ipsec.Problem{}}
		lines.learn(&ipsec.Device{Problems: []ipsec.Problem{{Kind: ipsec.Unread, At: src.Span(size/2, size), Message: "tunnel-group 192.0.2.1"}}})
		s := lines.of(at)
		if s.Start < 0 || s.End < s.Start || s.End > len(s.Text) {
			t.Fatalf("mark %d-%d of %d bytes", s.Start, s.End, len(s.Text))
		}
		if strings.ContainsAny(s.Text, "\n\r\x1b") {
			t.Fatalf("control characters in %q", s.Text)
		}
	})
}
