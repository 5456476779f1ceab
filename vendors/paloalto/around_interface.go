package paloalto

import (
	"slices"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// interfaces lists the layer-3 interfaces with their zones and routers, and notes
// which carry a tunnel.
func (s *surroundings) interfaces() {
	top := s.v.root.path("network", "interface")
	for _, kind := range [...]string{"ethernet", "aggregate-ethernet"} {
		for _, port := range top.list(kind) {
			l3 := port.find("layer3")
			if l3 == nil {
				continue
			}
			down := s.v.leaf(port, "link-state").is("down")
			s.addInterface(port, l3, !down)
			for _, unit := range l3.list("units") {
				s.addInterface(unit, unit, !down)
			}
		}
	}
	for _, kind := range [...]string{"loopback", "vlan", "tunnel"} {
		n := top.find(kind)
		if n.find("ip") != nil {
			s.addInterface(n, n, true)
		}
		for _, unit := range n.list("units") {
			s.addInterface(unit, unit, true)
		}
	}
	s.members()
	for _, t := range s.c.dev.Tunnels {
		if j := s.c.remedy.tunnels[t]; j.t.iface.known() {
			i := s.carrier(j.t.iface.text)
			i.Carries = append(i.Carries, t)
		}
	}
}

// addInterface adds one; n names it and layer holds its addresses.
func (s *surroundings) addInterface(n, layer *node, up bool) {
	i := &ipsec.Interface{Name: n.word, Enabled: up, At: n.at}
	for _, kind := range [...]string{"dhcp-client", "pppoe"} {
		if how := layer.find(kind); how != nil && !s.v.leaf(how, "enable").is("no") {
			i.Dynamic = true
		}
	}
	for _, ip := range s.v.members(layer, "ip") {
		v, _ := s.v.address(ip)
		if p, ok := prefixOf(v.text); ok && v.known() {
			i.Addresses = append(i.Addresses, p)
		} else {
			i.Dynamic = true // a variable or an object that the file does not show
		}
	}
	s.out.Interfaces.Rows = append(s.out.Interfaces.Rows, i)
}

// carrier returns the interface of a name; a snippet may not show it.
func (s *surroundings) carrier(name string) *ipsec.Interface {
	if i := s.out.InterfaceNamed(name); i != nil {
		return i
	}
	i := &ipsec.Interface{Name: name, Enabled: true}
	s.out.Interfaces.Rows = append(s.out.Interfaces.Rows, i)
	return i
}

// members joins interfaces to the zones and routers that list them.
func (s *surroundings) members() {
	for _, v := range s.vsys {
		for _, z := range v.node.list("zone") {
			for _, m := range s.v.members(z, "network", "layer3") {
				if m.known() {
					i := s.carrier(m.text)
					i.Zones = append(i.Zones, s.zone(v, z.word))
				}
			}
		}
	}
	routers := s.routers()
	if len(routers) < 2 {
		return
	}
	for _, r := range routers {
		for _, m := range s.v.members(r.node, "interface") {
			if m.known() {
				s.carrier(m.text).Table = r.name
			}
		}
	}
}

// router is a virtual router, or one routing instance of a logical router.
type router struct {
	name    string
	table   string // its name where there are several; "" where there is one
	node    *node
	bgp     *node
	logical bool
}

func (s *surroundings) routers() []router {
	var out []router
	for _, vr := range s.v.root.list("network", "virtual-router") {
		out = append(out, router{name: vr.word, node: vr, bgp: vr.path("protocol", "bgp")})
	}
	for _, lr := range s.v.root.list("network", "logical-router") {
		for _, vrf := range lr.list("vrf") {
			out = append(out, router{name: lr.word + "/" + vrf.word, node: vrf, bgp: vrf.find("bgp"), logical: true})
		}
	}
	if len(out) > 1 {
		for i := range out {
			out[i].table = out[i].name
		}
	}
	return out
}

// asymmetric says whether a reply may come in by another tunnel than the request
// left by. A session is kept for a pair of zones: within one zone the reply is
// let in, from another zone it is not, save where the firewall accepts TCP
// segments of sessions that it has not seen.
func (s *surroundings) asymmetric() ipsec.Value[string] {
	var zones []string
	for _, i := range s.out.Interfaces.Rows {
		if len(i.Carries) == 0 {
			continue
		}
		if len(i.Zones) != 1 {
			return ipsec.UnknownAs[string]("the file does not show the zone of every tunnel interface", i.At)
		}
		if !slices.Contains(zones, i.Zones[0]) {
			zones = append(zones, i.Zones[0])
		}
	}
	switch {
	case len(zones) == 0:
		return ipsec.Value[string]{}
	case len(zones) == 1:
		return ipsec.ExplicitAt("yes", s.zoneNode(zones[0]).at)
	}
	if loose := s.acceptsStrayTCP(zones); loose.set() {
		return ipsec.UnknownAs[string]("the firewall accepts TCP segments of connections that it has not seen begin, so a reply in another zone may pass", loose.at)
	}
	return ipsec.DefaultOf("no", "PAN-OS keeps a session for its zones, and the tunnels are in several")
}

func (s *surroundings) zoneNode(name string) *node {
	for _, v := range s.vsys {
		for _, z := range v.node.list("zone") {
			if s.zone(v, z.word) == name {
				return z
			}
		}
	}
	return &node{}
}

// acceptsStrayTCP returns what makes the firewall accept them: tcp-reject-non-syn
// off together with asymmetric-path bypass, for the device or in the
// zone-protection profile of a zone, which has the last word.
func (s *surroundings) acceptsStrayTCP(zones []string) value {
	setting := s.v.root.path("deviceconfig", "setting")
	nonSyn, path := s.v.leaf(setting, "session", "tcp-reject-non-syn"), s.v.leaf(setting, "tcp", "asymmetric-path")
	for _, name := range zones {
		profile := s.v.leaf(s.zoneNode(name), "network", "zone-protection-profile")
		n := s.v.root.path("network", "profiles", "zone-protection-profile", profile.text)
		syn, asym := nonSyn, path
		if own := s.v.leaf(n, "tcp-reject-non-syn"); own.set() && !own.is("global") {
			syn = own
		}
		if own := s.v.leaf(n, "asymmetric-path"); own.set() && !own.is("global") {
			asym = own
		}
		if syn.is("no") && asym.is("bypass") {
			return asym
		}
	}
	return value{}
}
