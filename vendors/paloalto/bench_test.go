package paloalto

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
)

// The benchmarks read a file of 10 MB of which nearly all is rules and objects,
// as in real exports, with 20 tunnels among them.
const (
	benchBytes   = 10 << 20
	benchTunnels = 20
)

func BenchmarkReadSet(b *testing.B) { benchRead(b, benchSet()) }
func BenchmarkReadXML(b *testing.B) { benchRead(b, benchXML()) }

// BenchmarkLines is the measure: a bare loop over the lines of the set file.
func BenchmarkLines(b *testing.B) {
	text := benchSet()
	b.SetBytes(int64(len(text)))
	lines := 0
	for b.Loop() {
		for rest := text; len(rest) > 0; lines++ {
			i := bytes.IndexByte(rest, '\n')
			if i < 0 {
				break
			}
			rest = rest[i+1:]
		}
	}
	if lines == 0 {
		b.Fatal("no lines")
	}
}

func benchRead(b *testing.B, text []byte) {
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		src, err := parser.NewSource("fw", text, "")
		if err != nil {
			b.Fatal(err)
		}
		devices, err := Read(src)
		if err != nil {
			b.Fatal(err)
		}
		if n := len(devices[0].Tunnels); n != benchTunnels {
			b.Fatalf("%d tunnels", n)
		}
	}
}

func benchSet() []byte {
	var out bytes.Buffer
	out.WriteString("set mgt-config users admin permissions role-based superuser yes\nset deviceconfig system hostname fw\n")
	for i := range benchTunnels {
		fmt.Fprintf(&out, "set network ike gateway g%d protocol version ikev2\n", i)
		fmt.Fprintf(&out, "set network ike gateway g%d peer-address ip far-%d\n", i, i)
		fmt.Fprintf(&out, "set network tunnel ipsec t%d auto-key ike-gateway g%d\n", i, i)
		fmt.Fprintf(&out, "set network tunnel ipsec t%d tunnel-interface tunnel.%d\n", i, i+1)
	}
	for i := 0; out.Len() < benchBytes; i++ {
		fmt.Fprintf(&out, "set rulebase security rules \"rule %d\" from [ trust dmz ] to untrust source net-%d destination any\n", i, i)
		fmt.Fprintf(&out, "set rulebase security rules \"rule %d\" application [ ssl web-browsing dns ] service application-default action allow\n", i)
		if i%4 == 0 {
			fmt.Fprintf(&out, "set address net-%d ip-netmask 10.%d.%d.0/24\n", i, i>>8&255, i&255)
		}
	}
	return out.Bytes()
}

func benchXML() []byte {
	var out bytes.Buffer
	out.WriteString(`<?xml version="1.0"?>` + "\n" + `<config version="11.1.0" urldb="paloaltonetworks"><mgt-config><users><entry name="admin"/></users></mgt-config><devices><entry name="localhost.localdomain"><network><ike><gateway>` + "\n")
	for i := range benchTunnels {
		fmt.Fprintf(&out, "<entry name=\"g%d\"><protocol><version>ikev2</version></protocol><peer-address><ip>203.0.113.%d</ip></peer-address></entry>\n", i, i+1)
	}
	out.WriteString("</gateway></ike><tunnel><ipsec>\n")
	for i := range benchTunnels {
		fmt.Fprintf(&out, "<entry name=\"t%d\"><auto-key><ike-gateway><entry name=\"g%d\"/></ike-gateway></auto-key></entry>\n", i, i)
	}
	out.WriteString("</ipsec></tunnel></network><vsys><entry name=\"vsys1\"><rulebase><security><rules>\n")
	rule := strings.ReplaceAll(`<entry name="rule %d">
  <from>
    <member>trust</member>
  </from>
  <to>
    <member>untrust</member>
  </to>
  <source>
    <member>net-%d</member>
  </source>
  <application>
    <member>ssl</member>
    <member>web-browsing</member>
  </application>
  <action>allow</action>
</entry>
`, "\n", "\n                ")
	for i := 0; out.Len() < benchBytes; i++ {
		fmt.Fprintf(&out, rule, i, i)
	}
	out.WriteString("</rules></security></rulebase></entry></vsys></entry></devices></config>\n")
	return out.Bytes()
}
