package ipsec

import "iter"

// Action is what a filter rule does with a packet. Reject and reset count as Deny.
type Action uint8

const (
	Permit Action = iota
	Deny
)

// String returns the word used in JSON.
func (a Action) String() string { return [...]string{"permit", "deny"}[a] }

// Hooks say which packets a filter sees.
type Hooks uint8

const (
	Transit Hooks = 1 << iota // packets that the device forwards
	ToBox                     // packets to the device itself: local-in, control plane, INPUT
	FromBox                   // packets of the device itself
)

// Filter is one ordered list of rules. A packet passes the device when every
// filter that sees it permits it.
type Filter struct {
	Name  string // "access-list inside_in", "firewall policy"
	At    Span   // where it is bound, else its first rule
	Hooks Hooks

	// In and Out are where the packets come in and leave; empty = anywhere. A
	// filter that is bound to an interface has it here, one list for all interfaces
	// has the places in its rules.
	In, Out Places

	// Tunnels binds the filter to the inner traffic of these tunnels, both ways
	// (ASA vpn-filter). Empty = bound to no tunnel.
	Tunnels []*Tunnel
	// RemoteFirst: the rules are written with the far side as the source, whatever
	// the direction of the packet.
	RemoteFirst bool
	// SkipsDecrypted: packets that come out of a tunnel are not shown to it.
	SkipsDecrypted bool

	Stateful  bool // replies to a permitted flow pass unasked
	LastMatch bool // the last match decides, save at a rule with Quick (pf)
	Rules     RuleList
	Default   Action // what happens to a packet that no rule matches
	DefaultAt Span   // what says so; zero = built in
	// Unsure says in words why the device may not apply the filter to the packets
	// that it seems to see. A denial by it is then unknown. Usually empty.
	Unsure string
}

// FilterRule is one rule of a filter. A packet matches when every part does.
type FilterRule struct {
	Name        string // line number, identifier or name, as the device shows it
	At          Span
	Action      Action
	Disabled    bool
	In, Out     Places
	Source      AddrSet
	Destination AddrSet
	Services    []Service // any of these; empty = every service
	// Maybe names conditions that the file does not settle: a schedule, a user, an
	// application, an unknown service. With one, the rule may match and may not.
	Maybe []string
	Quick bool // with Filter.LastMatch: a match here is final
	// Diverts is where a permitted packet goes instead of along the routes; usually nil.
	Diverts *Diversion
}

// RuleList is the rules of a filter in their order. [RulesOf] makes one of a
// slice. A vendor with very long lists may parse a rule only when it is asked for.
type RuleList interface {
	Len() int
	// Bounds tells cheaply which packets rule i may match at all. Every question asks
	// it of every rule, so that it makes and parses nothing.
	Bounds(i int) Bounds
	// Rule returns rule i; the caller does not change it.
	Rule(i int) *FilterRule
}

// Sifter is a RuleList that can rule out more than bounds do before a rule is
// parsed. Its answer never changes a verdict, only what it costs.
type Sifter interface {
	RuleList
	// Misses reports that rule i surely takes no packet at these points: names of
	// interfaces and zones where it comes in and where it leaves; nil = not told.
	Misses(i int, in, out []string) bool
}

// Doubter is a RuleList that can tell before a rule is parsed that it takes nothing for
// certain. A long list of such rules, as one whose zones the file does not place, is
// then not read to its end.
type Doubter interface {
	RuleList
	// Doubts returns the services of rule i. ok reports that it may take packets of these
	// at these points, and surely takes none for certain; Misses has told of no other points.
	Doubts(i int, in, out []string) (services []Service, ok bool)
}

// Bounded is a RuleList or [NATList] that keeps the bounds of all its rules in one slice,
// so that nobody else has to. The caller does not change them.
type Bounded interface{ AllBounds() []Bounds }

// Narrower is a RuleList or [NATList] that finds the rules near a question, so that
// the bounds of a long list need not be known of all.
type Narrower interface {
	// Near yields in their order all rules that may take a packet at these points, given
	// as for Misses, from and to addresses which q encloses, and perhaps others, with
	// their bounds.
	Near(q *Bounds, in, out []string) iter.Seq2[int, *Bounds]
}

// narrower returns a list as a Narrower, nil when it is none.
func narrower(list RuleList) Narrower {
	var of any = list
	if nat, ok := list.(natFilter); ok {
		of = nat.NATList
	}
	n, _ := of.(Narrower)
	return n
}

// Near is that of the list; one that is no [Narrower] yields all its rules.
func Near(list RuleList, q *Bounds, in, out []string) iter.Seq2[int, *Bounds] {
	if n, ok := list.(Narrower); ok {
		return n.Near(q, in, out)
	}
	return func(yield func(int, *Bounds) bool) {
		for i := range list.Len() {
			if b := list.Bounds(i); !yield(i, &b) {
				return
			}
		}
	}
}

// Bounds encloses what one rule may match, in IPv4. Low above High: nothing.
type Bounds struct {
	SourceLow, SourceHigh           uint32
	DestinationLow, DestinationHigh uint32
	PortLow, PortHigh               uint16 // destination ports
	Protocol                        uint8  // 0 = any, or several
	Action                          Action
	Quick                           bool // as in FilterRule
	// Exact: the rule matches all that the bounds enclose, from any source port, and
	// has no further condition, so that Rule need not be asked for.
	Exact bool
}

// Meets reports that two bounds have addresses in common.
func (b *Bounds) Meets(q *Bounds) bool {
	return b.SourceLow <= q.SourceHigh && b.SourceHigh >= q.SourceLow &&
		b.DestinationLow <= q.DestinationHigh && b.DestinationHigh >= q.DestinationLow &&
		b.SourceLow <= b.SourceHigh && b.DestinationLow <= b.DestinationHigh
}

// RulesOf makes a list of rules that are already parsed.
func RulesOf(rules []FilterRule) RuleList {
	l := &ruleSlice{rules: rules, bounds: make([]Bounds, len(rules))}
	for i := range rules {
		l.bounds[i] = rules[i].Bounds()
	}
	return l
}

type ruleSlice struct {
	rules  []FilterRule
	bounds []Bounds
}

func (l *ruleSlice) Len() int               { return len(l.rules) }
func (l *ruleSlice) Bounds(i int) Bounds    { return l.bounds[i] }
func (l *ruleSlice) AllBounds() []Bounds    { return l.bounds }
func (l *ruleSlice) Rule(i int) *FilterRule { return &l.rules[i] }

// Bounds encloses what the rule may match. They are exact when one range of
// addresses on each side and at most one range of ports are all of the rule.
func (r *FilterRule) Bounds() Bounds {
	b := Bounds{PortHigh: 65535, Action: r.Action, Quick: r.Quick}
	if r.Disabled {
		b.SourceLow = 1 // nothing: Low is above High
		return b
	}
	var one1, one2 bool
	b.SourceLow, b.SourceHigh, one1 = r.Source.bounds4()
	b.DestinationLow, b.DestinationHigh, one2 = r.Destination.bounds4()
	b.Exact = one1 && one2 && len(r.In) == 0 && len(r.Out) == 0 && len(r.Maybe) == 0 && r.Diverts == nil
	switch len(r.Services) {
	case 0:
	case 1:
		s := r.Services[0]
		b.Protocol = uint8(s.Protocol)
		b.Exact = b.Exact && s.Source == nil && len(s.Destination) <= 1
		if len(s.Destination) == 1 {
			b.PortLow, b.PortHigh = s.Destination[0].Low, s.Destination[0].High
		}
	default:
		b.Exact = false
		b.serve(r.Services)
	}
	return b
}

// serve encloses several services: their protocol, where they have one only, and
// all their destination ports.
func (b *Bounds) serve(all []Service) {
	b.Protocol, b.PortLow, b.PortHigh = uint8(all[0].Protocol), 65535, 0
	for i := range all {
		if uint8(all[i].Protocol) != b.Protocol {
			b.Protocol = 0
		}
		if len(all[i].Destination) == 0 {
			b.PortLow, b.PortHigh = 0, 65535
		}
		for _, p := range all[i].Destination {
			b.PortLow, b.PortHigh = min(b.PortLow, p.Low), max(b.PortHigh, p.High)
		}
	}
}

// bounds4 encloses the IPv4 members; one reports that they are one range and all
// that there may be.
func (s AddrSet) bounds4() (low, high uint32, one bool) {
	if !s.Exact() {
		return 0, last4, false
	}
	set := toSet4(s)
	if len(set) == 0 {
		return 1, 0, false
	}
	return set[0].low, set[len(set)-1].high, len(set) == 1
}
