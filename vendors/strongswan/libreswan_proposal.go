package strongswan

import (
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
	"github.com/vpnlint/vpnlint/vendors/strongswan/proposal"
)

// libreswan's proposals look like strongSwan's and are others: elements are
// separated by commas, kinds by dashes, choices of one kind by '+', and groups
// stand behind a ';' (or a last dash). Source: ipsec.conf(5) of libreswan, ike=.

// offers reads a proposal list of libreswan.
func (v *libreConverter) offers(c *conn, f field, phase1 bool, versions ipsec.Value[[]string]) []ipsec.Proposal {
	version := 0
	if phase1 {
		version = 2
		if onlyIKEv1(versions) {
			version = 1
		}
	}
	if !f.found() || f.placeholder {
		u := func() ipsec.Value[[]string] { return ipsec.UnknownAs[[]string](libreListByRelease, f.place()) }
		p := ipsec.Proposal{Name: "default", Version: version, Encryption: u(), Integrity: u(), DH: ipsec.UnknownAs[[]int](libreListByRelease, f.place())}
		if version == 2 {
			p.PRF = u()
		}
		return []ipsec.Proposal{p}
	}
	var list []written
	for _, w := range proposal.Split(strings.TrimSuffix(f.value, "!")) {
		at := f.part(w.Start, w.End)
		p, ok := parseLibre(w.Text)
		if !ok {
			v.device.Problems = append(v.device.Problems, ipsec.Problem{Kind: ipsec.Unreadable, At: at, VPN: true,
				Message: "the proposal holds a word that vpnlint does not know, so it is not judged"})
			continue
		}
		if !phase1 {
			p.PRF = nil
		} else if len(p.PRF) == 0 {
			p.PRF = p.Integrity
		}
		if p.AEAD() {
			p.Integrity = nil
		}
		list = append(list, written{Proposal: p, text: w.Text, at: at})
	}
	return toModel(list, f, version, false)
}

// parseLibre reads one element.
func parseLibre(text string) (proposal.Proposal, bool) {
	var p proposal.Proposal
	algs, groups, _ := strings.Cut(strings.ToLower(text), ";")
	parts := strings.Split(algs, "-")
	if groups != "" {
		parts = append(parts, groups)
	}
	for i, part := range parts {
		for _, word := range strings.Split(part, "+") {
			switch {
			case i == 0:
				e, ok := libreCipher(word)
				if !ok {
					return p, false
				}
				p.Encryption = append(p.Encryption, e)
			case libreHashes[word] != "":
				p.Integrity = append(p.Integrity, libreHashes[word])
			case word == "null" || word == "none":
			default:
				g, ok := libreGroup(word)
				if !ok {
					return p, false
				}
				p.DH = append(p.DH, g)
			}
		}
	}
	return p, true
}

var libreHashes = map[string]string{
	"sha": "sha1", "sha1": "sha1", "hmac_sha1": "sha1", "sha2": "sha256", "sha256": "sha256", "sha2_256": "sha256", "hmac_sha2_256": "sha256",
	"sha384": "sha384", "sha2_384": "sha384", "sha512": "sha512", "sha2_512": "sha512", "hmac_sha2_512": "sha512", "md5": "md5",
	"hmac_md5": "md5", "aes_xcbc": "aesxcbc", "aes_cmac": "aescmac", "sha2_256_truncbug": "sha256_96",
}

// libreCipher reads a cipher: aes256, aes_256, aes, aes_gcm256, aes_gcm_c_256.
func libreCipher(word string) (string, bool) {
	switch word {
	case "3des", "des", "null":
		return word, true
	case "aes", "aes_cbc":
		return "aes128", true // the smallest that it stands for; without a size 128 comes last
	case "chacha20_poly1305", "chacha20poly1305":
		return "chacha20poly1305", true
	}
	size := ""
	for _, s := range []string{"128", "192", "256"} {
		if cut, ok := strings.CutSuffix(word, s); ok {
			word, size = strings.TrimSuffix(cut, "_"), s
		}
	}
	if size == "" {
		size = "256"
		if !strings.Contains(word, "gcm") && !strings.Contains(word, "ccm") && !strings.Contains(word, "ctr") {
			return "", false
		}
	}
	switch word {
	case "aes", "aes_cbc":
		return "aes" + size, true
	case "aes_gcm", "aes_gcm_c", "aes_gcm_16", "aesgcm":
		return "aes" + size + "gcm16", true
	case "aes_gcm_a", "aes_gcm_8":
		return "aes" + size + "gcm8", true
	case "aes_gcm_b", "aes_gcm_12":
		return "aes" + size + "gcm12", true
	case "aes_ccm", "aes_ccm_c", "aes_ccm_16":
		return "aes" + size + "ccm16", true
	case "aes_ctr":
		return "aes" + size + "ctr", true
	case "camellia", "camellia_cbc":
		return "camellia" + size, true
	}
	return "", false
}

// libreGroup reads a group: modp2048, dh14, ecp_256.
func libreGroup(word string) (int, bool) {
	if n, ok := strings.CutPrefix(word, "dh"); ok {
		g, ok := decimal(n)
		return int(g), ok && g > 0
	}
	if word == "modp1024" {
		return 2, true
	}
	p, err := proposal.Parse("aes128-sha1-"+strings.ReplaceAll(word, "_", ""), proposal.ESP)
	if err != nil || len(p.DH) != 1 {
		return 0, false
	}
	return p.DH[0], true
}
