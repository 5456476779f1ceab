package strongswan

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

func (h *host) chainNamed(table, name string) *hostChain {
	for _, c := range h.chains {
		if c.table == table && c.name == name && c.hook == "" {
			return c
		}
	}
	return nil
}

// link notes that something names an interface.
func (h *host) link(name string) {
	if name != "" && !strings.HasSuffix(name, "+") && !strings.HasSuffix(name, "*") && !slices.Contains(h.links, name) {
		h.links = append(h.links, name)
	}
}

// isTunnelLink reports whether an interface is of a kind that only tunnels have,
// by the names that people, distributions and AWS's sample give them.
func isTunnelLink(name string) bool {
	name = strings.ToLower(name)
	for _, kind := range []string{"vti", "ipsec", "xfrm", "tunnel"} {
		if strings.HasPrefix(name, kind) {
			return true
		}
	}
	return false
}

// interfaces makes one row for each interface that a dump names, and gives the
// tunnels theirs. A tunnel interface that cannot be assigned carries every
// route-based tunnel without one: it is better to miss a wrong route than to
// report a right one.
func (h *host) interfaces() {
	h.uplink()
	var free []*ipsec.Tunnel
	carries := map[string][]*ipsec.Tunnel{}
	for _, t := range h.device.Tunnels {
		switch {
		case t.Kind != ipsec.RouteBased:
			carries[ipsecPlace] = append(carries[ipsecPlace], t)
			if h.wan != "" {
				carries[h.wan] = append(carries[h.wan], t)
			}
		case h.linkOf(t) != "":
			carries[h.linkOf(t)] = append(carries[h.linkOf(t)], t)
		default:
			free = append(free, t)
		}
	}
	rows := &h.out.Interfaces
	for _, name := range h.links {
		i := h.row(name)
		if i.Carries = carries[name]; len(i.Carries) == 0 && isTunnelLink(name) {
			i.Carries = free
		}
	}
	if len(carries[ipsecPlace]) > 0 {
		h.row(ipsecPlace).Carries = carries[ipsecPlace]
	}
	rows.Extent, rows.Reason = ipsec.Partial, "only those that a route or a rule names are known"
}

// row returns the row of an interface; routes may have made it already.
func (h *host) row(name string) *ipsec.Interface {
	if i := h.out.InterfaceNamed(name); i != nil {
		return i
	}
	i := &ipsec.Interface{Name: name, Enabled: true}
	h.out.Interfaces.Rows = append(h.out.Interfaces.Rows, i)
	return i
}

// linkOf returns the interface of a route-based tunnel, "" when it is not told.
func (h *host) linkOf(t *ipsec.Tunnel) string {
	for _, name := range h.known.of(t).names {
		for _, link := range h.links {
			if strings.EqualFold(name, link) {
				return link
			}
		}
	}
	return ""
}

// tunnelLinks are the interfaces that carry route-based tunnels.
func (h *host) tunnelLinks() []string {
	var out []string
	for _, i := range h.out.Interfaces.All() {
		if slices.ContainsFunc(i.Carries, func(t *ipsec.Tunnel) bool { return t.Kind == ipsec.RouteBased }) {
			out = append(out, i.Name)
		}
	}
	return out
}

// uplink finds the interface by which policy-based tunnels leave: that of the
// routes to their peers.
func (h *host) uplink() {
	for _, t := range h.device.Tunnels {
		peer, err := netip.ParseAddr(t.Peer)
		if err != nil || !peer.Is4() {
			continue
		}
		answer := h.out.RoutesTo(netip.PrefixFrom(peer, 32), "")
		if len(answer.Parts) != 1 || len(answer.Parts[0].Best) != 1 {
			continue
		}
		name := answer.Parts[0].Best[0].Interface
		if h.wan != "" && h.wan != name {
			h.wan = ""
			return
		}
		h.wan = name
	}
}

// meetInterface adds a condition on an interface to places; ok is false when both
// can never hold.
func (h *host) meetInterface(places *ipsec.Places, maybe *[]string, cond iface) (ok bool) {
	if len(cond.names) == 0 {
		return true
	}
	list := strings.Join(cond.names, ", ")
	if cond.not {
		*maybe = append(slices.Clone(*maybe), "the rule holds for every interface but "+list)
		return true
	}
	policyBased := slices.ContainsFunc(h.device.Tunnels, func(t *ipsec.Tunnel) bool { return t.Enabled && t.Kind != ipsec.RouteBased })
	if h.wan == "" && policyBased && !slices.ContainsFunc(cond.names, isTunnelLink) && !slices.Contains(cond.names, "lo") {
		*maybe = append(slices.Clone(*maybe), "the rule holds for "+list+", and no dump of the routes tells by which interface the tunnels leave")
		return true
	}
	var names ipsec.Places
	for _, name := range cond.names {
		if base := strings.TrimRight(name, "+*"); base != name {
			for _, link := range h.links {
				if strings.HasPrefix(link, base) {
					names = append(names, link)
				}
			}
			continue
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		*maybe = append(slices.Clone(*maybe), "the rule holds for "+list+", and no interface of that kind is known")
		return true
	}
	if len(*places) == 0 {
		*places = names
		return true
	}
	var both ipsec.Places
	for _, name := range *places {
		switch {
		case slices.Contains(names, name), name == ipsecPlace && slices.Contains(names, h.wan), name == plainPlace:
			both = append(both, name)
		}
	}
	*places = both
	return len(both) > 0
}

// filters makes a filter of each base chain that decides about packets.
func (h *host) filters() {
	for _, c := range h.chains {
		hooks := hooksOf(c.hook)
		if hooks == 0 || c.nat {
			continue
		}
		flat := h.flatten(c)
		h.limits(c, flat)
		filter := &ipsec.Filter{
			Name: c.table + " " + c.name, At: c.at, Hooks: hooks, Stateful: flat.stateful || c.policy == ipsec.Permit,
			Default: c.policy, DefaultAt: c.policyAt,
		}
		var rules []ipsec.FilterRule
		denies := c.policy == ipsec.Deny
		for _, r := range flat.out {
			if r.verdict == passOn {
				continue
			}
			r.Action = ipsec.Permit
			if r.verdict == deny || r.verdict == unclear {
				r.Action, denies = ipsec.Deny, true
			}
			rules = append(rules, r.FilterRule)
		}
		// Other tables are for marking and the like, and count when they drop something.
		main := strings.HasPrefix(c.table, "nftables ") || c.table == "iptables filter"
		if filter.Rules = ipsec.RulesOf(rules); denies || main && c.hook != "prerouting" {
			h.out.Filters.Rows = append(h.out.Filters.Rows, filter)
		}
	}
	h.out.Filters.Extent, h.out.Filters.Reason = h.extent()
	h.out.Limits.Extent, h.out.Limits.Reason = h.extent()
}

// extent: a dump is whole unless something in it could not be followed.
func (h *host) extent() (ipsec.Extent, string) {
	if h.partly != "" {
		return ipsec.Partial, h.partly
	}
	return ipsec.Complete, ""
}

func hooksOf(hook string) ipsec.Hooks {
	switch hook {
	case "input":
		return ipsec.ToBox
	case "forward":
		return ipsec.Transit
	case "output":
		return ipsec.FromBox
	case "prerouting":
		return ipsec.Transit | ipsec.ToBox
	}
	return 0
}

// limits collects the rates of chains that packets to the host pass. A limit on
// what is accepted drops the rest when something behind it drops.
func (h *host) limits(c *hostChain, flat *flattening) {
	if !isOneOf(c.hook, "input", "prerouting") {
		return
	}
	for i, r := range flat.out {
		if r.rate == nil {
			continue
		}
		limit := *r.rate
		limit.Name = r.Name
		limit.Exempts = exempts(flat.out[:i], &limit)
		limit.Drops = limit.Drops || c.policy == ipsec.Deny ||
			slices.ContainsFunc(flat.out[i+1:], func(o flatRule) bool { return o.verdict == deny })
		h.out.Limits.Rows = append(h.out.Limits.Rows, &limit)
	}
}

// exempts are the sources of which a rule before the limit accepts IKE, as far as
// the limit counts it.
func exempts(before []flatRule, limit *ipsec.RateLimit) ipsec.AddrSet {
	var b ipsec.AddrBuilder
	takes := func(list []ipsec.Service, port int) bool {
		return len(list) == 0 || slices.ContainsFunc(list, func(s ipsec.Service) bool {
			return s.Protocol == ipsec.ProtoAny || s.Protocol == ipsec.ProtoUDP && s.Destination.Contains(port)
		})
	}
	for _, r := range before {
		if r.verdict != accept || len(r.Maybe) > 0 || r.rate != nil || !isAnywhere(r.Destination) || slices.Equal(r.In, ipsec.Places{"lo"}) {
			continue
		}
		if (!takes(limit.Services, 500) || takes(r.Services, 500)) && (!takes(limit.Services, 4500) || takes(r.Services, 4500)) {
			b.AddSet(r.Source)
		}
	}
	return b.Set()
}

// translations takes over the rules for the source address, in their order.
func (h *host) translations() {
	nat := &h.out.NAT
	for _, c := range h.chains {
		if !c.nat || c.hook != "postrouting" {
			continue
		}
		for _, r := range h.flatten(c).out {
			row := &ipsec.NATRule{
				Name: r.Name, Section: c.table + " " + c.name, At: r.At, In: r.In, Out: r.Out, Source: r.Source, Destination: r.Destination,
				Services: r.Services, Maybe: r.Maybe, To: r.to,
			}
			switch r.verdict {
			case accept, deny:
				row.Kind = ipsec.NATExempt
			case masquerade:
				row.Kind = ipsec.NATInterface
			case translate:
				row.Kind = ipsec.NATDynamic
				if r.static {
					row.Kind = ipsec.NATStatic
				}
			case unclear:
				row.Kind = ipsec.NATUnknown
			default:
				continue
			}
			nat.Rows = append(nat.Rows, row)
		}
	}
	nat.Extent, nat.Reason = h.extent()
}
