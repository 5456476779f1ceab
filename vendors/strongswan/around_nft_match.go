package strongswan

import (
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// condition reads one condition of a rule.
func (x *nftRule) condition(w nftWord) bool {
	r := &x.rule
	switch w.text {
	case "ip":
		return x.ip()
	case "ip6", "icmpv6", "arp":
		r.never = true
		x.take()
		x.operand()
	case "iif", "iifname":
		r.in = x.interfaces(func(b *hostRule, i iface) { b.in = i })
	case "oif", "oifname":
		r.out = x.interfaces(func(b *hostRule, i iface) { b.out = i })
	case "meta":
		return x.meta()
	case "ct":
		return x.connection()
	case "tcp", "udp", "th":
		return x.transport(w.text)
	case "icmp":
		return x.icmp()
	case "rt", "ipsec":
		return x.ipsec(w.text)
	case "mark":
		return x.mark()
	case "fib":
		x.fib()
	case "ether", "socket", "vlan", "exthdr", "esp", "ah", "sctp":
		what := x.take().text
		for isOneOf(x.peek().text, ".", "saddr", "daddr", "iif", "oif", "type") {
			x.take()
		}
		x.operand()
		x.perhaps("a condition on " + w.text + " " + nftKeyword(what))
	default:
		return false
	}
	return true
}

// fib reads "fib daddr type local".
func (x *nftRule) fib() {
	what := x.take().text
	for isOneOf(x.peek().text, ".", "saddr", "daddr", "iif", "oif", "type") {
		what += " " + x.take().text
	}
	values, not, known := x.operand()
	if known && !not && what == "daddr type" && len(values) == 1 && values[0].text == "local" {
		x.rule.toLocal = true
		return
	}
	x.perhaps("a condition on the type of an address")
}

// nftKeyword keeps a reason free of what is no keyword.
func nftKeyword(s string) string {
	if strings.Trim(s, "abcdefghijklmnopqrstuvwxyz-") == "" {
		return s
	}
	return "something"
}

func (x *nftRule) ip() bool {
	what := x.take().text
	switch what {
	case "saddr":
		x.rule.source = x.addresses()
	case "daddr":
		x.rule.destination = x.addresses()
	case "protocol":
		x.l4proto()
	default:
		x.operand()
		x.perhaps("a condition on ip " + nftKeyword(what))
	}
	return true
}

func (x *nftRule) l4proto() {
	values, not, known := x.operand()
	if not || !known {
		x.perhaps("a condition on the protocol")
		return
	}
	for _, v := range values {
		n, ok := protocolNumber(v.text)
		if !ok || n == ipsec.ProtoAny {
			x.perhaps("a condition on the protocol")
			continue
		}
		x.protocols = append(x.protocols, n)
	}
}

func (x *nftRule) meta() bool {
	switch what := x.take().text; what {
	case "l4proto":
		x.l4proto()
	case "iif", "iifname", "oif", "oifname":
		return x.condition(nftWord{text: what})
	case "nfproto", "protocol":
		values, not, _ := x.operand()
		v4 := false
		for _, v := range values {
			v4 = v4 || v.text == "ipv4" || v.text == "ip"
		}
		x.rule.never = v4 == not
	case "mark", "priority", "nftrace":
		return x.mark()
	case "ipsec", "secpath":
		return x.ipsec("ipsec")
	default:
		x.operand()
		x.perhaps("a condition on meta " + nftKeyword(what))
	}
	return true
}

// mark reads a condition on a mark, or passes the statement that sets one.
func (x *nftRule) mark() bool {
	if x.peek().text == "set" {
		x.take()
		x.value()
		return true
	}
	for isOneOf(x.peek().text, "&", "and") {
		x.take()
		x.take()
	}
	x.operand()
	x.perhaps("a condition on a mark")
	return true
}

// connection: what is asked about is the first packet of a connection.
func (x *nftRule) connection() bool {
	what := x.take().text
	if what != "state" {
		if x.peek().text == "set" {
			x.take()
		} else {
			x.perhaps("a condition on ct " + nftKeyword(what))
		}
		x.operand()
		return true
	}
	if x.peek().text == "vmap" {
		x.verdictMap(func(b *hostRule, key string) { b.replies = key != "new" })
		return true
	}
	values, not, known := x.operand()
	if !known {
		x.perhaps("a condition on the state of a connection")
		return true
	}
	isNew := false
	for _, v := range values {
		isNew = isNew || v.text == "new"
	}
	if isNew == not {
		x.rule.replies = true
	}
	return true
}

func (x *nftRule) transport(protocol string) bool {
	if protocol != "th" && x.protocols == nil {
		n, _ := protocolNumber(protocol)
		x.protocols = []int{n}
	}
	switch x.take().text {
	case "dport":
		x.dports = x.ports()
	case "sport":
		x.sports = x.ports()
	case "flags":
		last := ""
		for !x.ended() && !isOneOf(x.peek().text, "accept", "drop", "reject", "jump", "goto", "return", "counter", "log", "limit", "tcp", "ip", "ct", "meta") {
			last = x.take().text
		}
		if last != "syn" {
			x.perhaps("a condition on TCP flags")
		}
	default:
		x.operand()
		x.perhaps("a condition on a header")
	}
	return true
}

func (x *nftRule) icmp() bool {
	x.protocols = []int{ipsec.ProtoICMP}
	x.take()
	values, not, _ := x.operand()
	for _, v := range values {
		if !not && isOneOf(v.text, "echo-request", "8") {
			x.dports = ipsec.OnePort(ipsec.ICMPEcho)
			return true // the other types are no ping
		}
	}
	x.perhaps("a condition on the type of ICMP")
	return true
}

// ipsec reads "meta ipsec exists", "rt ipsec exists" and "ipsec in reqid 1".
func (x *nftRule) ipsec(kind string) bool {
	word := x.take().text
	if kind == "rt" && word == "ipsec" {
		word = x.take().text
	}
	pol := "ipsec"
	switch word {
	case "exists", "1":
	case "missing", "0":
		pol = "none"
	case "in", "out":
		x.take()
		x.operand()
		x.perhaps("a condition on a single IPsec policy")
		if word == "out" {
			x.rule.policyOut = pol
		} else {
			x.rule.policyIn = pol
		}
		return true
	default:
		x.perhaps("a condition on IPsec")
		return true
	}
	if kind == "rt" {
		x.rule.policyOut = pol
	} else {
		x.rule.policyIn = pol
	}
	return true
}
