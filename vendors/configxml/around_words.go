package configxml

import (
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// portNumber reads a port by number or by the name that the pages offer.
func portNumber(text string) (uint16, bool) {
	if n, err := strconv.ParseUint(text, 10, 16); err == nil {
		return uint16(n), true
	}
	n := 0
	switch strings.ToLower(text) {
	case "ftp":
		n = 21
	case "ssh":
		n = 22
	case "telnet":
		n = 23
	case "smtp":
		n = 25
	case "domain", "dns":
		n = 53
	case "http":
		n = 80
	case "pop3":
		n = 110
	case "ntp":
		n = 123
	case "imap":
		n = 143
	case "snmp":
		n = 161
	case "ldap":
		n = 389
	case "https":
		n = 443
	case "isakmp":
		n = 500
	case "syslog":
		n = 514
	case "ldaps":
		n = 636
	case "ms-sql-s":
		n = 1433
	case "rdp", "ms-wbt-server":
		n = 3389
	case "sae-urn", "ipsec-nat-t":
		n = 4500
	}
	return uint16(n), n > 0
}

// protocols reads the protocol of a rule; ok is false for one that is not known.
func protocols(word string) (numbers []int, ok bool) {
	switch strings.ToLower(word) {
	case "", "any":
		return []int{ipsec.ProtoAny}, true
	case "tcp":
		return []int{ipsec.ProtoTCP}, true
	case "udp":
		return []int{ipsec.ProtoUDP}, true
	case "tcp/udp":
		return []int{ipsec.ProtoTCP, ipsec.ProtoUDP}, true
	case "icmp":
		return []int{ipsec.ProtoICMP}, true
	case "esp":
		return []int{ipsec.ProtoESP}, true
	case "ah":
		return []int{ipsec.ProtoAH}, true
	case "gre":
		return []int{ipsec.ProtoGRE}, true
	case "igmp":
		return []int{2}, true
	case "ipip", "ipencap":
		return []int{4}, true
	case "ipv6", "etherip":
		return []int{41}, true
	case "ipv6-icmp", "icmp6", "icmpv6":
		return []int{58}, true
	case "ospf":
		return []int{89}, true
	case "pim":
		return []int{103}, true
	case "carp", "vrrp":
		return []int{112}, true
	case "sctp":
		return []int{132}, true
	case "pfsync":
		return []int{240}, true
	}
	n, err := strconv.ParseUint(word, 10, 8)
	return []int{int(n)}, err == nil && n > 0
}

// icmpTypes reads pf's names of ICMP types as the ports of the service; nil for
// every type. ok is false for a name that is not known.
func icmpTypes(list string) (ports ipsec.Ports, ok bool) {
	for _, word := range fields(list) {
		n := -1
		switch word {
		case "any":
			return nil, true
		case "echoreq":
			n = ipsec.ICMPEcho
		case "echorep":
			n = 0
		case "unreach":
			n = 3
		case "squench":
			n = 4
		case "redir":
			n = 5
		case "althost":
			n = 6
		case "routeradv":
			n = 9
		case "routersol":
			n = 10
		case "timex":
			n = 11
		case "paramprob":
			n = 12
		case "timereq":
			n = 13
		case "timerep":
			n = 14
		case "inforeq":
			n = 15
		case "inforep":
			n = 16
		case "maskreq":
			n = 17
		case "maskrep":
			n = 18
		case "trace":
			n = 30
		default:
			if v, err := strconv.ParseUint(word, 10, 8); err == nil {
				n = int(v)
			}
		}
		if n < 0 {
			return nil, false
		}
		ports = append(ports, ipsec.PortRange{Low: uint16(n), High: uint16(n)})
	}
	return ports, true
}
