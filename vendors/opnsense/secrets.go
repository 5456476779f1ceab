package opnsense

import (
	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/configxml"
)

// Secrets returns the parts of the line [start, end) that must not be shown: the
// keys of preSharedKeys and the legacy section and all other elements of
// config.xml that hold keys, passwords or certificates.
func Secrets(src *parser.Source, start, end int) []parser.Span {
	return configxml.Secrets(src, start, end)
}
