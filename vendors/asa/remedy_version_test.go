package asa

import (
	"testing"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// TestGroupsByVersion asks old software for nothing that it does not know.
func TestGroupsByVersion(t *testing.T) {
	wanted := &ipsec.Wanted{Encryption: "aes256", Integrity: "sha256", PRF: "sha256", DH: 14, Lifetime: 28800}
	for _, c := range []struct{ version, pfs, ike string }{
		{"ASA Version 8.4(7)", "group5", "2"}, {"ASA Version 9.1(7)", "group14", "2"}, {"ASA Version 9.16(3)", "group14", "14"}, {"!", "group14", "14"},
	} {
		d := device(t, "key_missing.txtar", "ASA Version 9.8(4)", c.version)
		wantCommands(t, typedFor(t, d, ipsec.Change{Kind: ipsec.SetPFS, Number: 14}), "crypto map M 10 set pfs "+c.pfs)
		wantCommands(t, typedFor(t, d, ipsec.Change{Kind: ipsec.SetIKEProposal, Wanted: wanted}),
			"crypto ikev1 policy 1", " authentication pre-share", " encryption aes-256", " hash sha", " group "+c.ike, " lifetime 28800")
	}
	old := device(t, "key_missing.txtar", "ASA Version 9.8(4)", "ASA Version 8.4(7)")
	wantCommands(t, typedFor(t, old, ipsec.Change{Kind: ipsec.SetIKEVersion, Text: "ikev2"}))
}

// TestFarSide: the interface is right as it is.
func TestFarSide(t *testing.T) {
	d := device(t, "key_missing.txtar")
	r, ok := d.Remedier.Remedy(ipsec.Change{Kind: ipsec.SetInsideAddress, Tunnel: d.Tunnels[0], Text: ipsec.FarSide})
	if len(r.Commands) > 0 || len(r.Notes) != 1 {
		t.Errorf("%v: %+v", ok, r)
	}
}

// TestNewGroup: the attributes of a tunnel-group are refused before its type.
func TestNewGroup(t *testing.T) {
	d := device(t, "key_missing.txtar")
	const group = "tunnel-group 203.0.113.10 "
	wantCommands(t, typedFor(t, d, ipsec.Change{Kind: ipsec.SetIdleTimeout}),
		"group-policy GP-203.0.113.10 internal", "group-policy GP-203.0.113.10 attributes", " vpn-idle-timeout none", " vpn-tunnel-protocol ikev1",
		group+"type ipsec-l2l", group+"general-attributes", " default-group-policy GP-203.0.113.10")
	wantCommands(t, typedFor(t, d, ipsec.Change{Kind: ipsec.SetDPD, Seconds: 10, Number: 3}),
		group+"type ipsec-l2l", group+"ipsec-attributes", " isakmp keepalive threshold 10 retry 3")
}
