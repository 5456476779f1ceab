package strongswan

import (
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// extension reads the options of the matches that are known; ok is false when the
// option is none of them.
func (p *iptablesParser) extension(word string) bool {
	switch word {
	case "--sport", "--source-port", "--sports", "--source-ports":
		p.source = p.ports(p.next())
	case "--dport", "--destination-port", "--dports", "--destination-ports":
		p.dest = p.ports(p.next())
	case "--icmp-type":
		p.icmp(p.next())
	case "--state", "--ctstate":
		p.states(p.next())
	case "--src-range":
		p.r.source = p.negated(natTarget(p.next()))
	case "--dst-range":
		p.r.destination = p.negated(natTarget(p.next()))
	case "--match-set", "--set":
		p.set(word)
	case "--comment":
		p.next()
	case "--syn":
		p.r.never = p.not
	case "--tcp-flags":
		mask, flags := p.next(), p.next()
		if !strings.Contains(mask, "SYN") || flags != "SYN" || p.not {
			p.perhaps("a condition on TCP flags")
		}
	case "--dst-type", "--src-type":
		switch kind := p.next(); {
		case word == "--src-type" || p.not:
			p.perhaps("a condition on the type of an address")
		case kind == "LOCAL":
			p.r.toLocal = true
		case isOneOf(kind, "BROADCAST", "MULTICAST", "ANYCAST"):
			p.r.never = true // what is asked about goes to one host
		default:
			p.perhaps("a condition on the type of an address")
		}
	default:
		return p.policy(word) || p.limited(word)
	}
	return true
}

// policy reads "-m policy --dir in --pol ipsec" (iptables-extensions(8)).
func (p *iptablesParser) policy(word string) bool {
	if p.match != "policy" {
		return false
	}
	switch word {
	case "--dir":
		p.dir = p.next()
	case "--pol":
		if p.pol = p.next(); p.not {
			p.pol = map[string]string{"ipsec": "none", "none": "ipsec"}[p.pol]
		}
	case "--strict":
	case "--mode", "--proto":
		if value := p.next(); p.not || value == "transport" || value == "ah" {
			p.perhaps("a condition on the kind of the IPsec policy")
		}
	case "--reqid", "--spi", "--tunnel-src", "--tunnel-dst":
		p.next()
		p.perhaps("a condition on a single IPsec policy")
	case "--next":
		p.perhaps("a condition on several IPsec policies")
	default:
		return false
	}
	return true
}

// limited reads the matches that count packets.
func (p *iptablesParser) limited(word string) bool {
	switch p.match {
	case "limit", "hashlimit":
	default:
		return false
	}
	switch word {
	case "--limit", "--hashlimit", "--hashlimit-upto":
		p.rate, p.limit, p.rateAbove = p.next(), true, p.not
	case "--hashlimit-above":
		p.rate, p.limit, p.rateAbove = p.next(), true, !p.not
	case "--limit-burst", "--hashlimit-burst", "--hashlimit-mode", "--hashlimit-name", "--hashlimit-htable-size", "--hashlimit-htable-max",
		"--hashlimit-htable-expire", "--hashlimit-htable-gcinterval", "--hashlimit-srcmask", "--hashlimit-dstmask":
		p.next()
	case "--hashlimit-rate-match":
	default:
		return false
	}
	return true
}

// unknown passes over an option that is not known, with its values: whether the
// rule matches is then open.
func (p *iptablesParser) unknown(word string) {
	for len(p.words) > 0 && !strings.HasPrefix(p.words[0], "-") && p.words[0] != "!" {
		p.next()
	}
	reason := "a condition that vpnlint does not know"
	if p.match != "" && strings.HasPrefix(word, "--") {
		reason = "a condition of the match " + p.match
	}
	for _, had := range p.r.maybe {
		if had == reason {
			return
		}
	}
	p.perhaps(reason)
}

func (p *iptablesParser) ports(text string) ipsec.Ports {
	p.hasPorts = true
	var out ipsec.Ports
	for one := range strings.SplitSeq(text, ",") {
		r, ok := portRange(one, ":")
		if !ok {
			p.perhaps("a condition on ports by name")
			return nil
		}
		out = append(out, r)
	}
	if p.not && len(out) == 1 {
		return ipsec.AllPortsBut(out[0].Low, out[0].High)
	}
	if p.not {
		p.perhaps("a condition on several ports that are not meant")
		return nil
	}
	return out
}

// portRange reads "500" or "500:600", and the names that distributions give to
// the ports that matter here (/etc/services).
func portRange(text, sep string) (ipsec.PortRange, bool) {
	low, high, isRange := strings.Cut(text, sep)
	from, ok1 := portNumber(low, 0)
	to, ok2 := from, ok1
	if isRange {
		to, ok2 = portNumber(high, 65535)
	}
	return ipsec.PortRange{Low: from, High: to}, ok1 && ok2
}

func portNumber(text string, empty uint16) (uint16, bool) {
	switch text {
	case "":
		return empty, true
	case "isakmp":
		return 500, true
	case "ipsec-nat-t":
		return 4500, true
	case "domain":
		return 53, true
	case "https":
		return 443, true
	case "http":
		return 80, true
	case "ssh":
		return 22, true
	}
	n, err := strconv.ParseUint(text, 10, 16)
	return uint16(n), err == nil
}

func (p *iptablesParser) icmp(text string) {
	p.protocol = ipsec.ProtoICMP
	if text == "any" || text == "255" {
		return
	}
	n, err := strconv.ParseUint(text, 10, 8)
	if text == "echo-request" {
		n, err = ipsec.ICMPEcho, nil
	}
	if err != nil || p.not {
		p.perhaps("a condition on the type of ICMP")
		return
	}
	p.dest = ipsec.OnePort(uint16(n))
}

// states: what is asked about is the first packet of a connection.
func (p *iptablesParser) states(text string) {
	isNew := false
	for one := range strings.SplitSeq(text, ",") {
		switch one {
		case "NEW":
			isNew = true
		case "SNAT", "DNAT":
			p.perhaps("a condition on translated connections")
			return
		}
	}
	if isNew == p.not {
		p.r.replies = true
	}
}

func (p *iptablesParser) set(word string) {
	if p.match != "set" {
		p.next()
		p.perhaps("a condition of the match " + p.match)
		return
	}
	name, dirs := p.next(), p.next()
	reason := "the members of the set " + name + " are not shown"
	switch {
	case dirs == "src" && !p.not:
		p.r.source = ipsec.UnknownSet(name, reason)
	case dirs == "dst" && !p.not:
		p.r.destination = ipsec.UnknownSet(name, reason)
	default:
		p.perhaps(reason)
	}
}

// finish puts together what several options say.
func (p *iptablesParser) finish() {
	r := &p.r
	if p.protocol != ipsec.ProtoAny || p.source != nil || p.dest != nil {
		r.services = []ipsec.Service{{Protocol: p.protocol, Source: p.source, Destination: p.dest}}
	}
	if p.pol != "" {
		if p.dir == "out" {
			r.policyOut = p.pol
		} else {
			r.policyIn = p.pol
		}
	}
	if p.limit {
		r.limited(rateOf(p.rate, "/", r.at), p.rateAbove)
	}
}

// limited adds a limit. What is below one that drops, and within one that accepts,
// passes as it would without; other limits leave open whether the rule matches.
func (r *hostRule) limited(rate *ipsec.RateLimit, above bool) {
	switch {
	case r.verdict == passOn:
	case above == (r.verdict == deny):
		rate.Drops = above
		r.rate, r.above = rate, above
	case above:
		r.maybe = append(r.maybe, "a limit that matches what is above it")
	default:
		r.maybe = append(r.maybe, "a limit on what is dropped")
	}
}

// rateOf reads "10/sec" or "25/minute".
func rateOf(text, sep string, at parser.Span) *ipsec.RateLimit {
	count, unit, _ := strings.Cut(text, sep)
	n, err := strconv.Atoi(count)
	l := &ipsec.RateLimit{Kind: "limit", Rate: ipsec.ExplicitAt(n, at), Unit: "packets per second"}
	switch {
	case err != nil:
		l.Rate = ipsec.UnknownAs[int]("the rate of a limit cannot be read", at)
	case strings.HasPrefix(unit, "m"):
		l.Unit = "packets per minute"
	case strings.HasPrefix(unit, "h"):
		l.Unit = "packets per hour"
	case strings.HasPrefix(unit, "d"):
		l.Unit = "packets per day"
	}
	return l
}
