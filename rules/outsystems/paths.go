package outsystems

import (
	"net/netip"
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// around returns the device around its tunnels; nil when its vendor does not fill
// the table that extent is of, which the summary then says.
func around(p *rules.Pass, table func(*ipsec.Around) (ipsec.Extent, string)) *ipsec.Around {
	a := p.Device.Around
	why := say("packet filters, NAT, routes and DNS forwarders are not read from files of %s", p.Device.Vendor)
	if a != nil {
		extent, reason := table(a)
		if extent != ipsec.NotRead {
			return a
		}
		if reason != "" {
			why = made(reason)
		}
	}
	if len(p.Tunnels) > 0 {
		p.NotJudged("", why)
	}
	return nil
}

func filtersOf(a *ipsec.Around) (ipsec.Extent, string) { return a.Filters.Extent, a.Filters.Reason }
func natOf(a *ipsec.Around) (ipsec.Extent, string)     { return a.NAT.Extent, a.NAT.Reason }
func routesOf(a *ipsec.Around) (ipsec.Extent, string)  { return a.Routes.Extent, a.Routes.Reason }
func forwardersOf(a *ipsec.Around) (ipsec.Extent, string) {
	return a.Forwarders.Extent, a.Forwarders.Reason
}
func limitsOf(a *ipsec.Around) (ipsec.Extent, string) { return a.Limits.Extent, a.Limits.Reason }

// forCloud reports that a tunnel is meant to carry the cloud range. With peers in the
// intent every tunnel in scope is; else one whose selectors have nothing of the range
// is another partner's.
func forCloud(p *rules.Pass, t *ipsec.Tunnel) bool {
	s := sidesOf(t)
	if len(p.Intent.Peers) > 0 || s.unread != "" || len(s.remote) == 0 {
		return true
	}
	return slices.ContainsFunc(s.remote, rangeOf(p.Intent.CIDR).overlaps)
}

// lan is what of the on-premises ranges lies behind one interface.
type lan struct {
	at    ipsec.Point // without an interface when the export does not tell it
	hosts ipsec.AddrSet
}

// lansOf finds the interfaces behind which IPv4 prefixes lie. Prefixes that lie
// behind none that the export tells come as one lan without an interface.
func lansOf(a *ipsec.Around, prefixes ...netip.Prefix) []lan {
	all := ipsec.SetOf(prefixes...)
	var out []lan
	for _, s := range a.Sides(all) {
		out = append(out, lan{ipsec.Point{Interface: s.Interface}, s.Addresses})
	}
	if len(out) == 0 {
		out = append(out, lan{hosts: all})
	}
	return out
}

// told reports that the export tells the interface.
func (l lan) told() bool { return l.at.Interface != "" }

// only4 returns the IPv4 ones, since the evaluator looks at no others.
func only4(prefixes []netip.Prefix) []netip.Prefix {
	return slices.DeleteFunc(slices.Clone(prefixes), func(p netip.Prefix) bool { return !p.Addr().Is4() })
}

// outward is traffic of a lan into the tunnel.
func (l lan) outward(t *ipsec.Tunnel, to ipsec.AddrSet, service ipsec.Flow) ipsec.Flow {
	service.From, service.To, service.Source, service.Destination = l.at, ipsec.Point{Tunnel: t}, l.hosts, to
	return service
}

// inward is traffic out of the tunnel to a lan.
func (l lan) inward(t *ipsec.Tunnel, from ipsec.AddrSet, service ipsec.Flow) ipsec.Flow {
	service.From, service.To, service.Source, service.Destination = ipsec.Point{Tunnel: t}, l.at, from, l.hosts
	return service
}

// hostsOf makes a set of addresses; others than IPv4 are left out.
func hostsOf(addrs ...netip.Addr) ipsec.AddrSet {
	var b ipsec.AddrBuilder
	for _, a := range addrs {
		if a = a.Unmap(); a.Is4() {
			b.AddAddr(a)
		}
	}
	return b.Set()
}

// addresses names the members of a set as a message does: hosts without "/32", and
// two of them as two.
func addresses(s ipsec.AddrSet) string {
	var words []string
	for _, p := range s.Prefixes() {
		switch p.Addr().BitLen() - p.Bits() {
		case 0:
			words = append(words, p.Addr().String())
		case 1:
			words = append(words, p.Addr().String(), p.Addr().Next().String())
		default:
			words = append(words, p.String())
		}
	}
	return list(words)
}

// atMost lowers the severity of f to info where the export may not show all of a
// table, and says so.
func atMost(f *rules.Finding, extent ipsec.Extent, reason rules.Text) {
	if extent == ipsec.Complete {
		return
	}
	f.Severity, f.Changes = rules.Info, nil
	if reason.IsZero() {
		reason = say("the export may not show everything that decides about it")
	}
	f.Message = say("%s; this is not certain: %s", f.Message, reason)
}
