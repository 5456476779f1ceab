package ipsec

import "unique"

// Keyring makes Secrets. It is the only way to make one that can be compared.
type Keyring struct{}

// AWS takes 8 to 64 characters of these in a pre-shared key, and no leading
// zero (AWS Site-to-Site VPN user guide, tunnel options).
const (
	pskMin = 8
	pskMax = 64
)

// Visible makes a Secret of a key that the export shows in clear text.
func (*Keyring) Visible(text string, at Span) Secret {
	return Secret{State: SecretVisible, Refused: refusedByFarSide(text), At: at, same: unique.Make(text)}
}

func refusedByFarSide(key string) []string {
	var why []string
	if len(key) < pskMin {
		why = append(why, "it is shorter than 8 characters")
	}
	if len(key) > pskMax {
		why = append(why, "it is longer than 64 characters")
	}
	if len(key) > 0 && key[0] == '0' {
		why = append(why, "it starts with a zero")
	}
	for i := range len(key) {
		c := key[i]
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && (c < '0' || c > '9') && c != '.' && c != '_' {
			why = append(why, "it holds a character other than letters, digits, '.' and '_'")
			break
		}
	}
	return why
}
