package asa

import (
	"bytes"
	"cmp"
	"net/netip"
	"slices"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// extract reads a running-config into the ASA's own objects. It cannot fail: what
// it does not understand becomes a problem.
func extract(src *parser.Source) *config {
	start, end := section(src.Text())
	c := &config{
		src: src, names: map[string]word{}, acls: map[string]*acl{}, byNameif: map[string]*iface{}, policies: map[int][]*ikePolicy{},
		enabled: map[int]map[string]parser.Span{1: {}, 2: {}}, dfBit: map[string]word{}, fragment: map[string]word{},
		transforms: map[string]*transformSet{}, proposals: map[string]*ipsecProposal{}, profiles: map[string]*profile{},
		maps: map[string]*cryptoMap{}, groupsVPN: map[string]*tunnelGroup{}, policiesGP: map[string]*groupPolicy{},
		slas: map[string]*slaMonitor{}, tracks: map[string]track{},
	}
	c.tree = parser.SplitIndent(src, start, end, &dialect)
	c.readVersion(start, end)
	for node := range c.tree.Children(parser.Top) {
		c.statement(node)
	}
	for _, ps := range c.policies {
		slices.SortStableFunc(ps, func(a, b *ikePolicy) int { return cmp.Compare(a.priority, b.priority) })
	}
	if len(c.tree.Nodes) > 0 {
		c.first = c.tree.Span(0)
	}
	c.checkEnd(start, end)
	return c
}

// section returns the part of a file that is the running-config: all of it, save
// in a "show tech-support", which holds it between two of its rulers. A second
// copy further down is not read.
func section(text []byte) (start, end int) {
	const ruler = "------------------ show "
	// The first ruler of such a file stands near its start; a large plain export is
	// not searched to its end for one.
	if !bytes.Contains(text[:min(len(text), 64<<10)], []byte(ruler)) {
		return 0, len(text)
	}
	i := bytes.Index(text, []byte(ruler+"running-config"))
	if i < 0 {
		return 0, len(text)
	}
	start = i + max(0, bytes.IndexByte(text[i:], '\n')+1)
	if next := bytes.Index(text[start:], []byte(ruler)); next >= 0 {
		return start, start + next
	}
	return start, len(text)
}

// statement reads one global command. The first word is compared without making
// a string: in a large file most lines are ACL entries of no tunnel.
func (c *config) statement(node int) {
	text := c.tree.Text(node)
	if c.lastACL.continues(text) {
		c.lastACL.add(int32(node))
		return
	}
	first, _ := cut(text)
	switch string(first) {
	case "access-list":
		c.indexACL(node)
	case "crypto", "isakmp":
		c.crypto(c.stmt(node))
	case "tunnel-group":
		c.tunnelGroup(c.stmt(node))
	case "tunnel-group-map":
		c.groupMap = true
	case "group-policy":
		c.groupPolicy(c.stmt(node))
	case "interface", "int":
		c.iface(c.stmt(node))
	case "object", "object-group":
		c.objectNodes = append(c.objectNodes, int32(node))
	case "name":
		if s := c.stmt(node); s.n() >= 3 {
			if _, err := netip.ParseAddr(s.text(2)); err != nil { // no figures: an alias begins with a letter
				c.names[s.text(2)] = s.word(1)
			}
		}
	case "hostname":
		c.hostname = c.stmt(node).text(1)
	case "route":
		c.route(c.stmt(node))
	case "sla":
		c.sla(c.stmt(node))
	case "track":
		if s := c.stmt(node); s.is(2, "rtr") {
			c.tracks[s.text(3)] = track{s.text(1), s.whole()}
		}
	case "sysopt":
		c.sysopt(c.stmt(node))
	case "router":
		c.router(node)
	case "access-group", "nat", "static", "global", "route-map", "prefix-list", "same-security-traffic":
		c.outskirts(node, first)
	case "no":
		c.negated(node)
	default:
		c.otherCase(node, first)
	}
}

// otherCase reads commands that a person typed in capitals.
func (c *config) otherCase(node int, first []byte) {
	if first[0] >= 'a' {
		return
	}
	s := c.stmt(node)
	switch {
	case bytes.EqualFold(first, []byte("crypto")):
		c.crypto(s)
	case bytes.EqualFold(first, []byte("access-list")):
		c.indexACL(node)
	case bytes.EqualFold(first, []byte("interface")):
		c.iface(s)
	case bytes.EqualFold(first, []byte("tunnel-group")):
		c.tunnelGroup(s)
	case bytes.EqualFold(first, []byte("group-policy")):
		c.groupPolicy(s)
	}
}

// negated reads the global "no" commands that say something about a VPN. A "no"
// is an explicit off, not the absence of a command.
func (c *config) negated(node int) {
	s, _ := c.stmt(node).negated()
	switch {
	case s.is(0, "crypto"), s.is(0, "isakmp"):
		c.noCrypto(s)
	case s.is(0, "sysopt") && s.is(1, "connection") && s.is(2, "tcpmss"):
		if n, ok := s.number(3); !ok || n.n == 0 {
			c.tcpmss = number{0, s.whole()}
		}
	case s.is(0, "sysopt") && s.is(1, "connection") && (s.is(2, "permit-vpn") || s.is(2, "permit-ipsec")):
		c.around.permitVPN = flag{false, s.whole()}
	}
}

func (c *config) sysopt(s stmt) {
	if s.is(1, "connection") && s.is(2, "tcpmss") {
		if n, ok := s.number(3); ok {
			c.tcpmss = n
		}
	}
	if s.is(1, "connection") && (s.is(2, "permit-vpn") || s.is(2, "permit-ipsec")) {
		c.around.permitVPN = flag{true, s.whole()}
	}
}

// outskirts notes a statement about the device around its tunnels.
func (c *config) outskirts(node int, first []byte) {
	o, n := &c.around, int32(node)
	switch string(first) {
	case "access-group":
		o.accessGroups = append(o.accessGroups, n)
	case "nat":
		o.nat = append(o.nat, n)
	case "static":
		o.static = append(o.static, n)
	case "global":
		o.global = append(o.global, n)
	case "route-map":
		o.routeMaps = append(o.routeMaps, n)
	case "prefix-list":
		o.prefixLists = append(o.prefixLists, n)
	case "same-security-traffic":
		s := c.stmt(node)
		o.interLevel = o.interLevel || s.is(2, "inter-interface")
		o.intraInterface = o.intraInterface || s.is(2, "intra-interface")
	}
}

// checkEnd tells a complete export from a snippet and from one that was cut off.
func (c *config) checkEnd(start, end int) {
	text := c.src.Text()[start:end]
	tail := text[max(0, len(text)-512):]
	complete := bytes.Contains(tail, []byte("\n: end")) || bytes.Contains(tail, []byte("\nCryptochecksum:"))
	c.whole = complete && c.version.at != (parser.Span{}) && c.hostname != ""
	switch {
	case complete:
	case c.version.at != (parser.Span{}) && bytes.Contains(text[:min(len(text), 4096)], []byte(": Saved")):
		c.truncated(text, end)
	default:
		c.problems = append(c.problems, ipsec.OpenLine(c.src)...)
	}
}
