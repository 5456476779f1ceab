package asa

import (
	"bytes"

	"github.com/vpnlint/vpnlint/parser"
)

// evidence is a piece of text at the start of a line and what it is worth.
type evidence struct {
	text  string
	score int
}

// for and against an ASA. What IOS has too counts little; what only IOS has
// counts against.
var (
	evidenceFor = []evidence{
		{"ASA Version ", 90}, {": ASA Version ", 90}, {"PIX Version ", 80}, {"NGFW Version ", 80},
		{"Cryptochecksum:", 40}, {": Saved", 30}, {"crypto map ", 15}, {"tunnel-group ", 60}, {"group-policy ", 40},
		{"crypto ikev1 ", 60}, {"crypto ikev2 enable ", 60}, {"crypto isakmp enable ", 60}, {"isakmp enable ", 50},
		{"crypto ipsec ikev1 ", 60}, {"crypto ipsec ikev2 ", 60}, {"same-security-traffic ", 60},
		{"sysopt connection ", 60}, {"object-group network ", 20}, {"object network ", 20},
		{"access-list outside", 10}, {"nameif ", 40}, {"security-level ", 40}, {"nat (", 50}, {"global (", 40},
		{"static (", 40}, {"mtu outside ", 30}, {"fixup protocol ", 50}, {"threat-detection ", 40},
		{"dynamic-access-policy-record ", 40}, {"pager lines ", 30}, {"names", 10}, {"crypto dynamic-map ", 15},
	}
	evidenceAgainst = []evidence{
		{"ip nat ", 40}, {"line vty ", 60}, {"crypto keyring ", 40}, {"crypto isakmp profile ", 40},
		{"crypto isakmp key ", 40}, {"ip route ", 50}, {"service timestamps ", 60}, {"vrf definition ", 40},
		{"set interfaces ", 90}, {"set security ", 90}, {"config system ", 90}, {"config vpn ", 90},
		{"set deviceconfig ", 90}, {"set network ", 90}, {"set rulebase ", 90}, {"set mgt-config ", 90},
	}
)

// another is the score at which a file is another device's for certain: its own
// commands stand before anything of an ASA.
const another = -90

// Detect scores the evidence that a file is an ASA's: 0 is none, 100 is certain.
func Detect(src *parser.Source) int {
	text := src.Text()
	if bytes.HasPrefix(bytes.TrimLeft(text, " \t\r\n"), []byte("<")) {
		return 0
	}
	start, end := section(text)
	text = text[start:min(end, start+512<<10)]
	seen := map[string]bool{}
	score := 0
	for len(text) > 0 {
		line := text
		if i := bytes.IndexByte(text, '\n'); i >= 0 {
			line, text = text[:i], text[i+1:]
		} else {
			text = nil
		}
		line = bytes.TrimLeft(line, " \t")
		if len(line) < 5 {
			continue
		}
		score += weigh(line, evidenceFor, seen)
		score -= weigh(line, evidenceAgainst, seen)
		switch {
		case score >= 150:
			return 100
		case score <= another:
			return 0
		}
	}
	return min(max(score, 0), 100)
}

// weigh returns the score of the first piece of evidence that starts the line;
// each counts once.
func weigh(line []byte, list []evidence, seen map[string]bool) int {
	for _, e := range list {
		if line[0] == e.text[0] && bytes.HasPrefix(line, []byte(e.text)) && !seen[e.text] {
			seen[e.text] = true
			return e.score
		}
	}
	return 0
}
