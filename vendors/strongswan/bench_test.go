package strongswan

import (
	"bytes"
	"fmt"
	"testing"
)

// BenchmarkRead reads a gateway of many tunnels, whose references and parents
// must not cost more with every tunnel.
func BenchmarkRead(b *testing.B) {
	var swanctl, conf bytes.Buffer
	swanctl.WriteString("template {\n version = 2\n local { auth = psk\n }\n remote { auth = psk\n }\n}\nconnections {\n")
	conf.WriteString("conn %default\n\tkeyexchange=ikev2\n\tauthby=secret\n\tesp=aes256-sha256-modp2048!\n")
	for i := range 2000 {
		addr := fmt.Sprintf("203.0.%d.%d", i/250, i%250+1)
		fmt.Fprintf(&swanctl, " site-%d : template {\n  remote_addrs = %s\n  proposals = aes256-sha256-modp2048\n  children {\n   net {\n    remote_ts = 10.%d.%d.0/24\n"+
			"    esp_proposals = aes256-sha256-modp2048\n    start_action = start\n   }\n  }\n }\n", i, addr, i/250, i%250)
		fmt.Fprintf(&conf, "conn site-%d\n\tright=%s\n\trightsubnet=10.%d.%d.0/24\n\tauto=start\n", i, addr, i/250, i%250)
	}
	swanctl.WriteString("}\n")
	for name, text := range map[string][]byte{"swanctl": swanctl.Bytes(), "ipsec": conf.Bytes()} {
		b.Run(name, func(b *testing.B) {
			src := source(b, name+".conf", text)
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if d, err := Read(src); err != nil || len(d[0].Tunnels) != 2000 {
					b.Fatal(err)
				}
			}
		})
	}
}
