package configxml

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

const (
	// maxPolicyParts bounds the prefixes that one rule with a gateway is written as.
	maxPolicyParts = 64
	// maxEarlier bounds the rules of a page that are looked at for what they take
	// from later ones with a gateway. Without the rest a route may be named that an
	// earlier rule spares; it holds on a condition in any case.
	maxEarlier = 100
)

// Routes makes the static routes, those that filter rules with a gateway make, and
// the networks that IPsec policies take from the routing table.
func (s *Scene) Routes() {
	t := &s.Around.Routes
	t.Extent, t.Reason = s.Extent("routes", s.Box.Root.Child("interfaces") != nil)
	t.Load = sync.OnceValue(func() []*ipsec.Route {
		out := s.policies()
		out = append(out, s.byRules()...)
		for e := range s.Box.Root.Child("staticroutes").All("route") {
			out = append(out, s.static(e)...)
		}
		return append(out, s.defaults()...)
	})
}

// policies are the networks of tunnels without an interface of their own: what goes
// there is taken before the routing table is asked.
func (s *Scene) policies() []*ipsec.Route {
	tab := s.Around.InterfaceNamed(IPsecTab)
	if tab == nil {
		return nil
	}
	var out []*ipsec.Route
	for _, t := range tab.Carries {
		if !t.Enabled || t.Kind != ipsec.PolicyBased {
			continue
		}
		for _, c := range t.Children {
			for _, sel := range c.Selectors {
				p, ok := sel.RemotePrefix()
				if !ok || slices.ContainsFunc(out, func(r *ipsec.Route) bool { return r.Tunnel == t && r.Prefix == p }) {
					continue
				}
				out = append(out, &ipsec.Route{
					Prefix: p, Interface: IPsecTab, Tunnel: t, LinkOnly: true, At: sel.At,
					Distance: ipsec.DefaultOf(0, "the policy of a phase 2 goes before the routing table"),
				})
			}
		}
	}
	return out
}

// static reads one static route; a network may be an alias of several.
func (s *Scene) static(e *parser.Element) []*ipsec.Route {
	network, gateway := TextOf(e.Child("network")), TextOf(e.Child("gateway"))
	if network.V == "" && gateway.V == "" {
		return nil // the empty element of a list without entries
	}
	r := ipsec.Route{
		At: e.Tag(), Disabled: switchedOn(e.Child("disabled")), GatewayAt: gateway.At,
		Distance: ipsec.DefaultOf(1, s.Vendor+" gives static routes no distance"),
	}
	if strings.HasPrefix(gateway.V, "Null") {
		r.Blackhole, r.GatewayAt = true, parser.Span{}
	} else {
		r.Interface, r.Gateway = s.gateway(gateway.V)
	}
	set := s.Set(network.V)
	var out []*ipsec.Route
	for _, p := range set.Prefixes() {
		one := r
		one.Prefix = p
		out = append(out, &one)
	}
	for _, why := range set.Unknown {
		one := r
		one.Unknown = why
		out = append(out, &one)
	}
	return out
}

// gateway returns the interface and the address of a gateway. Gateways that the box
// makes by itself are named after the interface and stand in no list.
func (s *Scene) gateway(name string) (iface, address string) {
	if g := s.Box.Gateway(name); g != nil {
		address = g.Address.V
		if address == "dynamic" || address == "" {
			address = s.farEnd(g.Interface.V)
		}
		return g.Interface.V, address
	}
	for _, i := range s.Box.Interfaces {
		descr := i.Descr.V
		if descr == "" {
			descr = i.Name
		}
		kind, ok := strings.CutPrefix(strings.ToUpper(name), strings.ToUpper(descr)+"_")
		switch {
		case !ok:
		case slices.ContainsFunc([]string{"VTI", "DHCP", "PPP", "VPN", "GW"}, func(p string) bool { return strings.HasPrefix(kind, p) }):
			return i.Name, s.farEnd(i.Name)
		}
	}
	return "", name
}

// farEnd is the inside address of the tunnel that an interface carries.
func (s *Scene) farEnd(iface string) string {
	if i := s.Around.InterfaceNamed(iface); i != nil && len(i.Carries) == 1 && i.Carries[0].InsideRemote.Known() {
		return i.Carries[0].InsideRemote.V.String()
	}
	return ""
}

// via is one gateway that a rule or the default route names.
type via struct {
	iface, address string
	tier           int
	monitor        string
	monitorAt      parser.Span
	tunnel         bool
	at             parser.Span // the member of the group; zero without one
}

// vias resolves a gateway or a group of them, the first tier first.
func (s *Scene) vias(name string) []via {
	g := s.Box.Group(name)
	if g == nil {
		iface, address := s.gateway(name)
		return []via{{iface: iface, address: address, tunnel: s.carries(iface)}}
	}
	var out []via
	for _, item := range g.Items {
		v := via{tier: item.Tier, at: item.At}
		v.iface, v.address = s.gateway(item.Gateway)
		v.tunnel = s.carries(v.iface)
		if gw := s.Box.Gateway(item.Gateway); gw != nil && !gw.MonitorOff && !gw.ActionOff {
			v.monitor, v.monitorAt = "gateway group "+name+", monitor of "+item.Gateway, gw.At
		}
		out = append(out, v)
	}
	return out
}

func (s *Scene) carries(iface string) bool {
	i := s.Around.InterfaceNamed(iface)
	return i != nil && len(i.Carries) > 0
}

// byRules are the routes of rules with a gateway: such a rule sends what it takes
// past the routing table. One that takes all traffic of a local network into tunnels
// is a route to them; of any other the routes hold on a condition.
func (s *Scene) byRules() []*ipsec.Route {
	if s.NoFilter.Set || s.book == nil {
		return nil
	}
	book := s.book()
	if !slices.ContainsFunc(book.order, func(i int32) bool { return book.rows[i].is(hasGateway) }) {
		return nil // the usual case, in which no rule need be looked at further
	}
	var out []*ipsec.Route
	earlier := map[*page][]ipsec.FilterRule{}
	for _, i := range book.order {
		row := &book.rows[i]
		if row.is(isOff) || !row.is(forIn) {
			continue
		}
		on := row.tab.page
		if !row.is(hasGateway) && (!row.bounds.Quick || row.bounds.Protocol != 0 || len(earlier[on]) >= maxEarlier) {
			continue
		}
		r := book.rule(i)
		f := s.filterRule(r)
		if row.is(hasGateway) {
			out = append(out, s.byRule(r, &f, earlier[on])...)
			continue
		}
		if len(f.Maybe) == 0 && len(f.Services) == 0 {
			earlier[on] = append(earlier[on], f)
		}
	}
	return out
}

// routes reports a rule that sends what it lets pass to a gateway.
func (r *Rule) routes() bool {
	return r.Gateway.V != "" && r.Gateway.V != "default" && (r.Type == "pass" || r.Type == "")
}

func (s *Scene) byRule(r *Rule, f *ipsec.FilterRule, earlier []ipsec.FilterRule) []*ipsec.Route {
	rest := f.Destination
	for _, e := range earlier {
		if e.Source.Covers(f.Source) && e.Destination.Exact() {
			rest = rest.Without(e.Destination)
		}
	}
	vias := s.vias(r.Gateway.V)
	into := len(vias) > 0 && !slices.ContainsFunc(vias, func(v via) bool { return !v.tunnel })
	var condition []string
	if !into || len(f.Services) > 0 || len(f.Maybe) > 0 || !s.wholeNetwork(f.Source) {
		condition = []string{fmt.Sprintf("%s sends traffic by gateway %s, past the routing table", r.name, r.Gateway.V)}
	}
	var prefixes []netip.Prefix
	for _, p := range rest.Prefixes() {
		if p.Addr().Is4() {
			prefixes = append(prefixes, p)
		}
	}
	if len(prefixes) > maxPolicyParts {
		prefixes = []netip.Prefix{netip.PrefixFrom(netip.IPv4Unspecified(), 0)}
	}
	var out []*ipsec.Route
	for _, v := range vias {
		row := ipsec.Route{
			Interface: v.iface, Gateway: v.address, GatewayAt: r.Gateway.At, Monitor: v.monitor, MonitorAt: v.monitorAt, Maybe: condition,
			At: place(Text{At: v.at}, r.At), Distance: ipsec.DefaultOf(0, "a rule with a gateway goes before the routing table"),
			Metric: ipsec.DefaultOf(v.tier, "the tier in the gateway group"),
		}
		for _, p := range prefixes {
			one := row
			one.Prefix = p
			out = append(out, &one)
		}
		for _, why := range rest.Unknown {
			one := row
			one.Unknown = why
			out = append(out, &one)
		}
	}
	return out
}

// wholeNetwork reports that a source holds the network of an interface, or
// everything.
func (s *Scene) wholeNetwork(source ipsec.AddrSet) bool {
	for _, i := range s.Around.Interfaces.Rows {
		for _, p := range i.Addresses {
			if p.Addr().Is4() && len(i.Carries) == 0 && source.Contains(p.Masked()) {
				return true
			}
		}
	}
	return false
}

// defaults are the ways to everywhere else.
func (s *Scene) defaults() []*ipsec.Route {
	everywhere := netip.PrefixFrom(netip.IPv4Unspecified(), 0)
	var out []*ipsec.Route
	add := func(v via, at parser.Span, metric int, reason string) {
		out = append(out, &ipsec.Route{
			Prefix: everywhere, Interface: v.iface, Gateway: v.address, Monitor: v.monitor, MonitorAt: v.monitorAt, At: at,
			Distance: ipsec.DefaultOf(1, s.Vendor+" gives static routes no distance"), Metric: ipsec.DefaultOf(metric, reason),
		})
	}
	if t := s.Box.Default; t.V != "" && t.V != "-" {
		for _, v := range s.vias(t.V) {
			add(v, place(Text{At: v.at}, t.At), v.tier, "the tier in the gateway group")
		}
		return out
	}
	for _, g := range s.Box.Gateways {
		if g.Default && !g.Six {
			n, _ := g.Priority.Int()
			add(via{iface: g.Interface.V, address: g.Address.V}, g.At, n, "the priority of the gateway")
		}
	}
	if len(out) > 0 {
		return out
	}
	for n, i := range s.Box.Interfaces {
		if i.Enabled && i.Outward() {
			v := via{iface: i.Name}
			if g := s.Box.Gateway(i.Gateway.V); g != nil {
				v.address = g.Address.V
			}
			add(v, i.At, n, "the order of the interfaces")
		}
	}
	return out
}
