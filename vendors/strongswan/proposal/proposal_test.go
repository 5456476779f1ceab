package proposal

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	tests := []struct {
		text     string
		protocol Protocol
		want     Proposal
		reason   string
	}{
		{"aes256-sha256-modp2048", IKE, Proposal{Encryption: []string{"aes256"}, Integrity: []string{"sha256"}, PRF: []string{"sha256"}, DH: []int{14}}, ""},
		{"aes256gcm16-prfsha384-ecp384", IKE, Proposal{Encryption: []string{"aes256gcm16"}, PRF: []string{"sha384"}, DH: []int{20}}, ""},
		{"aes128gcm16-sha256-x25519", IKE, Proposal{Encryption: []string{"aes128gcm16"}, PRF: []string{"sha256"}, DH: []int{31}}, ""},
		{"aes-aes128-sha-sha1-modp1024-modp2048", IKE, Proposal{Encryption: []string{"aes128"}, Integrity: []string{"sha1"}, PRF: []string{"sha1"}, DH: []int{2, 14}}, ""},
		{"aes256-sha256", ESP, Proposal{Encryption: []string{"aes256"}, Integrity: []string{"sha256"}}, ""},
		{"aes128gcm128-none-modp2048", ESP, Proposal{Encryption: []string{"aes128gcm16"}, DH: []int{14}, NoDH: true}, ""},
		{"aes256", ESP, Proposal{Encryption: []string{"aes256"}}, ""},
		{"sha256", AH, Proposal{Integrity: []string{"sha256"}}, ""},
		{"aes128-sha256", IKE, Proposal{}, "the proposal names no Diffie-Hellman group, which phase 1 must have"},
		{"aes128-modp2048", IKE, Proposal{}, "the proposal names no PRF, and no integrity algorithm to take it from"},
		{"sha256-modp2048", ESP, Proposal{}, "the proposal names no encryption algorithm"},
		{"aes128-aes128gcm16-sha256-modp2048", IKE, Proposal{}, "the proposal mixes AEAD ciphers with others"},
		{"AES128-sha256", ESP, Proposal{}, "the proposal names an algorithm that strongSwan does not know"},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			got, err := Parse(tt.text, tt.protocol)
			if err != nil {
				if err.Reason != tt.reason {
					t.Errorf("reason %q, want %q", err.Reason, tt.reason)
				}
				return
			}
			if tt.reason != "" {
				t.Fatalf("taken, want %q", tt.reason)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestErrorPlace(t *testing.T) {
	_, err := Parse("aes128-foo-modp2048", IKE)
	if err == nil || err.Start != 7 || err.End != 10 {
		t.Errorf("got %+v, want the word at 7 to 10", err)
	}
}

func TestSplit(t *testing.T) {
	got := Split(" aes128-sha1 ,, aes256-sha256,")
	want := []Word{{"aes128-sha1", 1, 12}, {"aes256-sha256", 16, 29}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
