package paloalto

import (
	"net/netip"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// setKey names a set that was resolved: a name, and where it was looked up.
type setKey struct {
	name  string
	place *node
}

// addresses turns the members of a source or destination into a set. PAN-OS asks
// for members in every rule: one without any is not shown in full.
func (s *surroundings) addresses(members []value, places []*node, negate value) ipsec.AddrSet {
	var b ipsec.AddrBuilder
	var names []string
	everything := false
	if len(members) == 0 {
		b.AddUnknown("the file does not show all of the rule's addresses")
	}
	for _, m := range members {
		names = append(names, m.text)
		switch {
		case m.unknown != "":
			b.AddUnknown(m.unknown)
		case m.text == "any":
			everything = true
		default:
			b.AddSet(s.named(m.text, places))
		}
	}
	out := b.Set()
	if everything {
		out = ipsec.Anywhere()
	}
	if negate.yes() {
		out = ipsec.Anywhere().Without(out)
	} else if negate.unknown != "" {
		out = ipsec.UnknownSet("", negate.unknown)
	}
	out.Text = strings.Join(names, " ")
	if len(members) > 0 {
		out.At = members[0].at
	}
	return out
}

// named resolves an address in figures, an object or a group.
func (s *surroundings) named(name string, places []*node) ipsec.AddrSet {
	key := setKey{name: name}
	if len(places) > 0 {
		key.place = places[0]
	}
	if set, ok := s.sets[key]; ok {
		return set
	}
	var b ipsec.AddrBuilder
	s.addName(&b, name, places, map[string]bool{})
	set := b.Set()
	s.sets[key] = set
	return set
}

func (s *surroundings) addName(b *ipsec.AddrBuilder, name string, places []*node, seen map[string]bool) {
	if addFigures(b, name) || seen[name] {
		return
	}
	seen[name] = true
	for _, p := range places {
		if o := s.addressObject(p, name); o != nil {
			s.addObject(b, name, o)
			return
		}
		if g := p.path("address-group", name); g != nil {
			s.addGroup(b, name, g, places, seen)
			return
		}
		if p.path("external-list", name) != nil {
			b.AddUnknown("list " + name + " is loaded from outside")
			return
		}
	}
	if vendorList(name) {
		return
	}
	if regionCode(name) {
		b.AddUnknown("region " + name + " stands for addresses that the file does not tell")
		return
	}
	b.AddUnknown("address " + name + " is not defined in this file")
}

// addressObject returns the object of that name in one place.
func (s *surroundings) addressObject(place *node, name string) *node {
	if x := s.v.e.addresses; x != nil {
		x.read(name)
	}
	return place.path("address", name)
}

func (s *surroundings) addObject(b *ipsec.AddrBuilder, name string, o *node) {
	how := o.last()
	v := s.v.resolve(how.last())
	switch {
	case how == nil || !v.set():
		b.AddUnknown("address " + name + " has no address in this file")
	case v.unknown != "":
		b.AddUnknown("address " + name + ": " + v.unknown)
	case how.word == "fqdn":
		b.AddUnknown("address " + name + " is a name that may resolve to any address")
	case how.word == "ip-wildcard":
		b.AddUnknown("address " + name + " is a wildcard mask, which is not followed")
	case !addFigures(b, v.text):
		b.AddUnknown("address " + name + " cannot be read")
	}
}

func (s *surroundings) addGroup(b *ipsec.AddrBuilder, name string, g *node, places []*node, seen map[string]bool) {
	members := s.v.members(g, "static")
	if len(members) == 0 {
		b.AddUnknown("address group " + name + " gets its members by tags")
		return
	}
	for _, m := range members {
		if m.unknown != "" {
			b.AddUnknown("address group " + name + ": " + m.unknown)
			continue
		}
		s.addName(b, m.text, places, seen)
	}
}

// addFigures adds "10.1.0.0/16", "10.1.0.1" or "10.1.0.1-10.1.0.9".
func addFigures(b *ipsec.AddrBuilder, text string) bool {
	if p, ok := prefixOf(text); ok {
		b.AddPrefix(p)
		return true
	}
	low, high, ok := strings.Cut(text, "-")
	if !ok {
		return false
	}
	from, err1 := netip.ParseAddr(strings.TrimSpace(low))
	to, err2 := netip.ParseAddr(strings.TrimSpace(high))
	if err1 != nil || err2 != nil {
		return false
	}
	b.AddRange(from, to)
	return true
}

// vendorList reports one of the lists of malicious hosts that the vendor keeps
// (PAN-OS: built-in external dynamic lists). They hold public addresses, and none
// that a VPN has: for questions about one they are empty.
func vendorList(name string) bool {
	return strings.HasPrefix(name, "panw-") && strings.HasSuffix(name, "-ip-list")
}

// regionCode reports a country as PAN-OS names it: two capitals.
func regionCode(name string) bool {
	return len(name) == 2 && name[0] >= 'A' && name[0] <= 'Z' && name[1] >= 'A' && name[1] <= 'Z'
}
