package paloalto

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// vpnPart is what somebody copies who thinks that the rest does not matter.
const vpnPart = `set network ike gateway cloud peer-address ip 203.0.113.10
set network ike gateway cloud local-address interface ethernet1/1
set network ike gateway cloud authentication pre-shared-key key -AQ==x
set network tunnel ipsec cloud auto-key ike-gateway cloud
set network tunnel ipsec cloud tunnel-interface tunnel.1
set network interface tunnel units tunnel.1 ip 10.0.2.64/32
`

// TestKeepalivesHidden: a part of a configuration that shows no routes does not tell
// that none is monitored.
func TestKeepalivesHidden(t *testing.T) {
	for text, hidden := range map[string]bool{
		vpnPart: true,
		vpnPart + "set network virtual-router default interface [ tunnel.1 ]\n": false,
	} {
		if got := readPart(t, text).Tunnels[0].KeepalivesHidden; (got != "") != hidden {
			t.Errorf("hidden %q for\n%s", got, text)
		}
	}
}

// TestMonitorSource: the monitor pings from the tunnel interface, whatever its
// address, and takes the interface down when nothing answers.
func TestMonitorSource(t *testing.T) {
	d := readPart(t, vpnPart)
	r, _ := d.Remedier.Remedy(ipsec.Change{Kind: ipsec.AddKeepalive, Tunnel: d.Tunnels[0], Seconds: 5, Addr: netip.MustParseAddr("10.8.2.10")})
	if notes := strings.Join(r.Notes, "\n"); !strings.Contains(notes, "pings from 10.0.2.64: the DNS server answers only sources") {
		t.Errorf("notes %q", notes)
	}
}

func readPart(t *testing.T, text string) *ipsec.Device {
	t.Helper()
	src, err := parser.NewSource("fw.set", []byte(text), "")
	if err != nil {
		t.Fatal(err)
	}
	devices, err := Read(src)
	if err != nil {
		t.Fatal(err)
	}
	return devices[0]
}
