package fortigate

import (
	"net/netip"
	"slices"
	"sync"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// surroundings is what the device around its tunnels is made of.
type surroundings struct {
	c        *converter
	v        *vdom
	r        *resolver
	settings *object // system settings; nil when the file shows none
	out      *ipsec.Around

	policies func() *policyBook // found once, for filters and for NAT
	sdwan    func() sdwan
}

// surroundings makes the device around its tunnels. Tables are read when they are
// first asked for: most of a large file is policies and addresses.
func (c *converter) surroundings() *surroundings {
	s := &surroundings{
		c: c, v: c.vdom, r: newResolver(c.vdom, c.dev.Whole), settings: c.vdom.single("system", "settings"), out: &ipsec.Around{},
	}
	s.policies, s.sdwan = sync.OnceValue(s.readPolicies), sync.OnceValue(s.readSDWAN)
	a := s.out
	a.Interfaces.Load = sync.OnceValue(s.interfaces)
	a.Filters.Load = sync.OnceValue(s.filters)
	a.NAT.Load = sync.OnceValue(s.translations)
	if s.settings.text("central-nat") != "enable" {
		a.NATList = &policyNAT{s: s}
	}
	a.Routes.Load = sync.OnceValue(s.routes)
	a.BGP.Load = sync.OnceValue(s.bgp)
	a.Forwarders.Load = sync.OnceValue(s.forwarders)
	a.Limits.Load = sync.OnceValue(s.limits)
	s.extents()
	a.Learns = s.learns()
	a.AsymmetricReplies = s.asymmetric()
	return s
}

// extents says how much the file shows of each kind. Only a whole backup shows
// everything, and that only of what the administrator who made it may read: a
// backup has sections of each of these areas on every device.
func (s *surroundings) extents() {
	extent := func(area, what string) (ipsec.Extent, string) {
		switch {
		case !s.c.dev.Whole:
			return ipsec.Partial, "the file is no whole backup, so it may not show all " + what
		case !s.v.showsArea(area):
			return ipsec.Partial, "the backup has no " + what + ", which the administrator who made it may not be allowed to read"
		}
		return ipsec.Complete, ""
	}
	a := s.out
	a.Interfaces.Extent, a.Interfaces.Reason = extent("system", "interfaces")
	if a.Interfaces.Extent == ipsec.Complete && !s.v.shows("system", "interface") {
		a.Interfaces.Extent, a.Interfaces.Reason = ipsec.Partial, "the file does not show the interfaces"
	}
	a.Filters.Extent, a.Filters.Reason = extent("firewall", "policies")
	a.NAT.Extent, a.NAT.Reason = extent("firewall", "policies with NAT")
	a.Routes.Extent, a.Routes.Reason = extent("router", "routes")
	a.BGP.Extent, a.BGP.Reason = extent("router", "BGP neighbours")
	a.Forwarders.Extent, a.Forwarders.Reason = extent("system", "DNS forwarders")
	a.Limits.Extent, a.Limits.Reason = extent("firewall", "DoS policies")
	if why := s.otherPolicies(); why != "" {
		a.Filters.Extent, a.Filters.Reason = ipsec.Partial, why
		a.NAT.Extent, a.NAT.Reason = ipsec.Partial, why
	}
}

// otherPolicies names a mode in which other tables than firewall policy decide.
func (s *surroundings) otherPolicies() string {
	switch {
	case s.settings.text("ngfw-mode") == "policy-based":
		return "the device works in policy-based NGFW mode, whose security policies vpnlint does not read"
	case s.settings.text("consolidated-firewall-mode") == "enable":
		return "the device works with consolidated policies, which vpnlint does not read"
	}
	return ""
}

// learns names the routing protocols other than BGP that are in use. Every backup
// has the tables; only what they hold counts.
func (s *surroundings) learns() []string {
	var out []string
	for _, p := range [][2]string{{"ospf", "OSPF"}, {"rip", "RIP"}, {"isis", "IS-IS"}} {
		o := s.v.single("router", p[0])
		for _, table := range []string{"network", "ospf-interface", "isis-interface"} {
			if len(o.entries(table)) > 0 && !slices.Contains(out, p[1]) {
				out = append(out, p[1])
			}
		}
	}
	return out
}

// asymmetric says whether a reply may come in by another interface than the
// request left by. With auxiliary sessions it may. Without them FortiOS looks up the
// policy anew and moves the session to that interface, so it hangs on the policies
// there; release 6.2.3 alone drops such a reply, and in 6.2.0 to 6.2.2 auxiliary
// sessions were always on. Source: FortiOS administration guide, "Controlling return
// path with auxiliary session"; Fortinet technical tip 189951.
func (s *surroundings) asymmetric() ipsec.Value[string] {
	for _, name := range []string{"asymroute", "auxiliary-session"} {
		if s.settings.text(name) == "enable" {
			return ipsec.ExplicitAt("yes", s.settings.at(name))
		}
	}
	r := s.c.file.releases
	switch {
	case r.from == rel(6, 2, 3) && r.to == rel(6, 2, 3) && (s.c.dev.Whole || s.settings != nil):
		return ipsec.DefaultOf("no", "FortiOS 6.2.3 drops it unless auxiliary-session is enabled")
	case s.settings.has("auxiliary-session"):
		return ipsec.UnknownAs[string](movesSession, s.settings.at("auxiliary-session"))
	case r.from >= rel(6, 2, 0) && r.to <= rel(6, 2, 2):
		return ipsec.DefaultOf("yes", s.c.file.defaultReason())
	case !s.c.dev.Whole && s.settings == nil:
		return ipsec.UnknownAs[string]("the file does not show the system settings", ipsec.Span{})
	}
	return ipsec.UnknownAs[string](movesSession, ipsec.Span{})
}

// movesSession is why it cannot be told whether a reply on another interface passes.
const movesSession = "without auxiliary-session FortiOS moves the session to the other interface, if a policy permits it there"

// interfaces lists those of this VDOM. One that only the tunnels name is added.
func (s *surroundings) interfaces() []*ipsec.Interface {
	var rows []*ipsec.Interface
	byName := map[string]*ipsec.Interface{}
	add := func(i *ipsec.Interface) *ipsec.Interface {
		byName[i.Name] = i
		rows = append(rows, i)
		return i
	}
	vrf := false
	for _, o := range s.v.table(asWritten, nil, "system", "interface").objects {
		if !s.v.owns(o) {
			continue
		}
		i := add(interfaceOf(o))
		vrf = vrf || i.Table != "0"
	}
	for _, t := range s.c.dev.Tunnels {
		for _, name := range s.carriers(t) {
			i := byName[name]
			if i == nil {
				i = add(&ipsec.Interface{Name: name, Enabled: true})
			}
			i.Carries = append(i.Carries, t)
		}
	}
	s.zones(byName)
	if !vrf {
		for _, i := range rows {
			i.Table = ""
		}
	}
	return rows
}

func interfaceOf(o *object) *ipsec.Interface {
	i := &ipsec.Interface{Name: o.name, Enabled: o.text("status") != "down", At: o.head, Table: "0"}
	if o.text("type") != "tunnel" {
		i.Hardware = o.text("interface") // the port below a VLAN
	}
	if v := o.text("vrf"); v != "" {
		i.Table = v
	}
	switch o.text("mode") {
	case "dhcp", "pppoe", "pppoa":
		i.Dynamic = true
	}
	if p, ok := ownPrefix(o); ok {
		i.Addresses = append(i.Addresses, p)
	}
	if o.text("secondary-IP") == "enable" {
		for _, e := range o.entries("secondaryip") {
			if p, ok := ownPrefix(e); ok {
				i.Addresses = append(i.Addresses, p)
			}
		}
	}
	return i
}

// carriers are the interfaces by which the inner traffic of a tunnel enters and
// leaves: that of the tunnel or of its aggregate; for a policy-based one the
// interface by which it leaves.
func (s *surroundings) carriers(t *ipsec.Tunnel) []string {
	if t.Kind == ipsec.PolicyBased {
		if t.Interface == "" {
			return nil
		}
		return []string{t.Interface}
	}
	for _, a := range s.c.aggregates {
		if slices.Contains(a.list("member"), t.Name) {
			return []string{a.name}
		}
	}
	return []string{t.Name}
}

// zones tells the interfaces what zones they are members of.
func (s *surroundings) zones(byName map[string]*ipsec.Interface) {
	join := func(name, zone string) {
		if i := byName[name]; i != nil && !slices.Contains(i.Zones, zone) {
			i.Zones = append(i.Zones, zone)
		}
	}
	for _, z := range s.v.table(asWritten, nil, "system", "zone").objects {
		for _, name := range z.list("interface") {
			join(name, z.name)
		}
	}
	for _, m := range s.sdwan().members {
		join(m.iface, m.zone)
	}
}

// owns reports that an object of a table that all VDOMs share is of this VDOM.
func (v *vdom) owns(o *object) bool {
	return v.name == "" || o.text("vdom") == "" || o.text("vdom") == v.name
}

// showsArea reports whether the file has any section whose path begins so.
func (v *vdom) showsArea(word string) bool {
	for _, x := range []index{v.sections, v.file.shared} {
		for _, list := range x {
			for _, sec := range list {
				if v.file.tree.Text(sec.Path[0]) == word {
					return true
				}
			}
		}
	}
	return false
}

// place is the head of the first section of that path; zero when there is none.
func (v *vdom) place(path ...string) parser.Span {
	found := v.find(path...)
	if len(found) == 0 {
		return parser.Span{}
	}
	s := found[0]
	return v.file.tree.Source.Span(s.Start, s.Path[len(s.Path)-1].End)
}

// ownPrefix reads the address of an interface. FortiOS keeps that of a tunnel with
// a host mask; the net between the two ends is that of remote-ip.
func ownPrefix(o *object) (netip.Prefix, bool) {
	local, ok := parsePrefix(o.list("ip"))
	if !ok || local.Addr().IsUnspecified() {
		return netip.Prefix{}, false
	}
	remote, hasRemote := parsePrefix(o.list("remote-ip"))
	if hasRemote && local.IsSingleIP() && remote.Contains(local.Addr()) {
		local = netip.PrefixFrom(local.Addr(), remote.Bits())
	}
	return local, true
}
