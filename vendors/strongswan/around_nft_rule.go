package strongswan

import (
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// nftRule reads one rule of a chain.
type nftRule struct {
	*nftReader
	rule      hostRule
	protocols []int // any of these; nil = any
	sports    ipsec.Ports
	dports    ipsec.Ports
	rate      *ipsec.RateLimit
	above     bool
	branches  []hostRule // of a verdict map: the rules that it stands for
}

// rules reads one line of a chain. A verdict map makes a rule of each element.
func (r *nftReader) rules(name string) []hostRule {
	start := r.peek().start
	x := &nftRule{nftReader: r, rule: hostRule{name: name, source: ipsec.Anywhere(), destination: ipsec.Anywhere()}}
	end := start
	for !r.ended() {
		w := r.take()
		if !x.statement(w) && !x.condition(w) {
			x.perhaps("a condition that vpnlint does not know")
			r.passValue()
		}
		end = r.words[max(r.at-1, 0)].start
	}
	x.rule.at = r.src.Span(start, min(max(end, start+1), len(r.src.Text())))
	x.finish()
	if x.branches == nil {
		return []hostRule{x.rule}
	}
	var out []hostRule
	for _, b := range x.branches {
		one := x.rule
		one.in, one.out, one.replies, one.verdict, one.chain = orIface(b.in, one.in), orIface(b.out, one.out), b.replies || one.replies, b.verdict, b.chain
		out = append(out, one)
	}
	return out
}

func orIface(a, b iface) iface {
	if len(a.names) > 0 {
		return a
	}
	return b
}

// ended reports the end of the rule.
func (r *nftReader) ended() bool {
	return r.at >= len(r.words) || r.peek().text == "\n" || r.peek().text == "}"
}

func (x *nftRule) perhaps(reason string) {
	if !slices.Contains(x.rule.maybe, reason) {
		x.rule.maybe = append(x.rule.maybe, reason)
	}
}

// passValue passes a set in braces that follows what is not known.
func (r *nftReader) passValue() {
	if r.peek().text == "{" {
		r.at++
		r.skip()
	}
}

// rest passes what is left of the rule.
func (r *nftReader) rest() {
	for !r.ended() {
		if r.take().text == "{" {
			r.skip()
		}
	}
}

// negated passes "!=" or "==" and reports the former.
func (r *nftReader) negated() bool {
	not := r.peek().text == "!="
	for r.peek().text == "!=" || r.peek().text == "=" {
		r.at++
	}
	return not
}

// verdictOf reads a verdict and the chain behind a jump.
func (r *nftReader) verdictOf(word string) (v ruling, chain string, ok bool) {
	switch word {
	case "accept":
		return accept, "", true
	case "drop", "reject":
		return deny, "", true
	case "return":
		return back, "", true
	case "continue":
		return passOn, "", true
	case "jump":
		return jump, r.take().text, true
	case "goto":
		return gone, r.take().text, true
	}
	return 0, "", false
}

// statement reads what a rule does.
func (x *nftRule) statement(w nftWord) bool {
	if w.quoted {
		return false
	}
	if v, chain, ok := x.verdictOf(w.text); ok {
		x.rule.verdict, x.rule.chain = v, chain
		if w.text == "reject" {
			x.rest()
		}
		return true
	}
	switch w.text {
	case "masquerade":
		x.rule.verdict = masquerade
		x.rest()
	case "snat":
		x.rule.verdict = translate
		for isOneOf(x.peek().text, "ip", "to", "prefix") {
			x.take()
		}
		x.rule.to = natTarget(x.take().text)
		x.rest()
	case "dnat", "redirect", "queue", "tproxy", "synproxy", "dup", "fwd":
		x.rule.verdict = unclear
		x.rest()
	case "vmap":
		x.rule.verdict = unclear
		x.rest()
	case "counter":
		for isOneOf(x.peek().text, "packets", "bytes") {
			x.take()
			x.take()
		}
	case "log":
		for isOneOf(x.peek().text, "prefix", "level", "group", "snaplen", "queue-threshold", "flags") {
			x.take()
			x.take()
		}
	case "comment":
		x.take()
	case "notrack":
	case "limit":
		x.limit()
	case "add", "update", "delete", "meter":
		x.take()
		x.passValue()
		x.perhaps("a condition on a set that changes")
	default:
		return false
	}
	return true
}

// limit reads "rate over 10/second burst 5 packets".
func (x *nftRule) limit() {
	if x.take().text != "rate" {
		x.take()
		x.perhaps("a limit that is defined elsewhere")
		return
	}
	if x.peek().text == "over" {
		x.take()
		x.above = true
	}
	text := x.take().text
	if strings.HasSuffix(x.peek().text, "/second") || strings.HasSuffix(x.peek().text, "/minute") || strings.HasSuffix(x.peek().text, "/hour") {
		text = x.take().text // a rate of bytes, which is no number of packets
	}
	if x.peek().text == "burst" {
		x.take()
		x.take()
		x.take()
	}
	x.rate = rateOf(text, "/", x.rule.at)
}

// finish puts together what several conditions say.
func (x *nftRule) finish() {
	if x.sports != nil || x.dports != nil {
		if x.protocols == nil {
			x.protocols = []int{ipsec.ProtoTCP, ipsec.ProtoUDP}
		}
	}
	for _, p := range x.protocols {
		s := ipsec.Service{Protocol: p}
		if p == ipsec.ProtoTCP || p == ipsec.ProtoUDP || p == ipsec.ProtoICMP {
			s.Source, s.Destination = x.sports, x.dports
		}
		x.rule.services = append(x.rule.services, s)
	}
	if x.rate != nil {
		x.rate.At, x.rate.Rate.At = x.rule.at, x.rule.at
		x.rule.limited(x.rate, x.above)
	}
}
