package asa

import (
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Names of protocols, ports and ICMP types as an ASA prints them (Cisco ASA
// configuration guide, "Addresses, Protocols, and Ports").
var protocolNumbers = map[string]int{
	"ip": 0, "ipv4": 0, "icmp": 1, "igmp": 2, "ipinip": 4, "tcp": 6, "igrp": 9, "udp": 17, "gre": 47, "pptp": 47, "esp": 50,
	"ipsec": 50, "ah": 51, "icmp6": 58, "eigrp": 88, "ospf": 89, "nos": 94, "pim": 103, "pcp": 108, "snp": 109, "sctp": 132,
}

var portNumbers = map[string]int{
	"aol": 5190, "bgp": 179, "biff": 512, "bootpc": 68, "bootps": 67, "chargen": 19, "cifs": 3020, "citrix-ica": 1494,
	"cmd": 514, "ctiqbe": 2748, "daytime": 13, "discard": 9, "dnsix": 195, "domain": 53, "echo": 7, "exec": 512, "finger": 79,
	"ftp": 21, "ftp-data": 20, "gopher": 70, "h323": 1720, "hostname": 101, "http": 80, "https": 443, "ident": 113,
	"imap4": 143, "irc": 194, "isakmp": 500, "kerberos": 750, "klogin": 543, "kshell": 544, "ldap": 389, "ldaps": 636,
	"login": 513, "lotusnotes": 1352, "lpd": 515, "mobile-ip": 434, "nameserver": 42, "netbios-dgm": 138, "netbios-ns": 137,
	"netbios-ssn": 139, "nfs": 2049, "nntp": 119, "ntp": 123, "pcanywhere-data": 5631, "pcanywhere-status": 5632,
	"pim-auto-rp": 496, "pop2": 109, "pop3": 110, "pptp": 1723, "radius": 1645, "radius-acct": 1646, "rip": 520, "rsh": 514,
	"rtsp": 554, "secureid-udp": 5510, "sip": 5060, "smtp": 25, "snmp": 161, "snmptrap": 162, "sqlnet": 1521, "ssh": 22,
	"sunrpc": 111, "rpc": 111, "syslog": 514, "tacacs": 49, "talk": 517, "telnet": 23, "tftp": 69, "time": 37, "uucp": 540,
	"vxlan": 4789, "who": 513, "whois": 43, "www": 80, "xdmcp": 177, "non500-isakmp": 4500,
}

var icmpNumbers = map[string]int{
	"echo-reply": 0, "unreachable": 3, "source-quench": 4, "redirect": 5, "alternate-address": 6, "echo": 8,
	"router-advertisement": 9, "router-solicitation": 10, "time-exceeded": 11, "parameter-problem": 12,
	"timestamp-request": 13, "timestamp-reply": 14, "information-request": 15, "information-reply": 16,
	"mask-request": 17, "mask-reply": 18, "traceroute": 30, "conversion-error": 31, "mobile-redirect": 32,
}

func lookup(table map[string]int, word string, last int) (int, bool) {
	if n, ok := table[strings.ToLower(word)]; ok {
		return n, true
	}
	n, err := strconv.Atoi(word)
	return n, err == nil && n >= 0 && n <= last
}

// portOperator reads eq, neq, lt, gt or range from word i on. ok is false when a
// port has a name that is not known; next is i when no operator stands here.
func portOperator(s stmt, i int) (p ipsec.Ports, next int, ok bool) {
	op := strings.ToLower(s.text(i))
	switch op {
	case "eq", "neq", "lt", "gt", "range":
	default:
		return nil, i, true
	}
	low, ok := lookup(portNumbers, s.text(i+1), 65535)
	if op == "range" {
		high, ok2 := lookup(portNumbers, s.text(i+2), 65535)
		return ipsec.Ports{{Low: uint16(min(low, high)), High: uint16(max(low, high))}}, i + 3, ok && ok2
	}
	switch op {
	case "eq":
		p = ipsec.OnePort(uint16(low))
	case "neq":
		p = ipsec.AllPortsBut(uint16(low), uint16(low))
	case "lt":
		p = ipsec.AllPortsBut(uint16(low), 65535)
	case "gt":
		p = ipsec.AllPortsBut(0, uint16(low))
	}
	return p, i + 2, ok
}

// serviceMaker collects services and the reasons why there may be more.
type serviceMaker struct {
	r     *resolver
	out   []ipsec.Service
	maybe []string
	seen  map[string]bool
}

func (m *serviceMaker) unknown(reason string) { m.maybe = append(m.maybe, reason) }

// object adds a service object.
func (m *serviceMaker) object(name string) {
	nodes := m.r.c.statements(serviceObject, name)
	if len(nodes) == 0 {
		m.unknown("service object " + name + " is not defined in this file")
		return
	}
	for child := range m.r.c.tree.Children(int(nodes[len(nodes)-1])) {
		if s := m.r.c.stmt(child); s.is(0, "service") {
			m.line(s, 1)
		}
	}
}

// line reads "tcp source eq 1 destination eq 443", "icmp echo" or "ip" from word
// i on.
func (m *serviceMaker) line(s stmt, i int) {
	protos := []string{s.text(i)}
	if s.is(i, "tcp-udp") {
		protos = []string{"tcp", "udp"}
	}
	for _, proto := range protos {
		number, ok := lookup(protocolNumbers, proto, 255)
		if !ok {
			m.unknown("protocol " + strconv.Quote(proto) + " is not known")
			return
		}
		svc := ipsec.Service{Protocol: number}
		known := true
		for k := i + 1; k < s.n() && known; {
			switch {
			case s.is(k, "source"):
				svc.Source, k, known = portOperator(s, k+1)
			case s.is(k, "destination"):
				svc.Destination, k, known = portOperator(s, k+1)
			case number == ipsec.ProtoICMP:
				var n int
				if n, known = lookup(icmpNumbers, s.text(k), 255); known {
					svc.Destination = ipsec.OnePort(uint16(n))
				}
				k = s.n() // a code may follow
			default:
				from := k
				svc.Destination, k, known = portOperator(s, k) // the form before 8.3
				known = known && k > from
			}
		}
		if !known {
			m.unknown("a service of this line cannot be read")
			return
		}
		m.out = append(m.out, svc)
	}
}

// group adds an object-group of services, protocols or ICMP types. protocols
// are those of the entry for a group that holds ports only.
func (m *serviceMaker) group(name string, protocols []int) {
	nodes := m.r.c.statements(serviceGroup, name)
	if len(nodes) == 0 {
		m.unknown("object-group " + name + " is not defined in this file")
		return
	}
	if m.seen[name] {
		return
	}
	m.seen[name] = true
	for _, node := range nodes {
		for child := range m.r.c.tree.Children(int(node)) {
			m.member(m.r.c.stmt(child), name, protocols)
		}
	}
}

func (m *serviceMaker) member(s stmt, name string, protocols []int) {
	switch {
	case s.is(0, "description"):
	case s.is(0, "group-object"):
		m.group(s.text(1), protocols)
	case s.is(0, "service-object") && s.is(1, "object"):
		m.object(s.text(2))
	case s.is(0, "service-object"):
		m.line(s, 1)
	case s.is(0, "protocol-object"):
		m.line(s, 1)
	case s.is(0, "port-object"):
		p, next, ok := portOperator(s, 1)
		if !ok || next == 1 {
			m.unknown("a port of object-group " + name + " cannot be read")
			return
		}
		for _, proto := range protocols {
			m.out = append(m.out, ipsec.Service{Protocol: proto, Destination: p})
		}
	case s.is(0, "icmp-object"):
		n, ok := lookup(icmpNumbers, s.text(1), 255)
		if !ok {
			m.unknown("an ICMP type of object-group " + name + " cannot be read")
			return
		}
		m.out = append(m.out, ipsec.Service{Protocol: ipsec.ProtoICMP, Destination: ipsec.OnePort(uint16(n))})
	default:
		m.unknown("a line of object-group " + name + " cannot be read")
	}
}

func (r *resolver) services() *serviceMaker { return &serviceMaker{r: r, seen: map[string]bool{}} }
