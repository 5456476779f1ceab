package pfsense

import (
	"net/netip"
	"strconv"
	"strings"
	"sync"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/configxml"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// bgp reads the FRR package. Where a whole file shows no package at all, there is
// no BGP.
func (c *config) bgp(s *configxml.Scene) {
	packages := c.box.Root.Child("installedpackages")
	t := &s.Around.BGP
	if packages == nil {
		return
	}
	t.Extent, t.Reason = s.Extent("BGP neighbours", true)
	t.Load = sync.OnceValue(func() []*ipsec.BGP { return processes(s) })
}

func processes(s *configxml.Scene) []*ipsec.BGP {
	p := s.Rest().Child("installedpackages")
	conf := p.Find("frrbgp", "config")
	raw := configxml.TextOf(p.Find("frrglobalraw", "config", "bgpd"))
	at := conf.Tag()
	if conf == nil {
		at = raw.At
	}
	if conf.Child("asnum") == nil && raw.V == "" {
		return nil
	}
	f := policies(p)
	b := f.BGP(at)
	b.Disabled = !filled(p.Find("frr", "config", "enable")) || !filled(conf.Child("enable")) && raw.V == ""
	if raw.V != "" {
		b.Unknown = "a raw configuration of bgpd takes the place of the pages"
	}
	if asn := configxml.TextOf(conf.Child("asnum")); asn.V != "" {
		b.ASN = configxml.Figure(asn, "the AS number")
	} else {
		b.ASN = ipsec.UnknownAs[int]("the pages hold no AS number", at)
	}
	if b.RouterID = configxml.TextOf(conf.Child("routerid")).V; b.RouterID == "" {
		b.RouterID = configxml.TextOf(p.Find("frr", "config", "routerid")).V
	}
	keepalive, hold := configxml.TextOf(conf.Child("timers_keepalive")), configxml.TextOf(conf.Child("timers_holdtime"))
	if keepalive.V != "" && hold.V != "" { // one without the other is not written
		b.Keepalive, b.Hold = configxml.Figure(keepalive, "the keepalive timer"), configxml.Figure(hold, "the hold timer")
	}
	if lp := configxml.TextOf(p.Find("frrbgpadvanced", "config", "default_localpref")); lp.V != "" {
		b.LocalPreference = configxml.Figure(lp, "the local preference")
	}
	announcements(b, conf)
	groups := map[string]*parser.Element{}
	for e := range p.Child("frrbgpneighbors").All("config") {
		groups[configxml.TextOf(e.Child("peer")).V] = e
	}
	for e := range p.Child("frrbgpneighbors").All("config") {
		if _, err := netip.ParseAddr(configxml.TextOf(e.Child("peer")).V); err == nil {
			b.Neighbors = append(b.Neighbors, neighbor(s, f, b, e, groups[configxml.TextOf(e.Child("peergroup")).V]))
		}
	}
	return []*ipsec.BGP{b}
}

func filled(e *parser.Element) bool { return configxml.TextOf(e).Filled() }

// announcements reads what the process announces by itself.
func announcements(b *ipsec.BGP, conf *parser.Element) {
	for row := range conf.All("row") {
		if t := configxml.TextOf(row.Child("distributeroutevalue")); t.V != "" {
			if p, err := netip.ParsePrefix(t.V); err == nil {
				b.Networks = append(b.Networks, ipsec.Advertised{Prefix: p.Masked(), At: t.At})
			}
		}
	}
	for _, from := range []struct{ element, word string }{
		{"redistributeconnectedsubnets", "connected"}, {"redistributestatic", "static"}, {"redistributekernel", "kernel"}, {"redistributeospf", "ospf"},
	} {
		switch t := configxml.TextOf(conf.Child(from.element)); t.V {
		case "", "no", "ipv6":
		case "yes", "ipv4":
			b.Redistributes = append(b.Redistributes, ipsec.Redistribution{From: from.word, At: t.At})
		default:
			b.Redistributes = append(b.Redistributes, ipsec.Redistribution{From: from.word, Policy: t.V, At: t.At})
		}
	}
}

// neighbor reads one neighbour; what it leaves empty comes from its group.
func neighbor(s *configxml.Scene, f *configxml.FRR, b *ipsec.BGP, e, group *parser.Element) *ipsec.Neighbor {
	field := func(name string) configxml.Text {
		t := configxml.TextOf(e.Child(name))
		if t.V == "" || t.V == "none" {
			if g := configxml.TextOf(group.Child(name)); g.V != "" && g.V != "none" {
				return g
			}
			t.V = ""
		}
		return t
	}
	n := s.Neighbor(b, configxml.TextOf(e.Child("peer")).V, e.Tag())
	if t := field("asnum"); t.V != "" {
		n.RemoteASN = configxml.Figure(t, "the AS number")
	}
	if t := field("localas_num"); t.V != "" {
		n.LocalASN = configxml.Figure(t, "the AS number")
	}
	if t := field("timers_keepalive"); t.V != "" {
		n.Keepalive = configxml.Figure(t, "the keepalive timer")
		if hold := field("timers_holdtime"); hold.V != "" {
			n.Hold = configxml.Figure(hold, "the hold timer")
		}
	}
	if t := field("weight"); t.V != "" {
		n.Weight = configxml.Figure(t, "the weight")
	}
	if t := field("defaultoriginate"); t.V != "" && t.V != "no" && t.V != "ipv6" {
		n.DefaultOriginate = ipsec.ExplicitAt(true, t.At)
	}
	if t := field("bfdenable"); t.Filled() {
		n.BFD = ipsec.ExplicitAt(true, t.At)
	}
	in, out := field("routemap_in"), field("routemap_out")
	n.PolicyIn, n.PolicyInAt, n.PolicyOut, n.PolicyOutAt = in.V, in.At, out.V, out.At
	lists := func(names ...string) (got []string) {
		for _, name := range names {
			if t := field(name); t.V != "" {
				got = append(got, t.V)
			}
		}
		return got
	}
	f.Apply(n, lists("prefixfilter_in", "distribute_in"), lists("prefixfilter_out", "distribute_out"))
	if lists("aspathfilter_in") != nil {
		n.Accepts.Unknown = append(n.Accepts.Unknown, "the neighbour has an AS path filter, which is not followed")
	}
	if lists("aspathfilter_out") != nil {
		n.Advertises.Unknown = append(n.Advertises.Unknown, "the neighbour has an AS path filter, which is not followed")
	}
	return n
}

// policies reads route-maps, prefix-lists and access-lists of the package.
func policies(p *parser.Element) *configxml.FRR {
	f := &configxml.FRR{}
	for e := range p.Child("frrglobalroutemaps").All("config") {
		f.Maps = append(f.Maps, routeMap(e))
	}
	for _, section := range []string{"frrglobalprefixes", "frrglobalacls"} {
		for e := range p.Child(section).All("config") {
			for row := range e.All("row") {
				seq, _ := strconv.Atoi(configxml.TextOf(row.Child("seq")).V)
				l := configxml.PrefixList{Name: configxml.TextOf(e.Child("name")).V, Seq: seq, Deny: configxml.TextOf(row.Child("action")).V == "deny"}
				l.Longer = section == "frrglobalacls" || filled(row.Child("le")) || filled(row.Child("ge"))
				if source := configxml.TextOf(row.Child("source")).V; source == "any" {
					l.Prefix, l.Longer = netip.PrefixFrom(netip.IPv4Unspecified(), 0), true
				} else {
					l.Prefix, _ = netip.ParsePrefix(source)
				}
				f.Lists = append(f.Lists, l)
			}
		}
	}
	return f
}

func routeMap(e *parser.Element) configxml.RouteMap {
	text := func(name string) string {
		if v := configxml.TextOf(e.Child(name)).V; v != "none" {
			return v
		}
		return ""
	}
	m := configxml.RouteMap{Name: text("name"), Deny: text("action") == "deny"}
	m.Seq, _ = strconv.Atoi(text("seq"))
	for _, name := range []string{"prefix_match", "acl_match"} {
		if v := text(name); v != "" {
			m.Lists = append(m.Lists, v)
		}
	}
	m.Other = len(m.Lists) > 1 || text("call") != "" || text("exitaction") != "" || strings.HasPrefix(text("nexthop_action"), "match") ||
		text("metric_action") == "match" || text("localpref_action") == "match" || text("aspath_action") == "match" ||
		text("community_action") == "match"
	value := func(name, what string) ipsec.Value[int] {
		return configxml.Figure(configxml.TextOf(e.Child(name)), what)
	}
	if text("localpref_action") == "set" {
		m.Preference = value("localpref_value", "the local preference")
	}
	if strings.HasPrefix(text("metric_action"), "set") {
		m.MED = value("metric_value", "the metric")
	}
	path := configxml.TextOf(e.Child("aspath_value"))
	switch text("aspath_action") {
	case "setprepend":
		m.Prepend = ipsec.ExplicitAt(len(strings.Fields(path.V)), path.At)
	case "setprependlast":
		m.Prepend = configxml.Figure(path, "the number of AS numbers")
	}
	return m
}
