package fortigate

import (
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// policy is one firewall policy: what it matches, and what it does to addresses.
type policy struct {
	rules []ipsec.FilterRule // usually one
	// tunnel is the phase 1 that an action ipsec leads into.
	tunnel string

	kind ipsec.NATKind
	to   ipsec.AddrSet
	vips []string // the virtual IPs that it names

	// inner is what a virtual IP turns the destination into; nil = unchanged.
	inner *ipsec.AddrSet
}

// policy reads one policy.
func (s *surroundings) policy(o *object) policy {
	r := ipsec.FilterRule{
		Name: "policy " + o.name, At: o.head, Action: ipsec.Deny, Disabled: o.text("status") == "disable",
		In: s.places(o, "srcintf"), Out: s.places(o, "dstintf"),
	}
	for _, option := range []string{"srcintf", "dstintf"} {
		if !o.has(option) {
			r.Maybe = append(r.Maybe, "the file shows no "+option+" of the policy")
		}
	}
	p := policy{kind: ipsec.NATExempt}
	switch action := o.text("action"); action {
	case "", "deny": // deny is the default
	case "accept", "learn":
		r.Action = ipsec.Permit
		p.kind, p.to = s.sourceNAT(o)
	case "ipsec":
		r.Action, p.tunnel = ipsec.Permit, o.text("vpntunnel")
		if o.text("natoutbound") == "enable" {
			p.kind, p.to = ipsec.NATInterface, ipsec.UnknownSet("", "the address of the interface, or natip")
		}
	default:
		r.Action = ipsec.Permit
		r.Maybe = append(r.Maybe, "its action is "+action)
	}
	src, dst := s.sides(o, &r)
	open := s.policyServices(o, &r)
	conditions(o, &r)
	r.Source = src
	if len(dst.maps) == 1 && dst.maps[0].inner.Exact() {
		p.inner = &dst.maps[0].inner
	}
	for _, v := range dst.maps {
		p.vips = append(p.vips, v.name)
	}
	p.rules = s.forms(o, r, open, dst, p.tunnel)
	return p
}

// forms gives the rules that a policy stands for: one for its addresses, one for
// virtual IPs that forward some ports only, and for action ipsec one for what comes
// out of the tunnel. Services that the file does not tell make a rule of their own
// beside that of the others.
func (s *surroundings) forms(o *object, r ipsec.FilterRule, open []string, dst destination, tunnel string) []ipsec.FilterRule {
	var out []ipsec.FilterRule
	if len(r.Services) > 0 && len(open) > 0 {
		out = s.forms(o, r, nil, dst, tunnel)
	}
	if len(open) > 0 {
		r.Services, r.Maybe = nil, slices.Concat(r.Maybe, open)
	}
	r.Destination = dst.set
	if !dst.set.IsEmpty() || dst.ported.IsEmpty() {
		if tunnel == "" || o.text("outbound") != "disable" {
			out = append(out, r)
		}
		if tunnel != "" && o.text("inbound") == "enable" {
			back := r
			back.In, back.Out, back.Source, back.Destination = r.Out, r.In, r.Destination, r.Source
			out = append(out, back)
		}
	}
	if !dst.ported.IsEmpty() {
		r.Destination = dst.ported
		r.Maybe = append(slices.Clone(r.Maybe), "a virtual IP forwards some ports only")
		out = append(out, r)
	}
	return out
}

// places reads a list of interfaces and zones; "any" is every interface.
func (s *surroundings) places(o *object, option string) ipsec.Places {
	return s.placesNamed(o.list(option))
}

func (s *surroundings) placesNamed(names []string) ipsec.Places {
	if len(names) == 0 || slices.Contains(names, "any") {
		return nil
	}
	return s.r.interned(names)
}

// interned gives one list for all policies that name the same interfaces.
func (r *resolver) interned(names []string) ipsec.Places {
	r.mu.Lock()
	defer r.mu.Unlock()
	key := strings.Join(names, "\x00")
	if _, ok := r.placed[key]; !ok {
		r.placed[key] = names
	}
	return r.placed[key]
}

// sides reads source and destination. What a policy matches by other means than
// addresses is unknown.
func (s *surroundings) sides(o *object, r *ipsec.FilterRule) (src ipsec.AddrSet, dst destination) {
	src, dst = s.r.side(o, "srcaddr").set, s.r.side(o, "dstaddr")
	if o.text("internet-service-src") == "enable" {
		src = ipsec.UnknownSet("", "the source is an Internet Service, whose addresses the file does not tell")
	}
	if o.text("internet-service") == "enable" {
		dst = destination{set: ipsec.UnknownSet("", "the destination is an Internet Service, whose addresses the file does not tell")}
	}
	if o.text("srcaddr-negate") == "enable" {
		src = ipsec.Anywhere().Without(src)
	}
	if o.text("dstaddr-negate") == "enable" {
		dst = destination{set: ipsec.Anywhere().Without(dst.set)}
	}
	return src, dst
}

// side resolves one list of addresses. A policy that has IPv6 addresses only holds
// no IPv4 address.
func (r *resolver) side(o *object, option string) destination {
	switch {
	case o.has(option):
		return r.list(o.list(option))
	case o.has(option + "6"):
		return destination{}
	}
	return destination{set: ipsec.UnknownSet("", "the file shows no "+option)}
}

// policyServices reads the services of a policy. It returns why there may be others
// than those.
func (s *surroundings) policyServices(o *object, r *ipsec.FilterRule) (open []string) {
	switch {
	case o.text("internet-service") == "enable": // it brings its ports along
		return nil
	case !o.has("service"):
		return []string{"the file shows no service"}
	case o.text("service-negate") == "enable":
		return []string{"it takes every service but " + o.joined("service")}
	}
	got := s.r.serviceList(o.list("service"))
	if !got.any {
		r.Services = got.out
	}
	return got.maybe
}

// conditions notes what narrows a policy that a packet's addresses and ports do
// not tell.
func conditions(o *object, r *ipsec.FilterRule) {
	switch schedule := o.text("schedule"); schedule {
	case "", "always":
	case "none":
		r.Disabled = true
	default:
		r.Maybe = append(r.Maybe, "it holds by schedule "+schedule+" only")
	}
	for _, name := range []string{"users", "groups", "fsso-groups", "devices", "src-vendor-mac", "ztna-ems-tag", "ztna-geo-tag",
		"rtp-addr", "sgt", "network-service-dynamic"} {
		if o.text(name) != "" {
			r.Maybe = append(r.Maybe, "it depends on "+name)
		}
	}
	for _, name := range []string{"identity-based", "ztna-status", "policy-expiry", "sgt-check", "nat46", "nat64"} {
		if o.text(name) == "enable" {
			r.Maybe = append(r.Maybe, "it depends on "+name)
		}
	}
	if v := o.text("reputation-minimum"); v != "" && v != "0" {
		r.Maybe = append(r.Maybe, "it depends on the reputation of the address")
	}
	if v := o.text("vlan-filter"); v != "" {
		r.Maybe = append(r.Maybe, "it depends on the VLAN")
	}
	if v := o.text("tos-mask"); v != "" && v != "0x00" {
		r.Maybe = append(r.Maybe, "it depends on the type of service")
	}
}
