package asa

import (
	"sort"
	"strconv"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// owners tells the tunnels that depend on statements that could not be read, by the
// blocks that these stand in. A statement of a block that several tunnels may use, or
// of one of remote access, is nobody's own.
func (c *config) owners(links []*link) {
	for i := range c.problems {
		p := &c.problems[i]
		if p.Kind != ipsec.Unread && p.Kind != ipsec.Unreadable || !p.VPN || len(p.Tunnels) > 0 {
			continue
		}
		head, ok := c.headOf(p.At)
		for _, l := range links {
			if ok && l.has(head) {
				p.Tunnels = append(p.Tunnels, l.t)
			}
		}
	}
}

// headOf returns the statement without indentation that a place stands in.
func (c *config) headOf(at parser.Span) (stmt, bool) {
	nodes := c.tree.Nodes
	i := sort.Search(len(nodes), func(i int) bool { return int(nodes[i].Start) > int(at.Start) }) - 1
	for i >= 0 && nodes[i].Depth > 0 {
		i--
	}
	if i < 0 {
		return stmt{}, false
	}
	return c.stmt(i), true
}

// has reports whether the block that begins with the statement is the tunnel's.
func (l *link) has(head stmt) bool {
	name := head.text(1)
	switch {
	case head.is(0, "crypto") && head.is(1, "map"):
		for _, e := range l.entries {
			if e.mapName == head.text(2) && strconv.Itoa(e.seq) == head.text(3) {
				return true
			}
		}
	case head.is(0, "crypto") && head.is(1, "ipsec") && head.is(2, "profile"):
		return l.prof != nil && l.prof.name == head.text(3)
	case head.is(0, "tunnel-group"):
		return l.group != nil && l.group.name == name
	case head.is(0, "group-policy"):
		return l.policy != nil && l.policy.name == name
	case head.is(0, "interface"):
		return l.vti != nil && l.vti.name == name
	case head.is(0, "access-list"):
		for _, e := range l.entries {
			if e.acl.text == name {
				return true
			}
		}
	}
	return false
}
