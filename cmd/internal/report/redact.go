package report

import (
	"cmp"
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

// secretPatterns are compiled when first used: a run without findings is over
// before that would pay.
var secretPatterns = sync.OnceValue(func() (p struct{ word, userinfo, blob, crypt, hexLine *regexp.Regexp }) {
	p.word = regexp.MustCompile(`[A-Za-z0-9_.-]+`)
	// In a file that is cut off the @ may be missing; a number there is a port.
	p.userinfo = regexp.MustCompile(`://[^\s/@:]*:(?:([^\s/]+)@|([^\s/@]*[^\s/@0-9][^\s/@]*)$)`)
	p.blob = regexp.MustCompile(`[A-Za-z0-9+/=$]{40,}`)
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
	patterns := secretPatterns()
	if patterns.hexLine.MatchString(line) {
		return []byteRange{{0, len(line)}}
	}
	var out []byteRange
	for _, m := range patterns.userinfo.FindAllStringSubmatchIndex(line, -1) {
		out = append(out, byteRange{max(m[2], m[4]), max(m[3], m[5])})
	}
	for _, m := range patterns.blob.FindAllStringIndex(line, -1) {
		out = append(out, byteRange{m[0], m[1]})
	}
	for _, m := range patterns.crypt.FindAllStringIndex(line, -1) {
		out = append(out, byteRange{m[0], m[1]})
	}
	for _, m := range patterns.word.FindAllStringIndex(line, -1) {
		if !announces(line[m[0]:m[1]], m[0]) {
			continue
		}
		if r, ok := announced(line, m[0], m[1]); ok {
			out = append(out, r)
		}
	}
	return out
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
