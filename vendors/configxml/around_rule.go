package configxml

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Rule is one filter rule in the words of the file, whichever form it has there.
type Rule struct {
	At         parser.Span
	Descr      string
	Type       string // pass, block, reject, match
	Direction  string // in, out, any
	Interfaces []string
	NotOn      bool // on all but Interfaces
	Floating   bool
	Quick      bool
	Disabled   bool
	IPProtocol string // inet, inet6, inet46
	Protocol   string
	ICMPType   string
	Source     Side
	Dest       Side
	Gateway    Text
	Limits     []Text // max, max-src-nodes, max-src-states
	Maybe      []string

	name string
}

// Side is the source or the destination of a rule.
type Side struct {
	Names   []string // what [Scene.Set] resolves; empty: the rule names none
	Not     bool
	Port    string
	Missing bool // there is no such element
}

// limits are the fields that bound what a rule lets pass of UDP and ESP too;
// max-src-conn and max-src-conn-rate count TCP only (pf.conf(5), stateful tracking).
var limits = [...]string{"max", "max-src-nodes", "max-src-states"}

// RuleFields are the elements of a rule that ReadRule looks at. The others, such as
// who made it and when, are most of a long section.
var RuleFields = [...]string{"type", "interface", "interfacenot", "floating", "quick", "disabled", "direction", "ipprotocol", "protocol",
	"icmptype", "source", "destination", "gateway", "descr", "max", "max-src-nodes", "max-src-states", "sched", "tagged", "os", "dscp", "tos", "vlanprio", "prio"}

// ReadRule reads a rule of the section filter, which both boxes write alike.
func ReadRule(e *parser.Element) *Rule {
	text := func(name string) string { return TextOf(e.Child(name)).V }
	r := &Rule{
		At: e.Tag(), Descr: TextOf(e.Child("descr")).Description(), Type: strings.ToLower(text("type")),
		Interfaces: fields(text("interface")), NotOn: switchedOn(e.Child("interfacenot")),
		Floating: switchedOn(e.Child("floating")) && text("floating") != "no", Disabled: switchedOn(e.Child("disabled")),
		IPProtocol: text("ipprotocol"), Protocol: text("protocol"), ICMPType: text("icmptype"),
		Source: ReadSide(e.Child("source")), Dest: ReadSide(e.Child("destination")), Gateway: TextOf(e.Child("gateway")),
	}
	r.Quick, r.Direction = true, "in"
	if r.Floating {
		r.Quick = switchedOn(e.Child("quick"))
		r.Direction = text("direction")
	} else if q := e.Child("quick"); q.Text() != "" {
		r.Quick = switchedOn(q)
	}
	if r.Direction == "" {
		r.Direction = "any"
	}
	r.Conditions(e)
	return r
}

// Conditions reads the fields of a rule that have the same names in every form:
// limits, and what the file cannot settle.
func (r *Rule) Conditions(e *parser.Element) {
	for _, name := range limits {
		if t := TextOf(e.Child(name)); t.V != "" {
			r.Limits = append(r.Limits, t)
		}
	}
	for _, c := range [...]struct{ name, reason string }{
		{"sched", "it holds at the hours of a schedule only"},
		{"tagged", "it takes marked packets only"},
		{"os", "it takes the packets of one operating system only"},
		{"dscp", "it takes the packets of one DSCP value only"},
		{"tos", "it takes the packets of one TOS value only"},
		{"vlanprio", "it takes the packets of one VLAN priority only"},
		{"prio", "it takes the packets of one priority only"},
	} {
		if v := TextOf(e.Child(c.name)).V; v != "" && v != "none" && v != "any" {
			r.Maybe = append(r.Maybe, c.reason)
		}
	}
}

// ReadSide reads source or destination of the section filter.
func ReadSide(e *parser.Element) Side {
	s := Side{Not: switchedOn(e.Child("not")), Port: TextOf(e.Child("port")).V, Missing: e == nil}
	for _, name := range [...]string{"network", "address"} {
		if v := TextOf(e.Child(name)).V; v != "" && len(s.Names) == 0 {
			s.Names = []string{v}
		}
	}
	switch {
	case e.Child("any") != nil:
		s.Names, s.Not = []string{"any"}, false
	case e == nil:
		s.Names = []string{"any"}
	}
	return s
}

// Side resolves one side of a rule; what names it in reasons.
func (s *Scene) Side(side Side, what string, at parser.Span) ipsec.AddrSet {
	var set ipsec.AddrSet
	switch len(side.Names) {
	case 0:
		set = ipsec.UnknownSet("", "the rule names no "+what)
	case 1:
		set = s.Set(side.Names[0])
	default:
		var b ipsec.AddrBuilder
		for _, n := range side.Names {
			b.AddSet(s.Set(n))
		}
		set = b.Set()
	}
	if side.Not {
		set = ipsec.Anywhere().Without(set)
	}
	set.At = at
	return set
}

// services joins protocol and ports; the reason says what of them is unknown.
func (s *Scene) services(protocol, icmp, source, destination string) (list []ipsec.Service, reason string) {
	if protocol == "" && (source != "" || destination != "") {
		protocol = "tcp"
	}
	numbers, ok := protocols(protocol)
	if !ok {
		return nil, "protocol " + protocol + " is not known"
	}
	if numbers[0] == ipsec.ProtoAny {
		return nil, ""
	}
	var src, dst ipsec.Ports
	switch numbers[0] {
	case ipsec.ProtoTCP, ipsec.ProtoUDP, 132:
		var why [2]string
		src, why[0] = s.Ports(source)
		dst, why[1] = s.Ports(destination)
		reason = why[0] + why[1]
	case ipsec.ProtoICMP:
		if dst, ok = icmpTypes(icmp); !ok {
			reason = "an ICMP type of the rule is not known"
		}
	}
	for _, n := range numbers {
		list = append(list, ipsec.Service{Protocol: n, Source: src, Destination: dst})
	}
	return list, reason
}

var six = ipsec.SetOf(netip.PrefixFrom(netip.IPv6Unspecified(), 0))

// filterRule turns a rule into the model; places go to In or Out as the list of
// rules asks.
func (s *Scene) filterRule(r *Rule) ipsec.FilterRule {
	out := ipsec.FilterRule{
		Name: r.name, At: r.At, Disabled: r.Disabled, Quick: r.Quick, Maybe: r.Maybe, Action: ipsec.Deny,
		Source: s.Side(r.Source, "source", r.At), Destination: s.Side(r.Dest, "destination", r.At),
	}
	if r.Type == "pass" || r.Type == "" {
		out.Action = ipsec.Permit
	}
	if r.IPProtocol == "inet6" {
		out.Source = six // the rule takes no packet of IPv4
	}
	services, reason := s.services(r.Protocol, r.ICMPType, r.Source.Port, r.Dest.Port)
	out.Services = services
	if reason != "" {
		out.Maybe = append(out.Maybe[:len(out.Maybe):len(out.Maybe)], reason)
	}
	return out
}

// label numbers a rule as its page shows it.
func label(r *Rule, n int) string {
	where := strings.Join(r.Interfaces, ",")
	name := "rule " + strconv.Itoa(n) + " on " + where
	if r.Floating {
		name = "floating rule " + strconv.Itoa(n)
	}
	if r.Descr != "" {
		name += " (" + r.Descr + ")"
	}
	return name
}
