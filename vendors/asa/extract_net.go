package asa

import (
	"bytes"
	"slices"
	"strings"
)

// indexACL notes where an ACL's statements stand. They are parsed only for the
// ACLs that a tunnel names.
func (c *config) indexACL(node int) {
	text := c.tree.Text(node)
	_, rest := cut(text)
	name, rest := cut(rest)
	a := c.acls[string(name)] // a lookup makes no string
	if a == nil {
		a = &acl{}
		if len(rest) > 0 {
			a.head = text[:len(text)-len(rest)]
		}
		c.acls[string(name)] = a
	}
	a.add(int32(node))
	c.lastACL = a
}

// continues reports that a statement is surely one of the same ACL: it begins with the
// same words in the same form.
func (a *acl) continues(statement []byte) bool {
	return a != nil && a.head != nil && bytes.HasPrefix(statement, a.head)
}

// add notes a statement of the ACL. Devices print those of one ACL in a row.
func (a *acl) add(node int32) {
	if n := len(a.runs); n > 0 && a.runs[n-1].end == node {
		a.runs[n-1].end++
	} else {
		a.runs = append(a.runs, nodeRun{node, node + 1})
	}
}

// nodes returns the ACL's statements in the order of the file.
func (a *acl) nodes() []int32 {
	size := 0
	for _, r := range a.runs {
		size += int(r.end - r.first)
	}
	out := make([]int32, 0, size)
	for _, r := range a.runs {
		for n := r.first; n < r.end; n++ {
			out = append(out, n)
		}
	}
	return out
}

func (c *config) iface(s stmt) {
	name := strings.Join(texts(s.words(1)), "")
	i := &iface{at: s.whole(), name: name}
	for _, old := range c.interfaces {
		if strings.EqualFold(old.name, name) {
			i = old
		}
	}
	if len(c.interfaces) == 0 || c.interfaces[len(c.interfaces)-1] != i {
		c.interfaces = append(c.interfaces, i)
	}
	for node := range c.tree.Children(s.node) {
		c.ifaceLine(i, c.stmt(node))
	}
	if i.nameif.set() {
		c.byNameif[i.nameif.text] = i
	}
}

func texts(ws []word) []string {
	out := make([]string, len(ws))
	for i, w := range ws {
		out[i] = w.text
	}
	return out
}

// isTunnel reports a tunnel interface, whose options belong to a VPN. Templates put
// a placeholder in the place of its name.
func (i *iface) isTunnel() bool {
	return strings.HasPrefix(strings.ToLower(i.name), "tunnel") || i.destination.set() || i.protection.set()
}

func (c *config) ifaceLine(i *iface, full stmt) {
	s, no := full.negated()
	switch {
	case s.abbreviates(0, "shutdown", 4):
		i.shut = flag{!no, full.whole()}
	case s.is(0, "nameif"):
		i.nameif, i.noNameif = s.word(1), no
		if no {
			i.nameif = word{}
		}
	case no:
	case s.is(0, "ip") && s.is(1, "address") && (s.is(2, "dhcp") || s.is(2, "pppoe")):
		i.dhcp = true
		if s.is(s.n()-1, "setroute") {
			i.setroute = s.whole()
		}
	case s.is(0, "ip") && s.is(1, "address"):
		i.ip, i.mask = s.word(2), s.word(3)
	case s.is(0, "security-level"):
		var ok bool
		i.level, ok = s.number(1)
		i.levelUnread = !ok
	case s.is(0, "zone-member"):
		i.zone = s.word(1)
	case s.is(0, "description"):
		i.descr = strings.Join(texts(s.words(1)), " ")
	case s.is(0, "tunnel"):
		c.tunnelLine(i, s)
	case i.isTunnel() && !ifaceIgnored[s.text(0)]:
		full.unread("interface "+i.name, 0)
	}
}

// ifaceIgnored are options of a tunnel interface that decide nothing for us.
var ifaceIgnored = set("security-level", "ip", "ipv6", "description", "mtu", "delay", "ospf", "policy-route",
	"cts", "zone-member", "bandwidth", "router-id", "eigrp", "authentication", "keepalive")

func (c *config) tunnelLine(i *iface, s stmt) {
	switch {
	case s.is(1, "source") && s.is(2, "interface"):
		i.tunnelSource = s.word(3)
	case s.is(1, "source"):
		i.tunnelSource = s.word(2)
	case s.is(1, "destination"):
		i.destination = s.word(2)
	case s.is(1, "mode"):
		i.mode = s.word(2)
	case s.is(1, "protection") && s.is(2, "ipsec") && s.is(3, "profile"):
		c.needs(9, 7)
		i.protection = s.word(4)
	case s.is(1, "protection") && s.is(2, "ipsec"):
		// "policy ACL" narrows the selectors of late 9.x versions.
	default:
		s.unread("interface "+i.name, 1)
	}
}

func (c *config) route(s stmt) {
	if s.n() < 5 {
		return // not a VPN statement: a route that does not parse is no route
	}
	// Of an interface Null0 the last of these is the distance.
	r := route{at: s.whole(), iface: s.text(1), net: s.word(2), mask: s.word(3), gateway: s.word(4)}
	for i := 5; i < s.n(); i++ {
		if s.is(i, "track") && i+1 < s.n() {
			i++
			r.track = s.word(i)
		} else {
			r.distance = s.word(i)
		}
	}
	c.routes = append(c.routes, r)
}

// sla reads a probe or its schedule.
func (c *config) sla(s stmt) {
	if !s.is(1, "monitor") {
		return
	}
	if s.is(2, "schedule") {
		c.findSLA(s.text(3), s).scheduled = s.whole()
		return
	}
	m := c.findSLA(s.text(2), s)
	m.at = s.whole()
	for node := range c.tree.Children(s.node) {
		line := c.stmt(node)
		switch {
		case line.is(0, "type"):
			if probe, err := probeGrammar.Parse(c.src, line.f); err == nil {
				m.target, m.iface = c.word(probe.Target), c.word(probe.Iface)
			} else {
				line.unreadable(err.At, "sla monitor "+m.id, err.Expected)
			}
		case line.is(0, "frequency"):
			m.frequency, _ = line.number(1)
		}
	}
}

func (c *config) findSLA(id string, s stmt) *slaMonitor {
	m := c.slas[id]
	if m == nil {
		m = &slaMonitor{id: id, at: s.whole()}
		c.slas[id] = m
		c.slaOrder = append(c.slaOrder, m)
	}
	return m
}

// router reads the BGP neighbours, in the process and in its address families.
func (c *config) router(node int) {
	if s := c.stmt(node); !s.is(1, "bgp") {
		if name := strings.ToUpper(s.text(1)); name != "" && !slices.Contains(c.around.learns, name) {
			c.around.learns = append(c.around.learns, name)
		}
		return
	}
	c.around.bgp = append(c.around.bgp, int32(node))
	c.neighborLines(node)
	for child := range c.tree.Children(node) {
		c.neighborLines(child)
	}
}

func (c *config) neighborLines(parent int) {
	for node := range c.tree.Children(parent) {
		s := c.stmt(node)
		if !s.is(0, "neighbor") || s.n() < 3 {
			continue
		}
		n := c.findNeighbor(s)
		if s.is(2, "timers") {
			n.alive, _ = s.number(3)
		}
	}
}

func (c *config) findNeighbor(s stmt) *neighbor {
	for _, n := range c.neighbors {
		if n.addr.text == s.text(1) {
			return n
		}
	}
	n := &neighbor{at: s.whole(), addr: s.word(1)}
	c.neighbors = append(c.neighbors, n)
	return n
}
