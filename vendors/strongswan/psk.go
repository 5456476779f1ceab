package strongswan

import (
	"encoding/base64"
	"encoding/hex"
	"net/netip"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// decodeSecret gives the key that a secret stands for: 0x is followed by hex
// digits, 0s by base64, anything else is the key itself.
func decodeSecret(text string) string {
	if len(text) > 2 && text[0] == '0' {
		switch text[1] {
		case 'x', 'X':
			if raw, err := hex.DecodeString(text[2:]); err == nil {
				return string(raw)
			}
		case 's', 'S':
			if raw, err := base64.StdEncoding.DecodeString(text[2:]); err == nil {
				return string(raw)
			}
		}
	}
	return text
}

// secretStore holds the pre-shared keys that the files show.
type secretStore struct {
	keys []ikeSecret
	// given reports that some file with secrets was read; elsewhere that there may
	// be more in files that were not.
	given, elsewhere bool
}

// find returns the key that charon would use between two identities: at least
// one of them must be among a key's identities, and the key that matches both,
// or has fewer wildcards, is the better one. A key without identities fits any peer.
func (s *secretStore) find(local, remote []string) ipsec.Secret {
	best, found := -1, ipsec.Secret{}
	for _, k := range s.keys {
		score := 0
		if len(k.ids) > 0 {
			me, other := bestMatch(k.ids, local), bestMatch(k.ids, remote)
			if me+other == 0 {
				continue
			}
			score = 10*other + me
		}
		if score > best {
			best, found = score, k.key
		}
	}
	switch {
	case best >= 0:
		return found
	case !s.given || s.elsewhere || !allAddresses(local) || !allAddresses(remote):
		// A name may resolve to an address that a key is for.
		return ipsec.Secret{State: ipsec.SecretElsewhere}
	}
	return ipsec.Secret{}
}

// bestMatch says how well one of the wanted identities is among ids: 0 not at
// all, 1 by a wildcard, 2 exactly.
func bestMatch(ids, wanted []string) int {
	best := 0
	for _, id := range ids {
		for _, w := range wanted {
			best = max(best, idMatch(id, w))
		}
	}
	return best
}

func idMatch(pattern, id string) int {
	pattern, id = strings.TrimPrefix(pattern, "@"), strings.TrimPrefix(id, "@")
	switch {
	case strings.EqualFold(pattern, id):
		return 2
	case pattern == "%any" || pattern == "%any6" || pattern == "0.0.0.0" || pattern == "*":
		return 1
	case strings.HasPrefix(pattern, "*"):
		if strings.HasSuffix(strings.ToLower(id), strings.ToLower(pattern[1:])) {
			return 1
		}
	}
	return 0
}

// allAddresses reports whether all identities are plain addresses, so that
// nothing outside the file decides what they mean.
func allAddresses(ids []string) bool {
	for _, id := range ids {
		if _, err := netip.ParseAddr(id); err != nil {
			return false
		}
	}
	return len(ids) > 0
}
