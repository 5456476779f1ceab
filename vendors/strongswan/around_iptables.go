package strongswan

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// iptables reads the output of iptables-save (iptables-save(8), iptables(8),
// iptables-extensions(8)).
func (h *host) iptables(src *parser.Source) {
	table := ""
	for line := 1; line <= src.LineCount(); line++ {
		text := strings.TrimRight(src.Line(line), " \t\r")
		switch {
		case text == "" || text[0] == '#':
		case text[0] == '*':
			table = text[1:]
		case text[0] == ':':
			h.iptablesChain(table, strings.Fields(text[1:]), src.LineSpan(line))
		default:
			h.iptablesRule(table, splitQuoted(text), src.LineSpan(line))
		}
	}
	h.nameRules()
}

// iptablesChain reads ":INPUT DROP [0:0]"; a chain of one's own has "-".
func (h *host) iptablesChain(table string, words []string, at parser.Span) {
	if len(words) < 2 {
		return
	}
	c := h.iptablesChainNamed(table, words[0], at)
	if c.at, c.policyAt = at, at; words[1] == "DROP" {
		c.policy = ipsec.Deny
	}
}

// iptablesChainNamed returns the chain of a table; a file that people write need
// not declare those that the kernel has.
func (h *host) iptablesChainNamed(table, name string, at parser.Span) *hostChain {
	for _, c := range h.chains {
		if c.table == "iptables "+table && c.name == name {
			return c
		}
	}
	c := &hostChain{table: "iptables " + table, name: name, at: at, policyAt: at, nat: table == "nat"}
	if isOneOf(name, "INPUT", "FORWARD", "OUTPUT", "PREROUTING", "POSTROUTING") {
		c.hook = strings.ToLower(name)
	}
	h.chains = append(h.chains, c)
	return c
}

// iptablesRule reads "-A CHAIN MATCHES -j TARGET", which counters may precede, and
// what else a file for iptables-restore may hold: -I, -P and -N.
func (h *host) iptablesRule(table string, words []string, at parser.Span) {
	if len(words) > 0 && strings.HasPrefix(words[0], "[") {
		words = words[1:]
	}
	if len(words) < 2 || !isOneOf(words[0], "-A", "--append", "-I", "--insert", "-P", "--policy", "-N", "--new-chain") {
		return
	}
	command, c := words[0], h.iptablesChainNamed(table, words[1], at)
	words = words[2:]
	place := len(c.rules)
	switch command {
	case "-N", "--new-chain":
		return
	case "-P", "--policy":
		h.iptablesChain(table, append([]string{c.name}, words...), at)
		return
	case "-I", "--insert":
		place = 0
		if len(words) > 0 {
			if n, err := strconv.Atoi(words[0]); err == nil {
				words, place = words[1:], min(max(n-1, 0), len(c.rules))
			}
		}
	}
	p := &iptablesParser{h: h, words: words, r: hostRule{at: at, source: ipsec.Anywhere(), destination: ipsec.Anywhere()}}
	p.run()
	c.rules = slices.Insert(c.rules, place, p.r)
}

// nameRules names each rule as iptables -L --line-numbers does.
func (h *host) nameRules() {
	for _, c := range h.chains {
		for i := range c.rules {
			if c.rules[i].name == "" {
				c.rules[i].name = c.name + " " + strconv.Itoa(i+1)
			}
		}
	}
}

// splitQuoted splits a line into words; what stands in quotes is one word.
func splitQuoted(text string) []string {
	var out []string
	var word strings.Builder
	quoted, any := false, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && quoted && i+1 < len(text):
			i++
			word.WriteByte(text[i])
		case c == '"':
			quoted, any = !quoted, true
		case (c == ' ' || c == '\t') && !quoted:
			if any {
				out = append(out, word.String())
			}
			word.Reset()
			any = false
		default:
			word.WriteByte(c)
			any = true
		}
	}
	if any {
		out = append(out, word.String())
	}
	return out
}

// iptablesParser reads the words of one rule.
type iptablesParser struct {
	h     *host
	words []string
	r     hostRule

	match            string // the last -m
	not              bool   // a "!" stands before the option
	protocol         int
	source, dest     ipsec.Ports
	hasPorts         bool
	dir, pol         string
	rate             string
	rateAbove, limit bool
}

func (p *iptablesParser) next() string {
	if len(p.words) == 0 {
		return ""
	}
	w := p.words[0]
	p.words = p.words[1:]
	return w
}

func (p *iptablesParser) run() {
	for len(p.words) > 0 {
		word := p.next()
		if word == "!" {
			p.not = true
			continue
		}
		if !p.basic(word) && !p.extension(word) {
			p.unknown(word)
		}
		p.not = false
	}
	p.finish()
}

// basic reads the options of iptables itself.
func (p *iptablesParser) basic(word string) bool {
	r := &p.r
	switch word {
	case "-s", "--source":
		r.source = p.addresses(p.next())
	case "-d", "--destination":
		r.destination = p.addresses(p.next())
	case "-i", "--in-interface":
		r.in = p.interfaceNamed(p.next())
	case "-o", "--out-interface":
		r.out = p.interfaceNamed(p.next())
	case "-p", "--protocol":
		n, ok := protocolNumber(p.next())
		p.protocol = n
		if p.not || !ok {
			p.protocol = ipsec.ProtoAny
			p.perhaps("a condition on the protocol")
		}
	case "-m", "--match":
		p.match = p.next()
	case "-j", "--jump", "-g", "--goto":
		p.target(p.next(), word == "-g" || word == "--goto")
	case "-f", "--fragment":
		r.never = !p.not // a first packet is no later fragment
	default:
		return false
	}
	return true
}

func (p *iptablesParser) interfaceNamed(name string) iface {
	p.h.link(name)
	return iface{names: []string{name}, not: p.not}
}

func (p *iptablesParser) perhaps(reason string) { p.r.maybe = append(p.r.maybe, reason) }

func (p *iptablesParser) addresses(text string) ipsec.AddrSet {
	var b ipsec.AddrBuilder
	for one := range strings.SplitSeq(text, ",") {
		if prefix, ok := parsePrefix(one); ok {
			b.AddPrefix(prefix)
		} else {
			b.AddUnknown("the address of a rule cannot be read")
		}
	}
	return p.negated(b.Set())
}

func (p *iptablesParser) negated(s ipsec.AddrSet) ipsec.AddrSet {
	if p.not {
		return ipsec.Anywhere().Without(s)
	}
	return s
}

// target reads what follows -j or -g.
func (p *iptablesParser) target(name string, leaves bool) {
	r := &p.r
	switch name {
	case "ACCEPT":
		r.verdict = accept
	case "DROP", "REJECT", "TARPIT":
		r.verdict = deny
	case "RETURN":
		r.verdict = back
	case "MASQUERADE":
		r.verdict = masquerade
	case "SNAT", "NETMAP":
		r.verdict, r.static = translate, name == "NETMAP"
	case "LOG", "NFLOG", "ULOG", "MARK", "CONNMARK", "CONNSECMARK", "SECMARK", "TCPMSS", "TOS", "DSCP", "TTL", "CHECKSUM", "CLASSIFY", "CT",
		"NOTRACK", "AUDIT", "TRACE", "TEE", "SET", "ECN", "IDLETIMER", "RATEEST", "TCPOPTSTRIP", "HL":
		r.verdict = passOn
	case "QUEUE", "NFQUEUE", "DNAT", "REDIRECT", "TPROXY", "SAME", "SYNPROXY", "CLUSTERIP":
		r.verdict = unclear
	default:
		r.verdict, r.chain = jump, name
		if leaves {
			r.verdict = gone
		}
	}
	p.match = "" // what follows are the target's own options
	for len(p.words) > 0 {
		switch p.next() {
		case "--to-source", "--to":
			r.to = natTarget(p.next())
		}
	}
}
