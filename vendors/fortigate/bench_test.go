package fortigate

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
)

// backup makes a backup of about the given size with that many tunnels. It is
// shaped like that of a large firewall: most of it is addresses and policies, and
// about one statement in forty is about VPN.
func backup(size, tunnels int) []byte {
	var b bytes.Buffer
	b.WriteString("#config-version=FGT60F-7.2.8-FW-build1639-240313:opmode=0:vdom=0:user=admin\n#conf_file_ver=1\n#buildno=1639\n#global_vdom=1\n")
	b.WriteString("config system global\n    set hostname \"fw-bench\"\nend\nconfig system interface\n    edit \"wan1\"\n        set vdom \"root\"\n        set ip 192.0.2.10 255.255.255.0\n    next\n")
	for i := range tunnels {
		fmt.Fprintf(&b, "    edit \"tunnel-%d\"\n        set vdom \"root\"\n        set type tunnel\n        set tcp-mss 1379\n        set interface \"wan1\"\n    next\n", i)
	}
	b.WriteString("end\nconfig vpn certificate local\n    edit \"Factory\"\n        set private-key \"-----BEGIN ENCRYPTED PRIVATE KEY-----\n")
	for range 30 {
		b.WriteString("QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2\n")
	}
	b.WriteString("-----END ENCRYPTED PRIVATE KEY-----\n\"\n    next\nend\nconfig vpn ipsec phase1-interface\n")
	for i := range tunnels {
		fmt.Fprintf(&b, "    edit \"tunnel-%d\"\n        set interface \"wan1\"\n        set ike-version 2\n        set keylife 28800\n        set peertype any\n        set net-device disable\n        set proposal aes256-sha256\n        set dhgrp 14\n        set remote-gw 203.0.113.%d\n        set psksecret ENC QUJDREVGR0hJSktMTU5P\n    next\n", i, i%250+1)
	}
	b.WriteString("end\nconfig vpn ipsec phase2-interface\n")
	for i := range tunnels {
		fmt.Fprintf(&b, "    edit \"tunnel-%d\"\n        set phase1name \"tunnel-%d\"\n        set proposal aes256-sha256\n        set dhgrp 14\n        set auto-negotiate enable\n        set keylifeseconds 3600\n        set src-addr-type name\n        set src-name \"host-%d\"\n    next\n", i, i, i)
	}
	b.WriteString("end\nconfig firewall address\n")
	for i := 0; b.Len() < size*2/5; i++ {
		fmt.Fprintf(&b, "    edit \"host-%d\"\n        set uuid 6f1d2c3e-0000-51ee-%04d-%012d\n        set comment \"server %d of the branch\"\n        set subnet 10.%d.%d.%d 255.255.255.255\n    next\n", i, i%10000, i, i, i/65536%256, i/256%256, i%256)
	}
	b.WriteString("end\nconfig firewall policy\n")
	for i := 1; b.Len() < size; i++ {
		fmt.Fprintf(&b, "    edit %d\n        set name \"policy %d\"\n        set uuid 6f1d2c3e-0000-51ee-%04d-%012d\n        set srcintf \"internal\"\n        set dstintf \"wan1\"\n        set action accept\n        set srcaddr \"host-%d\"\n        set dstaddr \"all\"\n        set schedule \"always\"\n        set service \"HTTP\" \"HTTPS\"\n        set logtraffic all\n        set nat enable\n    next\n", i, i, i%10000, i, i)
	}
	b.WriteString("end\n")
	return b.Bytes()
}

func BenchmarkRead(b *testing.B) {
	for _, bench := range []struct {
		name          string
		size, tunnels int
	}{{"10MB", 10 << 20, 100}, {"1MB", 1 << 20, 20}, {"50kB", 50 << 10, 2}} {
		raw := backup(bench.size, bench.tunnels)
		b.Run(bench.name, func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				src, err := parser.NewSource("fw.conf", raw, "")
				if err != nil {
					b.Fatal(err)
				}
				devices, err := Read(src)
				if err != nil || len(devices[0].Tunnels) != bench.tunnels {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkSplit(b *testing.B) {
	src := source(b, string(backup(10<<20, 100)))
	b.SetBytes(int64(len(src.Text())))
	b.ReportAllocs()
	for b.Loop() {
		parser.SplitConfig(src, shape)
	}
}

// TestAllocationsDoNotGrowWithTheFile guards the speed: what is not about VPN costs
// no memory but the file itself.
func TestAllocationsDoNotGrowWithTheFile(t *testing.T) {
	read := func(size int) float64 {
		raw := backup(size, 10)
		return testing.AllocsPerRun(2, func() {
			if _, err := Read(source(t, string(raw))); err != nil {
				t.Fatal(err)
			}
		})
	}
	small, large := read(100<<10), read(2<<20)
	if large > small*1.2 {
		t.Errorf("%.0f allocations for 100 kB and %.0f for 2 MB", small, large)
	}
}
