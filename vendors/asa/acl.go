package asa

import (
	"net/netip"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
)

// ace is one entry of an ACL, with its two sides expanded.
type ace struct {
	at       parser.Span
	deny     bool
	protocol string // any, tcp, …
	ports    string // "" = any
	src, dst []side
	// uncountable says why the number of pairs cannot be told; "" when it can.
	uncountable string
}

// side is one member of an entry's source or destination: a prefix, or the text
// of something that is none.
type side struct {
	text string
	at   parser.Span
}

// maxMembers bounds the expansion of nested object-groups: what has more members
// is not counted. It is far above what any device takes in a crypto ACL.
const maxMembers = 4096

// entries returns the entries of an ACL in order, without remarks and those that are
// inactive. A permit makes an SA, a denial keeps traffic from the permits behind it.
// An entry that cannot be read becomes a problem; bad says that a permit is one.
func (c *config) entries(name string) (out []ace, bad bool) {
	a := c.acls[name]
	if a == nil {
		return nil, false
	}
	for _, node := range c.inOrder(a.nodes()) {
		s := c.stmt(int(node))
		i := 2
		if s.is(i, "line") {
			i += 2
		}
		switch {
		case s.is(i, "extended"):
			i++
		case s.is(i, "remark"), s.is(i, "ethertype"), s.is(i, "webtype"), s.is(i, "standard"):
			continue
		}
		deny := s.is(i, "deny")
		if !deny && !s.is(i, "permit") || inactive(s) {
			continue
		}
		e, ok := c.ace(s, i+1)
		if e.deny = deny; ok {
			out = append(out, e)
		}
		bad = bad || !ok && !deny
	}
	return out, bad
}

func inactive(s stmt) bool {
	for i := s.n() - 1; i > 0 && i > s.n()-4; i-- {
		if s.is(i, "inactive") {
			return true
		}
	}
	return false
}

// cursor walks over the words of an entry.
type cursor struct {
	s stmt
	i int
	c *config
}

// ace reads protocol, source and destination from word i on.
func (c *config) ace(s stmt, i int) (ace, bool) {
	cur := &cursor{s: s, i: i, c: c}
	e := ace{at: s.whole()}
	e.protocol, e.uncountable = cur.protocol()
	src, why1 := cur.address()
	ports1 := cur.ports()
	dst, why2 := cur.address()
	ports2 := cur.ports()
	if src == nil || dst == nil {
		at := s.at(min(cur.i, s.n()-1))
		s.unreadable(at, "ACL entry of "+s.text(1), "a protocol, a source and a destination")
		return ace{}, false
	}
	e.src, e.dst = src, dst
	e.ports = strings.TrimSpace(ports1 + " " + ports2)
	for _, why := range []string{why1, why2} {
		if e.uncountable == "" {
			e.uncountable = why
		}
	}
	return e, true
}

func (cur *cursor) protocol() (name, uncountable string) {
	switch word := strings.ToLower(cur.s.text(cur.i)); word {
	case "ip", "ipv4", "ipv6":
		cur.i++
		return "any", ""
	case "object-group", "object":
		name = cur.s.text(cur.i + 1)
		cur.i += 2
		return name, "the service of " + name + " may stand for several protocols or ports"
	default:
		cur.i++
		return word, ""
	}
}

// address reads one side. Members is nil when there is none to read.
func (cur *cursor) address() (members []side, uncountable string) {
	s, c := cur.s, cur.c
	if cur.i >= s.n() {
		return nil, ""
	}
	at := s.at(cur.i)
	switch strings.ToLower(s.text(cur.i)) {
	case "any", "any4":
		cur.i++
		return []side{{"0.0.0.0/0", at}}, ""
	case "any6":
		cur.i++
		return []side{{"::/0", at}}, ""
	case "host":
		w := s.word(cur.i + 1)
		cur.i += 2
		return []side{{c.hostPrefix(w.text), w.at}}, ""
	case "interface":
		w := s.word(cur.i + 1)
		cur.i += 2
		return []side{{c.interfacePrefix(w.text), w.at}}, ""
	case "object":
		w := s.word(cur.i + 1)
		cur.i += 2
		return c.objectMembers(w)
	case "object-group":
		w := s.word(cur.i + 1)
		cur.i += 2
		e := expander{c: c, seen: map[string]bool{}}
		e.group(w)
		return e.out, e.why
	}
	if w := s.text(cur.i); strings.Contains(w, "/") && strings.Contains(w, ":") {
		cur.i++
		return []side{{w, at}}, ""
	}
	if cur.i+1 >= s.n() {
		return nil, ""
	}
	net, mask := s.word(cur.i), s.word(cur.i+1)
	cur.i += 2
	return []side{{c.subnetPrefix(net.text, mask.text), net.at}}, ""
}

// ports reads a port operator when one stands here.
func (cur *cursor) ports() string {
	s := cur.s
	switch strings.ToLower(s.text(cur.i)) {
	case "eq", "neq", "lt", "gt":
		text := s.text(cur.i) + " " + s.text(cur.i+1)
		cur.i += 2
		return text
	case "range":
		text := s.text(cur.i+1) + "-" + s.text(cur.i+2)
		cur.i += 3
		return text
	case "object-group":
		// A service group stands here; a network group would have been the address.
		if name := s.text(cur.i + 1); !cur.c.isGroup(name) {
			cur.i += 2
			return name
		}
	}
	return ""
}

// expander walks object-groups, which may hold each other.
type expander struct {
	c    *config
	seen map[string]bool
	out  []side
	why  string
}

func (e *expander) group(w word) {
	g := e.c.netGroup(w.text)
	switch {
	case g == nil:
		e.fail("object-group "+w.text+" is not defined in this file", w)
		return
	case e.seen[w.text]:
		return
	}
	e.seen[w.text] = true
	for _, m := range g.members {
		if len(e.out) > maxMembers {
			e.why = "object-group " + w.text + " has too many members to count"
			return
		}
		e.member(m)
	}
	if len(e.out) == 0 {
		e.fail("object-group "+w.text+" holds no address", w)
	}
}

func (e *expander) fail(why string, w word) {
	e.why = why
	if len(e.out) == 0 {
		e.out = append(e.out, side(w))
	}
}

func (e *expander) member(m netMember) {
	if len(m.values) == 0 {
		return
	}
	switch m.kind {
	case "group":
		e.group(m.values[0])
	case "object":
		members, why := e.c.objectMembers(m.values[0])
		e.out = append(e.out, members...)
		if why != "" {
			e.why = why
		}
	case "host":
		e.out = append(e.out, side{e.c.hostPrefix(m.values[0].text), m.at})
	default:
		mask := ""
		if len(m.values) > 1 {
			mask = m.values[1].text
		}
		e.out = append(e.out, side{e.c.subnetPrefix(m.values[0].text, mask), m.at})
	}
}

func (c *config) objectMembers(w word) (members []side, uncountable string) {
	o := c.netObject(w.text)
	if o == nil {
		return []side{{w.text, w.at}}, "object " + w.text + " is not defined in this file"
	}
	switch {
	case o.kind == "host" && len(o.values) > 0:
		return []side{{c.hostPrefix(o.values[0].text), o.values[0].at}}, ""
	case o.kind == "subnet" && len(o.values) > 1:
		return []side{{c.subnetPrefix(o.values[0].text, o.values[1].text), o.values[0].at}}, ""
	case o.kind == "subnet" && len(o.values) == 1:
		return []side{{o.values[0].text, o.values[0].at}}, ""
	case o.kind == "range" && len(o.values) > 1:
		return []side{{o.values[0].text + "-" + o.values[1].text, o.values[0].at}}, ""
	case o.kind == "fqdn":
		return []side{{w.text, w.at}}, "object " + w.text + " is a name that may resolve to several addresses"
	}
	return []side{{w.text, w.at}}, "object " + w.text + " has no address in this file"
}

// address resolves an alias of the "name" command.
func (c *config) address(text string) string {
	if n, ok := c.names[text]; ok {
		return n.text
	}
	return text
}

func (c *config) hostPrefix(text string) string {
	addr, err := netip.ParseAddr(c.address(text))
	if err != nil {
		return text
	}
	return netip.PrefixFrom(addr, addr.BitLen()).String()
}

func (c *config) interfacePrefix(nameif string) string {
	if i := c.byNameif[nameif]; i != nil && i.ip.set() {
		return c.hostPrefix(i.ip.text)
	}
	return "interface " + nameif
}

// subnetPrefix joins an address and its mask, which is a netmask on an ASA. Bits
// of the host part are dropped, as the device does.
func (c *config) subnetPrefix(net, mask string) string {
	addr, err := netip.ParseAddr(c.address(net))
	bits, ok := maskBits(mask)
	if strings.Contains(net, "/") {
		return net
	}
	if err != nil || !ok {
		return strings.TrimSpace(net + " " + mask)
	}
	return netip.PrefixFrom(addr, bits).Masked().String()
}

// maskBits turns 255.255.255.0 into 24.
func maskBits(mask string) (int, bool) {
	m, err := netip.ParseAddr(mask)
	if err != nil || !m.Is4() {
		return 0, false
	}
	b := m.As4()
	v := uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
	bits := 0
	for v&(1<<31) != 0 {
		bits++
		v <<= 1
	}
	return bits, v == 0
}
