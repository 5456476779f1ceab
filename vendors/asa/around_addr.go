package asa

import (
	"net/netip"
	"strings"
	"sync"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// resolver turns the addresses and services of access-lists and NAT rules into
// sets. Objects and groups are resolved once. It outlives the reading, since
// access-lists are parsed when a question about them is asked.
type resolver struct {
	c       *config
	mu      sync.Mutex
	sets    map[string]ipsec.AddrSet // "object NAME", "group NAME"
	service map[serviceKey]serviceBounds
}

func newResolver(c *config) *resolver {
	return &resolver{c: c, sets: map[string]ipsec.AddrSet{}, service: map[serviceKey]serviceBounds{}}
}

// once returns what make makes, and keeps it under the key.
func (r *resolver) once(key string, make func() ipsec.AddrSet) ipsec.AddrSet {
	r.mu.Lock()
	s, ok := r.sets[key]
	r.mu.Unlock()
	if ok {
		return s
	}
	s = make()
	r.mu.Lock()
	r.sets[key] = s
	r.mu.Unlock()
	return s
}

// object resolves a network object.
func (r *resolver) object(name string) ipsec.AddrSet {
	return r.once("object "+name, func() ipsec.AddrSet {
		var b ipsec.AddrBuilder
		r.addObject(&b, name)
		s := b.Set()
		s.Text = name
		return s
	})
}

func (r *resolver) addObject(b *ipsec.AddrBuilder, name string) {
	o := r.c.netObject(name)
	switch {
	case o == nil:
		b.AddUnknown("object " + name + " is not defined in this file")
	case o.kind == "host" && len(o.values) > 0:
		r.addHost(b, o.values[0].text)
	case o.kind == "subnet" && len(o.values) > 1:
		r.addNet(b, o.values[0].text, o.values[1].text)
	case o.kind == "subnet" && len(o.values) == 1:
		r.addNet(b, o.values[0].text, "")
	case o.kind == "range" && len(o.values) > 1:
		r.addRange(b, o.values[0].text, o.values[1].text)
	case o.kind == "fqdn":
		b.AddUnknown("object " + name + " is a name that may resolve to any address")
	default:
		b.AddUnknown("object " + name + " has no address in this file")
	}
}

// group resolves a network object-group.
func (r *resolver) group(name string) ipsec.AddrSet {
	return r.once("group "+name, func() ipsec.AddrSet {
		var b ipsec.AddrBuilder
		r.addGroup(&b, name, map[string]bool{})
		s := b.Set()
		s.Text = name
		return s
	})
}

func (r *resolver) addGroup(b *ipsec.AddrBuilder, name string, seen map[string]bool) {
	g := r.c.netGroup(name)
	if g == nil {
		b.AddUnknown("object-group " + name + " is not defined in this file")
		return
	}
	if seen[name] {
		return
	}
	seen[name] = true
	for _, m := range g.members {
		switch {
		case len(m.values) == 0:
			b.AddUnknown("a line of object-group " + name + " cannot be read")
		case m.kind == "group":
			r.addGroup(b, m.values[0].text, seen)
		case m.kind == "object":
			r.addObject(b, m.values[0].text)
		case m.kind == "host":
			r.addHost(b, m.values[0].text)
		case len(m.values) > 1:
			r.addNet(b, m.values[0].text, m.values[1].text)
		default:
			r.addNet(b, m.values[0].text, "")
		}
	}
}

func (r *resolver) addHost(b *ipsec.AddrBuilder, text string) {
	a, err := netip.ParseAddr(r.c.address(text))
	if err != nil {
		b.AddUnknown("host " + text + " is no address in this file")
		return
	}
	b.AddAddr(a)
}

// addNet adds an address with its netmask, or a prefix.
func (r *resolver) addNet(b *ipsec.AddrBuilder, net, mask string) {
	if p, ok := r.prefix(net, mask); ok {
		b.AddPrefix(p)
		return
	}
	b.AddUnknown("network " + strings.TrimSpace(net+" "+mask) + " cannot be read")
}

func (r *resolver) prefix(net, mask string) (netip.Prefix, bool) {
	if p, err := netip.ParsePrefix(net); err == nil {
		return p.Masked(), true
	}
	a, err := netip.ParseAddr(r.c.address(net))
	bits, ok := maskBits(mask)
	if err != nil || !ok || !a.Is4() {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(a, bits).Masked(), true
}

func (r *resolver) addRange(b *ipsec.AddrBuilder, from, to string) {
	x, err1 := netip.ParseAddr(r.c.address(from))
	y, err2 := netip.ParseAddr(r.c.address(to))
	if err1 != nil || err2 != nil {
		b.AddUnknown("range " + from + " " + to + " cannot be read")
		return
	}
	b.AddRange(x, y)
}

// either resolves a name that NAT uses for an object or a group.
func (r *resolver) either(name string) ipsec.AddrSet {
	switch {
	case name == "any":
		return ipsec.Anywhere()
	case r.c.isGroup(name):
		return r.group(name)
	}
	return r.object(name)
}

// interfaceSet is the address of an interface.
func (r *resolver) interfaceSet(nameif string) ipsec.AddrSet {
	var b ipsec.AddrBuilder
	if i := r.c.byNameif[nameif]; i != nil && i.ip.set() {
		r.addHost(&b, i.ip.text)
	} else {
		b.AddUnknown("the address of interface " + nameif + " is not in this file")
	}
	return b.Set()
}

// side reads the source or destination of an access-list entry from word i on
// and returns the word behind it; ok is false when there is none.
func (r *resolver) side(s stmt, i int) (set ipsec.AddrSet, next int, ok bool) {
	var b ipsec.AddrBuilder
	switch word := strings.ToLower(s.text(i)); word {
	case "":
		return set, i, false
	case "any":
		return ipsec.Anywhere(), i + 1, true
	case "any4":
		b.AddPrefix(netip.PrefixFrom(netip.IPv4Unspecified(), 0))
		return b.Set(), i + 1, true
	case "any6":
		b.AddPrefix(netip.PrefixFrom(netip.IPv6Unspecified(), 0))
		return b.Set(), i + 1, true
	case "host":
		r.addHost(&b, s.text(i+1))
		return b.Set(), i + 2, s.n() > i+1
	case "object":
		return r.object(s.text(i + 1)), i + 2, s.n() > i+1
	case "object-group":
		return r.group(s.text(i + 1)), i + 2, s.n() > i+1
	case "interface":
		return r.interfaceSet(s.text(i + 1)), i + 2, s.n() > i+1
	}
	if strings.Contains(s.text(i), "/") {
		r.addNet(&b, s.text(i), "")
		return b.Set(), i + 1, true
	}
	r.addNet(&b, s.text(i), s.text(i+1))
	return b.Set(), i + 2, s.n() > i+1
}
