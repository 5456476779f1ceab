package ipsec

import (
	"fmt"
	"net/netip"
)

func aroundJSON(a *Around) *jsonAround {
	if a == nil {
		return nil
	}
	out := jsonAround{
		Interfaces: tableJSON(a.Interfaces, interfaceJSON), Filters: tableJSON(a.Filters, filterJSON),
		NAT: tableJSON(a.NAT, natJSON), Routes: tableJSON(a.Routes, routeJSON), BGP: tableJSON(a.BGP, bgpJSON),
		Forwarders: tableJSON(a.Forwarders, forwarderJSON), Limits: tableJSON(a.Limits, limitJSON),
		AsymmetricReplies: valueJSON(a.AsymmetricReplies),
	}
	if out == (jsonAround{}) {
		return nil // nothing is read
	}
	return &out
}

func tableJSON[T, J any](t Table[T], row func(T) J) *jsonTable[J] {
	if t.Extent == NotRead {
		return nil
	}
	out := &jsonTable[J]{Extent: t.Extent.String(), Reason: t.Reason, Rows: make([]J, 0, len(t.All()))}
	for _, r := range t.All() {
		out.Rows = append(out.Rows, row(r))
	}
	return out
}

func interfaceJSON(i *Interface) jsonInterface {
	return jsonInterface{
		Name: i.Name, Hardware: i.Hardware, Zones: i.Zones, Addresses: texts(i.Addresses), Dynamic: i.Dynamic,
		Enabled: i.Enabled, Table: i.Table, Carries: tunnelNames(i.Carries), At: placeText(i.At),
	}
}

func filterJSON(f *Filter) jsonFilter {
	out := jsonFilter{
		Name: f.Name, At: placeText(f.At), Sees: hookWords(f.Hooks), In: f.In, Out: f.Out, Tunnels: tunnelNames(f.Tunnels),
		RemoteFirst: f.RemoteFirst, SkipsDecrypted: f.SkipsDecrypted, Stateful: f.Stateful, LastMatch: f.LastMatch,
		Unsure: f.Unsure, Rules: []jsonRule{}, Default: f.Default.String(),
	}
	if f.Rules == nil {
		return out
	}
	for i := range f.Rules.Len() {
		out.Rules = append(out.Rules, ruleJSON(f.Rules.Rule(i)))
	}
	return out
}

func hookWords(h Hooks) []string {
	out := []string{}
	for i, word := range []string{"transit", "to-box", "from-box"} {
		if h&(1<<i) != 0 {
			out = append(out, word)
		}
	}
	return out
}

func ruleJSON(r *FilterRule) jsonRule {
	out := jsonRule{
		Name: r.Name, Action: r.Action.String(), Disabled: r.Disabled, In: r.In, Out: r.Out,
		Source: setJSON(r.Source), Destination: setJSON(r.Destination), Services: texts(r.Services),
		Maybe: r.Maybe, Quick: r.Quick, At: placeText(r.At),
	}
	if r.Diverts != nil {
		out.Gateway = r.Diverts.Gateway
	}
	return out
}

func setJSON(s AddrSet) jsonSet {
	out := jsonSet{Known: []string{}, Unknown: s.Unknown}
	if s.Known != nil && s.Known.Equal(everything) {
		out.Known = append(out.Known, "any")
		return out
	}
	out.Known = append(out.Known, texts(s.Prefixes())...)
	return out
}

// someSetJSON is setJSON for a set that may not exist.
func someSetJSON(s *AddrSet) *jsonSet {
	if s == nil || s.IsEmpty() {
		return nil
	}
	j := setJSON(*s)
	return &j
}

func natJSON(n *NATRule) jsonNAT {
	return jsonNAT{
		Name: n.Name, Section: n.Section, Disabled: n.Disabled, Reverse: n.Reverse, In: n.In, Out: n.Out,
		Source: setJSON(n.Source), Destination: setJSON(n.Destination), Services: texts(n.Services), Maybe: n.Maybe,
		Kind: n.Kind, To: someSetJSON(&n.To), DestinationTo: someSetJSON(n.DestinationTo), At: placeText(n.At),
	}
}

func routeJSON(r *Route) jsonRoute {
	out := jsonRoute{
		Unknown: r.Unknown, Interface: r.Interface, Gateway: r.Gateway, Tunnel: tunnelName(r.Tunnel),
		Distance: valueJSON(r.Distance), Metric: valueJSON(r.Metric), Monitor: r.Monitor, LinkOnly: r.LinkOnly,
		Learned: r.Learned, MayGo: r.MayGo, Blackhole: r.Blackhole, Disabled: r.Disabled, Table: r.Table, Maybe: r.Maybe, At: placeText(r.At),
	}
	if r.Prefix.IsValid() {
		out.Prefix = r.Prefix.String()
	}
	return out
}

func bgpJSON(b *BGP) jsonBGP {
	out := jsonBGP{
		ASN: valueJSON(b.ASN), RouterID: b.RouterID, Table: b.Table, Disabled: b.Disabled, Keepalive: valueJSON(b.Keepalive),
		Hold: valueJSON(b.Hold), Multipath: valueJSON(b.Multipath), LocalPreference: valueJSON(b.LocalPreference),
		Networks: []string{}, Redistributes: []string{}, Neighbors: make([]jsonNeighbor, 0, len(b.Neighbors)),
		Unknown: b.Unknown, At: placeText(b.At),
	}
	for _, n := range b.Networks {
		out.Networks = append(out.Networks, n.Prefix.String())
	}
	for _, r := range b.Redistributes {
		out.Redistributes = append(out.Redistributes, r.From)
	}
	for _, n := range b.Neighbors {
		out.Neighbors = append(out.Neighbors, neighborJSON(n))
	}
	return out
}

func neighborJSON(n *Neighbor) jsonNeighbor {
	return jsonNeighbor{
		Name: n.Name, RemoteASN: valueJSON(n.RemoteASN), LocalASN: valueJSON(n.LocalASN), Interface: n.Interface,
		Tunnel: tunnelName(n.Tunnel), Active: valueJSON(n.Active), Keepalive: valueJSON(n.Keepalive), Hold: valueJSON(n.Hold),
		PolicyOut: n.PolicyOut, PolicyIn: n.PolicyIn, Prepend: valueJSON(n.Prepend), MED: valueJSON(n.MED),
		LocalPreference: valueJSON(n.LocalPreference), Weight: valueJSON(n.Weight),
		DefaultOriginate: valueJSON(n.DefaultOriginate), BFD: valueJSON(n.BFD),
		Advertises: setJSON(n.Advertises), Accepts: setJSON(n.Accepts), At: placeText(n.At),
	}
}

func forwarderJSON(f *Forwarder) jsonForwarder {
	out := jsonForwarder{
		Name: f.Name, Domain: f.Domain, Wildcard: f.Wildcard, Exact: f.Exact, Servers: orEmpty(texts(f.Servers)),
		Unknown: f.Unknown, Serves: f.Serves, Disabled: f.Disabled, At: placeText(f.At),
	}
	if f.Source.IsValid() {
		out.Source = f.Source.String()
	}
	return out
}

func limitJSON(l *RateLimit) jsonLimit {
	return jsonLimit{
		Name: l.Name, Kind: l.Kind, In: l.In, Source: setJSON(l.Source), Destination: setJSON(l.Destination),
		Exempts: someSetJSON(&l.Exempts), Services: texts(l.Services), Rate: valueJSON(l.Rate), Unit: l.Unit, OwnSessions: l.OwnSessions,
		Drops: l.Drops, Maybe: l.Maybe, Disabled: l.Disabled, At: placeText(l.At),
	}
}

func tunnelName(t *Tunnel) string {
	if t == nil {
		return ""
	}
	return t.Name
}

func tunnelNames(ts []*Tunnel) []string {
	var out []string
	for _, t := range ts {
		out = append(out, t.Name)
	}
	return out
}

func texts[T interface {
	fmt.Stringer
	netip.Addr | netip.Prefix | Service
}](list []T) []string {
	out := make([]string, 0, len(list))
	for _, v := range list {
		out = append(out, v.String())
	}
	return out
}
