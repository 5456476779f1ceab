package proposal

import (
	"strings"
	"sync"
)

// ciphers maps strongSwan's words to the model's. Several of strongSwan's name
// the same thing (aes is aes128, aes128gcm and aes128gcm128 are aes128gcm16).
// Source: strongSwan, list of algorithm keywords for proposals.
var ciphers = sync.OnceValue(makeCiphers)

func makeCiphers() map[string]string {
	m := map[string]string{
		"null": "null", "des": "des", "3des": "3des", "aes": "aes128", "cast128": "cast128",
		"chacha20poly1305": "chacha20poly1305", "chacha20poly1305compat": "chacha20poly1305",
		"blowfish": "blowfish128", "camellia": "camellia128", "serpent": "serpent128", "twofish": "twofish128",
	}
	sizes := []string{"128", "192", "256"}
	icv := [][]string{{"8", "64"}, {"12", "96"}, {"16", "128", ""}}
	for _, size := range sizes {
		for _, plain := range []string{"aes", "blowfish", "camellia", "serpent", "twofish"} {
			m[plain+size] = plain + size
		}
		for _, ctr := range []string{"aes", "camellia"} {
			m[ctr+size+"ctr"] = ctr + size + "ctr"
		}
		m["aes"+size+"gmac"] = "aes" + size + "gmac"
		for _, mode := range []string{"aes%gcm", "aes%ccm", "camellia%ccm"} {
			mode = strings.Replace(mode, "%", size, 1)
			for _, names := range icv {
				for _, n := range names {
					if n == "" && strings.HasPrefix(mode, "camellia") {
						continue // strongSwan has no short form of these
					}
					m[mode+n] = mode + names[0]
				}
			}
		}
	}
	return m
}

func isAEAD(word string) bool {
	return strings.Contains(word, "gcm") || strings.Contains(word, "ccm") || strings.HasSuffix(word, "gmac") ||
		word == "chacha20poly1305"
}

// integrities maps to the model's words. The truncations that only old peers
// want (sha1_160, sha256_96, md5_128) keep words of their own: they do not
// match the far side's algorithm of the plain name.
var integrities = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"sha": "sha1", "sha1": "sha1", "sha1_160": "sha1_160",
		"sha256": "sha256", "sha2_256": "sha256", "sha256_96": "sha256_96", "sha2_256_96": "sha256_96",
		"sha384": "sha384", "sha2_384": "sha384", "sha512": "sha512", "sha2_512": "sha512",
		"md5": "md5", "md5_128": "md5_128", "aesxcbc": "aesxcbc", "aescmac": "aescmac", "camelliaxcbc": "camelliaxcbc",
	}
})

var prfs = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"prfsha1": "sha1", "prfsha256": "sha256", "prfsha384": "sha384", "prfsha512": "sha512", "prfmd5": "md5",
		"prfaesxcbc": "aesxcbc", "prfaescmac": "aescmac", "prfcamelliaxcbc": "camelliaxcbc",
	}
})

// prfOf gives the PRF that goes with an integrity algorithm when none is named.
var prfOf = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"sha1": "sha1", "sha1_160": "sha1", "sha256": "sha256", "sha384": "sha384", "sha512": "sha512",
		"md5": "md5", "md5_128": "md5", "aesxcbc": "aesxcbc", "aescmac": "aescmac", "camelliaxcbc": "camelliaxcbc",
	}
})

// groups maps key exchange methods to their numbers in IANA's registry of IKEv2
// key exchange methods. Methods of private use have their private numbers.
var groups = sync.OnceValue(func() map[string]int {
	return map[string]int{
		"modp768": 1, "modp1024": 2, "modp1536": 5, "modp2048": 14, "modp3072": 15, "modp4096": 16,
		"modp6144": 17, "modp8192": 18, "ecp256": 19, "ecp384": 20, "ecp521": 21,
		"modp1024s160": 22, "modp2048s224": 23, "modp2048s256": 24, "ecp192": 25, "ecp224": 26,
		"ecp224bp": 27, "ecp256bp": 28, "ecp384bp": 29, "ecp512bp": 30,
		"curve25519": 31, "x25519": 31, "curve448": 32, "x448": 32,
		"mlkem512": 35, "mlkem768": 36, "mlkem1024": 37,
		"modpnull": 1024, "ntru112": 1030, "ntru128": 1031, "ntru192": 1032, "ntru256": 1033, "newhope128": 1040,
	}
})

// GroupWord gives strongSwan's word for a group; "" when it has none.
func GroupWord(number int) string {
	best := ""
	for word, n := range groups() {
		// Of two words for one group the shorter is the usual one.
		if n == number && (best == "" || len(word) < len(best)) {
			best = word
		}
	}
	return best
}
