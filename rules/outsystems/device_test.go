package outsystems_test

import (
	"net/netip"
	"testing"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

func TestModeAndPort(t *testing.T) {
	m := newModel(t)
	tunnel := m.tunnel("t", "203.0.113.10", 10)
	tunnel.IKE.Mode = ipsec.ExplicitAt("aggressive", m.line(12))
	tunnel.IKE.Port = ipsec.ExplicitAt(5500, m.line(13))
	wantFindings(t, findings(t, "ike-main-mode", m.device(tunnel), rules.Intent{}), "12: error: phase 1 uses aggressive mode")
	wantFindings(t, findings(t, "ike-port", m.device(tunnel), rules.Intent{}), "13: error: IKE uses UDP port 5500")
	tunnel.IKE.Port.V = 4500
	wantFindings(t, findings(t, "ike-port", m.device(tunnel), rules.Intent{}), "13: warning: IKE uses UDP port 4500")
}

func TestSecondTunnel(t *testing.T) {
	m := newModel(t)
	a, b := m.tunnel("a", "203.0.113.10", 10), m.tunnel("b", "203.0.113.20", 20)
	both := rules.Intent{Peers: []string{"203.0.113.10", "203.0.113.20"}}
	wantFindings(t, findings(t, "second-tunnel", m.device(a, b), both))
	wantFindings(t, findings(t, "second-tunnel", m.device(), both))
	wantFindings(t, findings(t, "second-tunnel", m.device(a), both), "10: warning: only one of the 2 tunnels is configured; no enabled tunnel of this device goes to 203.0.113.20")
	b.Enabled = false
	wantFindings(t, findings(t, "second-tunnel", m.device(a, b), both), "10: warning: ")
	b.Enabled = true
	two := rules.Intent{Peers: []string{"203.0.113.10", "203.0.113.20", "203.0.113.30", "203.0.113.40"}}
	wantFindings(t, findings(t, "second-tunnel", m.device(a, b), two)) // the other connection may end elsewhere
}

func TestTunnelAddress(t *testing.T) {
	m := newModel(t)
	for address, want := range map[string][]string{
		"169.254.20.2/30": nil,
		"169.254.20.2/32": nil,
		"10.255.0.1/30":   {"11: info: the tunnel interface has the address 10.255.0.1"},
		"169.254.5.2/30":  {"11: info: the tunnel interface has the address 169.254.5.2, which AWS keeps for itself"},
		"169.254.20.2/24": {"11: info: the tunnel interface has a mask of /24"},
	} {
		tunnel := m.tunnel("t", "203.0.113.10", 10)
		tunnel.InsideLocal = ipsec.ExplicitAt(netip.MustParsePrefix(address), m.line(11))
		wantFindings(t, findings(t, "tunnel-address", m.device(tunnel), rules.Intent{}), want...)
	}
}

func TestProblems(t *testing.T) {
	m := newModel(t)
	a, b := m.tunnel("a", "203.0.113.10", 10), m.tunnel("b", "192.0.2.7", 20)
	d := m.device(a, b)
	d.Problems = []ipsec.Problem{
		{Kind: ipsec.Unreadable, At: m.line(30), Message: "elsewhere"},
		{Kind: ipsec.Unreadable, At: m.line(31), Message: "in a VPN block", VPN: true},
		{Kind: ipsec.Unreadable, At: m.line(32), Message: "refused by the device", VPN: true, Fatal: true},
		{Kind: ipsec.Unreadable, At: m.line(33), Message: "another tunnel's", VPN: true, Tunnels: []*ipsec.Tunnel{b}},
		{Kind: ipsec.Undefined, At: m.line(34), Message: "not defined", VPN: true, Tunnels: []*ipsec.Tunnel{a, b}},
		{Kind: ipsec.Unread, At: m.line(35), Message: "not known", VPN: true},
		{Kind: ipsec.Truncated, At: m.line(36), Message: "cut"},
		{Kind: ipsec.NoVersion, At: m.line(37), Message: "no version"},
	}
	only := rules.Intent{Peers: []string{"203.0.113.10"}}
	wantFindings(t, findings(t, "unreadable-statement", d, only), "30: info: elsewhere", "31: warning: in a VPN block", "32: error: refused by the device")
	wantFindings(t, findings(t, "unreadable-statement", d, rules.Intent{}), "30: info: ", "31: warning: ", "32: error: ", "33: warning: another tunnel's")
	wantFindings(t, findings(t, "undefined-reference", d, only), "34: warning: not defined")
	wantFindings(t, findings(t, "unread-statement", d, only), "35: info: not known")
	wantFindings(t, findings(t, "truncated-config", d, only), "36: warning: cut")
	wantFindings(t, findings(t, "unknown-version", d, only), "37: info: no version")
	d.Whole = false
	wantFindings(t, findings(t, "undefined-reference", d, only), "34: info: not defined")
}
