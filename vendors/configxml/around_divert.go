package configxml

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// diversion is where a rule with a gateway sends what it lets pass: past the routing
// table and the policies of IPsec. A gateway inside a tunnel is no such thing, nor is a
// group with one, nor one that the file does not define, which the box does not use.
// Source: Netgate, "Bypassing Policy Routing".
func (s *Scene) diversion(r *Rule) *ipsec.Diversion {
	if !r.routes() {
		return nil
	}
	vias := s.vias(r.Gateway.V)
	if len(vias) == 0 || slices.ContainsFunc(vias, func(v via) bool { return v.iface == "" || v.tunnel }) {
		return nil
	}
	d := &ipsec.Diversion{Gateway: r.Gateway.V, Unsure: s.GatewayUnsure}
	// The box looks for the word in the text of the destination, so that an alias with
	// it in its name does as well (pfSense, filter.inc: negate_networks).
	if s.SparesVPN && slices.ContainsFunc(r.Dest.Names, func(n string) bool { return strings.Contains(n, "any") }) {
		d.Spares = s.spares()
	}
	return d
}

// phase2Networks are the remote networks of tunnels by policy, without that of
// everything, which the box leaves out too.
func (s *Scene) phase2Networks() ipsec.AddrSet {
	var out []netip.Prefix
	for _, r := range s.policies() {
		if r.Prefix.Bits() > 0 {
			out = append(out, r.Prefix)
		}
	}
	return ipsec.SetOf(out...)
}
