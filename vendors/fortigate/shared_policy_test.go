package fortigate

import (
	"net/netip"
	"slices"
	"testing"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// TestOnePolicyForAZone: where both tunnels are in one zone, one policy serves both,
// and what is typed for one is typed for the other.
func TestOnePolicyForAZone(t *testing.T) {
	devices, err := Read(source(t, `#config-version=FGT60F-7.2.8-FW-build1639-240313:opmode=0:vdom=0:user=admin
config system global
    set hostname "fw-zone"
end
config system interface
    edit "lan"
        set ip 10.1.0.1 255.255.0.0
    next
    edit "cloud1"
        set type tunnel
    next
    edit "cloud2"
        set type tunnel
    next
end
config system zone
    edit "cloud"
        set interface "cloud1" "cloud2"
    next
end
config vpn ipsec phase1-interface
    edit "cloud1"
        set interface "wan1"
        set proposal aes256-sha256
        set remote-gw 203.0.113.10
        set psksecret ENC hidden
    next
    edit "cloud2"
        set interface "wan1"
        set proposal aes256-sha256
        set remote-gw 203.0.113.20
        set psksecret ENC hidden
    next
end
config firewall policy
    edit 1
        set srcintf "lan"
        set dstintf "cloud"
        set srcaddr "all"
        set dstaddr "all"
        set schedule "always"
        set service "ALL"
    next
end
`))
	if err != nil {
		t.Fatal(err)
	}
	var typed [][]string
	for _, tun := range devices[0].Tunnels {
		flow := ipsec.Flow{
			From: ipsec.Point{Interface: "lan"}, To: ipsec.Point{Tunnel: tun},
			Source: ipsec.SetOf(netip.MustParsePrefix("10.1.0.0/16")), Destination: ipsec.SetOf(netip.MustParsePrefix("10.8.2.0/24")), Protocol: ipsec.ProtoTCP, Port: 443,
		}
		by := devices[0].Around.Decide(flow).By[0]
		r, _ := devices[0].Remedier.Remedy(ipsec.Change{Kind: ipsec.PermitFlow, Tunnel: tun, Filter: by.Filter, Before: by.Rule.At, Flows: []ipsec.Flow{flow}})
		typed = append(typed, r.Commands)
	}
	if len(typed) != 2 || len(typed[0]) == 0 || !slices.Equal(typed[0], typed[1]) {
		t.Errorf("two policies for one zone: %q", typed)
	}
}
