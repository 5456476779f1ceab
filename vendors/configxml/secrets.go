package configxml

import (
	"bytes"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
)

// secretNames are elements whose text is a key, a password, a certificate or a
// hash of one, in pfSense, OPNsense and their packages.
var secretNames = Set("key", "prv", "crt", "csr", "tls", "psk", "pin", "pkcs11pin", "privkey", "pubkey", "secret", "shared_key",
	"password", "passwd", "pass", "passphrase", "ipsecpsk", "authorizedkeys", "rocommunity", "rwcommunity", "community",
	"token", "otp_seed", "md5-hash", "sha512-hash", "bcrypt-hash", "nt-hash", "apikey", "api_key", "apikeys",
	"bgpd", "zebra", "frr", "ospfd", "ospf6d", "staticd", "bfdd", "ripd", "text", "credentials", "custom_options", "authkey",
	"user_password", "ldap_bindpw", "radius_secret", "sync_password", "accesskey", "smtp_password", "login_banner")

// secretParts mark the name of such an element wherever they stand in it.
var secretParts = []string{"passw", "passphrase", "secret", "psk", "private", "-key", "_key", "bindpw", "authkey", "sharedkey", "privkey", "apikey", "credential"}

// secretEnds mark it at the end of its name: auth_pass of an OpenVPN client.
var secretEnds = []string{"pass", "pwd", "_pw"}

func isSecretName(name []byte) bool {
	lower := strings.ToLower(string(name))
	if secretNames[lower] {
		return true
	}
	for _, e := range secretEnds {
		if strings.HasSuffix(lower, e) && !strings.HasSuffix(lower, "bypass") {
			return true
		}
	}
	for _, p := range secretParts {
		if strings.Contains(lower, p) {
			return true
		}
	}
	return false
}

// lookBack bounds how far before a line the tag is looked for that a line
// without tags belongs to.
const lookBack = 256 << 10

// Secrets returns the parts of the line [start, end) that must not be shown:
// the texts of elements that hold keys, passwords and certificates, whatever
// section they stand in, and those of unknown elements of VPN sections. When a text is not closed on its line, the rest of the
// line is a part.
func Secrets(src *parser.Source, start, end int) []parser.Span {
	text := src.Text()
	line := text[start:end]
	var out []parser.Span
	add := func(from, to int) {
		if len(bytes.TrimSpace(line[from:to])) > 0 {
			out = append(out, src.Span(start+from, start+to))
		}
	}
	pos := 0
	if name, blank := openElementAt(text, start); name != nil && !(blank && startsElement(line)) {
		pos = closing(line, 0, name)
		add(0, pos)
	}
	for {
		i := bytes.IndexByte(line[pos:], '<')
		if i < 0 {
			return out
		}
		pos += i + 1
		gt := bytes.IndexByte(line[pos:], '>')
		if gt < 0 {
			return out
		}
		tag := line[pos : pos+gt]
		if len(tag) > 0 && tag[len(tag)-1] == '/' {
			continue
		}
		name := tagName(tag)
		if len(name) == 0 || !isSecretName(name) && !isUnknown(text, start+pos-1, name) {
			continue
		}
		from := pos + gt + 1
		if startsElement(line[from:]) {
			continue // a container, such as OPNsense's preSharedKey
		}
		pos = closing(line, from, name)
		add(from, pos)
	}
}

// startsElement reports whether the first thing in the text is a start tag.
func startsElement(text []byte) bool {
	text = bytes.TrimLeft(text, " \t")
	return len(text) > 1 && text[0] == '<' && 'a' <= text[1]|0x20 && text[1]|0x20 <= 'z'
}

// closing returns where </name> starts in the line, from there on; the end of
// the line without one.
func closing(line []byte, from int, name []byte) int {
	for at := from; ; {
		i := bytes.Index(line[at:], []byte("</"))
		if i < 0 {
			return len(line)
		}
		at += i
		if rest := line[at+2:]; len(rest) >= len(name) && bytes.EqualFold(rest[:len(name)], name) {
			return at
		}
		at += 2
	}
}

// openElementAt returns the name of the secret element whose text goes on at
// pos, or nil; blank tells that nothing of the text stands before pos. It looks
// for the last tag before pos; a text with a bare '<' in it is given up no
// earlier than its closing tag.
func openElementAt(text []byte, pos int) (name []byte, blank bool) {
	low := max(0, pos-lookBack)
	for at := pos; ; {
		i := bytes.LastIndexByte(text[low:at], '<')
		if i < 0 {
			return nil, false
		}
		at = low + i
		rest := text[at+1 : pos]
		if len(rest) > 0 && (rest[0] == '/' || rest[0] == '?') {
			return nil, false
		}
		if len(rest) > 0 && rest[0] == '!' {
			continue // CDATA or a comment inside the text
		}
		name := tagName(rest)
		gt := bytes.IndexByte(rest, '>')
		if len(name) > 0 && isSecretName(name) && gt >= 0 && rest[max(0, gt-1)] != '/' {
			return name, len(bytes.TrimSpace(rest[gt+1:])) == 0
		}
		if gt >= 0 && len(name) > 0 {
			return nil, false
		}
	}
}

func tagName(tag []byte) []byte {
	end := bytes.IndexAny(tag, " \t\r\n>/")
	if end < 0 {
		end = len(tag)
	}
	for _, c := range tag[:end] {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && (c < '0' || c > '9') && c != '_' && c != '-' && c != ':' && c != '.' && c < 0x80 {
			return nil
		}
	}
	return tag[:end]
}
