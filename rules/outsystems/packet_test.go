package outsystems

import (
	"testing"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

func TestMSSClamp(t *testing.T) {
	behindNAT := true
	clamp := func(v ipsec.Value[int], integrity ...string) func(*ipsec.Tunnel, *ipsec.Child) {
		return func(u *ipsec.Tunnel, c *ipsec.Child) { u.MSS, c.Proposals[0].Integrity = v, set(integrity) }
	}
	run(t, mssClamp, &rules.Intent{}, []check{
		{"SHA-256 fits", clamp(set(1398), "sha256"), nil, nil},
		{"SHA-256 does not fit", clamp(set(1399), "sha256"),
			[]string{"warning: TCP MSS is clamped to 1399 bytes; at most 1398 bytes fit into the tunnel"}, []string{"mss 1398"}},
		{"SHA-512 may be chosen", clamp(builtIn(1390), "sha256", "sha512"),
			[]string{"info: TCP MSS is clamped to 1390 bytes (default of ASA 9.8), which does not fit with every phase 2 proposal; 1382 bytes always do"}, []string{"mss 1382"}},
		{"no clamp", clamp(set(0), "sha256"),
			[]string{"info: TCP MSS is not clamped; at most 1398 bytes fit into the tunnel"}, []string{"mss 1398"}},
		{"AES-GCM", func(u *ipsec.Tunnel, c *ipsec.Child) {
			u.MSS, c.Proposals[0].Encryption, c.Proposals[0].Integrity = set(1406), set([]string{"aes256gcm16"}), set([]string{})
		}, nil, nil},
		{"algorithms that the table does not know", func(u *ipsec.Tunnel, c *ipsec.Child) {
			u.MSS, c.Proposals[0].Encryption = set(1460), set([]string{"3des"})
		}, nil, nil},
	})
	run(t, mssClamp, &rules.Intent{BehindNAT: &behindNAT}, []check{
		{"behind NAT", clamp(set(1398), "sha256"),
			[]string{"warning: TCP MSS is clamped to 1398 bytes; at most 1382 bytes fit into the tunnel"}, []string{"mss 1382"}},
	})
}

func TestFragmentation(t *testing.T) {
	run(t, fragmentation, &rules.Intent{}, []check{
		{"after encryption, DF copied", func(u *ipsec.Tunnel, _ *ipsec.Child) {
			u.Fragmentation, u.DontFragment = set(ipsec.FragmentAfter), builtIn(ipsec.DFCopy)
		}, []string{
			"info: large packets are cut after encryption; AWS advises to cut them before",
			"info: the don't-fragment bit is kept (default of ASA 9.8); a packet that is too large for the tunnel may be lost, because AWS takes no part in path MTU discovery",
		}, []string{"fragmentation before-encryption", "dont-fragment clear"}},
	})
}

func TestAntiReplay(t *testing.T) {
	run(t, antiReplay, &rules.Intent{}, []check{
		{"off", func(u *ipsec.Tunnel, _ *ipsec.Child) { u.ReplayWindow = set(0) },
			[]string{"info: anti-replay is off; AWS's samples check a window of 128 packets"}, []string{"replay-window 128"}},
		{"64 packets", func(u *ipsec.Tunnel, _ *ipsec.Child) { u.ReplayWindow = set(64) }, nil, nil},
	})
}
