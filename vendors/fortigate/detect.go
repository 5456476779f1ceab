// Package fortigate reads configurations of Fortinet FortiGate firewalls
// (FortiOS 5.0 to 8.0): backups, the output of show and show
// full-configuration, parts of them, scripts, and the YAML-like backup of
// FortiOS 7.
//
// extract speaks of FortiOS's tables, objects and options; convert turns them
// into the common model.
package fortigate

import (
	"bytes"

	"github.com/vpnlint/vpnlint/parser"
)

// Name is the vendor's name in flags and in the model.
const Name = "fortigate"

// shape is what the splitter must know of FortiOS.
var shape = parser.ConfigShape{
	Containers: []string{"vdom", "global"},
	Roots: []string{
		"alertemail", "antivirus", "application", "authentication", "automation", "casb", "certificate",
		"dlp", "dnsfilter", "emailfilter", "endpoint-control", "ethernet-oam", "extender-controller",
		"file-filter", "firewall", "ftp-proxy", "icap", "ips", "log", "nsxt", "report", "router",
		"sctp-filter", "spamfilter", "ssh-filter", "switch-controller", "system", "user",
		"video-filter", "videofilter", "virtual-patch", "voip", "vpn", "waf", "wanopt", "web-proxy",
		"webfilter", "wireless-controller", "ztna",
	},
}

// evidence is how much of a file without a FortiOS header is looked at.
const evidence = 256 << 10

// Detect scores the evidence that a file is a FortiGate's: 100 with a header of
// FortiOS, less for blocks that only FortiOS has, 0 for other products of
// Fortinet.
func Detect(src *parser.Source) int {
	text := src.Text()
	if bytes.HasPrefix(text, []byte(encryptedMark)) {
		return 100
	}
	if h, ok := findHeader(src); ok {
		if !h.fortigate {
			return 0
		}
		return 100
	}
	text = text[:min(len(text), evidence)]
	yaml := parser.IsConfigYAML(src)
	score, edits := 0, false
	for len(text) > 0 {
		line, rest, _ := bytes.Cut(text, []byte{'\n'})
		text = rest
		line = bytes.TrimSpace(line)
		switch {
		case bytes.HasPrefix(line, []byte("config ")):
			score = max(score, configEvidence(line[len("config "):]))
		case yaml && bytes.HasPrefix(line, []byte("vpn_ipsec_phase")):
			score = max(score, 95)
		case yaml && (bytes.HasPrefix(line, []byte("system_")) || bytes.HasPrefix(line, []byte("firewall_"))):
			score = max(score, 80)
		case bytes.HasPrefix(line, []byte("set ")), bytes.HasPrefix(line, []byte("edit ")):
			edits = true
		}
		if score >= 95 && (edits || yaml) {
			return score
		}
	}
	if !edits && !yaml {
		return score / 4
	}
	return score
}

// configEvidence scores one config line; path is what stands behind the word config.
func configEvidence(path []byte) int {
	words := bytes.Fields(bytes.TrimSuffix(path, []byte(`\r`)))
	switch {
	case len(words) >= 3 && string(words[0]) == "vpn" && string(words[1]) == "ipsec":
		return 95
	case len(words) == 1 && (string(words[0]) == "vdom" || string(words[0]) == "global"):
		return 60
	case len(words) >= 2:
		for _, root := range shape.Roots {
			if string(words[0]) == root {
				return 90
			}
		}
	}
	return 0
}
