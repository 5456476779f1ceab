package fortigate

import (
	"flag"
	"net/netip"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// TestRemedies compares the commands for every kind of change, on a device with
// VDOMs and on one without, with testdata/remedies.golden, which -update rewrites.
func TestRemedies(t *testing.T) {
	var b strings.Builder
	for _, name := range []string{"keepalives", "multi_vdom", "policy_based"} {
		devices, err := Read(source(t, config(t, name)))
		if err != nil {
			t.Fatal(err)
		}
		d := devices[0]
		tun := d.Tunnels[len(d.Tunnels)-1]
		b.WriteString("=== " + name + ", tunnel " + tun.Name + "\n")
		for _, ch := range changes(tun) {
			r, ok := d.Remedier.Remedy(ch)
			b.WriteString("--- " + string(ch.Kind) + "\n")
			if !ok {
				b.WriteString("(no such setting)\n")
			}
			for _, c := range r.Commands {
				b.WriteString(c + "\n")
			}
			for _, n := range r.Notes {
				b.WriteString("note: " + n + "\n")
			}
			for _, c := range r.Renew {
				b.WriteString("renew: " + c + "\n")
			}
			for _, e := range r.Edits {
				b.WriteString("edit: " + e.At.Text() + " -> " + e.Text + "\n")
			}
		}
	}
	file := "testdata/remedies.golden"
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func changes(t *ipsec.Tunnel) []ipsec.Change {
	wanted := &ipsec.Wanted{Encryption: "aes256", Integrity: "sha256", PRF: "sha256", DH: 14, Lifetime: 28800}
	list := []ipsec.Change{
		{Kind: ipsec.SetIKELifetime, Seconds: 28800}, {Kind: ipsec.SetIKEProposal, Wanted: wanted},
		{Kind: ipsec.DropProposals, Proposals: t.IKE.Proposals[:1]},
		{Kind: ipsec.SetIKEMode, Text: "main"}, {Kind: ipsec.SetIKEAuth, Text: "psk"}, {Kind: ipsec.SetPSK},
		{Kind: ipsec.SetIKEVersion, Text: "ikev2"}, {Kind: ipsec.EnableIKE, Text: "ikev2"},
		{Kind: ipsec.SetIdentity, Text: "198.51.100.1"}, {Kind: ipsec.SetIKEPort, Number: 500},
		{Kind: ipsec.SetNATTraversal, Text: "off"}, {Kind: ipsec.SetDPD, Seconds: 10, Number: 3},
		{Kind: ipsec.SetIPsecLifetime, Seconds: 3600}, {Kind: ipsec.SetIPsecVolume}, {Kind: ipsec.SetIPsecVolume, Number: 4608000},
		{Kind: ipsec.SetIPsecProposal, Wanted: wanted}, {Kind: ipsec.SetIPsecMode, Text: "tunnel"}, {Kind: ipsec.SetPFS, Number: 14},
		{Kind: ipsec.SetSelectors, Selector: &ipsec.Selector{Local: "0.0.0.0/0", Remote: "10.8.2.0/24"}},
		{Kind: ipsec.SetInitiation, Text: "start"}, {Kind: ipsec.SetIdleTimeout}, {Kind: ipsec.SetSessionTimeout},
		{Kind: ipsec.AddKeepalive, Seconds: 5, Addr: netip.MustParseAddr("10.8.2.10")},
		{Kind: ipsec.AddTunnel, Addr: netip.MustParseAddr("203.0.113.20")}, {Kind: ipsec.SetMSS, Number: 1379},
		{Kind: ipsec.SetDontFragment, Text: "clear"}, {Kind: ipsec.SetFragmentation}, {Kind: ipsec.SetReplayWindow, Number: 1024},
		{Kind: ipsec.SetInsideAddress},
	}
	for i := range t.Keepalives {
		list = append(list, ipsec.Change{Kind: ipsec.SetKeepalive, Keepalive: &t.Keepalives[i], Seconds: 5, Source: netip.MustParseAddr("10.1.0.1")})
	}
	for i := range list {
		list[i].Tunnel = t
	}
	return list
}
