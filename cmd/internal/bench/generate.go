// Package bench makes the inputs of `make bench`. The program that measures
// stands beside it in main.go, which no build but that target's compiles.
package bench

import (
	"bufio"
	"fmt"
	"io"
)

// counter counts what is written.
type counter struct {
	w io.Writer
	n int
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += n
	return n, err
}

// ASA writes a running-config of about size bytes, at least one tunnel long. It
// is shaped like a large firewall's: most of it is access lists, objects and
// address translation, and about one statement in forty is about VPN.
func ASA(w io.Writer, size int) error {
	count := &counter{w: w}
	b := bufio.NewWriter(count)
	fmt.Fprint(b, head)
	tunnels := min(max(size/200_000, 1), 200)
	for n := range tunnels {
		tunnel(b, n)
	}
	fmt.Fprint(b, "crypto map outside_map interface outside\n")
	for n := 0; count.n+b.Buffered() < size; n++ {
		filler(b, n)
	}
	fmt.Fprint(b, "access-group inside_in in interface inside\nCryptochecksum:0123456789abcdef0123456789abcdef\n: end\n")
	return b.Flush()
}

const head = `: Saved
:
ASA Version 9.16(4)
!
hostname fw-bench
interface GigabitEthernet0/0
 nameif outside
 security-level 0
 ip address 198.51.100.1 255.255.255.0
!
interface GigabitEthernet0/1
 nameif inside
 security-level 100
 ip address 10.1.0.1 255.255.0.0
!
route outside 0.0.0.0 0.0.0.0 198.51.100.254 1
crypto ikev2 enable outside
crypto ikev2 policy 10
 encryption aes-256
 integrity sha256
 group 14
 prf sha256
 lifetime seconds 28800
crypto ipsec ikev2 ipsec-proposal AES256
 protocol esp encryption aes-256
 protocol esp integrity sha-256
`

// tunnel writes one crypto map entry with its access list and tunnel group.
func tunnel(w io.Writer, n int) {
	peer := fmt.Sprintf("203.0.%d.%d", n/250, n%250+1)
	fmt.Fprintf(w, "access-list vpn_%d extended permit ip 10.1.0.0 255.255.0.0 10.8.%d.0 255.255.255.0\n", n, n%250)
	fmt.Fprintf(w, "crypto map outside_map %[1]d match address vpn_%[2]d\ncrypto map outside_map %[1]d set pfs group14\n"+
		"crypto map outside_map %[1]d set peer %[3]s\ncrypto map outside_map %[1]d set ikev2 ipsec-proposal AES256\n"+
		"crypto map outside_map %[1]d set security-association lifetime seconds 3600\n", n+1, n, peer)
	fmt.Fprintf(w, "tunnel-group %[1]s type ipsec-l2l\ntunnel-group %[1]s ipsec-attributes\n"+
		" ikev2 remote-authentication pre-shared-key *****\n ikev2 local-authentication pre-shared-key *****\n", peer)
}

// filler writes what a firewall is full of besides VPN.
func filler(w io.Writer, n int) {
	a, b := n/250%250, n%250
	fmt.Fprintf(w, "object network host-%d\n host 10.%d.%d.%d\n description server %d of the branch\n", n, 16+n/62500%200, a, b, n)
	fmt.Fprintf(w, "object-group network group-%[1]d\n network-object object host-%[1]d\n network-object 192.168.%[2]d.0 255.255.255.0\n", n, b)
	for i := range 8 {
		fmt.Fprintf(w, "access-list inside_in extended permit tcp object host-%d host 192.0.2.%d eq %d log disable\n", n, i+1, 1024+n%5000)
	}
	fmt.Fprintf(w, "nat (inside,outside) source static host-%[1]d host-%[1]d destination static group-%[1]d group-%[1]d no-proxy-arp\n", n)
}
