package rules

import (
	"net/netip"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Intent is what an export cannot tell: the far side as OutSystems assigned it
// and what the user means to do. The zero value says nothing.
type Intent struct {
	Peers        []string        // OutSystems' VPN endpoints; empty = every site-to-site tunnel is meant
	CIDR         netip.Prefix    // the cloud range; invalid when not told
	DNS          []netip.Addr    // OutSystems' DNS servers in the cloud range
	OnPrem       []netip.Prefix  // the ranges registered with OutSystems
	Routing      string          // static, bgp, or "" when not told
	BehindNAT    *bool           // nil when not told
	AsymmetricOK *bool           // nil when not told
	Edition      string          // standard, sentry, or "" when not told
	DBPorts      []int           // TCP ports of on-premises databases
	Supplied     *ipsec.Supplied // what the configuration file of OutSystems says; nil when not given
}

// The keys of an intent, as a configuration file and a rule's Needs name them.
const (
	KeyPeers        = "outsystems.peers"
	KeyCIDR         = "outsystems.cidr"
	KeyDNS          = "outsystems.dns"
	KeyOnPrem       = "outsystems.onprem"
	KeyRouting      = "outsystems.routing"
	KeyBehindNAT    = "outsystems.behind_nat"
	KeyAsymmetricOK = "outsystems.asymmetric_ok"
	KeyEdition      = "outsystems.edition"
	KeyDBPorts      = "outsystems.db_ports"
	KeySupplied     = "outsystems.supplied"
)

// Has reports whether the intent tells the key.
func (i *Intent) Has(key string) bool {
	switch key {
	case KeyPeers:
		return len(i.Peers) > 0
	case KeyCIDR:
		return i.CIDR.IsValid()
	case KeyDNS:
		return len(i.DNS) > 0
	case KeyOnPrem:
		return len(i.OnPrem) > 0
	case KeyRouting:
		return i.Routing != ""
	case KeyBehindNAT:
		return i.BehindNAT != nil
	case KeyAsymmetricOK:
		return i.AsymmetricOK != nil
	case KeyEdition:
		return i.Edition != ""
	case KeyDBPorts:
		return len(i.DBPorts) > 0
	case KeySupplied:
		return i.Supplied != nil
	}
	return false
}

// Means reports whether the tunnel goes to one of the intent's peers, or whether
// the intent names none. Peers are compared as addresses where both are
// addresses, else as text without regard to case.
func (i *Intent) Means(t *ipsec.Tunnel) bool {
	if len(i.Peers) == 0 {
		return true
	}
	for _, peer := range i.Peers {
		if SamePeer(peer, t.Peer) {
			return true
		}
	}
	return false
}

// SamePeer compares two peers as addresses where both are addresses, else as text
// without regard to case.
func SamePeer(a, b string) bool {
	x, okX := asAddr(a)
	y, okY := asAddr(b)
	if okX && okY {
		return x == y
	}
	return strings.EqualFold(a, b)
}

func asAddr(text string) (netip.Addr, bool) {
	a, err := netip.ParseAddr(text)
	return a.Unmap(), err == nil
}

func (i *Intent) missing(keys []string) []string {
	var out []string
	for _, k := range keys {
		if !i.Has(k) {
			out = append(out, k)
		}
	}
	return out
}
