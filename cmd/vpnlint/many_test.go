package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
)

// manyTunnels writes a configuration of a vendor with n tunnels that share nothing
// but the device.
var manyTunnels = []struct {
	vendor             string
	head, tunnel, tail string // of tunnel: %[1]d its number, %[2]s the address of its peer
}{
	{"asa", ": Saved\nASA Version 9.8(4)22\nhostname fw\ncrypto ipsec ikev1 transform-set T esp-aes-256 esp-sha-hmac\ncrypto ikev1 policy 10\n authentication pre-share\n encryption aes-256\n hash sha\n group 14\n lifetime 28800\n",
		"access-list A%[1]d extended permit ip 10.1.0.0 255.255.0.0 10.8.2.0 255.255.255.0\ncrypto map m %[1]d match address A%[1]d\ncrypto map m %[1]d set peer %[2]s\n" +
			"crypto map m %[1]d set ikev1 transform-set T N%[1]d\ntunnel-group %[2]s type ipsec-l2l\ntunnel-group %[2]s ipsec-attributes\n ikev1 pre-shared-key key-%[1]d\n",
		"crypto map m interface outside\n: end\n"},
	{"fortigate", "#config-version=FGT60F-7.2.5-FW-build1517-230606:opmode=0:vdom=0:user=admin\nconfig vpn ipsec phase1-interface\n",
		"    edit \"t%[1]d\"\n        set interface \"wan1\"\n        set proposal aes256-sha256\n        set remote-gw %[2]s\n        set psksecret ENC a%[1]d\n    next\nend\n" +
			"config vpn ipsec phase2-interface\n    edit \"p%[1]d\"\n        set phase1name \"t%[1]d\"\n        set proposal aes256-sha256\n        set src-addr-type name\n        set src-name \"a%[1]d\"\n    next\nend\nconfig vpn ipsec phase1-interface\n",
		"end\n"},
	{"pfsense", "<?xml version=\"1.0\"?>\n<pfsense><version>22.9</version><ipsec>\n",
		"<phase1><ikeid>%[1]d</ikeid><iketype>ikev2</iketype><interface>wan</interface><remote-gateway>%[2]s</remote-gateway><pre-shared-key>key%[1]d</pre-shared-key></phase1>\n" +
			"<phase2><ikeid>%[1]d</ikeid><mode>tunnel</mode><reqid>%[1]d</reqid><localid><type>network</type><address>10.1.0.0</address><netbits>16</netbits></localid></phase2>\n",
		"</ipsec></pfsense>\n"},
	{"opnsense", "<?xml version=\"1.0\"?>\n<opnsense><OPNsense><Swanctl><Connections>\n",
		"<Connection uuid=\"%08[1]x-0000-4000-8000-000000000000\"><enabled>1</enabled><version>2</version><remote_addrs>%[2]s</remote_addrs><description>t%[1]d</description></Connection>\n",
		"</Connections></Swanctl></OPNsense></opnsense>\n"},
	{"paloalto", "set deviceconfig system hostname fw\n",
		"set network ike gateway g%[1]d peer-address ip %[2]s\nset network ike gateway g%[1]d local-address interface ethernet1/1\nset network ike gateway g%[1]d authentication pre-shared-key key -AQ==%[1]d\n" +
			"set network tunnel ipsec t%[1]d auto-key ike-gateway g%[1]d\nset network tunnel ipsec t%[1]d auto-key ipsec-crypto-profile c%[1]d\nset network tunnel ipsec t%[1]d tunnel-interface tunnel.%[1]d\n",
		""},
	{"strongswan", "connections {\n",
		" t%[1]d {\n  remote_addrs = %[2]s\n  proposals = aes256-sha256-modp2048\n  local { auth = psk }\n  remote { auth = psk }\n  children { c { remote_ts = 10.8.2.0/24\n esp_proposals = aes256-sha256 } }\n }\n",
		"}\n"},
	{"strongswan", "config setup\n", "conn t%[1]d\n\tleft=198.51.100.1\n\tright=%[2]s\n\tauthby=psk\n\trightsubnet=10.8.2.0/24\n\tauto=start\n", ""},
}

func writeMany(i, n int) string {
	var b strings.Builder
	kind := &manyTunnels[i]
	b.WriteString(kind.head)
	for t := 1; t <= n; t++ {
		fmt.Fprintf(&b, kind.tunnel, t, fmt.Sprintf("198.%d.%d.%d", 18+t>>16, t>>8&255, t&255))
	}
	b.WriteString(kind.tail)
	return b.String()
}

// TestGrowthIsLinear doubles the number of tunnels and compares the work, counted
// in memory that was asked for: twice as many tunnels cost about twice as much.
func TestGrowthIsLinear(t *testing.T) {
	t.Chdir(t.TempDir())
	for i, kind := range manyTunnels {
		cost := func(n int) float64 {
			if err := os.WriteFile("fw", []byte(writeMany(i, n)), 0o644); err != nil {
				t.Fatal(err)
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			out := runPlain(t, append([]string{"--no-config", "-f", "json", "--vendor", kind.vendor}, append(toldOfSite, "fw")...))
			runtime.ReadMemStats(&after)
			if got := fmt.Sprintf("\"tunnels\": %d", n); !strings.Contains(out, got) {
				t.Fatalf("%s: not %s:\n%.2000s", kind.vendor, got, out)
			}
			return float64(after.TotalAlloc - before.TotalAlloc)
		}
		cost(10) // what is made once
		small, large := cost(300), cost(600)
		if large > 2.4*small {
			t.Errorf("%s: 300 tunnels cost %.0f bytes, 600 cost %.1f times as much", kind.vendor, small, large/small)
		}
	}
}
