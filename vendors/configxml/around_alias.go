package configxml

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// alias is one entry of Firewall > Aliases.
type alias struct {
	kind    string
	members []string
	off     bool
}

func (s *Scene) readAliases() map[string]alias {
	out := map[string]alias{}
	for e := range s.Box.Root.Child("aliases").All("alias") {
		out[TextOf(e.Child("name")).V] = alias{kind: strings.ToLower(TextOf(e.Child("type")).V), members: fields(TextOf(e.Child("address")).V)}
	}
	for e := range s.Box.Root.Find("OPNsense", "Firewall", "Alias", "aliases").Children() {
		out[TextOf(e.Child("name")).V] = alias{
			kind: strings.ToLower(TextOf(e.Child("type")).V), members: fields(TextOf(e.Child("content")).V), off: !on(TextOf(e.Child("enabled"))),
		}
	}
	return out
}

// on reads a switch of OPNsense's models whose default is on.
func on(t Text) bool { return !t.Set || t.Filled() }

// Set resolves what a rule may name as source or destination: any, (self), an
// interface's network or address, an alias, an address, a network or a range.
func (s *Scene) Set(name string) ipsec.AddrSet {
	s.mu.Lock()
	set, ok := s.sets[name]
	s.mu.Unlock()
	if ok {
		return set
	}
	var b ipsec.AddrBuilder
	s.add(&b, name, nil)
	set = b.Set()
	set.Text = name
	s.mu.Lock()
	s.sets[name] = set
	s.mu.Unlock()
	return set
}

func (s *Scene) add(b *ipsec.AddrBuilder, name string, seen []string) {
	base, address := strings.CutSuffix(name, "ip")
	from, to, isRange := strings.Cut(name, "-")
	low, errLow := netip.ParseAddr(from)
	switch p, err := netip.ParsePrefix(name); {
	case name == "any":
		b.AddSet(ipsec.Anywhere())
	case name == "(self)":
		for _, i := range s.Box.Interfaces {
			s.addInterface(b, i, true)
		}
	case err == nil:
		b.AddPrefix(p)
	case errLow == nil && !isRange:
		b.AddAddr(low)
	case errLow == nil:
		if high, err := netip.ParseAddr(to); err == nil {
			b.AddRange(low, high)
			return
		}
		b.AddUnknown("the range " + name + " cannot be read")
	case s.Box.Interface(name) != nil:
		s.addInterface(b, s.Box.Interface(name), false)
	case address && s.Box.Interface(base) != nil:
		s.addInterface(b, s.Box.Interface(base), true)
	case s.groups[name] != nil:
		for _, m := range s.groups[name] {
			s.add(b, m, append(seen, name))
		}
	default:
		s.addAlias(b, name, seen)
	}
}

// addInterface adds the network of an interface, or only its addresses. One
// without an address adds nothing: the box leaves the rule out.
func (s *Scene) addInterface(b *ipsec.AddrBuilder, i *Interface, address bool) {
	for _, p := range s.Box.prefixes(i) {
		if address {
			b.AddAddr(p.Addr())
		} else {
			b.AddPrefix(p)
		}
	}
	switch row := s.Around.InterfaceNamed(i.Name); {
	case row != nil && len(row.Carries) > 0:
		for _, p := range row.Addresses {
			if address {
				b.AddAddr(p.Addr())
			} else {
				b.AddPrefix(p)
			}
		}
	case i.Dynamic():
		b.AddUnknown("interface " + i.Name + " gets its address by " + i.Address.V)
	case i.Name == IPsecTab || i.Group:
		b.AddUnknown("the networks of " + i.Name + " are not in the file")
	}
}

// addAlias adds the members of an alias. Those that the box fetches or looks up are
// unknown, and so is an alias that the file does not define.
func (s *Scene) addAlias(b *ipsec.AddrBuilder, name string, seen []string) {
	if of, ok := strings.CutPrefix(name, "__"); ok { // OPNsense: __lan_network
		if i := s.Box.Interface(strings.TrimSuffix(of, "_network")); i != nil {
			s.addInterface(b, i, false)
			return
		}
	}
	a, ok := s.aliases()[name]
	switch {
	case !ok && len(seen) > 0 && strings.Contains(name, "."):
		b.AddUnknown("alias " + seen[len(seen)-1] + " holds the name " + name + ", which may resolve to any address")
	case !ok && (name == "sshlockout" || name == "virusprot"):
	case !ok:
		b.AddUnknown("alias " + name + " is not defined in this file")
	case a.off:
		b.AddUnknown("alias " + name + " is disabled")
	case slices.Contains(seen, name):
	case a.kind == "" || a.kind == "host" || a.kind == "network" || a.kind == "networkgroup":
		seen = append(slices.Clone(seen), name)
		var minus ipsec.AddrBuilder
		var plus ipsec.AddrBuilder
		excludes := false
		for _, m := range a.members {
			if not, ok := strings.CutPrefix(m, "!"); ok {
				excludes = true
				s.add(&minus, not, seen)
				continue
			}
			s.add(&plus, m, seen)
		}
		set := plus.Set()
		if excludes {
			set = set.Without(minus.Set())
		}
		b.AddSet(set)
	default:
		b.AddUnknown("alias " + name + " of the type " + a.kind + " gets its members from elsewhere")
	}
}

// Ports resolves a port, a range or an alias of ports; the reason says why it
// cannot be told.
func (s *Scene) Ports(text string) (ports ipsec.Ports, reason string) { return s.ports(text, nil) }

func (s *Scene) ports(text string, seen []string) (ipsec.Ports, string) {
	if text == "" || text == "any" {
		return nil, ""
	}
	a, ok := s.aliases()[text]
	r, plain := portRange(text)
	switch {
	case !ok && plain:
		return ipsec.Ports{r}, ""
	case !ok:
		return nil, "port " + text + " is not defined in this file"
	case a.kind != "port" || a.off || slices.Contains(seen, text):
		return nil, "alias " + text + " holds no ports that the file tells"
	}
	out := ipsec.Ports{}
	for _, m := range a.members {
		more, reason := s.ports(m, append(seen, text))
		if reason != "" {
			return nil, reason
		}
		out = append(out, more...)
	}
	return out, ""
}

// portRange reads 443, 1024-65535, 1024:65535 or the name of a service.
func portRange(text string) (ipsec.PortRange, bool) {
	low, high, two := strings.Cut(strings.ReplaceAll(text, ":", "-"), "-")
	a, ok := portNumber(low)
	b, ok2 := a, ok
	if two {
		b, ok2 = portNumber(high)
	}
	return ipsec.PortRange{Low: a, High: b}, ok && ok2 && a <= b
}
