package vendors

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
)

const asaSample = `! Amazon Web Services
crypto ikev1 policy 200
 encryption aes
 group 2
 lifetime 28800
 hash sha
crypto ipsec ikev1 transform-set vpn-0 esp-aes esp-sha-hmac
crypto ipsec profile vpn-0
 set ikev1 transform-set vpn-0
 set pfs group2
 set security-association lifetime seconds 3600
tunnel-group 203.0.113.10 type ipsec-l2l
tunnel-group 203.0.113.10 ipsec-attributes
 ikev1 pre-shared-key Example.key
 isakmp keepalive threshold 10 retry 10
interface Tunnel1
 nameif vpn-0
 ip address 169.254.20.2 255.255.255.252
 tunnel source interface outside
 tunnel destination 203.0.113.10
 tunnel mode ipsec ipv4
 tunnel protection ipsec profile vpn-0
router bgp 65010
 address-family ipv4 unicast
  neighbor 169.254.20.1 remote-as 64512
  neighbor 169.254.20.1 timers 10 30 30
`

const fortigateSample = `config vpn ipsec phase1-interface
    edit "vpn-0"
        set interface "wan1"
        set dpd enable
        set local-gw 198.51.100.2
        set dhgrp 2
        set proposal aes128-sha1
        set keylife 28800
        set remote-gw 203.0.113.10
        set psksecret Example.key
        set dpd-retryinterval 10
    next
end
config vpn ipsec phase2-interface
    edit "vpn-0"
        set phase1name "vpn-0"
        set proposal aes128-sha1
        set dhgrp 2
        set keylifeseconds 3600
    next
end
config system interface
    edit "vpn-0"
        set ip 169.254.20.2 255.255.255.255
        set remote-ip 169.254.20.1
        set interface "wan1"
    next
end
`

const guideSample = `! Amazon Web Services
3) Open the file /etc/ipsec.conf, and append this:

conn Tunnel1
	auto=start
	left=%defaultroute
	leftid=198.51.100.2
	right=203.0.113.10
	keyexchange=ikev1
	ike=aes128-sha1-modp1024
	ikelifetime=8h
	esp=aes128-sha1-modp1024
	lifetime=1h
	dpddelay=10s
	leftupdown="/etc/aws-updown.sh -ln Tunnel1 -ll 169.254.20.2/30 -lr 169.254.20.1/30 -m 100"

4) Open the file /etc/ipsec.secrets, and append this:
198.51.100.2 203.0.113.10 : PSK "Example.key"
`

// TestReadSuppliedSamples reads the samples for vendors: only what they write counts.
func TestReadSuppliedSamples(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{asaSample, "Cisco ASA 203.0.113.10 169.254.20.2/30 169.254.20.1 [ikev1] [aes128] [sha1] [2] 28800 [aes128] [sha1] [2] 3600 dpd 10 bgp 65010 64512 30 true"},
		{fortigateSample, "Fortinet FortiGate 203.0.113.10 169.254.20.2/32 169.254.20.1 [] [aes128] [sha1] [2] 28800 [aes128] [sha1] [2] 3600 dpd 10  0 0 0 true"},
		{guideSample, "strongSwan 203.0.113.10 169.254.20.2/30 169.254.20.1 [ikev1] [aes128] [sha1] [2] 28800 [aes128] [sha1] [2] 3600 dpd 10  0 0 0 true"},
	} {
		s, err := ReadSupplied(All(), source(t, test.text))
		if err != nil {
			t.Errorf("%s: %v", test.want, err)
			continue
		}
		x := s.Tunnels[0]
		got := fmt.Sprint(s.Format, " ", x.Peer.V, " ", x.InsideLocal.V, " ", x.InsideRemote.V, " ", x.Versions.V, " ",
			x.IKE.Encryption.V, " ", x.IKE.Integrity.V, " ", x.IKE.DH.V, " ", x.IKE.Lifetime.V, " ",
			x.IPsec.Encryption.V, " ", x.IPsec.Integrity.V, " ", x.IPsec.DH.V, " ", x.IPsec.Lifetime.V,
			" dpd ", x.DPDInterval.V, " ", s.Routing.V, " ", x.LocalASN.V, " ", x.RemoteASN.V, " ", x.Hold.V, " ", x.PSK.Visible())
		if got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
}

// TestReadSuppliedRefuses holds that what cannot be read is named.
func TestReadSuppliedRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"! Amazon Web Services\ncrypto isakmp policy 200\n":                                                     "vpn.txt: this is AWS's sample for Cisco IOS, which vpnlint does not read; download the configuration file again, with the vendor Generic",
		"# Amazon Web Services\nset security ike proposal vpn-0 dh-group group2\n":                              "Juniper Junos",
		"# Amazon Web Services\ntunnel select 1\n ipsec ike encryption 1 aes-cbc\n":                             "Yamaha RTX",
		"! Amazon Web Services\nconfig\naddress-object ipv4 AWSVPC network 10.8.2.0\nvpn policy site-to-site\n": "SonicWall",
		"hello\n": "neither a configuration file of OutSystems or AWS nor a sample",
		strings.ReplaceAll(asaSample, "203.0.113.10", "AWS_ENDPOINT"): "names no outside address of the far side",
	} {
		if s, err := ReadSupplied(All(), source(t, text)); err == nil {
			t.Errorf("%q is read as %s", text, s.Format)
		} else if !strings.Contains(err.Error(), want) {
			t.Errorf("got %q, want %q", err, want)
		}
	}
}

func source(t *testing.T, text string) *parser.Source {
	t.Helper()
	src, err := parser.NewSource("vpn.txt", []byte(text), "")
	if err != nil {
		t.Fatal(err)
	}
	return src
}
