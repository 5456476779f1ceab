package asa

import (
	"net/netip"
	"strconv"
	"strings"
	"sync"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// surroundings is what the device around its tunnels is made of.
type surroundings struct {
	c     *config
	r     *resolver
	links []*link
	out   *ipsec.Around
}

// surroundings makes the device around its tunnels. Access-lists and NAT rules are
// parsed when they are first asked for.
func (c *config) surroundings(links []*link) *ipsec.Around {
	s := &surroundings{c: c, r: newResolver(c), links: links, out: &ipsec.Around{}}
	s.interfaces()
	s.filters()
	rules := &natList{s: s}
	s.out.NATList, s.out.NAT.Load = rules, sync.OnceValue(rules.all)
	s.routes()
	s.bgp()
	a := s.out
	a.Interfaces.Extent, a.Interfaces.Reason = s.extent("interfaces")
	a.Filters.Extent, a.Filters.Reason = s.extent("access rules")
	a.NAT.Extent, a.NAT.Reason = s.extent("NAT rules")
	a.Routes.Extent, a.Routes.Reason = s.extent("routes")
	a.BGP.Extent, a.BGP.Reason = s.extent("BGP neighbours")
	// An ASA forwards no DNS and has no limit for IKE: threat detection does not
	// count packets to the box as attacks on a VPN.
	a.Forwarders.Extent, a.Limits.Extent = ipsec.Complete, ipsec.Complete
	return a
}

// extent: only a whole running-config shows everything.
func (s *surroundings) extent(what string) (ipsec.Extent, string) {
	if s.c.whole {
		return ipsec.Complete, ""
	}
	return ipsec.Partial, "the file is no whole running-config, so it may not show all " + what
}

// interfaces lists those with a name, since everything else goes by it.
func (s *surroundings) interfaces() {
	c := s.c
	for _, i := range c.interfaces {
		if !i.nameif.set() {
			continue
		}
		x := &ipsec.Interface{
			Name: i.nameif.text, Hardware: i.name, Dynamic: i.dhcp, Enabled: !i.shut.on, At: i.at,
		}
		if i.zone.set() {
			x.Zones = []string{i.zone.text}
		}
		if a, err := netip.ParseAddr(c.address(i.ip.text)); err == nil {
			if bits, ok := maskBits(i.mask.text); ok {
				x.Addresses = []netip.Prefix{netip.PrefixFrom(a, bits)}
			}
		}
		s.out.Interfaces.Rows = append(s.out.Interfaces.Rows, x)
	}
	for _, l := range s.links {
		for _, name := range l.carriers() {
			s.carrier(name).Carries = append(s.carrier(name).Carries, l.t)
		}
	}
	s.asymmetric()
}

// carriers are the interfaces by which the inner traffic enters and leaves.
func (l *link) carriers() []string {
	if l.vti != nil {
		if !l.vti.nameif.set() {
			return nil
		}
		return []string{l.vti.nameif.text}
	}
	var out []string
	for _, w := range l.ifaces {
		out = append(out, w.text)
	}
	return out
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

// asymmetric: an ASA keeps the state of a connection for each interface, save
// among the members of one traffic zone.
func (s *surroundings) asymmetric() {
	zone := ""
	for _, l := range s.links {
		if l.vti == nil || !l.vti.zone.set() || zone != "" && zone != l.vti.zone.text {
			s.out.AsymmetricReplies = ipsec.DefaultOf("no", "an ASA expects replies on the interface that the request left by")
			return
		}
		zone = l.vti.zone.text
	}
	if zone != "" {
		s.out.AsymmetricReplies = ipsec.ExplicitAt("yes", s.links[0].vti.zone.at)
	}
}

// routes takes over the static routes.
func (s *surroundings) routes() {
	for _, r := range s.c.routes {
		s.out.Routes.Rows = append(s.out.Routes.Rows, s.route(r))
	}
	for _, i := range s.c.interfaces {
		if i.nameif.set() && !i.setroute.IsZero() {
			s.out.Routes.Rows = append(s.out.Routes.Rows, &ipsec.Route{
				Prefix: netip.PrefixFrom(netip.IPv4Unspecified(), 0), Interface: i.nameif.text, Disabled: i.shut.on,
				Distance: ipsec.DefaultOf(1, "default of "+s.c.version.label()), LinkOnly: true, At: i.setroute,
			})
		}
	}
	s.out.Learns = s.c.around.learns
}

func (s *surroundings) route(r route) *ipsec.Route {
	c := s.c
	out := &ipsec.Route{Interface: r.iface, Gateway: c.address(r.gateway.text), GatewayAt: r.gateway.at, At: r.at}
	p, ok := s.r.prefix(r.net.text, r.mask.text)
	if r.net.text == "0" && r.mask.text == "0" {
		p, ok = netip.PrefixFrom(netip.IPv4Unspecified(), 0), true
	}
	if ok {
		out.Prefix = p
	} else {
		out.Unknown = "the destination of a route cannot be read"
	}
	distance := r.distance
	if strings.EqualFold(r.iface, "null0") {
		out.Blackhole, out.Interface, out.Gateway, out.GatewayAt = true, "", "", parser.Span{}
		distance = r.gateway
	}
	out.Distance = ipsec.DefaultOf(1, "default of "+c.version.label())
	switch n, err := strconv.Atoi(distance.text); {
	case err == nil:
		out.Distance = ipsec.ExplicitAt(n, distance.at)
	case distance.text == "tunneled":
		out.Maybe = []string{"a route with \"tunneled\" serves decrypted traffic only"}
	}
	if r.track.set() {
		out.Monitor, out.MonitorAt = "track "+r.track.text, r.track.at
		for _, m := range c.slaOrder {
			if tr, ok := c.tracks[m.id]; ok && tr.id == r.track.text {
				out.Monitor += " (sla monitor " + m.id + ")"
			}
		}
	}
	if i := c.byNameif[r.iface]; i != nil && i.isTunnel() {
		out.LinkOnly = true // the route goes with the tunnel interface
	}
	return out
}
