package fortigate

import (
	"net/netip"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Built-in BGP values (FortiOS CLI reference, config router bgp).
const (
	bgpKeepalive       = 60
	bgpHold            = 180
	bgpLocalPreference = 100
	bgpInherit         = "4294967295" // a timer or weight of a neighbour that is not set
	ecmpMaxPaths       = 255          // 10 up to 6.2.0
)

// bgp reads the process with its neighbours. Every backup has the table; without an
// AS number no process runs.
func (s *surroundings) bgp() []*ipsec.BGP {
	o := s.v.single("router", "bgp")
	if o == nil || (!o.has("as") || o.text("as") == "0") && len(o.entries("neighbor"))+len(o.entries("neighbor-group")) == 0 {
		return nil
	}
	b := &ipsec.BGP{
		At: o.head, RouterID: o.text("router-id"),
		ASN:             s.figure(o, "as", ipsec.UnknownAs[int]("the file does not show the AS number", o.head)),
		Keepalive:       s.figure(o, "keepalive-timer", builtinOf(s, bgpKeepalive)),
		Hold:            s.figure(o, "holdtime-timer", builtinOf(s, bgpHold)),
		LocalPreference: s.figure(o, "default-local-preference", builtinOf(s, bgpLocalPreference)),
		Multipath:       builtinOf(s, 1),
	}
	for _, name := range []string{"ebgp-multipath", "ibgp-multipath"} {
		if o.text(name) == "enable" {
			b.Multipath = ipsec.ExplicitAt(s.figure(s.settings, "ecmp-max-paths", builtinOf(s, ecmpMaxPaths)).V, o.at(name))
		}
	}
	s.announced(o, b)
	groups := map[string]*object{}
	for _, g := range o.entries("neighbor-group") {
		groups[g.name] = g
	}
	for _, n := range o.entries("neighbor") {
		b.Neighbors = append(b.Neighbors, s.neighbor(b, neighborConfig{n, groups[n.text("neighbor-group")]}))
	}
	for _, n := range o.entries("neighbor-range") {
		name := n.text("neighbor-group")
		if g := groups[name]; g != nil {
			x := s.neighbor(b, neighborConfig{g, nil})
			x.Name, x.At = prefixText(n.list("prefix")), n.head
			b.Neighbors = append(b.Neighbors, x)
		}
	}
	return []*ipsec.BGP{b}
}

// announced reads what the process announces.
func (s *surroundings) announced(o *object, b *ipsec.BGP) {
	for _, table := range []string{"network", "aggregate-address"} {
		for _, n := range o.entries(table) {
			if p, ok := parsePrefix(n.list("prefix")); ok {
				b.Networks = append(b.Networks, ipsec.Advertised{Prefix: p.Masked(), At: firstSpan(n.at("prefix"), n.head)})
			}
		}
	}
	for _, n := range o.tables {
		if len(n.Words) < 2 || o.tree.Text(n.Words[0]) != "redistribute" {
			continue
		}
		r := newObject(o.tree, n)
		r.add(n, asWritten)
		if r.text("status") == "enable" {
			b.Redistributes = append(b.Redistributes, ipsec.Redistribution{From: o.tree.Text(n.Words[1]), Policy: r.text("route-map"), At: r.head})
		}
	}
}

// neighborConfig is a neighbour with the group that it takes options from.
type neighborConfig struct{ own, group *object }

// of returns the object that sets the option: the neighbour's own, else its group.
func (n neighborConfig) of(name string) *object {
	if n.own.has(name) {
		return n.own
	}
	return n.group
}

func (n neighborConfig) text(name string) string    { return n.of(name).text(name) }
func (n neighborConfig) at(name string) parser.Span { return n.of(name).at(name) }

func (s *surroundings) neighbor(b *ipsec.BGP, n neighborConfig) *ipsec.Neighbor {
	out := &ipsec.Neighbor{
		Name: n.own.name, At: n.own.head, Active: builtinOf(s, true), DefaultOriginate: builtinOf(s, false), BFD: builtinOf(s, false),
		Prepend: builtinOf(s, 0), LocalPreference: inheritedFrom(b.LocalPreference),
		RemoteASN: s.figure(n.of("remote-as"), "remote-as", ipsec.UnknownAs[int]("the file does not show the remote-as", n.own.head)),
		LocalASN:  s.figure(n.of("local-as"), "local-as", ipsec.Value[int]{}),
		Keepalive: s.timer(n, "keep-alive-timer", b.Keepalive), Hold: s.timer(n, "holdtime-timer", b.Hold),
	}
	if out.LocalASN.V == 0 {
		out.LocalASN = ipsec.Value[int]{}
	}
	out.Address, _ = netip.ParseAddr(n.own.name)
	s.reached(out, n)
	if n.text("activate") == "disable" {
		out.Active = ipsec.ExplicitAt(false, n.at("activate"))
	}
	if n.text("shutdown") == "enable" {
		out.Active = ipsec.ExplicitAt(false, n.at("shutdown"))
	}
	if w := n.text("weight"); w != "" && w != bgpInherit {
		out.Weight = s.figure(n.of("weight"), "weight", ipsec.Value[int]{})
	}
	if n.text("capability-default-originate") == "enable" {
		out.DefaultOriginate = ipsec.ExplicitAt(true, n.at("capability-default-originate"))
	}
	if n.text("bfd") == "enable" {
		out.BFD = ipsec.ExplicitAt(true, n.at("bfd"))
	}
	s.policiesOf(out, n)
	return out
}

// timer reads a timer of a neighbour, which counts only when both are set to
// something other than the mark for the process's own.
func (s *surroundings) timer(n neighborConfig, name string, general ipsec.Value[int]) ipsec.Value[int] {
	if v := n.text(name); v == "" || v == bgpInherit || v == "-1" {
		return inheritedFrom(general)
	}
	return s.figure(n.of(name), name, general)
}

// reached finds the interface and the tunnel by which a neighbour is reached.
func (s *surroundings) reached(out *ipsec.Neighbor, n neighborConfig) {
	for _, option := range []string{"interface", "update-source"} {
		if name := n.text(option); name != "" && out.Interface == "" {
			out.Interface = name
		}
	}
	if out.Address.IsValid() {
		if out.Tunnel = s.c.neighborTunnel(n.own); out.Tunnel != nil {
			for _, name := range s.carriers(out.Tunnel) {
				out.Interface = name
			}
		} else if i := s.out.InterfaceOf(out.Address); i != nil {
			out.Interface = i.Name
		}
	}
	if i := s.out.InterfaceNamed(out.Interface); i != nil && out.Tunnel == nil && len(i.Carries) == 1 && i.Carries[0].Kind == ipsec.RouteBased {
		out.Tunnel = i.Carries[0]
	}
}

// policiesOf follows the route-maps and lists of a neighbour.
func (s *surroundings) policiesOf(out *ipsec.Neighbor, n neighborConfig) {
	out.PolicyOut, out.PolicyOutAt = n.text("route-map-out"), n.at("route-map-out")
	out.PolicyIn, out.PolicyInAt = n.text("route-map-in"), n.at("route-map-in")
	outward, inward := s.routeMap(out.PolicyOut, n.own.head), s.routeMap(out.PolicyIn, n.own.head)
	if outward.prepend.Origin != ipsec.None {
		out.Prepend = outward.prepend
	}
	out.MED = outward.med
	if inward.preference.Origin != ipsec.None {
		out.LocalPreference = inward.preference
	}
	if inward.weight.Origin != ipsec.None {
		out.Weight = inward.weight
	}
	out.Advertises = s.passing(outward.passes, n, "out")
	out.Accepts = s.passing(inward.passes, n, "in")
	if n.text("route-map-out-preferable") != "" {
		out.Prepend = ipsec.UnknownAs[int]("SD-WAN chooses between two route-maps", n.at("route-map-out-preferable"))
	}
}

func inheritedFrom(v ipsec.Value[int]) ipsec.Value[int] {
	if v.Origin == ipsec.Explicit {
		v.Origin = ipsec.Inherited
	}
	return v
}
