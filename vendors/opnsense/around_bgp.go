package opnsense

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/configxml"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// processes reads the FRR plugin's BGP.
// Source: OPNsense plugins, models/OPNsense/Quagga/BGP.xml.
func processes(s *configxml.Scene) []*ipsec.BGP {
	quagga := s.Rest().Find("OPNsense", "quagga")
	conf := quagga.Child("bgp")
	asn := configxml.TextOf(conf.Child("asnumber"))
	if asn.V == "" {
		return nil
	}
	names := policyNames{}
	f := names.policies(conf)
	b := f.BGP(conf.Tag())
	b.ASN = configxml.Figure(asn, "the AS number")
	b.RouterID = configxml.TextOf(conf.Child("routerid")).V
	b.Disabled = !configxml.TextOf(conf.Child("enabled")).Filled() || !configxml.TextOf(quagga.Find("general", "enabled")).Filled()
	for _, w := range configxml.TextOf(conf.Child("networks")).Words() {
		if p, err := netip.ParsePrefix(w.V); err == nil {
			b.Networks = append(b.Networks, ipsec.Advertised{Prefix: p.Masked(), At: w.At})
		}
	}
	for _, w := range configxml.TextOf(conf.Child("redistribute")).Words() {
		b.Redistributes = append(b.Redistributes, ipsec.Redistribution{From: w.V, At: w.At})
	}
	for e := range conf.Child("redistributions").All("redistribution") {
		if isEnabled(configxml.TextOf(e.Child("enabled"))) {
			b.Redistributes = append(b.Redistributes, ipsec.Redistribution{
				From: configxml.TextOf(e.Child("redistribute")).V, Policy: names[configxml.TextOf(e.Child("linkedRoutemap")).V], At: e.Tag(),
			})
		}
	}
	for e := range conf.Child("neighbors").All("neighbor") {
		if configxml.TextOf(e.Child("address")).V != "" {
			b.Neighbors = append(b.Neighbors, names.neighbor(s, f, b, e))
		}
	}
	return []*ipsec.BGP{b}
}

// policyNames gives the name of a route-map or prefix-list by the uuid that refers
// to one of its entries.
type policyNames map[string]string

func (n policyNames) neighbor(s *configxml.Scene, f *configxml.FRR, b *ipsec.BGP, e *parser.Element) *ipsec.Neighbor {
	field := func(name string) configxml.Text { return configxml.TextOf(e.Child(name)) }
	out := s.Neighbor(b, configxml.TextOf(e.Child("address")).V, e.Tag())
	if t := field("remoteas"); t.V != "" {
		out.RemoteASN = configxml.Figure(t, "the AS number")
	}
	if t := field("localas"); t.V != "" {
		out.LocalASN = configxml.Figure(t, "the AS number")
	}
	if t := field("enabled"); !isEnabled(t) {
		out.Active = ipsec.ExplicitAt(false, t.At)
	}
	if t := field("keepalive"); t.V != "" {
		out.Keepalive = configxml.Figure(t, "the keepalive timer")
	}
	if t := field("holddown"); t.V != "" {
		out.Hold = configxml.Figure(t, "the hold timer")
	}
	if t := field("weight"); t.V != "" {
		out.Weight = configxml.Figure(t, "the weight")
	}
	if t := field("defaultoriginate"); t.Filled() {
		out.DefaultOriginate = ipsec.ExplicitAt(true, t.At)
	}
	if t := field("bfd"); t.Filled() {
		out.BFD = ipsec.ExplicitAt(true, t.At)
	}
	in, to := field("linkedRoutemapIn"), field("linkedRoutemapOut")
	out.PolicyIn, out.PolicyInAt, out.PolicyOut, out.PolicyOutAt = n.name(in.V), in.At, n.name(to.V), to.At
	f.Apply(out, n.list(field("linkedPrefixlistIn").V), n.list(field("linkedPrefixlistOut").V))
	return out
}

// name returns the name behind a uuid; a uuid that nothing has stays, so that the
// policy counts as undefined.
func (n policyNames) name(id string) string {
	if name, ok := n[id]; ok {
		return name
	}
	return id
}

func (n policyNames) list(id string) []string {
	if id == "" {
		return nil
	}
	return []string{n.name(id)}
}

// policies reads prefix-lists and route-maps.
func (n policyNames) policies(conf *parser.Element) *configxml.FRR {
	f := &configxml.FRR{}
	for e := range conf.Child("prefixlists").All("prefixlist") {
		name := configxml.TextOf(e.Child("name")).V
		n.note(e, name)
		if !isEnabled(configxml.TextOf(e.Child("enabled"))) || configxml.TextOf(e.Child("version")).V == "IPv6" {
			continue
		}
		l := configxml.PrefixList{Name: name, Deny: configxml.TextOf(e.Child("action")).V == "deny"}
		l.Seq, _ = strconv.Atoi(configxml.TextOf(e.Child("seqnumber")).V)
		words := strings.Fields(configxml.TextOf(e.Child("network")).V) // 10.0.0.0/8 le 24
		l.Longer = len(words) > 1
		if len(words) > 0 && words[0] == "any" {
			l.Prefix, l.Longer = netip.PrefixFrom(netip.IPv4Unspecified(), 0), true
		} else if len(words) > 0 {
			l.Prefix, _ = netip.ParsePrefix(words[0])
		}
		f.Lists = append(f.Lists, l)
	}
	for e := range conf.Child("routemaps").All("routemap") {
		name := configxml.TextOf(e.Child("name")).V
		n.note(e, name)
		if isEnabled(configxml.TextOf(e.Child("enabled"))) {
			f.Maps = append(f.Maps, n.routeMap(e, name))
		}
	}
	return f
}

func (n policyNames) note(e *parser.Element, name string) {
	if id, ok := e.Attr("uuid"); ok {
		n[id.Value] = name
	}
}

// routeMap reads one entry; what it sets stands there in FRR's own words, without
// the word set.
func (n policyNames) routeMap(e *parser.Element, name string) configxml.RouteMap {
	m := configxml.RouteMap{Name: name, Deny: configxml.TextOf(e.Child("action")).V == "deny"}
	m.Seq, _ = strconv.Atoi(configxml.TextOf(e.Child("id")).V)
	for _, w := range configxml.TextOf(e.Child("match2")).Words() {
		if list := n.name(w.V); !slices.Contains(m.Lists, list) {
			m.Lists = append(m.Lists, list)
		}
	}
	m.Other = configxml.TextOf(e.Child("match")).V != "" || configxml.TextOf(e.Child("match3")).V != ""
	set := configxml.TextOf(e.Child("set"))
	words := strings.Fields(strings.TrimPrefix(set.V, "set "))
	number := func(what string) ipsec.Value[int] {
		if v, err := strconv.Atoi(words[len(words)-1]); err == nil {
			return ipsec.ExplicitAt(v, set.At)
		}
		return ipsec.UnknownAs[int](what+" cannot be read", set.At)
	}
	switch {
	case len(words) < 2:
	case words[0] == "local-preference":
		m.Preference = number("the local preference")
	case words[0] == "metric":
		m.MED = number("the metric")
	case words[0] == "as-path" && words[1] == "prepend" && len(words) > 3 && words[2] == "last-as":
		m.Prepend = number("the number of AS numbers")
	case words[0] == "as-path" && words[1] == "prepend":
		m.Prepend = ipsec.ExplicitAt(len(words)-2, set.At)
	}
	return m
}
