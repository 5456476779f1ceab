package ipsec

import "net/netip"

// Flow is a question about the first packet of a connection: may this pass, is
// it translated? Only IPv4 is looked at.
type Flow struct {
	From, To            Point
	Source, Destination AddrSet
	Protocol            int // IANA number; ProtoAny = every protocol
	// Port is the destination port, or the ICMP type; 0 = every port of TCP and UDP.
	Port int
	// SourcePort is 500 for IKE; 0 = a client's port, 1024 to 65535.
	SourcePort int
	// Whole asks for Answer.Reach: every rule is followed, where a question stops as
	// soon as some of the flow surely passes and some surely does not.
	Whole bool
}

// Point is where a flow enters or leaves the device.
type Point struct {
	Interface string  // as in Interface.Name; "" = not told
	Tunnel    *Tunnel // the flow is inside this tunnel; the interface follows from it
	Box       bool    // the device itself
}

// Verdict answers a question about a flow.
type Verdict uint8

const (
	// Undecided means that the file does not tell.
	Undecided Verdict = iota
	// Permitted means that all of the flow passes.
	Permitted
	// Denied means that nothing of the flow passes.
	Denied
	// Partly means that some of the flow passes for certain and some does not.
	Partly
)

// String returns the word used in messages and tests.
func (v Verdict) String() string { return [...]string{"unknown", "permitted", "denied", "partly"}[v] }

// Answer is a verdict with what led to it.
type Answer struct {
	Verdict Verdict
	// By are the deciding rules, each filter's in its order, at most eight a filter.
	By []Decision
	// SomePermitted and SomeDenied tell about the parts that are certain, also when
	// the whole is Undecided.
	SomePermitted, SomeDenied bool
	// Passes and Stopped are one certain example of each; invalid without one.
	Passes, Stopped Pair
	// Reasons say in words why something is not certain.
	Reasons []string
	// Reach tells which addresses get through; nil unless Flow.Whole asks for it.
	Reach *Reach

	permitted, denied region // what is certain, with Flow.Whole
	mayGoOn           bool   // a doubtful rule before one that diverts may let some of it go on
}

// Reach tells which addresses of a flow get through. An address of one side does
// when it does with some address of the other.
type Reach struct {
	// Sources and Destinations surely get through.
	Sources, Destinations AddrSet
	// MaySources and MayDestinations are these, and those about which the file does
	// not tell: what is in neither surely does not get through.
	MaySources, MayDestinations AddrSet
}

// Pair is one source and one destination address.
type Pair struct{ Source, Destination netip.Addr }

// Decision is one rule that decides about a part of a flow.
type Decision struct {
	Filter *Filter     // nil for NAT
	Rule   *FilterRule // nil when it is the filter's default
	Action Action
	At     Span // of the rule, or of what sets the default; may be zero
	// Maybe: the rule decides only if an unknown turns out so.
	Maybe bool

	index int
}

// names are the interface and its zones, as rules may name them; nil when the
// point is not told.
func (a *Around) names(p Point) []string {
	switch {
	case p.Tunnel != nil:
		var out []string
		for _, i := range a.Carrier(p.Tunnel) {
			out = append(append(out, i.Name), i.Zones...)
		}
		return out
	case p.Interface == "":
		return nil
	}
	out := []string{p.Interface}
	if i := a.InterfaceNamed(p.Interface); i != nil {
		out = append(out, i.Zones...)
	}
	return out
}

// match tells whether a packet at a point is at one of the places.
func (ps Places) match(names []string) ternary {
	if len(ps) == 0 {
		return yes
	}
	if names == nil {
		return perhaps
	}
	for _, p := range ps {
		for _, n := range names {
			if p == n {
				return yes
			}
		}
	}
	return no
}

type ternary uint8

const (
	no ternary = iota
	perhaps
	yes
)

// Client ports of a flow that names none. A rule that takes fewer than fewPorts of
// them is one for a server's answers: no client gets by on it.
const (
	clientLow, clientHigh = 1024, 65535
	fewPorts              = 1024
)

// match tells whether the service takes the flow's protocol and ports.
func (s Service) match(f *Flow, swapped bool) ternary {
	if s.Protocol != ProtoAny && f.Protocol == ProtoAny {
		return perhaps
	}
	if s.Protocol != ProtoAny && s.Protocol != f.Protocol {
		return no
	}
	switch f.Protocol {
	case ProtoTCP, ProtoUDP:
		src, dst := s.Source, s.Destination
		if swapped {
			src, dst = dst, src
		}
		if f.SourcePort == 0 && src.count(clientLow, clientHigh) < fewPorts {
			return no
		}
		return min(portMatch(dst, f.Port, 1, 65535), portMatch(src, f.SourcePort, clientLow, clientHigh))
	case ProtoICMP:
		if !s.Destination.Contains(f.Port) {
			return no
		}
	}
	return yes
}

func portMatch(p Ports, port, low, high int) ternary {
	if port != 0 {
		low, high = port, port
	}
	switch {
	case p.covers(low, high):
		return yes
	case p.overlaps(low, high):
		return perhaps
	}
	return no
}

func serviceMatch(list []Service, f *Flow, swapped bool) ternary {
	if len(list) == 0 {
		return yes
	}
	best := no
	for _, s := range list {
		best = max(best, s.match(f, swapped))
	}
	return best
}
