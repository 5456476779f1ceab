package outsystems_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
	"github.com/vpnlint/vpnlint/vendors/asa"
)

// BenchmarkRules runs every rule over an ASA with a thousand tunnels that share
// their IKE policies and leave everything else to the defaults: many findings at
// few places.
func BenchmarkRules(b *testing.B) {
	var text strings.Builder
	text.WriteString("ASA Version 9.16(4)\ncrypto ikev2 enable outside\ncrypto ipsec ikev2 ipsec-proposal p\n protocol esp encryption aes\n protocol esp integrity sha-1\n")
	for n := range 10 {
		fmt.Fprintf(&text, "crypto ikev2 policy %d\n encryption aes\n integrity sha\n group 2\n prf sha\n lifetime seconds 86400\n", n+1)
	}
	for n := range 1000 {
		peer := fmt.Sprintf("198.18.%d.%d", n/250, n%250+1)
		fmt.Fprintf(&text, "access-list a%d extended permit ip 10.0.0.0 255.0.0.0 172.16.%d.0 255.255.255.0\n", n, n%250)
		fmt.Fprintf(&text, "crypto map m %d match address a%d\ncrypto map m %[1]d set peer %[3]s\ncrypto map m %[1]d set ikev2 ipsec-proposal p\n", n+1, n, peer)
		fmt.Fprintf(&text, "tunnel-group %s type ipsec-l2l\ntunnel-group %[1]s ipsec-attributes\n ikev2 local-authentication pre-shared-key *****\n", peer)
	}
	text.WriteString("crypto map m interface outside\n: end\n")
	src, err := parser.NewSource("fw.cfg", []byte(text.String()), "")
	if err != nil {
		b.Fatal(err)
	}
	devices, err := asa.Read(src)
	if err != nil {
		b.Fatal(err)
	}
	all, profile := outsystems.All(), outsystems.Profile()
	b.ReportAllocs()
	for b.Loop() {
		rules.Run(devices, all, profile, &rules.Intent{})
	}
}
