package strongswan

import (
	"path"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// readSecretsFile reads an ipsec.secrets given by itself. It defines no tunnel.
func readSecretsFile(d *ipsec.Device, src *parser.Source, inc *includer) {
	d.Remedier = remedier{}
	s := &secretsReader{inc: inc, keys: &ipsec.Keyring{}, store: &secretStore{}}
	s.file(src)
	d.Problems = append(d.Problems, s.problems...)
}

// besideSecrets reads the ipsec.secrets next to an ipsec.conf, which the daemon
// reads too. In a folder of connection files each has its own beside it.
func besideSecrets(store *secretStore, src *parser.Source, inc *includer, keys *ipsec.Keyring) {
	base := strings.TrimSuffix(path.Base(src.Name()), ".conf")
	for _, name := range []string{"ipsec.secrets", base + ".secrets"} {
		names, err := inc.folder.Match(src, name)
		if err != nil || len(names) != 1 {
			continue
		}
		file, err := inc.folder.Open(names[0])
		if err != nil {
			continue
		}
		own := &includer{folder: inc.folder}
		s := &secretsReader{inc: own, keys: keys, store: store}
		s.file(file)
		store.elsewhere = store.elsewhere || own.missed
		inc.problems = append(inc.problems, own.problems...)
		return
	}
}

// secretsReader reads lines of "ids : TYPE value".
type secretsReader struct {
	inc      *includer
	keys     *ipsec.Keyring
	store    *secretStore
	problems []ipsec.Problem
}

func (s *secretsReader) file(src *parser.Source) {
	s.inc.enter(src)
	defer s.inc.leave(src)
	s.store.given = true
	text := src.Text()
	for start := 0; start < len(text); {
		end := lineEnd(text, start)
		line := string(text[start:end])
		at := start
		start = end + 1
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "" || trimmed[0] == '#':
		case strings.HasPrefix(trimmed, "include "):
			pattern := strings.TrimSpace(trimmed[len("include "):])
			begin := at + strings.Index(line, pattern)
			for _, next := range s.inc.files(src, strings.Trim(pattern, `"`), src.Span(begin, begin+len(pattern)), src.Span(at, at+7)) {
				s.file(next)
			}
		case line[0] == ' ' || line[0] == '\t':
			// goes on with the secret of the line before, or is a part of an RSA key
			if typed(line) < 0 {
				continue
			}
			s.line(src, at, line)
		default:
			s.line(src, at, line)
		}
	}
}

func lineEnd(text []byte, start int) int {
	for i := start; i < len(text); i++ {
		if text[i] == '\n' {
			return i
		}
	}
	return len(text)
}

// line reads one secret.
func (s *secretsReader) line(src *parser.Source, at int, line string) {
	sep := typed(line)
	if sep < 0 {
		s.problems = append(s.problems, ipsec.Problem{Kind: ipsec.Unreadable, At: src.Span(at, at+len(strings.TrimRight(line, " \t\r"))), VPN: true,
			Message: "the line has no ' : ' between the identities and the kind of secret, so the daemon reads no further"})
		return
	}
	kind, rest := cutWord(line[sep+1:])
	if kind != "PSK" {
		return
	}
	valueAt := at + len(line) - len(rest)
	text, start, end := secretValue(rest)
	span := src.Span(valueAt+start, valueAt+end)
	key := ipsec.Secret{State: ipsec.SecretMasked, At: span}
	if !isPlaceholder(text) {
		key = s.keys.Visible(decodeSecret(text), span)
	}
	s.store.keys = append(s.store.keys, ikeSecret{ids: strings.Fields(line[:sep]), key: key})
}

// typed returns the place of the colon that a kind of secret follows; -1 without one.
func typed(line string) int {
	for i := range len(line) {
		if line[i] != ':' || i+1 < len(line) && line[i+1] != ' ' && line[i+1] != '\t' {
			continue
		}
		switch kind, _ := cutWord(line[i+1:]); kind {
		case "PSK", "RSA", "ECDSA", "P12", "PKCS8", "PKCS12", "EAP", "NTLM", "XAUTH", "PIN", "BLISS", "PPKS", "PPK":
			return i
		}
	}
	return -1
}

// cutWord returns the first word in capitals and what follows it and its blanks.
func cutWord(text string) (word, rest string) {
	text = strings.TrimLeft(text, " \t")
	i := strings.IndexAny(text, " \t\r\n")
	if i < 0 {
		return strings.ToUpper(text), ""
	}
	return strings.ToUpper(text[:i]), strings.TrimLeft(text[i:], " \t")
}

// secretValue takes the secret off the start of text: in quotes of either kind,
// or up to the next blank. start and end are its place without the quotes.
func secretValue(text string) (secret string, start, end int) {
	if text != "" && (text[0] == '"' || text[0] == '\'') {
		if i := strings.IndexByte(text[1:], text[0]); i >= 0 {
			return text[1 : 1+i], 1, 1 + i
		}
		return strings.TrimRight(text[1:], "\r"), 1, len(strings.TrimRight(text, "\r"))
	}
	end = strings.IndexAny(text, " \t\r\n")
	if end < 0 {
		end = len(text)
	}
	return text[:end], 0, end
}
