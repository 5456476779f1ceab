package suppress

import (
	"bytes"
	"fmt"
)

// Comments returns what begins and ends a comment line in a vendor's text. Ok is
// false where the format has none: set commands and what else PAN-OS writes beside
// XML, and JSON.
func Comments(vendor string, text []byte) (open, end string, ok bool) {
	start := bytes.TrimLeft(text, " \t\r\n\ufeff")
	switch d := dialectOf(vendor, start); {
	case d.xml:
		return "<!--", " -->", true
	case vendor == "paloalto", bytes.HasPrefix(start, []byte("{")), bytes.HasPrefix(start, []byte("[")):
		return "", "", false
	default:
		return string(d.marker), "", true
	}
}

// Text returns a suppression of one rule, as it stands in a comment or description.
func Text(rule, reason string) string {
	return fmt.Sprintf("vpnlint: ignore[%s] reason: %s", rule, reason)
}
