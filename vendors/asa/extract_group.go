package asa

import (
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

func (c *config) findGroup(s stmt) *tunnelGroup {
	g := c.groupsVPN[s.text(1)]
	if g == nil {
		g = &tunnelGroup{at: s.whole(), name: s.text(1)}
		c.groupsVPN[g.name] = g
	}
	return g
}

// tunnelGroup reads one of the three commands that make up a tunnel-group.
func (c *config) tunnelGroup(s stmt) {
	switch {
	case s.is(2, "type"):
		c.findGroup(s).kind = s.word(3)
	case s.is(2, "general-attributes"):
		g := c.findGroup(s)
		g.general = s.whole()
		for node := range c.tree.Children(s.node) {
			c.generalLine(g, c.stmt(node))
		}
	case s.is(2, "ipsec-attributes"):
		g := c.findGroup(s)
		g.attrs = s.whole()
		for node := range c.tree.Children(s.node) {
			c.ipsecLine(g, c.stmt(node))
		}
	}
}

func (c *config) generalLine(g *tunnelGroup, s stmt) {
	line, no := s.negated()
	switch {
	case line.is(0, "default-group-policy"):
		if !no {
			g.policy = line.word(1)
		}
	case generalIgnored[line.text(0)], g.remoteAccess():
	default:
		s.unread("tunnel-group "+g.name+" general-attributes", 0)
	}
}

// remoteAccess reports a group of clients, whose options are none of ours.
func (g *tunnelGroup) remoteAccess() bool { return g.kind.set() && g.kind.text != "ipsec-l2l" }

func (c *config) ipsecLine(g *tunnelGroup, full stmt) {
	s, no := full.negated()
	switch {
	case s.is(0, "isakmp") && s.is(1, "keepalive"), s.is(0, "ikev1") && s.is(1, "keepalive"):
		c.keepalive(g, s, no)
	case no:
	case s.is(0, "pre-shared-key"):
		g.key1 = c.secret(s, 1)
	case s.is(0, "ikev1") && s.is(1, "pre-shared-key"):
		g.key1 = c.secret(s, 2)
	case s.is(0, "trust-point"):
		g.trust1 = s.word(1)
	case s.is(0, "ikev1") && s.is(1, "trust-point"):
		g.trust1 = s.word(2)
	case s.is(0, "ikev2") && s.is(1, "local-authentication"):
		g.local2 = c.authMethod(g.local2, s)
	case s.is(0, "ikev2") && s.is(1, "remote-authentication"):
		g.remote2 = c.authMethod(g.remote2, s)
	case ipsecIgnored[s.text(0)], s.is(0, "ikev1") && (s.is(1, "client-update") || s.is(1, "user-authentication") || s.is(1, "radius-with-expiry")), s.is(0, "ikev2") && s.is(1, "rsa-sig-hash"):
	case g.remoteAccess():
	default:
		full.unread("tunnel-group "+g.name+" ipsec-attributes", 0)
	}
}

func (c *config) keepalive(g *tunnelGroup, s stmt, no bool) {
	k := &g.keepalive
	switch {
	case no && s.is(2, "disable"):
		*k = keepalive{}
	case no:
	case s.is(2, "disable"):
		*k = keepalive{at: s.at(2), disabled: true}
	case s.is(2, "threshold") && s.is(3, "infinite"):
		*k = keepalive{at: s.at(3), infinite: true}
	case s.is(2, "threshold"):
		threshold, ok := s.number(3)
		if !ok {
			s.unreadable(s.at(3), "the keepalive threshold", "seconds or infinite")
			return
		}
		k.at, k.threshold, k.disabled, k.infinite = s.at(3), threshold, false, false
		if s.is(4, "retry") {
			k.retry, _ = s.number(5)
		}
	default:
		s.unreadable(s.at(2), "isakmp keepalive", "threshold or disable")
	}
}

// secret makes what may be known of a key out of word i, which it may be one of
// several: older versions print "pre-shared-key 0 KEY" and "8 KEY" for an encrypted one.
func (c *config) secret(s stmt, i int) ipsec.Secret {
	if i >= s.n() {
		return ipsec.Secret{State: ipsec.SecretMasked, At: s.whole()}
	}
	at := s.c.src.Span(s.f[i].Start, s.f[s.n()-1].End)
	text := at.Text()
	if kind, key, ok := strings.Cut(text, " "); ok && kind == "8" {
		return ipsec.Secret{State: ipsec.SecretEncrypted, At: at}
	} else if ok && kind == "0" {
		text = key
	}
	if masked(text) {
		return ipsec.Secret{State: ipsec.SecretMasked, At: at}
	}
	return c.keys.Visible(text, at)
}

// masked reports the ways in which exports and templates hide a key.
func masked(text string) bool {
	return strings.Trim(text, "*") == "" || strings.HasPrefix(text, "<") || strings.Contains(text, "${") ||
		strings.HasPrefix(text, "{{") || strings.Trim(text, "xX") == ""
}

func (c *config) authMethod(old authMethod, s stmt) authMethod {
	switch {
	case s.is(2, "pre-shared-key"):
		return authMethod{kind: s.word(2), key: c.secret(s, 3)}
	case old.kind.text == "pre-shared-key":
		return old // a second line adds a method; the key is what a site-to-site tunnel uses
	}
	return authMethod{kind: s.word(2)}
}

// groupPolicy reads the attributes of a group-policy.
func (c *config) groupPolicy(s stmt) {
	g := c.policiesGP[s.text(1)]
	if g == nil {
		g = &groupPolicy{at: s.whole(), name: s.text(1)}
		c.policiesGP[g.name] = g
	}
	for node := range c.tree.Children(s.node) {
		c.groupPolicyLine(g, c.stmt(node))
	}
}

func (c *config) groupPolicyLine(g *groupPolicy, full stmt) {
	s, no := full.negated()
	switch {
	case no:
	case (s.is(0, "vpn-idle-timeout") || s.is(0, "vpn-session-timeout")) && s.is(1, "alert-interval"):
	case s.is(0, "vpn-idle-timeout"):
		g.idle = minutes(s, "the idle timeout")
	case s.is(0, "vpn-session-timeout"):
		g.session = minutes(s, "the session timeout")
	case s.is(0, "vpn-tunnel-protocol"):
		g.protocols = s.words(1)
	case s.is(0, "vpn-filter"):
		g.filter = s.word(s.n() - 1)
	case groupPolicyIgnored[s.text(0)]:
	default:
		g.unknown = append(g.unknown, full)
	}
}

func minutes(s stmt, what string) number {
	if s.is(1, "none") {
		return number{0, s.at(1)}
	}
	n, ok := s.number(1)
	if !ok {
		s.unreadable(s.at(1), what, "minutes or none")
		return number{}
	}
	return n
}

// attrsPlace is where a line of the IPsec attributes would stand.
func (g *tunnelGroup) attrsPlace() parser.Span {
	if !g.attrs.IsZero() {
		return g.attrs
	}
	return g.at
}
