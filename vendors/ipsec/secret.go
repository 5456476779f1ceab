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

// SharedKeys returns, for each tunnel with a visible key that is also the key of a
// tunnel before it with another peer, the first such tunnel.
func SharedKeys(tunnels []*Tunnel) map[*Tunnel]*Tunnel {
	type users struct{ first, other *Tunnel } // other is the first with another peer than first
	seen := map[unique.Handle[string]]*users{}
	out := map[*Tunnel]*Tunnel{}
	for _, t := range tunnels {
		key := t.IKE.PSK
		if !key.Visible() {
			continue
		}
		u := seen[key.same]
		switch {
		case u == nil:
			seen[key.same] = &users{first: t}
		case u.first.Peer != t.Peer:
			out[t] = u.first
			if u.other == nil {
				u.other = t
			}
		case u.other != nil:
			out[t] = u.other
		}
	}
	return out
}
