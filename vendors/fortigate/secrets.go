package fortigate

import (
	"bytes"

	"github.com/vpnlint/vpnlint/parser"
)

// secretParts are pieces of option names behind which FortiOS keeps keys and
// passwords: psksecret, passwd, auth-pwd, ppk-secret, api-key, ….
var secretParts = [][]byte{
	[]byte("secret"), []byte("passw"), []byte("passphrase"), []byte("pwd"), []byte("psk"), []byte("private-key"),
	[]byte("privatekey"), []byte("token"), []byte("community"), []byte("credential"),
}

// secretNames are such options in full, where a piece would catch too much.
var secretNames = wordSet("key", "key-string", "md5-key", "authentication-key", "api-key", "access-key", "encryption-key",
	"server-key", "wep-key", "sae-key", "wpa-key", "license-key", "key-inbound", "key-outbound", "authkey", "enckey",
	"session-key", "activation-code", "snmp-community", "http-auth", "auth-string", "sso-key", "ssh-key")

func wordSet(list ...string) map[string]bool {
	set := map[string]bool{}
	for _, w := range list {
		set[w] = true
	}
	return set
}

// Secrets returns the parts of the line [start, end) that must not be shown: the
// values of options that hold keys, everything behind ENC, the lines of a private
// key, names of SNMP communities, and passwords in URLs. Names of options tell
// more than is needed, so that something harmless may be hidden too.
func Secrets(src *parser.Source, start, end int) []parser.Span {
	text := src.Text()
	start, end = max(start, 0), min(end, len(text))
	line := trimmed(text, start, end)
	if line.Start >= line.End {
		return nil
	}
	if mayBeKeyBody(text[line.Start:line.End]) && inPrivateKey(text, line.Start) {
		return []parser.Span{src.FieldSpan(line)}
	}
	fields := src.Words(line.Start, line.End)
	if len(fields) == 0 {
		return nil // blanks that are none in ASCII
	}
	if at := bytes.Index(text[line.Start:line.End], []byte("#private-encryption-key=")); at >= 0 {
		from := line.Start + at + len("#private-encryption-key=")
		return nonEmpty(src, from, line.End)
	}
	verb := -1
	for i, f := range fields {
		word := src.FieldText(f)
		switch {
		case isSetVerb(word) && verb < 0:
			verb = i
		case i+1 < len(fields) && string(word) == "ENC":
			return nonEmpty(src, fields[i+1].Start, line.End)
		}
	}
	if verb < 0 && !isHarmlessLine(src, fields) {
		return []parser.Span{src.FieldSpan(line)} // no statement: it may be the rest of a key that was wrapped
	}
	if option, values, ok := optionOf(src, fields, verb); ok && len(values) > 0 && !isSetting(src, values) {
		if isSecretName(src.FieldText(option)) || isCommunity(text, line.Start, src.FieldText(option)) {
			return nonEmpty(src, values[0].Start, line.End)
		}
	}
	return urls(src, fields)
}

// isHarmlessLine reports lines that are no set statement and hold no value that
// could be secret: heads and ends of blocks, remarks, prompts, and the options of
// the YAML form, which are looked at apart.
func isHarmlessLine(src *parser.Source, fields []parser.Field) bool {
	first := src.FieldText(fields[0])
	switch string(first) {
	case "config", "conf", "edit", "next", "end", "unset", "delete", "rename", "clone", "move", "purge", "unselect", "clear", "abort":
		return true
	}
	last := src.FieldText(fields[len(fields)-1])
	switch {
	case bytes.HasPrefix(first, []byte("#")), bytes.HasPrefix(first, []byte("!")), bytes.HasSuffix(first, []byte(":")):
		return true
	case bytes.HasPrefix(first, []byte("-")) && bytes.HasSuffix(last, []byte(":")), bytes.HasPrefix(first, []byte("-----")):
		return true
	}
	for _, f := range fields[1:min(len(fields), 4)] {
		switch string(src.FieldText(f)) {
		case "#", "$", ">":
			return true
		}
	}
	return false
}

// optionOf finds the option of a statement, in the CLI form behind the verb, in
// the YAML form in front of the colon.
func optionOf(src *parser.Source, fields []parser.Field, verb int) (option parser.Field, values []parser.Field, ok bool) {
	if verb >= 0 && verb+1 < len(fields) {
		return fields[verb+1], fields[verb+2:], true
	}
	if f := fields[0]; verb < 0 && f.End > f.Start && src.Text()[f.End-1] == ':' {
		f.End--
		return f, fields[1:], true
	}
	return parser.Field{}, nil, false
}

func isSetVerb(word []byte) bool {
	switch string(word) {
	case "set", "append", "select":
		return true
	}
	return false
}

func isSecretName(name []byte) bool {
	name = bytes.ToLower(name)
	if secretNames[string(name)] {
		return true
	}
	for _, p := range secretParts {
		if bytes.Contains(name, p) {
			return !bytes.Contains(name, []byte("public-key"))
		}
	}
	return false
}

// isSetting reports values that only switch something: set password-policy enable.
func isSetting(src *parser.Source, values []parser.Field) bool {
	if len(values) != 1 {
		return false
	}
	switch string(src.FieldText(values[0])) {
	case "enable", "disable", "psk":
		return true
	}
	return false
}

// lookBack is how far in front of a line its block is searched for.
const lookBack = 16 << 10

// isCommunity reports whether the line is the name of an SNMP community, which is
// its password.
func isCommunity(text []byte, at int, option []byte) bool {
	if string(option) != "name" {
		return false
	}
	before := text[max(0, at-lookBack):at]
	head := bytes.LastIndex(before, []byte("config "))
	if head >= 0 {
		head, _, _ := bytes.Cut(before[head:], []byte{'\n'})
		if bytes.HasPrefix(bytes.TrimSpace(head), []byte("config system snmp community")) {
			return true
		}
	}
	yaml := bytes.LastIndex(before, []byte("system_snmp_community:"))
	if yaml < 0 {
		return false
	}
	for _, line := range bytes.Split(before[yaml:], []byte{'\n'})[1:] {
		if len(line) > 0 && line[0] != ' ' && line[0] != '\r' {
			return false
		}
	}
	return true
}

// mayBeKeyBody tells statements from the lines of a key: those have no blanks, or
// begin with a capital letter as headers of mail do.
func mayBeKeyBody(line []byte) bool {
	return bytes.IndexByte(line, ' ') < 0 || line[0] < 'a' || line[0] > 'z'
}

// inPrivateKey reports whether the line stands between the marks of a private key;
// the marks themselves may be shown.
func inPrivateKey(text []byte, at int) bool {
	before := text[max(0, at-lookBack):at]
	begin := bytes.LastIndex(before, []byte("-----BEGIN "))
	if begin < 0 || bytes.Contains(before[begin:], []byte("-----END ")) || bytes.HasPrefix(text[at:], []byte("-----END ")) {
		return false
	}
	head, _, whole := bytes.Cut(before[begin:], []byte{'\n'})
	return whole && bytes.Contains(head, []byte("PRIVATE KEY"))
}

// urls finds passwords in addresses of the form scheme://user:password@host.
func urls(src *parser.Source, fields []parser.Field) []parser.Span {
	var out []parser.Span
	for _, f := range fields {
		word := src.FieldText(f)
		if i := bytes.Index(word, []byte("://")); i >= 0 && bytes.IndexByte(word[i:], '@') > 0 {
			out = append(out, src.FieldSpan(f))
		}
	}
	return out
}

func nonEmpty(src *parser.Source, start, end int) []parser.Span {
	if start >= end {
		return nil
	}
	return []parser.Span{src.Span(start, end)}
}

func trimmed(text []byte, start, end int) parser.Field {
	for start < end && (text[start] == ' ' || text[start] == '\t' || text[start] == '\r') {
		start++
	}
	for end > start && (text[end-1] == ' ' || text[end-1] == '\r' || text[end-1] == '\n') {
		end--
	}
	return parser.Field{Start: start, End: end}
}
