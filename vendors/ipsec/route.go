package ipsec

import "net/netip"

// Route is one static route.
type Route struct {
	Prefix netip.Prefix // invalid when the file does not tell it: see Unknown
	// Unknown says why the destination cannot be told; empty when Prefix is valid.
	Unknown   string
	Interface string // as in Interface.Name; "" when not told
	Gateway   string // an address or name; "" = none
	GatewayAt Span
	// Tunnel is the tunnel that the route leads into, where the vendor can tell
	// from the route itself; a route by an interface that carries tunnels needs none.
	Tunnel *Tunnel

	Distance  Value[int] // administrative distance; the lower wins
	Metric    Value[int] // metric or priority among equal distances; the lower wins; None = the vendor has none
	Monitor   string     // what withdraws the route when it fails: "track 1 (sla monitor 10)"; "" = nothing does
	MonitorAt Span
	// LinkOnly: the route is withdrawn when its interface or tunnel goes down
	// although no monitor is named.
	LinkOnly bool
	// Learned: a program such as a routing daemon put it there, and takes it away.
	Learned bool
	// MayGo says what may withdraw the route although the file shows nothing that does;
	// "" = the file shows all that could.
	MayGo     string
	Blackhole bool // drops what it matches
	Disabled  bool
	Connected bool   // a network of an interface; made by the evaluator
	Table     string // as in Interface.Table
	// Maybe names conditions: "serves only decrypted traffic", a policy route's match.
	Maybe []string
	At    Span
}

// BGP is one BGP process.
type BGP struct {
	ASN       Value[int]
	RouterID  string
	Table     string // as in Interface.Table
	Disabled  bool
	Keepalive Value[int] // seconds
	Hold      Value[int] // seconds
	Multipath Value[int] // how many equal paths are used at once; 1 = one
	// LocalPreference is what routes have that no policy gives one.
	LocalPreference Value[int]
	Networks        []Advertised // "network" statements and static advertisements
	Redistributes   []Redistribution
	Neighbors       []*Neighbor
	// Unknown says why the rows may not be what the device runs, such as a raw
	// configuration in a form that is not read.
	Unknown string
	At      Span
}

// Advertised is a prefix that a process announces by name.
type Advertised struct {
	Prefix netip.Prefix
	At     Span
}

// Redistribution announces what another source of routes knows.
type Redistribution struct {
	From   string // connected, static, ospf, …
	Policy string // route-map or filter; "" = everything
	At     Span
}

// Neighbor is one BGP neighbour with what its policies do. A policy that does it
// for some prefixes only counts when it does it for every route that may be the
// cloud's (in) or on-premises (out); else the value is Unknown.
type Neighbor struct {
	Address   netip.Addr // invalid when Name is not an address
	Name      string     // as written
	RemoteASN Value[int]
	LocalASN  Value[int] // None = the process's own
	Interface string     // by which it is reached; "" when not told
	Tunnel    *Tunnel    // through which it is reached; nil when not told
	Active    Value[bool]
	Keepalive Value[int] // seconds
	Hold      Value[int] // seconds

	PolicyOut, PolicyIn string // names; "" = none
	PolicyOutAt         Span
	PolicyInAt          Span
	Prepend             Value[int] // AS numbers added to outbound paths; 0 = none
	MED                 Value[int] // set on outbound routes; None = not set
	LocalPreference     Value[int] // of inbound routes; Default when no policy sets it
	Weight              Value[int] // of inbound routes; None where there is none
	DefaultOriginate    Value[bool]
	BFD                 Value[bool]
	Advertises          AddrSet // what outbound filters let pass; Anywhere without a filter
	Accepts             AddrSet // what inbound filters let pass; Anywhere without a filter
	At                  Span
}

// Agreed keeps a value that two entries of a route policy have in common; where
// they differ it is unknown, for the reason given.
func Agreed(a, b Value[int], why string) Value[int] {
	if a.V == b.V && (a.Origin == None) == (b.Origin == None) {
		return a
	}
	at := a.At
	if at.IsZero() {
		at = b.At
	}
	return UnknownAs[int](why, at)
}
