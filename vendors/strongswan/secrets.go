package strongswan

import (
	"bytes"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
)

// secretKeys are the settings of swanctl.conf and of tools around it whose
// values are secret.
var secretKeys = []string{"secret", "pin", "psk", "password", "passphrase", "xauthpassword"}

// privateParts are the lines of an RSA key in ipsec.secrets that must not be shown.
var privateParts = []string{"PrivateExponent:", "Prime1:", "Prime2:", "Exponent1:", "Exponent2:", "Coefficient:"}

// Secrets returns the parts of the line [start, end) that must not be shown. It
// knows the secrets of swanctl.conf and of ipsec.secrets, in comments too, and
// those that go on from the lines before.
func Secrets(src *parser.Source, start, end int) []parser.Span {
	text := src.Text()
	if start < 0 || end > len(text) || start >= end {
		return nil
	}
	line := string(bytes.TrimRight(text[start:end], "\r\n"))
	if n := continues(text, start, line); n > 0 {
		return trimmed(src, start, line, 0, n)
	}
	if at, ok := secretAt(line); ok {
		return trimmed(src, start, line, at, len(line))
	}
	if at, ok := unknownAt(line); ok {
		return trimmed(src, start, line, at, len(line))
	}
	return nil
}

// unknownAt returns where the value of a setting begins whose key is none of the
// family's: what it holds is known to nobody.
func unknownAt(line string) (int, bool) {
	body := strings.TrimLeft(line, " \t")
	key, _, ok := strings.Cut(body, "=")
	if i := strings.LastIndexAny(key, "{}"); i >= 0 {
		key = key[i+1:]
	}
	key = strings.TrimSpace(key)
	if !ok || key == "" || strings.ContainsAny(key, " \t#\"") || isKnownKey(key) {
		return 0, false
	}
	return strings.IndexByte(line, '=') + 1, true
}

// otherKeys stand in sections that are not read: secrets, pools, authorities and
// the common ones of strongswan.conf.
var otherKeys = strings.Fields(`
	file handle slot module addrs dns nbns netmask server subnet split_include split_exclude dhcp also version
	cacert crl_uris ocsp_uris cert_uri_base crluri crluri2 ocspuri ocspuri2 certuribase auto charondebug strictcrlpolicy uniqueids
	cachecrls protostack virtual_private virtual-private nat_traversal plutodebug logfile logtime logappend dumpdir interfaces oe
	ikev1-policy nhelpers plutostderrlog keep_alive keep-alive load load_modular port port_nat_t retransmit_timeout retransmit_base
	retransmit_tries make_before_break install_routes install_virtual_ip interfaces_use interfaces_ignore threads default path
	cfg ike chd enc net knl lib mgr job dmn tnc imc imv esp append flush_line time_format ike_name cisco_unity i_dont_care
	accept_unencrypted_mainmode_messages half_open_timeout max_packet fragment_size delete_rekeyed dns1 dns2 nbns1 nbns2`)

func isKnownKey(key string) bool {
	for _, table := range []map[string]check{connOptions(), childOptions(), authOptions()} {
		if _, ok := table[key]; ok {
			return true
		}
	}
	_, stroke := isStrokeWord(key)
	return stroke || isLibreswanWord(key) || strings.HasPrefix(key, "id") || slices.Contains(otherKeys, key)
}

// trimmed makes the span of a part of a line without blanks around it.
func trimmed(src *parser.Source, start int, line string, from, to int) []parser.Span {
	for from < to && (line[from] == ' ' || line[from] == '\t') {
		from++
	}
	for to > from && (line[to-1] == ' ' || line[to-1] == '\t') {
		to--
	}
	if from == to {
		return nil
	}
	return []parser.Span{src.Span(start+from, start+to)}
}

// secretLine reports whether a line is one of ipsec.secrets.
func secretLine(line []byte) bool { return typed(string(line)) >= 0 }

// secretAt returns where the secret of a line begins.
func secretAt(line string) (int, bool) {
	if sep := typed(line); sep >= 0 {
		_, rest := cutWord(line[sep+1:])
		return len(line) - len(rest), true
	}
	trimmed := strings.TrimLeft(line, " \t#")
	for _, part := range privateParts {
		if strings.HasPrefix(trimmed, part) {
			return len(line) - len(trimmed) + len(part), true
		}
	}
	if at := bareKind(line); at >= 0 {
		return at, true
	}
	first, lower := -1, asciiLower(line)
	for _, key := range secretKeys {
		if at, ok := valueAt(lower, key); ok && (first < 0 || at < first) {
			first = at
		}
	}
	return first, first >= 0
}

// bareKind finds the word PSK, in capitals, in a line that lacks the colon. A
// comment without the colon is text.
func bareKind(line string) int {
	i := strings.Index(line, "PSK ")
	if i < 0 || strings.HasPrefix(strings.TrimLeft(line, " \t"), "#") || i > 0 && line[i-1] != ' ' && line[i-1] != '\t' && line[i-1] != ':' {
		return -1
	}
	return i + len("PSK ")
}

// valueAt finds "key =" or "key:" in a line in small letters, with any suffix
// of the key that starts with a dash or an underscore.
func valueAt(lower, key string) (int, bool) {
	for from := 0; ; {
		i := strings.Index(lower[from:], key)
		if i < 0 {
			return 0, false
		}
		i += from
		from = i + len(key)
		if i > 0 && isNameByte(lower[i-1]) && lower[i-1] != '-' && lower[i-1] != '_' {
			continue
		}
		rest := lower[from:]
		if rest != "" && (rest[0] == '-' || rest[0] == '_') {
			rest = strings.TrimLeftFunc(rest, func(r rune) bool { return r < 0x80 && isNameByte(byte(r)) })
		}
		rest = strings.TrimLeft(rest, " \t\"")
		if rest != "" && (rest[0] == '=' || rest[0] == ':' && key != "secret") {
			return len(lower) - len(rest) + 1, true
		}
	}
}

func isNameByte(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '_'
}

// A secret in quotes may span this many lines and bytes.
const (
	maxContinued      = 64
	maxContinuedBytes = 8 << 10
)

// continues returns how much of a line belongs to a secret that began in a line
// before it: a quoted one that is not closed yet, or the value of a kind of
// secret that stands alone.
func continues(text []byte, start int, line string) int {
	window := text[max(0, start-maxContinuedBytes):start]
	quotes := bytes.ContainsAny(window, `"'`)
	at := start
	for i := range maxContinued {
		if at == 0 || start-at > maxContinuedBytes || i > 0 && !quotes {
			return 0
		}
		begin := bytes.LastIndexByte(text[:at-1], '\n') + 1
		before := string(bytes.TrimRight(text[begin:at-1], "\r"))
		if from, ok := secretAt(before); ok && (i == 0 || strings.ContainsAny(before, `"'`)) {
			value := strings.TrimLeft(before[from:], " \t")
			quote, open := openQuote(value)
			if i == 0 && !open && (value == "" || strings.HasSuffix(value, `\`)) {
				return len(line)
			}
			if !open {
				return 0
			}
			middle := string(text[at:start])
			if closeQuote(middle, quote) >= 0 {
				return 0
			}
			if i := closeQuote(line, quote); i >= 0 {
				return i
			}
			return len(line)
		}
		at = begin
	}
	return 0
}

// openQuote reports whether a value ends inside a quoted string.
func openQuote(value string) (quote byte, open bool) {
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case open && c == '\\':
			i++
		case open && c == quote:
			open = false
		case !open && (c == '"' || c == '\'' && i == 0):
			quote, open = c, true
		}
	}
	return quote, open
}

// closeQuote returns the place of the first quote that is not escaped; -1 without one.
func closeQuote(text string, quote byte) int {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case quote:
			return i
		}
	}
	return -1
}

// asciiLower keeps every byte in its place, which strings.ToLower does not.
func asciiLower(text string) string {
	b := []byte(text)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c | 0x20
		}
	}
	return string(b)
}
