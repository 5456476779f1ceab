package cli

import (
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/cmd/internal/spell"
)

// alsoKnownAs maps words that people type to the name that vpnlint uses.
var alsoKnownAs = map[string]string{
	"cisco": "asa", "cisco-asa": "asa", "ftd": "asa", "fortios": "fortigate", "fortinet": "fortigate", "panos": "paloalto", "pan-os": "paloalto",
	"palo-alto": "paloalto", "swanctl": "strongswan", "libreswan": "strongswan", "ipsec.conf": "strongswan", "lint": "check", "list": "rules",
}

// didYouMean returns "; did you mean X?" for the nearest of the names, "" when
// none is near.
func didYouMean(word string, names []string) string {
	if n := nearest(word, names); n != "" {
		return "; did you mean " + n + "?"
	}
	return ""
}

func nearest(word string, names []string) string {
	if n := alsoKnownAs[strings.ToLower(word)]; slices.Contains(names, n) {
		return n
	}
	return spell.Nearest(word, names)
}
