package configxml

import (
	"net/netip"
	"strings"
	"sync"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Sections of the NAT rows, in pf's order for packets that leave: binat before
// nat. Port forwards translate the destination only and stand last, so that they
// keep no other row from being tried.
const (
	oneToOne  = "1:1"
	phase2NAT = "phase 2"
	manualNAT = "manual"
	autoNAT   = "automatic"
	forward   = "port forward"
)

// NAT makes the rows; first are those of the vendor that come before all others,
// manual those of a vendor's own form.
func (s *Scene) NAT(seen bool, first, manual func() []*ipsec.NATRule) {
	t := &s.Around.NAT
	t.Extent, t.Reason = s.Extent("NAT rules", seen)
	if s.NoFilter.Set || !seen {
		return // NAT is pf's too
	}
	t.Load = sync.OnceValue(func() []*ipsec.NATRule {
		nat := s.Rest().Child("nat")
		out := first()
		for e := range nat.All("onetoone") {
			out = append(out, s.binat(e)...)
		}
		mode := TextOf(nat.Find("outbound", "mode")).V
		if mode == "advanced" || mode == "hybrid" {
			out = append(out, manual()...)
			for e := range nat.Child("outbound").All("rule") {
				out = append(out, s.Outbound(e))
			}
		}
		if mode == "" || mode == "automatic" || mode == "hybrid" {
			out = append(out, s.automaticNAT()...)
		}
		for e := range nat.All("rule") {
			if r := s.forward(e); r != nil {
				out = append(out, r)
			}
		}
		return out
	})
}

// Outbound reads one manual rule.
func (s *Scene) Outbound(e *parser.Element) *ipsec.NATRule {
	text := func(name string) string { return TextOf(e.Child(name)).V }
	src, dst := ReadSide(e.Child("source")), ReadSide(e.Child("destination"))
	if len(src.Names) == 0 {
		src.Names = []string{"any"}
	}
	if len(dst.Names) == 0 {
		dst.Names = []string{"any"}
	}
	r := &ipsec.NATRule{
		Name: NATName("outbound NAT on ", e), Section: manualNAT, At: e.Tag(), Disabled: switchedOn(e.Child("disabled")),
		Out:    ipsec.Places{text("interface")},
		Source: s.Side(src, "source", e.Tag()), Destination: s.Side(dst, "destination", e.Tag()),
		Kind: ipsec.NATInterface,
	}
	s.Translation(r, e, text("protocol"), text("sourceport"), text("dstport"))
	target := TextOf(e.Child("target"))
	if target.V == "other-subnet" {
		target = TextOf(e.Child("targetip"))
		if bits := text("targetip_subnet"); bits != "" {
			target.V += "/" + bits
		}
	}
	s.Target(r, target.V, switchedOn(e.Child("nonat")))
	if text("tagged") != "" {
		r.Maybe = append(r.Maybe, "it takes marked packets only")
	}
	return r
}

// NATName names a rule by its interface and its description.
func NATName(what string, e *parser.Element) string {
	name := what + TextOf(e.Child("interface")).V
	for _, field := range [...]string{"descr", "description"} {
		if d := TextOf(e.Child(field)).Description(); d != "" {
			return name + " (" + d + ")"
		}
	}
	return name
}

// Translation sets the services of a NAT rule, and takes a rule of IPv6 out.
func (s *Scene) Translation(r *ipsec.NATRule, e *parser.Element, protocol, source, destination string) {
	if TextOf(e.Child("ipprotocol")).V == "inet6" {
		r.Source = six
	}
	if protocol == "" && (source != "" || destination != "") {
		protocol = "tcp/udp"
	}
	services, reason := s.services(protocol, "", source, destination)
	r.Services = services
	if reason != "" {
		r.Maybe = append(r.Maybe, reason)
	}
}

// Target sets what a NAT rule makes of the source. An interface's own address
// stands under an empty target.
func (s *Scene) Target(r *ipsec.NATRule, target string, none bool) {
	switch {
	case none:
		r.Kind = ipsec.NATExempt
	case target == "" || len(r.Out) == 1 && target == r.Out[0]+"ip":
		r.Kind = ipsec.NATInterface
	default:
		r.Kind, r.To = ipsec.NATDynamic, s.Set(target)
	}
}

// binat reads a 1:1 mapping, which works both ways.
func (s *Scene) binat(e *parser.Element) []*ipsec.NATRule {
	iface := TextOf(e.Child("interface")).V
	r := &ipsec.NATRule{
		Name: NATName("1:1 NAT on ", e), Section: oneToOne, At: e.Tag(), Out: ipsec.Places{iface}, Kind: ipsec.NATStatic,
		Disabled: switchedOn(e.Child("disabled")),
		Source:   s.Side(ReadSide(e.Child("source")), "source", e.Tag()), Destination: s.Side(ReadSide(e.Child("destination")), "destination", e.Tag()),
	}
	if switchedOn(e.Child("nobinat")) {
		r.Kind = ipsec.NATExempt
		return []*ipsec.NATRule{r}
	}
	r.To = s.External(TextOf(e.Child("external")).V, r.Source)
	return Both(r)
}

// Both adds the row of the other direction to a mapping that works both ways.
func Both(r *ipsec.NATRule) []*ipsec.NATRule {
	inside := r.Source
	return []*ipsec.NATRule{r, {
		Name: r.Name, Section: r.Section, At: r.At, Disabled: r.Disabled, Reverse: true, In: r.Out,
		Source: r.Destination, Destination: r.To, Kind: ipsec.NATExempt, DestinationTo: &inside,
	}}
}

// External is the outer network of a mapping: as long as the inner one when it is
// written as an address.
func (s *Scene) External(text string, inner ipsec.AddrSet) ipsec.AddrSet {
	a, err := netip.ParseAddr(text)
	if ps := inner.Prefixes(); err == nil && len(ps) == 1 && ps[0].Addr().Is4() == a.Is4() {
		return ipsec.SetOf(netip.PrefixFrom(a, ps[0].Bits()))
	}
	return s.Set(text)
}

// Phase2NAT reads the NAT address of phase 2s: the far side sees it in place of the
// local network. Networks of one size are mapped both ways.
// Source: pfSense, filter.inc, "ipsec nat".
func (s *Scene) Phase2NAT(name string, group []*Phase2) []*ipsec.NATRule {
	var out []*ipsec.NATRule
	for _, p2 := range group {
		if p2.NAT.At.IsZero() || p2.RouteBased() || p2.Mode.V == "transport" {
			continue
		}
		local, _, why := s.Box.cidr(p2.Local, p2.Mode.V)
		remote, _, _ := s.Box.cidr(p2.Remote, p2.Mode.V)
		outer, _, whyNAT := s.Box.cidr(p2.NAT, p2.Mode.V)
		if why != "" || whyNAT != "" {
			continue
		}
		r := &ipsec.NATRule{
			Name: "NAT of the phase 2 of " + name, Section: phase2NAT, At: p2.NAT.At, Out: ipsec.Places{IPsecTab},
			Source: s.Set(network(local)), Destination: s.Set(network(remote)), Kind: ipsec.NATDynamic, To: s.Set(network(outer)),
		}
		if l, err := netip.ParsePrefix(local); err == nil {
			if o, err := netip.ParsePrefix(outer); err == nil && l.Bits() == o.Bits() {
				r.Kind = ipsec.NATStatic
				out = append(out, Both(r)...)
				continue
			}
		}
		out = append(out, r)
	}
	return out
}

// network turns "lan net", the word for a network that the file does not tell, into
// what Set resolves.
func network(text string) string { return strings.TrimSuffix(text, " net") }

// automaticNAT translates the local networks on every way out. Tunnels are no way
// out: neither the IPsec tab nor a tunnel interface gets such a rule.
func (s *Scene) automaticNAT() []*ipsec.NATRule {
	var inside ipsec.AddrBuilder
	inside.AddPrefix(netip.MustParsePrefix("127.0.0.0/8"))
	at := s.Rest().Find("nat", "outbound").Tag()
	for _, i := range s.Box.Interfaces {
		if i.Enabled && !i.Outward() && !i.Group && i.Name != IPsecTab {
			inside.AddSet(s.Set(i.Name))
		}
	}
	for _, r := range s.Around.Routes.All() {
		if gw := s.Box.Interface(r.Interface); gw != nil && !gw.Outward() && r.Tunnel == nil && r.Prefix.IsValid() && len(r.Maybe) == 0 && !gw.IPsec() {
			inside.AddPrefix(r.Prefix)
		}
	}
	for _, section := range []string{"openvpn-server", "openvpn-client"} {
		for e := range s.Rest().Child("openvpn").All(section) {
			if p, err := netip.ParsePrefix(TextOf(e.Child("tunnel_network")).V); err == nil && !switchedOn(e.Child("disable")) {
				inside.AddPrefix(p)
			}
		}
	}
	var out []*ipsec.NATRule
	for _, i := range s.Box.Interfaces {
		if i.Enabled && i.Outward() {
			out = append(out, &ipsec.NATRule{
				Name: "automatic outbound NAT on " + i.Name, Section: autoNAT, At: place(Text{At: at}, i.At), Out: ipsec.Places{i.Name},
				Source: inside.Set(), Destination: ipsec.Anywhere(), Kind: ipsec.NATInterface,
			})
		}
	}
	return out
}

// forward reads a port forward.
func (s *Scene) forward(e *parser.Element) *ipsec.NATRule {
	src, dst := ReadSide(e.Child("source")), ReadSide(e.Child("destination"))
	if e.Child("nordr") != nil || len(dst.Names) == 0 {
		return nil
	}
	to := s.Set(TextOf(e.Child("target")).V)
	r := &ipsec.NATRule{
		Name: NATName("port forward on ", e), Section: forward, At: e.Tag(), Disabled: switchedOn(e.Child("disabled")),
		In: ipsec.Places(fields(TextOf(e.Child("interface")).V)), Source: s.Side(src, "source", e.Tag()),
		Destination: s.Side(dst, "destination", e.Tag()), Kind: ipsec.NATExempt, DestinationTo: &to,
	}
	s.Translation(r, e, TextOf(e.Child("protocol")).V, src.Port, dst.Port)
	return r
}
