package configxml

import (
	"bytes"

	"github.com/vpnlint/vpnlint/parser"
)

// FirstElement returns the name of the first element of a text that is XML from
// its first character on; "" for any other text.
func FirstElement(src *parser.Source) string {
	text := src.Text()
	for {
		text = bytes.TrimLeft(text, " \t\r\n\ufeff")
		var end []byte
		switch {
		case bytes.HasPrefix(text, []byte("<?")):
			end = []byte("?>")
		case bytes.HasPrefix(text, []byte("<!--")):
			end = []byte("-->")
		case bytes.HasPrefix(text, []byte("<!")):
			end = []byte(">")
		case bytes.HasPrefix(text, []byte("<")):
			name := text[1:]
			if i := bytes.IndexAny(name[:min(len(name), 100)], " \t\r\n/><"); i >= 0 {
				return string(name[:i])
			}
			return ""
		default:
			return ""
		}
		i := bytes.Index(text, end)
		if i < 0 {
			return ""
		}
		text = text[i+len(end):]
	}
}

// HasElement reports whether a start tag of that name, as written, stands in
// the text. It is evidence for detection only: it looks into comments too.
func HasElement(src *parser.Source, name string) bool {
	text, tag := src.Text(), []byte("<"+name)
	for {
		i := bytes.Index(text, tag)
		if i < 0 || i+len(tag) >= len(text) {
			return false
		}
		text = text[i+len(tag):]
		switch text[0] {
		case '>', '/', ' ', '\t', '\r', '\n':
			return true
		}
	}
}
