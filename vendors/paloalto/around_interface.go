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
// left by. A session is kept for a pair of zones: within one zone the reply is let
// in, from another zone it is not, save where the firewall accepts TCP segments of
// sessions that it has not seen. Only tunnels that lead to the same place matter.
func (s *surroundings) asymmetric() ipsec.Value[string] {
	var within, across [][]string
	for _, names := range s.sharing() {
		zones, ok := s.zonesOf(names)
		switch {
		case !ok:
			return ipsec.UnknownAs[string]("the file does not show the zone of every tunnel interface", s.out.InterfaceNamed(names[0]).At)
		case len(zones) == 1:
			within = append(within, zones)
		case len(zones) > 1:
			across = append(across, zones)
		}
	}
	switch {
	case len(across) == 0 && len(within) == 0:
		return ipsec.Value[string]{}
	case len(across) == 0:
		return ipsec.ExplicitAt("yes", s.zoneNode(within[0][0]).at)
	case len(within) > 0:
		return ipsec.UnknownAs[string]("some tunnels to one place share a zone and some do not", s.zoneNode(across[0][0]).at)
	}
	if loose := s.acceptsStrayTCP(across[0]); loose.set() {
		return ipsec.UnknownAs[string]("the firewall accepts TCP segments of connections that it has not seen begin, so a reply in another zone may pass", loose.at)
	}
	return ipsec.DefaultOf("no", "PAN-OS keeps a session for its zones, and the tunnels are in several")
}

// sharing returns the interfaces of tunnels that lead to the same place: by static
// routes to one destination, or by BGP with one AS. Where nothing tells, they are
// all of them.
func (s *surroundings) sharing() [][]string {
	groups := map[string][]string{}
	var keys []string
	add := func(key, name string) {
		i := s.out.InterfaceNamed(name)
		if i == nil || len(i.Carries) == 0 || slices.Contains(groups[key], name) {
			return
		}
		if groups[key] == nil {
			keys = append(keys, key)
		}
		groups[key] = append(groups[key], name)
	}
	for _, r := range s.routers() {
		for _, n := range r.node.list("routing-table", "ip", "static-route") {
			to, _ := s.v.address(s.v.leaf(n, "destination"))
			add(r.name+" "+to.text, s.v.leaf(n, "interface").text)
		}
		for _, g := range r.bgp.list("peer-group") {
			for _, p := range g.list("peer") {
				add(r.name+" AS "+s.v.leaf(p, "peer-as").text, s.v.leaf(p, "local-address", "interface").text)
			}
		}
	}
	var out [][]string
	for _, k := range keys {
		if len(groups[k]) > 1 {
			out = append(out, groups[k])
		}
	}
	if len(out) == 0 {
		var all []string
		for _, i := range s.out.Interfaces.Rows {
			if len(i.Carries) > 0 {
				all = append(all, i.Name)
			}
		}
		if len(all) > 0 {
			out = append(out, all)
		}
	}
	return out
}

// zonesOf returns the zones of interfaces; ok is false when one has none.
func (s *surroundings) zonesOf(names []string) (zones []string, ok bool) {
	for _, name := range names {
		i := s.out.InterfaceNamed(name)
		if len(i.Zones) != 1 {
			return nil, false
		}
		if !slices.Contains(zones, i.Zones[0]) {
			zones = append(zones, i.Zones[0])
		}
	}
	return zones, true
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
