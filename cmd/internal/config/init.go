package config

import (
	"fmt"
	"strconv"
	"strings"
)

// SchemaURL is where editors find the JSON Schema of the file.
const SchemaURL = "https://raw.githubusercontent.com/vpnlint/vpnlint/main/testdata/schemas/vpnlint.schema.json"

// FoundPeer is a VPN endpoint that a configuration names, and who names it.
type FoundPeer struct {
	Peer  string
	Where []string // "tunnel NAME of DEVICE"
}

// Template returns a commented file with the peers filled in.
func Template(peers []FoundPeer) string {
	var list strings.Builder
	if len(peers) == 0 {
		list.WriteString("  # peers: [203.0.113.10, 203.0.113.20]\n")
	} else {
		list.WriteString("  peers: # keep only the endpoints of OutSystems\n")
	}
	for _, p := range peers {
		text := p.Peer
		if !plainWord(text) {
			text = strconv.QuoteToASCII(text)
		}
		fmt.Fprintf(&list, "    - %s # %s\n", text, oneLine(strings.Join(p.Where, ", ")))
	}
	return "# yaml-language-server: $schema=" + SchemaURL + "\n" + fmt.Sprintf(template, list.String())
}

// oneLine makes a text from a configuration fit for a comment.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 {
			return ' '
		}
		return r
	}, s)
}

// template has every key once; those in a comment are examples that may be
// uncommented as they are.
const template = `# What vpnlint cannot read from an export. Relative paths start from this file.
# vpnlint config shows what is in force, and where each value comes from.
version: 1

# Build on another file; what stands here wins.
# extends: ../shared/vpnlint.yaml

# The requirements: outsystems-cloud, or a file of your own that extends it.
profile: outsystems-cloud

outsystems:
  # OutSystems' VPN endpoints. Only tunnels to them are judged; without any, all are.
%s
  # The range of your OutSystems Cloud, and the DNS servers in it.
  # cidr: 10.8.2.0/24
  # dns: [10.8.2.10, 10.8.2.11]

  # The on-premises ranges that you registered with OutSystems.
  # onprem: [10.1.0.0/16]

  # How the VPN is routed: static or bgp.
  # routing: static

  # Whether a NAT device stands before the firewall, and whether your network
  # takes replies that come through the other tunnel.
  # behind_nat: false
  # asymmetric_ok: false

  # The edition of OutSystems (standard, or sentry, which answers on 443 only),
  # the TCP ports of your databases, and the file that OutSystems supplied.
  # edition: standard
  # db_ports: [1433]
  # supplied: vpn-configuration.txt

# The files that are meant when a directory is checked.
# files:
#   include: ["configs/**/*.{conf,cfg,txt,xml}"]
#   exclude: ["configs/archive/**"]

# Facts about some files only; any key of outsystems may stand here, too.
# devices:
#   - match: "configs/osaka/*.conf"
#     vendor: fortigate
#     encoding: shift_jis
#     outsystems: { behind_nat: true }

# Severity of rules: off, info, warning or error.
# rules:
#   idle-timeout: { severity: info }

# Lowest severity that gives exit status 1: error, warning, info or never.
fail_on: error

# Findings that are known today, so that only new ones are shown. The command
# vpnlint baseline write makes the file.
# baseline: .vpnlint-baseline.json

# Findings that are accepted, each with a reason, and a last day if it has one.
# suppressions:
#   - rule: idle-timeout
#     device: fw-osaka
#     path: "configs/osaka/*.conf"
#     context: root
#     tunnel: outside_map 20
#     reason: "replaced in March, CHG-4412"
#     until: 2027-03-31
`
