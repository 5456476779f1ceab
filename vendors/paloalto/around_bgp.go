package paloalto

import (
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Built-in BGP values (PAN-OS web interface reference, BGP: peer group and general).
const (
	bgpHold            = 90
	bgpLocalPreference = 100
	ecmpPaths          = 2
)

// bgp reads the process of each router.
func (s *surroundings) bgp() []*ipsec.BGP {
	var out []*ipsec.BGP
	for _, r := range s.routers() {
		if !s.v.leaf(r.bgp, "enable").yes() && len(r.bgp.list("peer-group")) == 0 {
			continue // every export has a word about BGP
		}
		out = append(out, s.process(r))
	}
	return out
}

// process reads one process.
func (s *surroundings) process(r router) *ipsec.BGP {
	n := r.bgp
	b := &ipsec.BGP{
		At: n.at, Table: r.table, RouterID: s.v.leaf(n, "router-id").text, Disabled: !s.v.leaf(n, "enable").yes(),
		ASN:             s.asn(s.v.leaf(n, "local-as"), "the process has no local-as in this file", n),
		Keepalive:       ipsec.DefaultOf(bgpKeepAlive, s.c.standard()),
		Hold:            ipsec.DefaultOf(bgpHold, s.c.standard()),
		Multipath:       s.paths(r.node),
		LocalPreference: s.figure(s.v.leaf(n, "routing-options", "default-local-preference"), ipsec.DefaultOf(bgpLocalPreference, s.c.standard())),
	}
	if r.logical {
		b.LocalPreference = s.figure(s.v.leaf(n, "default-local-preference"), b.LocalPreference)
		for _, p := range n.list("advertise-network", "ipv4", "network") {
			if prefix, ok := prefixOf(p.word); ok {
				b.Networks = append(b.Networks, ipsec.Advertised{Prefix: prefix, At: p.at})
			}
		}
	}
	s.redistribution(r, b)
	p := bgpProcess{s: s, r: r, out: b}
	for _, group := range n.list("peer-group") {
		for _, peer := range group.list("peer") {
			b.Neighbors = append(b.Neighbors, p.neighbor(group, peer))
		}
	}
	return b
}

// paths tells how many equal paths are used at once: one without ECMP.
func (s *surroundings) paths(router *node) ipsec.Value[int] {
	enable := s.v.leaf(router, "ecmp", "enable")
	if !enable.yes() {
		if enable.set() {
			return modelled(enable, 1)
		}
		return ipsec.DefaultOf(1, s.c.standard())
	}
	most := s.v.leaf(router, "ecmp", "max-path")
	if !most.set() {
		most = s.v.leaf(router, "ecmp", "max-paths")
	}
	return s.figure(most, modelled(enable, ecmpPaths))
}

// asn reads an AS number: plain, or in two parts with a dot.
func (s *surroundings) asn(v value, missing string, head *node) ipsec.Value[int] {
	if !v.set() {
		return ipsec.UnknownAs[int](missing, head.at)
	}
	if high, low, ok := strings.Cut(v.text, "."); ok && v.unknown == "" {
		a, err1 := strconv.ParseUint(high, 10, 16)
		b, err2 := strconv.ParseUint(low, 10, 16)
		if err1 == nil && err2 == nil {
			return modelled(v, int(a<<16|b))
		}
	}
	return s.figure(v, ipsec.Value[int]{})
}

// redistribution reads the rules that bring other routes into BGP. One is named by
// a prefix, or by a redistribution profile. The default route needs leave of its own.
func (s *surroundings) redistribution(r router, b *ipsec.BGP) {
	for _, rule := range r.bgp.list("redist-rules") {
		if s.v.leaf(rule, "enable").is("no") {
			continue
		}
		if p, ok := prefixOf(rule.word); ok {
			if p.Bits() == 0 && !s.v.leaf(r.bgp, "allow-redist-default-route").yes() {
				continue
			}
			b.Networks = append(b.Networks, ipsec.Advertised{Prefix: p, At: rule.at})
			continue
		}
		profile := r.node.path("protocol", "redist-profile", rule.word)
		if profile.path("action", "no-redist") != nil {
			continue
		}
		types := s.v.members(profile, "filter", "type")
		if len(types) == 0 {
			types = []value{{text: "any"}}
		}
		policy := rule.word
		if profile != nil && len(profile.list("filter", "destination")) == 0 {
			policy = ""
		}
		for _, t := range types {
			from := t.text
			if from == "connect" {
				from = "connected"
			}
			b.Redistributes = append(b.Redistributes, ipsec.Redistribution{From: from, Policy: policy, At: rule.at})
		}
	}
}

// bgpProcess is one process while its peers are read.
type bgpProcess struct {
	s   *surroundings
	r   router
	out *ipsec.BGP
}

func (p bgpProcess) neighbor(group, peer *node) *ipsec.Neighbor {
	s, v := p.s, p.s.v
	n := &ipsec.Neighbor{
		Name: peer.word, At: peer.at, Interface: v.leaf(peer, "local-address", "interface").text,
		RemoteASN:        s.asn(v.leaf(peer, "peer-as"), "the peer has no peer-as in this file", peer),
		Active:           ipsec.DefaultOf(true, s.c.standard()),
		DefaultOriginate: ipsec.DefaultOf(false, s.c.standard()),
		BFD:              ipsec.DefaultOf(false, s.c.standard()),
	}
	address, _ := v.address(v.leaf(peer, "peer-address", "ip"))
	n.Address, _ = addressOf(address.text)
	for _, enable := range [...]value{v.leaf(group, "enable"), v.leaf(peer, "enable")} {
		switch {
		case enable.is("no"):
			n.Active = modelled(enable, false)
		case enable.set() && n.Active.V:
			n.Active = modelled(enable, true)
		}
	}
	if i := s.out.InterfaceOf(n.Address); i != nil && n.Interface == "" {
		n.Interface = i.Name
	}
	if i := s.out.InterfaceNamed(n.Interface); i != nil && len(i.Carries) == 1 {
		n.Tunnel = i.Carries[0]
	}
	if bfd := v.leaf(peer, "bfd", "profile"); bfd.set() && !bfd.is("None") {
		n.BFD = modelled(bfd, true)
	}
	p.timers(n, group, peer)
	p.policies(n, group, peer)
	return n
}

// timers reads keepalive and hold time: of the peer itself, or in a logical router
// of the timer profile that the peer or its group names.
func (p bgpProcess) timers(n *ipsec.Neighbor, group, peer *node) {
	s, v := p.s, p.s.v
	at := peer.find("connection-options")
	keepalive, hold := p.out.Keepalive, p.out.Hold
	if p.r.logical {
		name := v.leaf(peer, "connection-options", "timers")
		if !name.set() || name.is("inherit") {
			name = v.leaf(group, "connection-options", "timers")
		}
		at = v.root.path("network", "routing-profiles", "bgp", "timer-profile", name.text)
		if at == nil && name.set() && !name.is("default") {
			keepalive = ipsec.UnknownAs[int]("the timer profile is not shown in this file", name.at)
			hold = keepalive
		}
	}
	n.Keepalive = s.figure(v.leaf(at, "keep-alive-interval"), keepalive)
	n.Hold = s.figure(v.leaf(at, "hold-time"), hold)
}
