package strongswan

import (
	"bytes"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
)

// dialect tells whose ipsec.conf a file is. The same words mean other things:
// without a group in esp= strongSwan has no PFS and libreswan has; lifetimes and
// versions have other defaults.
type dialect uint8

const (
	dialectStrongSwan dialect = iota
	dialectLibreswan          // libreswan and its ancestor openswan
)

func (d dialect) String() string { return [...]string{"strongSwan", "libreswan"}[d] }

// The words that only one of the two has. "version 2" is no evidence, both had it.
var (
	libreswanWords = map[string]int{
		"phase2alg": 3, "phase2": 2, "salifetime": 3, "ipsec-lifetime": 3, "ikev2": 3, "leftsubnets": 3, "rightsubnets": 3,
		"protostack": 3, "ikev1-policy": 3, "logfile": 2, "plutodebug": 1, "virtual_private": 1, "virtual-private": 3, "oe": 2,
		"leftnexthop": 1, "rightnexthop": 1, "vti-interface": 3, "ipsec-interface": 3, "encapsulation": 3, "narrowing": 3,
		"retransmit-timeout": 3, "aggrmode": 3, "sha2-truncbug": 3, "leftxauthclient": 2, "ipsec-max-bytes": 3, "dumpdir": 1,
	}
	strongSwanWords = map[string]int{
		"leftauth": 2, "rightauth": 2, "leftauth2": 2, "rightauth2": 2, "closeaction": 2, "margintime": 2, "charondebug": 3,
		"installpolicy": 2, "leftfirewall": 2, "lefthostaccess": 2, "inactivity": 2, "eap_identity": 3, "strictcrlpolicy": 1,
		"cachecrls": 3, "replay_window": 2, "rightsourceip": 1, "reauth": 1,
	}
)

// dialectOf weighs the words of a file.
func dialectOf(src *parser.Source, conf *ipsecConf) dialect {
	libreswan, strongSwan := 0, 0
	sections := append([]*confSection{conf.setup}, conf.conns...)
	for _, s := range sections {
		for _, k := range s.keys {
			libreswan += libreswanWords[k.key]
			strongSwan += strongSwanWords[k.key]
			switch k.key {
			case "ike", "esp", "ah", "phase2alg":
				if strings.Contains(k.value, ";") || strings.Contains(k.value, "+") {
					libreswan += 3
				}
				if strings.HasSuffix(k.value, "!") {
					strongSwan += 3
				}
			case "auto":
				if k.value == "ondemand" || k.value == "up" || k.value == "keep" {
					libreswan += 3
				}
			}
		}
	}
	libreswan += headerSays(src, "libreswan") + headerSays(src, "openswan")
	strongSwan += headerSays(src, "strongswan")
	if libreswan > strongSwan {
		return dialectLibreswan
	}
	return dialectStrongSwan
}

// headerSays looks for a name in the first comments, which packages put there.
func headerSays(src *parser.Source, name string) int {
	text := src.Text()
	for range 4 {
		line := text
		if i := bytes.IndexByte(text, '\n'); i >= 0 {
			line, text = text[:i], text[i+1:]
		}
		if bytes.HasPrefix(line, []byte("#")) && bytes.Contains(bytes.ToLower(line), []byte(name)) {
			return 2
		}
	}
	return 0
}
