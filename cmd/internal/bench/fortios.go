package bench

import (
	"bufio"
	"fmt"
	"io"
)

// FortiOS writes a backup of about size bytes, at least one tunnel long. It is
// shaped like a large firewall's: most of it is addresses and policies, some is
// certificates, and about one statement in forty is about VPN. The policies are those
// between the inside and the internet; none lets anything into a tunnel.
func FortiOS(w io.Writer, size int) error {
	count := &counter{w: w}
	b := bufio.NewWriter(count)
	tunnels := min(max(size/100_000, 1), 100)
	fmt.Fprint(b, fortiHead)
	for n := range tunnels {
		fmt.Fprintf(b, "    edit \"tunnel-%d\"\n        set vdom \"root\"\n        set type tunnel\n        set tcp-mss 1379\n        set interface \"wan1\"\n    next\n", n)
	}
	fmt.Fprint(b, "end\nconfig vpn certificate local\n    edit \"Factory\"\n        set private-key \"-----BEGIN ENCRYPTED PRIVATE KEY-----\n")
	for range min(size/1000, 30) {
		fmt.Fprint(b, "bm90IGEga2V5LCBvbmx5IHNvbWUgdGV4dCB0aGF0IGxvb2tzIGxpa2Ugb25lLi4u\n")
	}
	fmt.Fprint(b, "-----END ENCRYPTED PRIVATE KEY-----\n\"\n    next\nend\nconfig vpn ipsec phase1-interface\n")
	for n := range tunnels {
		fmt.Fprintf(b, "    edit \"tunnel-%d\"\n        set interface \"wan1\"\n        set ike-version 2\n        set keylife 28800\n        set peertype any\n"+
			"        set net-device disable\n        set proposal aes256-sha256\n        set dhgrp 14\n        set remote-gw 203.0.%d.%d\n"+
			"        set psksecret ENC bm90LWEta2V5LWVpdGhlcg==\n    next\n", n, n/250, n%250+1)
	}
	fmt.Fprint(b, "end\nconfig vpn ipsec phase2-interface\n")
	for n := range tunnels {
		fmt.Fprintf(b, "    edit \"tunnel-%[1]d\"\n        set phase1name \"tunnel-%[1]d\"\n        set proposal aes256-sha256\n        set dhgrp 14\n"+
			"        set keylifeseconds 3600\n        set src-addr-type name\n        set src-name \"host-0\"\n    next\n", n)
	}
	fmt.Fprint(b, "end\nconfig router static\n    edit 1\n        set gateway 198.51.100.254\n        set device \"wan1\"\n    next\n")
	for n := range tunnels {
		fmt.Fprintf(b, "    edit %d\n        set dst 10.8.%d.0 255.255.255.0\n        set device \"tunnel-%d\"\n    next\n", n+2, n, n)
	}
	fmt.Fprint(b, "end\nconfig firewall address\n")
	for n := 0; n == 0 || count.n+b.Buffered() < size*2/5; n++ {
		fmt.Fprintf(b, "    edit \"host-%[1]d\"\n        set uuid 6f1d2c3e-0000-51ee-%04[2]d-%012[1]d\n        set comment \"server %[1]d of the branch\"\n"+
			"        set subnet 10.%[3]d.%[4]d.%[5]d 255.255.255.255\n    next\n", n, n%10000, n/65536%256, n/256%256, n%256)
	}
	fmt.Fprint(b, "end\nconfig firewall policy\n")
	for n := 1; count.n+b.Buffered() < size; n++ {
		fmt.Fprintf(b, "    edit %[1]d\n        set name \"policy %[1]d\"\n        set uuid 7f1d2c3e-0000-51ee-%04[2]d-%012[1]d\n        set srcintf \"internal\"\n"+
			"        set dstintf \"wan1\"\n        set action accept\n        set srcaddr \"host-%[1]d\"\n        set dstaddr \"all\"\n        set schedule \"always\"\n"+
			"        set service \"HTTP\" \"HTTPS\"\n        set logtraffic all\n        set nat enable\n    next\n", n, n%10000)
	}
	fmt.Fprint(b, "end\n")
	return b.Flush()
}

const fortiHead = `#config-version=FG200F-7.2.11-FW-build1740-250210:opmode=0:vdom=0:user=admin
#conf_file_ver=1
#buildno=1740
#global_vdom=1
config system global
    set hostname "fw-bench"
end
config system interface
    edit "wan1"
        set vdom "root"
        set ip 198.51.100.1 255.255.255.0
    next
    edit "internal"
        set vdom "root"
        set ip 10.1.0.1 255.255.0.0
    next
`
