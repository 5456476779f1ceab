package report

import (
	"cmp"
	"iter"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/vpnlint/vpnlint/parser"
)

// redacted stands for a secret, whatever its length.
const redacted = "<redacted>"

// SecretsFunc returns the parts of the line [start, end) of src that must not be
// shown, as the vendor of the file knows them.
type SecretsFunc func(src *parser.Source, start, end int) []parser.Span

// byteRange is a half-open range of a line.
type byteRange struct{ start, end int }

// secretRanges returns what of the line must not be shown: what the vendor
// names, and what looks like a secret whoever wrote it. Ranges are sorted and
// do not touch.
func secretRanges(src *parser.Source, start, end int, vendor SecretsFunc) []byteRange {
	return withVendor(looksSecret(string(src.Text()[start:end])), src, start, end, vendor)
}

// withVendor adds to ranges what the vendor names.
func withVendor(all []byteRange, src *parser.Source, start, end int, vendor SecretsFunc) []byteRange {
	if vendor != nil {
		for _, s := range vendor(src, start, end) {
			if s.Start < end && s.End > start {
				all = append(all, byteRange{max(s.Start, start) - start, min(s.End, end) - start})
			}
		}
	}
	return join(all)
}

// join sorts ranges and merges those that touch.
func join(all []byteRange) []byteRange {
	slices.SortFunc(all, func(a, b byteRange) int { return cmp.Compare(a.start, b.start) })
	var out []byteRange
	for _, r := range all {
		if n := len(out); n > 0 && r.start <= out[n-1].end {
			out[n-1].end = max(out[n-1].end, r.end)
		} else if r.start < r.end {
			out = append(out, r)
		}
	}
	return out
}

// secretPatterns are compiled when first used: most lines are told to have nothing
// of the kind by a look.
var secretPatterns = sync.OnceValue(func() (p struct{ userinfo, crypt, hexLine *regexp.Regexp }) {
	// In a file that is cut off the @ may be missing; a number there is a port.
	p.userinfo = regexp.MustCompile(`://[^\s/@:]*:(?:([^\s/]+)@|([^\s/@]*[^\s/@0-9][^\s/@]*)$)`)
	p.crypt = regexp.MustCompile(`\$(1|2[abxy]?|5|6|7|y|8|9|14|apr1|sha512)\$[A-Za-z0-9./$=,]{4,}`) // crypt(3), Cisco and Junos
	p.hexLine = regexp.MustCompile(`^\s*[0-9a-fA-F]{8}(\s+[0-9a-fA-F]{2,8})+\s*$`)
	return p
})

// looksSecret is the last resort behind the vendors: everything after a word
// that announces a secret, passwords in URLs, and long runs without a blank.
func looksSecret(line string) []byteRange {
	return looks(line, func(word string, _ int) bool { return announcesSecret(word) })
}

// surelySecret is looksSecret for a copy that must stay a configuration: it leaves
// alone what stands behind words that mostly name something else, such as auto-key,
// and the inside of tags. The vendors know their keys.
func surelySecret(line string) []byteRange {
	return looks(line, func(word string, at int) bool {
		w := strings.ToLower(word)
		if strings.Contains(line, "<") && (at == 0 || line[at-1] != '<') {
			return false
		}
		return announcesSecret(word) && w != "key" && !strings.HasSuffix(w, "-key") && !strings.HasSuffix(w, "_key")
	})
}

func looks(line string, announces func(word string, at int) bool) []byteRange {
	if strings.Trim(line, "0123456789abcdefABCDEF \t\r\n\f") == "" && secretPatterns().hexLine.MatchString(line) {
		return []byteRange{{0, len(line)}}
	}
	var out []byteRange
	if strings.Contains(line, "://") {
		for _, m := range secretPatterns().userinfo.FindAllStringSubmatchIndex(line, -1) {
			out = append(out, byteRange{max(m[2], m[4]), max(m[3], m[5])})
		}
	}
	for r := range runs(line, inBlob) {
		if r.end-r.start >= shortestBlob {
			out = append(out, r)
		}
	}
	if strings.Contains(line, "$") {
		for _, m := range secretPatterns().crypt.FindAllStringIndex(line, -1) {
			out = append(out, byteRange{m[0], m[1]})
		}
	}
	for w := range runs(line, inWord) {
		if !announces(line[w.start:w.end], w.start) {
			continue
		}
		if r, ok := announced(line, w.start, w.end); ok {
			out = append(out, r)
		}
	}
	return out
}

// shortestBlob is how long a run without a blank is that may be a key.
const shortestBlob = 40

func inBlob(c byte) bool { return isLetterOrDigit(c) || c == '+' || c == '/' || c == '=' || c == '$' }
func inWord(c byte) bool { return isLetterOrDigit(c) || c == '_' || c == '.' || c == '-' }

func isLetterOrDigit(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9'
}

// runs gives the longest ranges of a line of which each byte is in a class.
func runs(line string, in func(byte) bool) iter.Seq[byteRange] {
	return func(yield func(byteRange) bool) {
		for at := 0; at < len(line); at++ {
			from := at
			for at < len(line) && in(line[at]) {
				at++
			}
			if at > from && !yield(byteRange{from, at}) {
				return
			}
		}
	}
}

// announced returns the text that the word at [start, end) announces: the
// content of an XML element of that name, else the rest of the line.
func announced(line string, start, end int) (byteRange, bool) {
	rest := line[end:]
	switch {
	case strings.HasPrefix(rest, "<"), start > 0 && line[start-1] == '/': // content or end tag of an element
		return byteRange{}, false
	case start > 0 && line[start-1] == '<':
		open := strings.IndexByte(rest, '>')
		if open < 0 {
			break
		}
		from := end + open + 1
		to := len(line)
		if i := strings.IndexByte(line[from:], '<'); i >= 0 {
			to = from + i
		}
		return byteRange{from, to}, to > from
	}
	if value, ok := strings.CutPrefix(rest, "\""); ok && strings.HasPrefix(strings.TrimLeft(value, " \t"), ":") {
		return jsonText(line, end+1) // "word": "text"
	}
	from := end + len(rest) - len(strings.TrimLeft(rest, " \t=:\"'"))
	to := len(strings.TrimRight(line, " \t\r"))
	if from >= to || strings.Trim(line[from:to], "{}();,") == "" {
		return byteRange{}, false
	}
	return byteRange{from, to}, true
}

// jsonText returns the inside of the string that follows a colon at or behind from;
// false when something else follows.
func jsonText(line string, from int) (byteRange, bool) {
	rest := strings.TrimLeft(line[from:], " \t:")
	start := len(line) - len(rest) + 1
	if rest == "" || rest[0] != '"' {
		return byteRange{}, false
	}
	for i := start; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '"':
			return byteRange{start, i}, i > start
		}
	}
	return byteRange{start, len(line)}, start < len(line)
}

var secretParts = []string{
	"password", "passwd", "passphrase", "secret", "psk", "pre-shared-key", "pre_shared_key", "presharedkey",
	"pre-shared-secret", "private-key", "privatekey", "community",
}

func announcesSecret(word string) bool {
	if word == "ENC" { // FortiOS marks what it has encrypted
		return true
	}
	w := strings.ToLower(word)
	switch w {
	case "key", "pass", "pwd", "authkey", "keystring":
		return true
	}
	if strings.HasSuffix(w, "-key") || strings.HasSuffix(w, "_key") || strings.HasPrefix(w, "key-string") {
		return true
	}
	return slices.ContainsFunc(secretParts, func(part string) bool { return strings.Contains(w, part) })
}
