package fortigate

import (
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// services is what one service, or a list of them, stands for.
type services struct {
	any   bool // every service
	out   []ipsec.Service
	maybe []string // why there may be more, or why the service may not match
}

// readService reads one firewall service custom.
func readService(o *object) services {
	who := "service " + o.name
	var s services
	switch protocol := strings.ToUpper(o.text("protocol")); protocol {
	case "IP":
		n, err := strconv.Atoi(o.text("protocol-number"))
		switch {
		case !o.has("protocol-number") || err == nil && n == 0:
			s.any = true
		case err != nil || n < 0 || n > 255:
			s.maybe = append(s.maybe, who+" has a protocol that cannot be read")
		default:
			s.out = append(s.out, ipsec.Service{Protocol: n})
		}
	case "ICMP":
		icmp := ipsec.Service{Protocol: ipsec.ProtoICMP}
		if n, err := strconv.ParseUint(o.text("icmptype"), 10, 8); err == nil {
			icmp.Destination = ipsec.OnePort(uint16(n))
		}
		s.out = append(s.out, icmp)
	case "ICMP6":
		s.out = append(s.out, ipsec.Service{Protocol: protoICMP6})
	case "", "TCP/UDP/SCTP", "TCP/UDP", "TCP/UDP/UDP-LITE/SCTP":
		s.ports(o, who)
	default:
		s.maybe = append(s.maybe, who+" is one of a proxy")
	}
	for _, name := range []string{"application", "app-category", "fqdn"} {
		if v := o.text(name); v != "" && v != "0" {
			s.maybe = append(s.maybe, who+" depends on "+name)
		}
	}
	if r := o.text("iprange"); r != "" && r != "0.0.0.0" && !strings.HasPrefix(r, "0.0.0.0-0.0.0.0") {
		s.maybe = append(s.maybe, who+" holds for an address range only")
	}
	return s
}

const (
	protoICMP6 = 58
	protoSCTP  = 132
)

// ports reads the ranges of TCP, UDP and SCTP. A range may have the source ports
// behind a colon, and is then a service of its own.
func (s *services) ports(o *object, who string) {
	shown := false
	for _, p := range []struct {
		option string
		number int
	}{{"tcp-portrange", ipsec.ProtoTCP}, {"udp-portrange", ipsec.ProtoUDP}, {"sctp-portrange", protoSCTP}} {
		var all ipsec.Ports
		for _, word := range o.list(p.option) {
			shown = true
			dst, src, narrow := strings.Cut(word, ":")
			d, ok1 := portRange(dst)
			from, ok2 := portRange(src)
			switch {
			case !ok1 || narrow && !ok2:
				s.maybe = append(s.maybe, who+" has ports that cannot be read")
			case narrow && !(from.Low <= 1 && from.High == 65535):
				s.out = append(s.out, ipsec.Service{Protocol: p.number, Destination: ipsec.Ports{d}, Source: ipsec.Ports{from}})
			default:
				all = append(all, d)
			}
		}
		if len(all) > 0 {
			s.out = append(s.out, ipsec.Service{Protocol: p.number, Destination: all})
		}
	}
	if !shown && !o.has("udplite-portrange") {
		s.maybe = append(s.maybe, who+" has no ports in this file")
	}
}

func portRange(text string) (ipsec.PortRange, bool) {
	low, high, isRange := strings.Cut(text, "-")
	if !isRange {
		high = low
	}
	l, err1 := strconv.ParseUint(low, 10, 16)
	h, err2 := strconv.ParseUint(high, 10, 16)
	return ipsec.PortRange{Low: uint16(l), High: uint16(h)}, err1 == nil && err2 == nil && l <= h
}

// serviceList resolves the services of a policy.
func (r *resolver) serviceList(names []string) services {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.load()
	key := strings.Join(names, "\x00")
	if s, ok := r.served[key]; ok {
		return s
	}
	var s services
	r.addServices(&s, names, map[string]bool{})
	if s.any {
		s.out, s.maybe = nil, nil
	}
	r.served[key] = s
	return s
}

func (r *resolver) addServices(s *services, names []string, seen map[string]bool) {
	for _, name := range names {
		if seen[name] {
			continue
		}
		seen[name] = true
		if members, ok := r.serviceGroups[name]; ok {
			r.addServices(s, members, seen)
			continue
		}
		one, ok := r.services[name]
		if !ok {
			one, ok = builtInService(name)
		}
		if !ok {
			s.maybe = append(s.maybe, "service "+name+" is not defined in this file")
			continue
		}
		s.any = s.any || one.any
		s.out = append(s.out, one.out...)
		s.maybe = append(s.maybe, one.maybe...)
	}
}

// builtInService gives the services that every FortiOS has from the start, as far
// as rules and examples use them. Backups show them, parts of a configuration may
// not.
func builtInService(name string) (services, bool) {
	port := func(protocol int, list ...uint16) services {
		var p ipsec.Ports
		for _, n := range list {
			p = append(p, ipsec.PortRange{Low: n, High: n})
		}
		return services{out: []ipsec.Service{{Protocol: protocol, Destination: p}}}
	}
	both := func(list ...uint16) services {
		return services{out: append(port(ipsec.ProtoTCP, list...).out, port(ipsec.ProtoUDP, list...).out...)}
	}
	protocol := func(n int) services { return services{out: []ipsec.Service{{Protocol: n}}} }
	switch name {
	case "ALL", "ANY":
		return services{any: true}, true
	case "ALL_TCP":
		return protocol(ipsec.ProtoTCP), true
	case "ALL_UDP":
		return protocol(ipsec.ProtoUDP), true
	case "ALL_ICMP", "ICMP_ANY":
		return protocol(ipsec.ProtoICMP), true
	case "ALL_ICMP6":
		return protocol(protoICMP6), true
	case "PING":
		return port(ipsec.ProtoICMP, ipsec.ICMPEcho), true
	case "GRE":
		return protocol(ipsec.ProtoGRE), true
	case "AH":
		return protocol(ipsec.ProtoAH), true
	case "ESP":
		return protocol(ipsec.ProtoESP), true
	case "IKE":
		return port(ipsec.ProtoUDP, 500, 4500), true
	case "DNS":
		return both(53), true
	case "NTP":
		return both(123), true
	case "HTTP":
		return port(ipsec.ProtoTCP, 80), true
	case "HTTPS":
		return port(ipsec.ProtoTCP, 443), true
	case "SSH":
		return port(ipsec.ProtoTCP, 22), true
	case "TELNET":
		return port(ipsec.ProtoTCP, 23), true
	case "FTP", "FTP_GET", "FTP_PUT":
		return port(ipsec.ProtoTCP, 21), true
	case "SMTP":
		return port(ipsec.ProtoTCP, 25), true
	case "LDAP":
		return port(ipsec.ProtoTCP, 389), true
	case "SMB":
		return port(ipsec.ProtoTCP, 445), true
	case "SAMBA":
		return port(ipsec.ProtoTCP, 139), true
	case "KERBEROS":
		return both(88, 464), true
	case "BGP":
		return port(ipsec.ProtoTCP, 179), true
	case "RDP":
		return port(ipsec.ProtoTCP, 3389), true
	case "MS-SQL":
		return port(ipsec.ProtoTCP, 1433, 1434), true
	case "MYSQL":
		return port(ipsec.ProtoTCP, 3306), true
	case "SYSLOG":
		return port(ipsec.ProtoUDP, 514), true
	case "NONE":
		return port(ipsec.ProtoTCP, 0), true
	}
	return services{}, false
}
