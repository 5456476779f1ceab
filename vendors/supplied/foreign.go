package supplied

import (
	"bytes"

	"github.com/vpnlint/vpnlint/parser"
)

// Foreign returns whose sample the text is, for vendors whose configurations
// vpnlint does not read; "" when nothing tells. The evidence are statements of
// AWS's samples.
func Foreign(src *parser.Source) string {
	text := bytes.ToLower(src.Text())
	for _, v := range []struct {
		title    string
		evidence []string
	}{
		{"Juniper Junos", []string{"\nset security ike ", "\nset security ipsec "}},
		{"Juniper ScreenOS", []string{"\nset ike gateway ", "\nset ike p1-proposal "}},
		{"Yamaha RTX", []string{"tunnel select ", "ipsec ike "}},
		{"SonicWall", []string{"vpn policy site-to-site", "vpn policy tunnel-interface", "sonicos", "sonicwall"}},
		{"Cisco IOS", []string{"\ncrypto isakmp policy ", "\ncrypto keyring ", "\ncrypto ikev2 keyring "}},
		{"Check Point", []string{"smartdashboard", "smartconsole", "set vpn tunnel"}},
		{"MikroTik", []string{"\n/ip ipsec "}},
		{"Openswan", []string{"openswan"}},
		{"Sophos", []string{"sophos"}},
		{"Cisco Meraki", []string{"meraki"}},
		{"Microsoft Windows Server", []string{"netsh advfirewall"}},
		{"WatchGuard", []string{"watchguard"}},
		{"Barracuda", []string{"barracuda"}},
		{"F5 BIG-IP", []string{"create net ipsec", "tmsh"}},
		{"Zyxel", []string{"zyxel", "zywall"}},
	} {
		for _, e := range v.evidence {
			if bytes.Contains(text, []byte(e)) {
				return v.title
			}
		}
	}
	return ""
}
