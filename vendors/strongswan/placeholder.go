package strongswan

import (
	"bytes"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
)

// A configuration may be a template whose placeholders some tool fills in
// before the daemon sees them: ${name} of Terraform and shells, {{name}} of
// Jinja and Go, <name> and __NAME__ of people. The value of a placeholder
// cannot be told.

// isPlaceholder reports whether a value holds a placeholder.
func isPlaceholder(value string) bool {
	if strings.Contains(value, "${") || strings.Contains(value, "{{") {
		return true
	}
	if len(value) > 2 && value[0] == '<' && value[len(value)-1] == '>' {
		return true
	}
	if len(value) > 2 && strings.Trim(value, "*") == "" || len(value) > 3 && strings.Trim(value, "xX") == "" {
		return true // a value that somebody has hidden
	}
	if isMaskedAddress(value) {
		return true
	}
	if len(value) > 4 && strings.HasPrefix(value, "__") && strings.HasSuffix(value, "__") {
		return true
	}
	// A shell's $name: no address, name or number starts with a dollar sign.
	return len(value) > 1 && value[0] == '$' && value[1] != '('
}

// isMaskedAddress recognises 198.x.x.x and 203.0.113.**.
func isMaskedAddress(s string) bool {
	return strings.Count(s, ".") == 3 && strings.ContainsAny(s, "xX*") && strings.Trim(s, "0123456789.xX*") == ""
}

// placeholderLen returns the length of the placeholder that text starts with;
// 0 when it starts with none. A placeholder stands on one line.
func placeholderLen(text []byte) int {
	open, end := "${", "}"
	switch {
	case bytes.HasPrefix(text, []byte("{{")):
		open, end = "{{", "}}"
		if bytes.HasPrefix(text, []byte("{{{")) {
			open, end = "{{{", "}}}"
		}
	case !bytes.HasPrefix(text, []byte(open)):
		return 0
	}
	line := text
	if i := bytes.IndexByte(line, '\n'); i >= 0 {
		line = line[:i]
	}
	i := bytes.Index(line[len(open):], []byte(end))
	if i < 0 || open == "${" && bytes.ContainsAny(line[len(open):len(open)+i], " \t#\"") {
		return 0
	}
	return len(open) + i + len(end)
}

// templateDirective finds a line of a template language that no configuration
// holds, such as "%{ for … ~}". Such a file is to be rendered before it means
// anything.
func templateDirective(src *parser.Source) (parser.Span, bool) {
	text := src.Text()
	for start := 0; start < len(text); {
		end := bytes.IndexByte(text[start:], '\n')
		if end < 0 {
			end = len(text)
		} else {
			end += start
		}
		line := bytes.TrimLeft(text[start:end], " \t")
		for _, directive := range []string{"%{ ", "%{for", "%{if", "%{end", "{% ", "{%-"} {
			if bytes.HasPrefix(line, []byte(directive)) {
				at := end - len(line)
				return src.Span(at, end), true
			}
		}
		start = end + 1
	}
	return parser.Span{}, false
}
