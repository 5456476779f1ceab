package asa

import (
	"bytes"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
)

// secretWords are the words behind which an ASA prints a key, a password, or the
// hash or cipher text of one. The rest of the line is the secret: what follows a
// key ("encrypted", "level 15") is not worth showing.
var secretWords = set("pre-shared-key", "key", "password", "passwd", "secret", "community", "key-string",
	"authentication-key", "ldap-login-password", "message-digest-key", "md5", "auth", "priv", "passphrase",
	"shared-secret", "enable", "username", "snmp-server", "failover", "hex", "nt-encrypted", "simultaneous-key",
	"certificate", "kdc", "radius-common-pw", "http-proxy", "token", "credential", "crl-key", "authentication-password",
	"hidden-parameter", "publickey", "ftp-server")

// keyWord is the word before a pre-shared key.
const keyWord = "pre-shared-key"

// Secrets returns the parts of the text [start, end), one line, that must not be
// shown: what stands behind a word that announces a key, a password in a URL, and
// the hexadecimal lines of certificates.
func Secrets(src *parser.Source, start, end int) []parser.Span {
	fields := src.Words(start, end)
	if len(fields) == 0 {
		return nil
	}
	var out []parser.Span
	last := fields[len(fields)-1].End
	if data := src.Text()[fields[0].Start:last]; len(data) >= 16 && hexOnly(data) {
		return []parser.Span{src.Span(fields[0].Start, last)}
	}
	for i, f := range fields {
		word := string(bytes.ToLower(src.FieldText(f)))
		switch {
		case i == 0 && word == "aaa-server" && len(fields) > 5: // aaa-server TAG (IF) host ADDRESS KEY
			return append(out, src.Span(fields[5].Start, last))
		case len(word) > len(keyWord) && strings.HasPrefix(word, keyWord): // the key lost the blank before it
			return append(out, src.Span(f.Start+len(keyWord), last))
		case secretWords[word] && i+1 < len(fields) && !harmless(src, word, fields[i+1:]):
			return append(out, src.Span(fields[i+1].Start, last))
		case bytes.Contains(src.FieldText(f), []byte("://")) && bytes.IndexByte(src.FieldText(f), '@') > 0:
			out = append(out, src.FieldSpan(f))
		}
	}
	return out
}

// behindKeyWord reports whether a word may be a key: one that announces a key stands
// before it on its line. Such a line lost its end and holds the next statement, too.
func behindKeyWord(at parser.Span) bool {
	src, start := at.Source, bytes.LastIndexByte(at.Source.Text()[:at.Start], '\n')+1
	for _, s := range Secrets(src, start, at.End) {
		if s.Start <= at.Start {
			return true
		}
	}
	for _, f := range src.Words(start, at.Start) {
		if bytes.HasSuffix(bytes.ToLower(src.FieldText(f)), []byte("-key")) {
			return true // an option that vpnlint does not know
		}
	}
	return false
}

// harmless reports a word that only looks as if it announced a key: "crypto key
// generate", "isakmp identity key-id", "set ikev2 pre-shared-key" has one, and
// "enable outside" of IKE has none.
func harmless(src *parser.Source, word string, rest []parser.Field) bool {
	next := string(bytes.ToLower(src.FieldText(rest[0])))
	switch word {
	case "enable":
		return next != "password" && next != "secret"
	case "key":
		return next == "generate" || next == "zeroize" || next == "chain"
	case "certificate":
		return next == "chain" || next == "ca" || next == "self-signed" || next == "map"
	case "auth", "priv", "hex", "md5":
		return len(rest) == 1 && len(next) < 3
	case "username":
		return len(rest) == 1
	case "failover":
		return next != "key" && next != "ipsec"
	case "snmp-server":
		return next == "location" || next == "contact" || next == "enable"
	}
	return false
}

func hexOnly(b []byte) bool {
	for _, c := range b {
		if c != ' ' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'f') {
			return false
		}
	}
	return true
}
