package asa

import (
	"bytes"

	"github.com/vpnlint/vpnlint/parser"
)

// dialect tells the splitter which line opens which mode and which line belongs
// to it, so that flattened scripts are read like a device's own output.
var dialect = parser.IndentDialect{Comment: comment, Opens: opens, Global: global}

// comment reports "!" and ":" lines of the device, and the "#" and "//" lines
// that published copies hold.
func comment(line []byte) bool {
	switch line[0] {
	case '!', ':', '#':
		return true
	case '/':
		return len(line) > 1 && line[1] == '/'
	}
	return false
}

// cut returns the first word of a line and what follows it without blanks.
func cut(line []byte) (word, rest []byte) {
	i := 0
	for i < len(line) && line[i] != ' ' && line[i] != '\t' {
		i++
	}
	j := i
	for j < len(line) && (line[j] == ' ' || line[j] == '\t') {
		j++
	}
	return line[:i], line[j:]
}

var accessList = []byte("access-list ")

// opens returns the mode that a global command opens.
func opens(line []byte) *parser.Mode {
	if bytes.HasPrefix(line, accessList) {
		return nil // as most lines of a large file
	}
	first, rest := cut(line)
	if first[0] < 'a' {
		first, rest = bytes.ToLower(first), bytes.ToLower(rest) // typed by a person
	}
	switch string(first) {
	case "interface", "int":
		return &interfaceMode
	case "crypto":
		return opensCrypto(rest)
	case "isakmp":
		return nil
	case "tunnel-group":
		return opensTunnelGroup(rest)
	case "group-policy":
		if bytes.HasSuffix(bytes.TrimSpace(rest), []byte("attributes")) {
			return &groupPolicyMode
		}
	case "object":
		return &objectMode
	case "object-group":
		return &objectGroupMode
	case "sla":
		if second, more := cut(rest); string(second) == "monitor" && !bytes.HasPrefix(more, []byte("schedule")) {
			return &slaMode
		}
	case "router":
		if second, _ := cut(rest); string(second) == "bgp" {
			return &bgpMode
		}
		return &opaqueMode
	case "route-map":
		return &routeMapMode
	case "tunnel-group-map", "access-list", "route", "access-group", "name", "nat", "static", "global", "no", "hostname",
		"sysopt", "icmp", "banner", "logging", "snmp-server", "mtu", "track", "names", "passwd", "enable",
		"username-prompt", "timeout", "terminal", "exec":
		return nil
	default:
		return &opaqueMode
	}
	return nil
}

func opensCrypto(rest []byte) *parser.Mode {
	second, rest := cut(rest)
	third, rest := cut(rest)
	switch string(second) {
	case "isakmp", "ikev1", "ikev2":
		if string(third) == "policy" && !oneLinePolicy(rest) {
			return &policyMode
		}
	case "ipsec":
		if string(third) == "profile" {
			return &profileMode
		}
		if fourth, _ := cut(rest); string(third) == "ikev2" && string(fourth) == "ipsec-proposal" {
			return &proposalMode
		}
	case "ca":
		if string(third) == "certificate" {
			if fourth, _ := cut(rest); string(fourth) == "chain" {
				return &certificateChainMode
			}
		}
		return &opaqueMode
	}
	return nil
}

// oneLinePolicy reports the form up to 7.1 and of PIX, in which each attribute is
// a command of its own: "isakmp policy 10 lifetime 86400".
func oneLinePolicy(afterPolicy []byte) bool {
	_, attribute := cut(afterPolicy)
	return len(attribute) > 0
}

func opensTunnelGroup(rest []byte) *parser.Mode {
	_, what := cut(rest)
	what, _ = cut(what)
	switch string(what) {
	case "ipsec-attributes":
		return &ipsecAttributesMode
	case "general-attributes":
		return &generalAttributesMode
	case "webvpn-attributes", "ppp-attributes":
		return &opaqueMode
	}
	return nil
}

// global reports commands that stand in no mode. The list holds what a VPN needs
// and what often follows it; a word that is also a sub-command somewhere is left out.
func global(line []byte) bool {
	first, rest := cut(line)
	switch string(first) {
	case "crypto", "tunnel-group", "access-list", "hostname", "sysopt", "access-group", "object-group",
		"router", "interface", "tunnel-group-map", "Cryptochecksum:":
		return true
	case "group-policy":
		return len(rest) > 0
	case "no":
		return global(rest)
	case "object":
		second, _ := cut(rest)
		return string(second) == "network" || string(second) == "service"
	case "sla":
		second, _ := cut(rest)
		return string(second) == "monitor"
	case "route":
		return len(bytes.Fields(rest)) >= 4
	}
	return false
}

// words makes the Sub of a mode whose sub-commands are told by their first word.
func words(list ...string) func([]byte) parser.Sub {
	return func(line []byte) parser.Sub {
		first, rest := cut(line)
		if string(first) == "no" {
			first, _ = cut(rest)
		}
		if len(first) > 0 && first[0] < 'a' {
			first = bytes.ToLower(first)
		}
		for _, w := range list {
			if string(first) == w { // makes no string
				return parser.Sub{Belongs: true}
			}
		}
		return parser.Sub{}
	}
}

var (
	opaqueMode      = parser.Mode{}
	certificateMode = parser.Mode{Data: true, Sub: func([]byte) parser.Sub { return parser.Sub{} }}

	certificateChainMode = parser.Mode{Sub: func(line []byte) parser.Sub {
		if first, _ := cut(line); string(first) == "certificate" {
			return parser.Sub{Belongs: true, Opens: &certificateMode}
		}
		return parser.Sub{}
	}}

	policyMode = parser.Mode{Sub: words("authentication", "auth", "encryption", "encr", "enc", "hash", "group", "lifetime", "integrity", "prf",
		"additional-key-exchange")}
	profileMode  = parser.Mode{Sub: words("set", "responder-only")}
	proposalMode = parser.Mode{Sub: words("protocol")}

	ipsecAttributesMode = parser.Mode{Sub: words("ikev1", "ikev2", "pre-shared-key", "isakmp", "peer-id-validate",
		"trust-point", "chain", "client-update", "radius-with-expiry", "radius-sdi-xauth", "authorization-dn-attributes")}
	generalAttributesMode = parser.Mode{Sub: func(line []byte) parser.Sub {
		first, rest := cut(line)
		if string(first) == "no" {
			first, _ = cut(rest)
		}
		return parser.Sub{Belongs: string(first) == "default-group-policy" || generalIgnored[string(first)]}
	}}
	groupPolicyMode = parser.Mode{Sub: func(line []byte) parser.Sub {
		first, rest := cut(line)
		if string(first) == "no" {
			first, _ = cut(rest)
		}
		switch name := string(first); {
		case name == "webvpn":
			return parser.Sub{Belongs: true, Opens: &opaqueMode}
		case groupPolicyRead[name] || groupPolicyIgnored[name]:
			return parser.Sub{Belongs: true}
		}
		return parser.Sub{}
	}}

	interfaceMode = parser.Mode{Sub: words("nameif", "security-level", "ip", "ipv6", "tunnel", "shutdown", "shut", "description",
		"speed", "duplex", "vlan", "switchport", "management-only", "channel-group", "bridge-group", "zone-member",
		"mac-address", "delay", "forward", "lacp", "port-channel", "member-interface", "allow-ssc-mgmt", "flowcontrol",
		"ospf", "authentication", "igmp", "pim", "standby", "policy-route", "cts", "propagate", "nve-only", "dhcp")}
	objectMode      = parser.Mode{Sub: objectSub}
	objectGroupMode = parser.Mode{Sub: words("network-object", "group-object", "description", "port-object", "service-object",
		"protocol-object", "icmp-object", "user", "user-group", "security-group")}
	slaMode = parser.Mode{Sub: slaSub}

	bgpMode = parser.Mode{Sub: func(line []byte) parser.Sub {
		first, rest := cut(line)
		if string(first) == "address-family" {
			return parser.Sub{Belongs: true, Opens: &addressFamilyMode}
		}
		if string(first) == "no" {
			first, _ = cut(rest)
		}
		return parser.Sub{Belongs: string(first) == "bgp" || string(first) == "neighbor" || string(first) == "timers" || string(first) == "network"}
	}}
	addressFamilyMode = parser.Mode{Sub: func(line []byte) parser.Sub {
		first, rest := cut(line)
		if string(first) == "exit-address-family" {
			return parser.Sub{Belongs: true, Closes: true}
		}
		if string(first) == "no" {
			first, _ = cut(rest)
		}
		switch string(first) {
		case "neighbor", "network", "aggregate-address", "maximum-paths", "redistribute", "auto-summary",
			"synchronization", "distance", "table-map", "default-information", "bgp":
			return parser.Sub{Belongs: true}
		}
		return parser.Sub{}
	}}
	routeMapMode = parser.Mode{Sub: words("match", "set", "description")}
)

// objectSub tells the object's own nat, which names two interfaces and then
// static or dynamic, from a global twice-NAT line.
func objectSub(line []byte) parser.Sub {
	first, rest := cut(line)
	switch string(first) {
	case "host", "subnet", "range", "fqdn", "description", "service":
		return parser.Sub{Belongs: true}
	case "nat":
		f := bytes.Fields(rest)
		for i, w := range f {
			if i > 0 && string(w) == "source" {
				return parser.Sub{}
			}
			if string(w) == "static" || string(w) == "dynamic" {
				return parser.Sub{Belongs: true}
			}
		}
	}
	return parser.Sub{}
}

// slaSub tells the probe's timeout, a bare number, from the global timeout command.
func slaSub(line []byte) parser.Sub {
	first, rest := cut(line)
	switch string(first) {
	case "type", "frequency", "num-packets", "request-data-size", "threshold", "tos":
		return parser.Sub{Belongs: true}
	case "timeout":
		second, _ := cut(rest)
		return parser.Sub{Belongs: len(second) > 0 && second[0] >= '0' && second[0] <= '9'}
	}
	return parser.Sub{}
}
