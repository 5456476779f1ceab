package rules

import "net/netip"

// Intent is what an export cannot tell: the far side as OutSystems assigned it
// and what the user means to do. The zero value says nothing.
type Intent struct {
	Peers        []string       // OutSystems' VPN endpoints; empty = every site-to-site tunnel is meant
	CIDR         netip.Prefix   // the cloud range; invalid when not told
	DNS          []netip.Addr   // OutSystems' DNS servers in the cloud range
	OnPrem       []netip.Prefix // the ranges registered with OutSystems
	Routing      string         // static, bgp, or "" when not told
	BehindNAT    *bool          // nil when not told
	AsymmetricOK *bool          // nil when not told
	Edition      string         // standard, sentry, or "" when not told
	DBPorts      []int          // TCP ports of on-premises databases
}
