package configxml

import (
	"net/netip"
	"slices"
	"sync"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Filters makes the lists that packets pass: one where they come in, one where
// they leave. Both are pf's: the last match decides, save at a rule with quick.
// first gives the rules that a box keeps elsewhere than in the section filter; they
// stand before those of it.
func (s *Scene) Filters(seen bool, first func() []*Rule) {
	s.book = sync.OnceValue(func() *ruleBook { return s.readBook(first) })
	t := &s.Around.Filters
	t.Extent, t.Reason = s.Extent("firewall rules", seen)
	if s.NoFilter.Set || !seen {
		return // pf is off and everything passes; or nothing is told
	}
	t.Load = sync.OnceValue(func() []*ipsec.Filter {
		in := &ipsec.Filter{
			Name: "rule set for incoming packets", Hooks: ipsec.Transit | ipsec.ToBox, Stateful: true, LastMatch: true, Default: ipsec.Deny,
			At: s.Section.Tag(), Rules: s.book().list(false, s.automatic(), s.peerRules(false)),
		}
		if s.book().list(true, nil, nil).Len() == 0 {
			return []*ipsec.Filter{in} // what leaves passes
		}
		out := &ipsec.Filter{
			Name: "rule set for outgoing packets", Hooks: ipsec.Transit | ipsec.FromBox, Stateful: true, LastMatch: true,
			Default: ipsec.Permit, At: in.At, Rules: s.book().list(true, nil, s.peerRules(true)),
		}
		return []*ipsec.Filter{in, out}
	})
}

func (s *Scene) isGroup(name string) bool {
	switch name {
	case IPsecTab, "openvpn", "l2tp", "pptp", "pppoe", "wireguard", "WireGuard":
		return true
	}
	return s.groups[name] != nil
}

// peerRules are what the box lets in, or out, for its phase 1s.
func (s *Scene) peerRules(out bool) []ipsec.FilterRule {
	if !s.Whole {
		return nil // the switch against these rules may only not be shown
	}
	var rules []ipsec.FilterRule
	for _, p := range s.Peers {
		r := p.rule()
		if out { // from whatever interface the route to the peer leads by
			r.In, r.Source, r.Destination = nil, ipsec.Anywhere(), r.Source
		}
		rules = append(rules, r)
	}
	return rules
}

// AutoPeer makes the entry of a phase 1. With a remote gateway that is a name the
// box adds its rules for the address that it finds.
func (s *Scene) AutoPeer(t *ipsec.Tunnel, p1 *Phase1) AutoPeer {
	p := AutoPeer{
		Name: t.Name, Interface: s.Box.Leaves(p1.Interface.V), At: p1.At, NATT: p1.NATTraversal.V != "off", Source: s.Set(p1.RemoteGateway.V),
	}
	if _, err := netip.ParseAddr(t.Peer); err != nil {
		p.Source = ipsec.UnknownSet(t.Peer, "the remote gateway "+t.Peer+" is a name whose address the box looks up")
	}
	return p
}

// rule is what the box lets in for a phase 1. It comes last and without quick, so
// that a rule of the user's with quick comes before it.
func (p AutoPeer) rule() ipsec.FilterRule {
	services := []ipsec.Service{{Protocol: ipsec.ProtoESP}, {Protocol: ipsec.ProtoAH}, {Protocol: ipsec.ProtoUDP, Destination: ipsec.OnePort(500)}}
	if p.NATT {
		services = append(services, ipsec.Service{Protocol: ipsec.ProtoUDP, Destination: ipsec.OnePort(4500)})
	}
	r := ipsec.FilterRule{
		Name: "automatic rule for " + p.Name, At: p.At, Source: p.Source, Destination: ipsec.Anywhere(), Services: services,
	}
	if p.Interface != "" {
		r.In = ipsec.Places{p.Interface}
	}
	return r
}

// places are the interfaces of a rule.
func (s *Scene) places(r *Rule) ipsec.Places {
	if !r.NotOn || len(r.Interfaces) == 0 {
		return ipsec.Places(r.Interfaces)
	}
	var out ipsec.Places
	for _, i := range s.Around.Interfaces.Rows {
		if !slices.Contains(r.Interfaces, i.Name) && !slices.ContainsFunc(i.Zones, func(z string) bool { return slices.Contains(r.Interfaces, z) }) {
			out = append(out, i.Name)
		}
	}
	return out
}

// onUsedTab takes from a rule the tabs on which no packet shows: those of tunnel
// interfaces, or the IPsec tab. A rule with no other is not used.
func (s *Scene) onUsedTab(f *ipsec.FilterRule) {
	if len(f.In) == 0 {
		return
	}
	used := slices.DeleteFunc(slices.Clone(f.In), func(name string) bool {
		return name == IPsecTab && s.OnInterface || s.onTab(s.Box.Interface(name))
	})
	if len(used) == 0 {
		f.Disabled = true
		return
	}
	f.In = used
}

// bogons are networks that no one on the internet has. The boxes fetch a longer
// list, whose other entries are unassigned; none of them is a VPN peer's.
// Source: RFC 6890, without the networks for documentation.
func bogons() ipsec.AddrSet {
	var out []netip.Prefix
	for _, p := range []string{"0.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "198.18.0.0/15", "224.0.0.0/3"} {
		out = append(out, netip.MustParsePrefix(p))
	}
	return ipsec.SetOf(out...)
}

// automatic are the rules that both boxes put before those of the user.
func (s *Scene) automatic() []ipsec.FilterRule {
	var out []ipsec.FilterRule
	for _, i := range s.Box.Interfaces {
		block := func(name string, t Text, from ipsec.AddrSet) {
			if t.Set && t.V != "0" {
				out = append(out, ipsec.FilterRule{
					Name: name + " on " + i.Name, At: t.At, Action: ipsec.Deny, Quick: true,
					In: ipsec.Places{i.Name}, Source: from, Destination: ipsec.Anywhere(),
				})
			}
		}
		block("block bogon networks", i.BlockBogons, bogons())
		block("block private networks", i.BlockPrivate, s.Private)
	}
	if r, ok := s.antiLockout(); ok {
		out = append(out, r)
	}
	return out
}

// antiLockout keeps the pages of the box within reach from lan.
func (s *Scene) antiLockout() (ipsec.FilterRule, bool) {
	gui := s.Rest().Find("system", "webgui")
	lan := s.Box.Interface("lan")
	if lan == nil || gui.Child("noantilockout") != nil {
		return ipsec.FilterRule{}, false
	}
	ports := ipsec.Ports{{Low: 80, High: 80}, {Low: 443, High: 443}}
	if n, ok := portNumber(TextOf(gui.Child("port")).V); ok {
		ports = append(ports, ipsec.PortRange{Low: n, High: n})
	}
	return ipsec.FilterRule{
		Name: "anti-lockout rule", At: place(Text{At: gui.Tag()}, lan.At), Quick: true, In: ipsec.Places{"lan"},
		Source: ipsec.Anywhere(), Destination: s.Set("lanip"),
		Services: []ipsec.Service{{Protocol: ipsec.ProtoTCP, Destination: ports}},
	}, true
}

// Limits lists the rules that bound the states of packets to the box or through
// it.
func (s *Scene) Limits(seen bool) {
	t := &s.Around.Limits
	t.Extent, t.Reason = s.Extent("firewall rules", seen)
	t.Load = sync.OnceValue(func() []*ipsec.RateLimit {
		var out []*ipsec.RateLimit
		book := s.book()
		for _, i := range book.order {
			if row := &book.rows[i]; !row.is(forIn) || !row.is(passes) || !row.is(hasLimit) {
				continue
			}
			r := book.rule(i)
			for _, l := range r.Limits {
				out = append(out, s.limit(r, l))
			}
		}
		return out
	})
}

func (s *Scene) limit(r *Rule, t Text) *ipsec.RateLimit {
	f := s.filterRule(r)
	f.In = s.places(r)
	s.onUsedTab(&f)
	l := &ipsec.RateLimit{
		Name: r.name, Kind: "limit", In: f.In, Source: f.Source, Destination: f.Destination, Services: f.Services,
		Unit: unit(t.e), Drops: true, Maybe: f.Maybe, Disabled: f.Disabled, At: t.At,
		Rate: ipsec.UnknownAs[int]("the limit is no number", t.At), OwnSessions: t.e != nil && t.e.Name == "max-src-states",
	}
	if n, ok := t.Int(); ok {
		l.Rate = ipsec.ExplicitAt(n, t.At)
	}
	return l
}

func unit(e *parser.Element) string {
	switch {
	case e == nil:
	case e.Name == "max-src-nodes":
		return "sources"
	case e.Name == "max-src-states":
		return "states of one source"
	}
	return "states"
}
