package opnsense

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/configxml"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// modelRules reads the rules of the newer page, which stand before the others of
// the same kind, in the order of their sequence numbers.
// Source: OPNsense, FilterRuleField.php.
func modelRules(root *parser.Element) []*configxml.Rule {
	var out []*configxml.Rule
	for _, e := range bySequence(root.Find("OPNsense", "Firewall", "Filter", "rules")) {
		out = append(out, newRule(e))
	}
	return out
}

func bySequence(list *parser.Element) []*parser.Element {
	var out []*parser.Element
	for e := range list.All("rule") {
		out = append(out, e)
	}
	number := func(e *parser.Element) int {
		n, err := strconv.Atoi(configxml.TextOf(e.Child("sequence")).V)
		if err != nil {
			return 1 // the model's default
		}
		return n
	}
	slices.SortStableFunc(out, func(a, b *parser.Element) int { return cmp.Compare(number(a), number(b)) })
	return out
}

// newRule reads a rule of Firewall > Rules [new] (before 26.1 Automation > Filter).
// An element that is missing has the model's default.
func newRule(e *parser.Element) *configxml.Rule {
	text := func(name, otherwise string) string {
		if v := configxml.TextOf(e.Child(name)).V; v != "" {
			return v
		}
		return otherwise
	}
	r := &configxml.Rule{
		At: e.Tag(), Descr: configxml.TextOf(e.Child("description")).Description(),
		Type: strings.ToLower(text("action", "pass")), Direction: text("direction", "in"),
		Interfaces: words(e.Child("interface")), NotOn: configxml.TextOf(e.Child("interfacenot")).Filled(),
		Quick: isEnabled(configxml.TextOf(e.Child("quick"))), Disabled: !isEnabled(configxml.TextOf(e.Child("enabled"))),
		IPProtocol: text("ipprotocol", "inet"), Protocol: text("protocol", "any"), ICMPType: text("icmptype", ""),
		Source: side(e, "source"), Dest: side(e, "destination"), Gateway: configxml.TextOf(e.Child("gateway")),
	}
	r.Floating = len(r.Interfaces) != 1
	r.Conditions(e)
	return r
}

func words(e *parser.Element) []string {
	var out []string
	for _, w := range configxml.TextOf(e).Words() {
		out = append(out, w.V)
	}
	return out
}

func side(e *parser.Element, which string) configxml.Side {
	s := configxml.Side{
		Names: words(e.Child(which + "_net")), Not: configxml.TextOf(e.Child(which + "_not")).Filled(),
		Port: configxml.TextOf(e.Child(which + "_port")).V,
	}
	if len(s.Names) == 0 {
		s.Names = []string{"any"}
	}
	return s
}

// firstNAT are the rules that are tried before those of the outbound page: NAT of
// phase 2s, 1:1 mappings and source NAT of the newer pages.
func firstNAT(s *configxml.Scene, links []*link) []*ipsec.NATRule {
	var out []*ipsec.NATRule
	for _, l := range links {
		if l.tunnel.Enabled && l.p1 != nil {
			out = append(out, s.Phase2NAT(l.tunnel.Name, l.used)...)
		}
	}
	model := s.Rest().Find("OPNsense", "Firewall", "Filter")
	for _, e := range bySequence(model.Child("onetoone")) {
		r := newNAT(s, e, "1:1")
		r.Kind, r.To = ipsec.NATStatic, s.External(configxml.TextOf(e.Child("external")).V, r.Source)
		if configxml.TextOf(e.Child("type")).V == "nat" {
			out = append(out, r)
			continue
		}
		out = append(out, configxml.Both(r)...)
	}
	for _, e := range bySequence(model.Child("snatrules")) {
		r := newNAT(s, e, "source NAT")
		s.Target(r, configxml.TextOf(e.Child("target")).V, configxml.TextOf(e.Child("nonat")).Filled())
		out = append(out, r)
	}
	return out
}

func newNAT(s *configxml.Scene, e *parser.Element, section string) *ipsec.NATRule {
	src, dst := side(e, "source"), side(e, "destination")
	r := &ipsec.NATRule{
		Name: configxml.NATName(section+" on ", e), Section: section, At: e.Tag(), Out: words(e.Child("interface")),
		Disabled: !isEnabled(configxml.TextOf(e.Child("enabled"))),
		Source:   s.Side(src, "source", e.Tag()), Destination: s.Side(dst, "destination", e.Tag()),
	}
	s.Translation(r, e, configxml.TextOf(e.Child("protocol")).V, src.Port, dst.Port)
	return r
}
