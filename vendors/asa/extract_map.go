package asa

import (
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
)

func (c *config) word(w parser.Word) word { return word{w.Text, w.Span(c.src)} }

func (c *config) wordList(ws []parser.Word) []word {
	var out []word
	for _, w := range ws {
		out = append(out, c.word(w))
	}
	return out
}

func optional(c *config, w *parser.Word) word {
	if w == nil {
		return word{}
	}
	return c.word(*w)
}

// cryptoMap reads one line of a crypto map: its interface, or one attribute of
// one entry. The words stand behind "crypto".
func (c *config) cryptoMap(s stmt) {
	name := s.text(1)
	m := c.maps[name]
	if m == nil {
		m = &cryptoMap{name: name, entries: map[int]*entry{}}
		c.maps[name] = m
		c.mapOrder = append(c.mapOrder, m)
	}
	if s.is(2, "interface") && s.n() > 3 {
		m.interfaces = append(m.interfaces, s.word(3))
		return
	}
	seq, ok := s.number(2)
	if !ok {
		if s.is(2, "client") || s.is(2, "isakmp") {
			return // remote access
		}
		s.unreadable(s.at(2), "the crypto map line", "a sequence number, or interface and a name")
		return
	}
	e := m.entries[seq.n]
	if e == nil {
		e = &entry{at: s.whole(), mapName: name, seq: seq.n}
		m.entries[seq.n] = e
	}
	c.entryLine(e, s)
}

func (c *config) entryLine(e *entry, s stmt) {
	block := "crypto map " + e.mapName + " " + strconv.Itoa(e.seq)
	if s.n() <= 3 {
		return // "crypto map NAME SEQ" alone only creates the entry
	}
	line, err := readEntry(c.src, s.f[3:])
	switch {
	case err != nil && (err.At == s.at(3) || s.is(3, "set") && err.At == s.at(4)):
		at := 3
		if s.is(3, "set") && s.n() > 4 {
			at = 4
		}
		s.unread(block, at)
	case err != nil:
		s.unreadable(err.At, block, err.Expected)
	case line.Match != nil:
		e.acl = c.word(*line.Match)
	case line.Dynamic != nil:
		e.dynamic = c.word(line.Dynamic.Map)
	case line.Set != nil:
		c.entrySetting(e, line.Set, s)
	}
}

// entrySetting takes over what only a crypto map entry can set, and then what it
// shares with a profile.
func (c *config) entrySetting(e *entry, set *setting, s stmt) {
	switch {
	case set.Peers != nil:
		e.peers = append(e.peers, c.wordList(set.Peers)...)
	case set.Connection != nil:
		e.connection = c.word(*set.Connection)
	case set.NATTOff != nil:
		e.natTOff = flag{true, c.word(*set.NATTOff).at}
	case set.Reverse != nil:
		e.reverse = flag{true, c.word(*set.Reverse).at}
	case set.Mode1 != nil:
		e.mode1 = c.word(set.Mode1.Mode)
	case set.V1 != nil && set.V1.Mode != nil:
		e.mode1 = c.word(set.V1.Mode.Mode)
	case set.V2 != nil && set.V2.Mode != nil:
		e.mode2 = c.word(*set.V2.Mode)
	default:
		c.setting(&e.settings, set, s)
	}
}

func (c *config) setting(into *settings, set *setting, s stmt) {
	switch {
	case set.Transforms != nil:
		into.transforms = c.wordList(set.Transforms)
	case set.V1 != nil && set.V1.Transforms != nil:
		into.transforms = c.wordList(set.V1.Transforms)
	case set.V2 != nil && set.V2.Proposals != nil:
		into.proposals = c.wordList(set.V2.Proposals)
	case set.PFS != nil:
		into.pfs = flag{true, s.whole()}
		into.pfsGroup = optional(c, set.PFS.Group)
	case set.Trustpoint != nil:
		into.trustpoint = c.word(*set.Trustpoint)
	case set.Lifetime != nil:
		for _, l := range set.Lifetime {
			c.limit(&into.lifetime, l, s)
		}
	}
}

func (c *config) limit(into *saLifetime, l limit, s stmt) {
	unit, value := c.word(l.Unit), c.word(l.Value)
	n, err := strconv.Atoi(value.text)
	volume := strings.EqualFold(unit.text, "kilobytes")
	switch ok := err == nil && n >= 0; {
	case ok && strings.EqualFold(unit.text, "seconds"):
		into.seconds = number{n, value.at}
	case ok && volume:
		into.kilobytes = number{n, value.at}
	case volume && strings.EqualFold(value.text, "unlimited"):
		into.kilobytes = number{0, value.at}
	default:
		s.unreadable(unit.at, "the SA lifetime", "seconds or kilobytes and a number")
		if volume {
			into.kilobytes = number{unreadableNumber, unit.at}
		} else {
			into.seconds = number{unreadableNumber, unit.at}
		}
	}
}

// noEntry reads "no crypto map NAME SEQ set WHAT", which is an explicit off.
func (c *config) noEntry(s stmt, at parser.Span) {
	seq, ok := s.number(2)
	m := c.maps[s.text(1)]
	if !ok || m == nil || m.entries[seq.n] == nil {
		return
	}
	e := m.entries[seq.n]
	switch {
	case s.is(4, "nat-t-disable"):
		e.natTOff = flag{false, at}
	case s.is(4, "reverse-route"):
		e.reverse = flag{false, at}
	case s.is(4, "pfs"):
		e.pfs, e.pfsGroup = flag{false, at}, word{}
	}
}

func (c *config) profile(s stmt) {
	p := c.profiles[s.text(2)]
	if p == nil {
		p = &profile{at: s.whole(), name: s.text(2)}
		c.profiles[p.name] = p
	}
	for node := range c.tree.Children(s.node) {
		c.profileLine(p, c.stmt(node))
	}
}

func (c *config) profileLine(p *profile, full stmt) {
	s, no := full.negated()
	if no {
		switch {
		case s.is(0, "responder-only"):
			p.responderOnly = flag{false, s.whole()}
		case s.is(0, "set") && s.is(1, "pfs"):
			p.pfs, p.pfsGroup = flag{false, s.whole()}, word{}
		}
		return
	}
	line, err := readProfile(c.src, s.f)
	switch {
	case err != nil && (err.At == s.at(0) || err.At == s.at(1)):
		s.unread("ipsec profile "+p.name, min(1, s.n()-1))
	case err != nil:
		s.unreadable(err.At, "ipsec profile "+p.name, err.Expected)
	case line.Responder != nil:
		p.responderOnly = flag{true, c.word(*line.Responder).at}
	default:
		c.setting(&p.settings, line.Set, s)
	}
}
