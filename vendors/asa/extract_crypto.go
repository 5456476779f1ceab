package asa

import (
	"strconv"
)

// crypto reads the commands under "crypto", and the "isakmp" ones of 7.0 and 7.1,
// which have the same words without it.
func (c *config) crypto(s stmt) {
	if s.is(0, "crypto") {
		s.f = s.f[1:]
	}
	switch {
	case s.is(0, "map"):
		c.cryptoMap(s)
	case s.is(0, "ipsec"):
		c.ipsec(s)
	case s.is(0, "isakmp"):
		c.ike(s, 1)
	case s.is(0, "ikev1"):
		c.needs(8, 4)
		c.ike(s, 1)
	case s.is(0, "ikev2"):
		c.needs(8, 4)
		c.ike(s, 2)
	case cryptoIgnored[s.text(0)]:
	default:
		s.unread("crypto", 0)
	}
}

// ike reads the global IKE commands of one version.
func (c *config) ike(s stmt, ver int) {
	switch {
	case s.is(1, "policy"):
		c.policy(s, ver)
	case s.is(1, "enable"):
		c.enabled[ver][s.text(2)] = s.at(2)
		c.enables++
	case s.is(1, "identity"):
		c.identity = s.word(2)
		if s.is(2, "key-id") && s.n() > 3 {
			c.identity = s.word(3)
		}
	case s.is(1, "nat-traversal"):
		c.natT = flag{true, s.whole()}
	case s.is(1, "am-disable"), s.is(1, "disconnect-notify"), s.is(1, "ipsec-over-tcp"), s.is(1, "reload-wait"),
		s.is(1, "remote-access"), s.is(1, "redirect"), s.is(1, "cookie-challenge"), s.is(1, "limit"), s.is(1, "notify"):
		// Documented, and about clients, load or messages: no rule asks for them.
	default:
		s.unread("crypto "+s.text(0), 1)
	}
}

func (c *config) noCrypto(s stmt) {
	whole := s.whole()
	if s.is(0, "crypto") {
		s.f = s.f[1:]
	}
	switch {
	case s.is(0, "isakmp") && s.is(1, "nat-traversal"):
		c.natT = flag{false, whole}
	case s.is(0, "map") && s.is(3, "set"):
		c.noEntry(s, whole)
	case s.is(1, "enable") && (s.is(0, "ikev1") || s.is(0, "isakmp")):
		delete(c.enabled[1], s.text(2))
		c.enables++
	case s.is(1, "enable") && s.is(0, "ikev2"):
		delete(c.enabled[2], s.text(2))
		c.enables++
	}
}

// policy reads an IKE policy, as a mode of its own or, up to 7.1, one attribute a line.
func (c *config) policy(s stmt, ver int) {
	priority, ok := s.number(2)
	if !ok {
		s.unreadable(s.at(2), "the IKE policy", "its priority, a number")
		return
	}
	p := c.findPolicy(ver, priority.n)
	if p == nil {
		p = &ikePolicy{at: s.whole(), priority: priority.n, version: ver}
		c.policies[ver] = append(c.policies[ver], p)
	}
	if s.n() > 3 {
		line := s
		line.f = s.f[3:]
		c.policyLine(p, line)
	}
	for node := range c.tree.Children(s.node) {
		c.needs(7, 2)
		line, no := c.stmt(node).negated()
		if !no {
			c.policyLine(p, line)
		}
	}
}

func (c *config) findPolicy(ver, priority int) *ikePolicy {
	for _, p := range c.policies[ver] {
		if p.priority == priority {
			return p
		}
	}
	return nil
}

func (c *config) policyLine(p *ikePolicy, s stmt) {
	switch {
	case s.abbreviates(0, "authentication", 1):
		p.auth = s.word(1)
	case s.abbreviates(0, "encryption", 1):
		p.encryption = s.words(1)
	case s.abbreviates(0, "hash", 1), s.abbreviates(0, "integrity", 1):
		p.integrity = s.words(1)
	case s.abbreviates(0, "prf", 1):
		p.prf = s.words(1)
	case s.abbreviates(0, "group", 1):
		p.group = s.words(1)
	case s.abbreviates(0, "lifetime", 1):
		c.policyLifetime(p, s)
	case s.is(0, "additional-key-exchange"):
		// RFC 9370, from 9.20: the far side takes the first exchange only.
	default:
		s.unread("IKE policy "+strconv.Itoa(p.priority), 0)
	}
}

// policyLifetime reads "lifetime N", "lifetime none" and, with IKEv2, "lifetime seconds N".
func (c *config) policyLifetime(p *ikePolicy, s stmt) {
	i := 1
	if s.is(1, "seconds") {
		i = 2
	}
	if s.is(i, "none") {
		p.lifetime = number{0, s.at(i)}
		return
	}
	n, ok := s.number(i)
	if !ok {
		s.unreadable(s.at(i), "the lifetime of IKE policy "+strconv.Itoa(p.priority), "seconds or none")
		p.lifetime = number{unreadableNumber, s.at(i)}
		return
	}
	p.lifetime = n
}

// ipsec reads the commands under "crypto ipsec".
func (c *config) ipsec(s stmt) {
	switch {
	case s.is(1, "transform-set"):
		c.transformSet(s, 2)
	case s.is(1, "ikev1") && s.is(2, "transform-set"):
		c.needs(8, 4)
		c.transformSet(s, 3)
	case s.is(1, "ikev2") && s.is(2, "ipsec-proposal"):
		c.needs(8, 4)
		c.ipsecProposal(s)
	case s.is(1, "profile"):
		c.profile(s)
	case s.is(1, "security-association") && s.is(2, "lifetime"):
		readLifetime(s, 3, &c.lifetime)
	case s.is(1, "security-association") && s.is(2, "replay"):
		c.readReplay(s)
	case s.is(1, "security-association") && s.is(2, "pmtu-aging"):
	case s.is(1, "df-bit") && s.n() >= 4:
		c.dfBit[s.text(3)] = s.word(2)
	case s.is(1, "fragmentation") && s.n() >= 4:
		c.fragment[s.text(3)] = s.word(2)
	case s.is(1, "inner-routing-lookup"), s.is(1, "pmtu"):
	default:
		s.unread("crypto ipsec", 1)
	}
}

func (c *config) readReplay(s stmt) {
	if s.is(3, "disable") {
		c.replay = number{0, s.at(3)}
	} else if n, ok := s.number(4); ok && s.is(3, "window-size") {
		c.replay = n
	} else {
		s.unreadable(s.at(3), "the replay window", "disable, or window-size and a number")
	}
}

func (c *config) transformSet(s stmt, i int) {
	name := s.text(i)
	t := c.transforms[name]
	if t == nil {
		t = &transformSet{at: s.whole(), name: name}
		c.transforms[name] = t
	}
	if s.is(i+1, "mode") {
		t.mode = s.word(i + 2)
		return
	}
	t.transforms = s.words(i + 1)
}

func (c *config) ipsecProposal(s stmt) {
	p := &ipsecProposal{at: s.whole(), name: s.text(3)}
	c.proposals[p.name] = p
	for node := range c.tree.Children(s.node) {
		line := c.stmt(node)
		switch {
		case line.is(0, "protocol") && line.is(1, "esp") && line.is(2, "encryption"):
			p.encryption = line.words(3)
		case line.is(0, "protocol") && line.is(1, "esp") && line.is(2, "integrity"):
			p.integrity = line.words(3)
		case line.is(0, "protocol") && line.is(1, "ah"):
			p.ah = line.word(1)
		default:
			line.unread("ipsec-proposal "+p.name, 0)
		}
	}
}

// readLifetime reads seconds and kilobytes, which may stand on one line in either order.
func readLifetime(s stmt, i int, into *saLifetime) {
	if i >= s.n() {
		s.unreadable(s.whole(), "the SA lifetime", "seconds or kilobytes and a number")
	}
	for ; i < s.n(); i += 2 {
		n, ok := s.number(i + 1)
		switch {
		case ok && s.is(i, "seconds"):
			into.seconds = n
		case ok && s.is(i, "kilobytes"):
			into.kilobytes = n
		case s.is(i, "kilobytes") && s.is(i+1, "unlimited"):
			into.kilobytes = number{0, s.at(i + 1)}
		default:
			s.unreadable(s.at(i), "the SA lifetime", "seconds or kilobytes and a number")
			if s.is(i, "kilobytes") {
				into.kilobytes = number{unreadableNumber, s.at(i)}
			} else {
				into.seconds = number{unreadableNumber, s.at(i)}
			}
			return
		}
	}
}
